"""Test data of papers: a kind of this room's own about a unit, so that no other room is needed."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

from django.http import Http404
from django.utils.translation import gettext_lazy
from docx import Document as Word

from anwei.accounts.models import Unit, User
from anwei.accounts.tests.factories import NOON, make_unit
from anwei.documents import kinds
from anwei.documents.actions import papers
from anwei.documents.kinds import Case, Facts, Kind
from anwei.documents.models import Paper

ADDRESS = "https://anwei.example.org/papers/x/"
WHO = "system:tests"
TEXT = "{{ number }} {{ office }} {{ day }} {{ what }} {% for one in note %}{{ one }} {% endfor %}{{ replaces }}"


def word_bytes(text: str = TEXT, *more: str) -> bytes:
    """A Word file with these lines and the place of the QR code."""
    word, out = Word(), BytesIO()
    for line in (text, *more, "{{ qr }}"):
        word.add_paragraph(line)
    word.save(out)
    return out.getvalue()


def text_of(data: bytes) -> str:
    """What a Word file says, line by line."""
    word = Word(BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([line.text for line in word.paragraphs] + cells)


def _case(user: User | None, key: int, why_not: str = "") -> Case:
    unit = Unit.objects.filter(pk=key).first()
    if unit is None or unit.name == "Hidden":
        raise Http404
    return Case(unit, f"Letter to {unit.name}", unit.parent or unit, "/", why_not)


def _written(prefix: str, year: int, serial: int) -> str:
    return f"{prefix} {year}/{serial}"


def _facts(unit: Unit) -> Facts:
    return {"what": unit.name}


LETTER = Kind(
    code="letter",
    label=gettext_lazy("Word file"),
    about="accounts.unit",
    case=_case,
    facts=_facts,
    sample=partial(dict, what="What it says"),
    shipped=lambda language: word_bytes(),
    written=_written,
)
KINDS = [LETTER]


def make_case(why_not: str = "", **given: object) -> Case:
    """A unit below an office: the case of a letter."""
    office = given.pop("office", None) or Unit.objects.filter(short_name="OF").first()
    office = office or make_unit(name="Office", short_name="OF")
    return _case(None, make_unit(parent=office, **given).pk, why_not)


def make_paper(case: Case | None = None, **given: object) -> Paper:
    """A draft in English."""
    given.setdefault("language", "en")
    return papers.prepare(LETTER, case or make_case(), by=WHO, at=NOON, **given)  # type: ignore[arg-type]


def issue(paper: Paper, case: Case | None = None, *, at: object = NOON, by: object = WHO) -> Paper:
    """The same, numbered and frozen."""
    opened = case or _case(None, kinds.about(paper.subject)[1])
    papers.issue(paper, LETTER, opened, by=by, at=at, address=ADDRESS)  # type: ignore[arg-type]
    return paper


def make_issued(**given: object) -> Paper:
    """A paper that was issued."""
    return issue(make_paper(**given))


Act = Callable[[], object]
