"""Papers of the sample zone: letterheads, those of the last meetings, one void and replaced, one in preparation."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from anwei.accounts.models import Unit, User
from anwei.committee.models import Meeting, Task
from anwei.demo.words import Pair
from anwei.documents import kinds
from anwei.documents.actions import letterheads, papers
from anwei.documents.kinds import Case, Kind
from anwei.documents.models import Paper, Service

# fmt: off
HEAD = Pair("Office of the Qinglan Work Safety Committee", "青岚高新区安全生产委员会办公室")
PREFIX = Pair("QL-SO", "青安办")
NOTE = Pair("Hand in reports in writing by noon of the day before.", "请于会前一日12:00前报送书面汇报材料。")
WRONG = Pair("The room was wrong.", "会议地点有误。")
WHOM = Pair("Duty desk", "值班室")
WITNESSED = Pair("The desk would not sign; two colleagues were there.", "值班人员拒绝签收，两名工作人员在场见证。")
# fmt: on


class Papers:
    """Issues what an office would have issued by today."""

    def __init__(self, office: Unit, clerk: User, *, at: datetime, language: str) -> None:
        self.office, self.clerk, self.at, self.language = office, clerk, at, language
        self.written = language

    def say(self, pair: Pair) -> str:
        """A text in the zone's language."""
        return pair[self.language]

    @transaction.atomic
    def issue(self) -> None:
        """The papers, the oldest first."""
        letterheads.set_up(self.office, name=self.say(HEAD), prefix=self.say(PREFIX), by=self.clerk, at=self.at)  # fmt: skip
        held = Meeting.objects.filter(state="approved").order_by("-held_on", "-pk").first()
        if held is not None:
            self._issued("minutes", held)
            self._issued("resolution_list", held)
        if (coming := Meeting.objects.filter(state="called").order_by("-pk").first()) is not None:
            self._notice(coming)
        task = Task.objects.owed().filter(resolution__isnull=False).order_by("-pk").first()
        if task is not None:
            self._served(self._issued("task_letter", task))

    def _notice(self, meeting: Meeting) -> None:
        """Issued with a mistake, declared void, issued anew; the minutes are in preparation."""
        wrong = self._issued("meeting_notice", meeting)
        kind, case = self._opened("meeting_notice", meeting)
        right = papers.replace(wrong, kind, case, reason=self.say(WRONG), by=self.clerk, at=self.at)
        papers.alter(right, note=self.say(NOTE), by=self.clerk, at=self.at)
        self._number(right, kind, case)
        kind, case = self._opened("minutes", meeting)
        papers.prepare(kind, case, language=self.written, by=self.clerk, at=self.at)

    def _opened(self, code: str, row: Model) -> tuple[Kind, Case]:
        kind = kinds.of(code)
        return kind, kind.case(self.clerk, row.pk)

    def _issued(self, code: str, row: Model) -> Paper:
        kind, case = self._opened(code, row)
        paper = papers.prepare(kind, case, language=self.written, by=self.clerk, at=self.at)
        self._number(paper, kind, case)
        return paper

    def _number(self, paper: Paper, kind: Kind, case: Case) -> None:
        home = settings.BASE_URL or "http://127.0.0.1:8000"
        address = f"{home}{reverse('portal:paper', args=[paper.token])}"
        papers.issue(paper, kind, case, by=self.clerk, at=self.at, address=address)

    def _served(self, paper: Paper) -> None:
        given = {"served_at": self.at, "whom": self.say(WHOM), "by": self.clerk, "at": self.at}
        papers.serve(paper, how=Service.How.LEFT, refused=True, reason=self.say(WITNESSED), **given)
        papers.serve(paper, how=Service.How.PLATFORM, **given)
