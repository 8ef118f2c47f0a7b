"""The agenda as a proposal: what the live cases put before a meeting, unfinished resolutions first.

Every source is a plain read that returns proposed items; a figure in a title is the length of the list
behind its address, asked of the list itself, so that the room and the list never say different numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.committee import lists
from anwei.committee.models import AgendaItem, ItemKind, Meeting, Resolution, Seat, Task
from anwei.hazards.lists import HAZARDS
from anwei.lists import state
from anwei.lists.filters import Asker
from anwei.lists.spec import ListSpec

# From how many cases of one source on they are one item of the agenda, with the cases in its note.
GROUPED = 8
# Lines of a note; the list behind the item has them all.
NOTED = 20


@dataclass(frozen=True)
class Proposed:
    """One item as it would stand on the agenda. `about` names the case, so that none comes twice."""

    kind: str
    title: str
    about: str
    address: str = ""
    note: str = ""
    unit: Unit | None = field(default=None)
    minutes: int = 5

    def as_item(self) -> AgendaItem:
        """Not saved yet: arranging.add_many takes it."""
        return AgendaItem(
            kind=self.kind,
            title=self.title,
            note=self.note,
            minutes=self.minutes,
            unit=self.unit,
            about=self.about,
            address=self.address,
        )


@dataclass(frozen=True)
class Case:
    """For whom and for which meeting a proposal is made, and on which day."""

    meeting: Meeting
    user: User
    today: date

    def listed(self, spec: ListSpec, *asked: tuple[str, object]) -> tuple[QuerySet[Any], str]:
        """The rows of a list as this person sees it under an address, and that address."""
        query = urlencode(asked)
        shown = state.read(spec, QueryDict(query), Asker(self.user, self.today))
        return shown.filtered, f"{reverse(spec.address)}?{query}"


Source = Callable[[Case], Iterator[Proposed]]


def unfinished(case: Case) -> Iterator[Proposed]:
    """Open resolutions of the meeting's bodies that were taken before it."""
    asked: list[tuple[str, object]] = [("state", "open")]
    asked += [("body", pk) for pk in case.meeting.convenings.values_list("body", flat=True)]
    if case.meeting.held_on is not None:
        before = case.meeting.held_on - timedelta(days=1)
        asked.append(("decided", f"..{before.isoformat()}"))
    found, address = case.listed(lists.RESOLUTIONS, *asked)
    rows = list(found.select_related("lead").order_by("due_on", "pk"))
    if len(rows) <= GROUPED:
        for row in rows:
            yield Proposed(
                kind=ItemKind.UNFINISHED,
                title=f"{row.number} {_first_line(row.text)}"[:300],
                about=trail.name_of(row),
                address=reverse("committee:resolution", args=[row.pk]),
                note=_late(row.due_on, case.today),
                unit=row.lead,
            )
        return
    yield Proposed(
        kind=ItemKind.UNFINISHED,
        title=_("Unfinished resolutions: %(number)s") % {"number": f"{len(rows):,}"},
        about="committee.resolution:unfinished",
        address=address,
        note=_note(_resolution_line(row, case.today) for row in rows),
        minutes=15,
    )


def _resolution_line(row: Resolution, today: date) -> str:
    return " · ".join(
        part for part in (row.number, str(row.lead), _late(row.due_on, today)) if part
    )


def overdue_tasks(case: Case) -> Iterator[Proposed]:
    """Tasks whose day has passed, by unit; what a unit below owes is counted with the unit above it."""
    found, address = case.listed(lists.TASKS, ("overdue", 1))
    rows = list(found.select_related("unit").order_by("due_on", "pk"))
    owing = _by_top_unit(rows)
    if len(owing) <= GROUPED:
        for unit, tasks in owing.items():
            _rows, own = case.listed(lists.TASKS, ("overdue", 1), ("unit", unit.pk))
            yield Proposed(
                kind=ItemKind.UNFINISHED,
                title=ngettext(
                    "%(unit)s: %(number)s task overdue",
                    "%(unit)s: %(number)s tasks overdue",
                    len(tasks),
                )
                % {"unit": unit, "number": f"{len(tasks):,}"},
                about=f"committee.task:overdue:{unit.pk}",
                address=own,
                note=_note(f"{task.number} · {_late(task.due_on, case.today)}" for task in tasks),
                unit=unit,
            )
        return
    lines = (
        f"{unit} · {len(tasks):,} · {_late(tasks[0].due_on, case.today)}"
        for unit, tasks in owing.items()
    )
    yield Proposed(
        kind=ItemKind.UNFINISHED,
        title=_("Tasks overdue: %(number)s") % {"number": f"{len(rows):,}"},
        about="committee.task:overdue",
        address=address,
        note=_note(lines),
        minutes=15,
    )


def _by_top_unit(rows: list[Task]) -> dict[Unit, list[Task]]:
    """The tasks of each unit that owes and of those below it; the unit with the longest overdue first."""
    tops: list[Unit] = []
    for unit in sorted({task.unit for task in rows}, key=lambda unit: unit.path):
        if not tops or not unit.path.startswith(tops[-1].path):
            tops.append(unit)
    owing: dict[Unit, list[Task]] = {}
    for task in rows:
        top = next(unit for unit in tops if task.unit.path.startswith(unit.path))
        owing.setdefault(top, []).append(task)
    return owing


def overdue_major(case: Case) -> Iterator[Proposed]:
    """Major hazards whose term has passed, as one item."""
    found, address = case.listed(HAZARDS, ("level", "major"), ("overdue", 1))
    if number := found.count():
        yield Proposed(
            kind=ItemKind.MAJOR,
            title=_("Major hazards overdue: %(number)s") % {"number": f"{number:,}"},
            about="hazards.hazard:major-overdue",
            address=address,
            minutes=15,
        )


def reports(case: Case) -> Iterator[Proposed]:
    """Units that were asked to report."""
    asked = Seat.objects.filter(meeting=case.meeting, reports=True).select_related("unit")
    for seat in asked.order_by("pk"):
        yield Proposed(
            kind=ItemKind.REPORT,
            title=_("Report of %(unit)s") % {"unit": seat.unit},
            about=trail.name_of(seat),
            unit=seat.unit,
            minutes=10,
        )


def situation(case: Case) -> Iterator[Proposed]:
    """The situation report; its page belongs to a room above and is named by its address alone."""
    yield Proposed(
        kind=ItemKind.SITUATION,
        title=_("The situation of work safety"),
        about="situation",
        address=reverse("situation:page"),
        minutes=20,
    )


# In the order of the agenda. A room that comes later puts its source where its kind stands in ItemKind:
# directives after the overdue tasks, listed cases beside the major hazards, then accidents and campaigns.
SOURCES: tuple[Source, ...] = (unfinished, overdue_tasks, overdue_major, reports, situation)


def proposed(meeting: Meeting, *, user: User, today: date) -> list[Proposed]:
    """What the live cases put before this meeting and is not on its agenda yet, in order."""
    case = Case(meeting, user, today)
    there = set(meeting.items.exclude(about="").values_list("about", flat=True))
    return [item for source in SOURCES for item in source(case) if item.about not in there]


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0]


def _late(due_on: date | None, today: date) -> str:
    """How long it is overdue, in words; else when it is due."""
    if due_on is None:
        return ""
    days = (today - due_on).days
    if days <= 0:
        return _("due %(day)s") % {"day": due_on.isoformat()}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}


def _note(lines: Iterator[str]) -> str:
    """The lines of a note, and how many more there are."""
    every = list(lines)
    more = len(every) - NOTED
    if more > 0:
        every[NOTED:] = [ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more}]
    return "\n".join(every)
