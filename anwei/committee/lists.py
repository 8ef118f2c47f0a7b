"""Meetings, resolutions and tasks as lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.committee import access
from anwei.committee.actions import chasing
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.lifecycle import ResolutionState, TaskState
from anwei.committee.models import Body, Convening, Kind, Meeting, Resolution, Task, TaskPart
from anwei.committee.models.meeting import MEETING_STATES
from anwei.committee.models.resolution import RESOLUTION_STATES
from anwei.committee.models.task import TASK_STATES
from anwei.committee.task_forms import ChaseForm
from anwei.lists.filters import Asker, Choice, Days, Flag, Linked, Reading, UnitTree
from anwei.lists.keyset import ranked
from anwei.lists.spec import BulkAction, Column, Empty, ListSpec, Search

MEETING_TONES = {
    "planned": "neutral", "called": "info", "sitting": "warn", "held": "warn", "circulated": "info", "approved": "good", "cancelled": "neutral",
}  # fmt: skip
TASK_TONES = {
    "issued": "warn",
    "taken": "info",
    "answered": "info",
    "accepted": "good",
    "withdrawn": "neutral",
}
RESOLUTION_TONES = {"open": "info", "done": "good", "revoked": "neutral"}
OWED = [TaskState.ISSUED.value, TaskState.TAKEN.value]
# What is still to be done stands before what has ended.
OPEN_FIRST = (*OWED, TaskState.ANSWERED.value)


def overdue(today: date) -> Q:
    """The day has passed and it is the unit's turn."""
    return Q(state__in=OWED, due_on__lt=today)


def share(total: int | None, done: int | None) -> int | None:
    """Of a hundred cases that prove a task, so many are fixed and verified."""
    return (done or 0) * 100 // total if total else None


def _unchased(task: Task, user: User) -> str:
    """Why a task would not be chased, asked before anything is done."""
    if not access.may_look_after(user, task):
        return gettext("This task is not yours to chase.")
    return chasing.why_not(task, timezone.localdate())


def _chase(task: Task, *, by: User, at: datetime, values: dict[str, Any]) -> None:
    if not access.may_look_after(by, task):
        raise MoveRefused(gettext("This task is not yours to chase."))
    chasing.chase(task, by=by, at=at, remark=values["remark"])


@dataclass(frozen=True)
class OfKind(Choice):
    """Meetings that are one of these kinds for any of their bodies."""

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """Each meeting once, though it may be of one kind for several bodies."""
        reading = super().read(values, asker)
        kinds = [value for value, _words in reading.parts]
        of_kind = Q(pk__in=Convening.objects.filter(kind__in=kinds).values("meeting"))
        return replace(reading, condition=of_kind if kinds else Q())


MEETINGS = ListSpec(
    key="meetings",
    title=_("Meetings"),
    permission=access.VIEW,
    model=Meeting,
    base=lambda user: Meeting.objects.visible_to(user),
    address="committee:meetings",
    columns=(
        Column("day", _("Day"), "held_on", kind="day", sort=True),
        Column("title", pgettext_lazy("of a meeting", "Title"), "title", kind="long", link=True),
        Column("state", _("State"), "state", kind="badge", choices=MEETING_STATES, tones=MEETING_TONES, sort=True),
        Column("place", pgettext_lazy("of a meeting", "Place"), "place"),
        Column("number", _("Number"), "number", sort=True),
        Column("topic", _("What it is about"), "topic", kind="long", default=False),
        Column("source", _("Source"), "source", default=False),
    ),
    default_sort="-day",
    filters=(
        Choice("state", _("State"), path="state", choices=MEETING_STATES),
        OfKind("kind", _("Kind"), choices=Kind.choices),
        Days("day", _("Day"), path="held_on"),
    ),
    search=Search(paths=("title", "place", "topic", "number"), hint=_("Title, place, topic or number")),
    row_address=lambda number: reverse("committee:meeting", args=[number]),
    row_key="number",
    empty=Empty(_("No meeting has been called that your unit is asked to."), _("Plan a meeting"), "committee:meeting_new", access.CONVENE),
    counted=lambda number: (
        ngettext("%(number)s meeting", "%(number)s meetings", number) % {"number": f"{number:,}"}
    ),
    changed_at="changed_at",
)  # fmt: skip

RESOLUTIONS = ListSpec(
    key="resolutions",
    title=_("Resolutions"),
    permission=access.VIEW,
    model=Resolution,
    base=lambda user: Resolution.objects.visible_to(user),
    address="committee:resolutions",
    columns=(
        Column("number", _("Number"), "number", link=True),
        Column("text", _("What was decided"), "text", kind="long"),
        Column("state", _("State"), "state", kind="badge", choices=RESOLUTION_STATES, tones=RESOLUTION_TONES, sort=True),
        Column("lead", _("Lead unit"), "lead__name", sort=True),
        Column("due", _("Due on"), "due_on", kind="day", sort=True),
        Column("decided", _("Decided on"), "decided_on", kind="day", sort=True),
        Column("body", _("Body"), "body__unit__name", default=False),
        Column("meeting", _("Meeting"), "meeting__title", kind="long", default=False),
        Column("measure", _("Measure of done"), "measure", kind="long", default=False),
        Column("ended", _("Ended on"), "ended_on", kind="day", default=False),
    ),
    default_sort="-decided",
    filters=(
        Choice("state", _("State"), path="state", choices=RESOLUTION_STATES),
        UnitTree("lead", _("Lead unit"), path="lead"),
        Days("due", _("Due on"), path="due_on"),
        Days("decided", _("Decided on"), path="decided_on"),
        Flag("overdue", _("Overdue"), condition=lambda today: Q(state=ResolutionState.OPEN, due_on__lt=today)),
        Linked("meeting", _("Meeting"), path="meeting", offered=Meeting.objects.visible_to),
        Linked("body", _("Body"), path="body", offered=lambda user: Body.objects.select_related("unit")),
    ),
    search=Search(paths=("number", "text", "measure", "lead__name"), hint=_("Number, words or lead unit")),
    row_address=lambda pk: reverse("committee:resolution", args=[pk]),
    empty=Empty(_("Resolutions are taken while a meeting is held.")),
    counted=lambda number: (
        ngettext("%(number)s resolution", "%(number)s resolutions", number) % {"number": f"{number:,}"}
    ),
    changed_at="changed_at",
)  # fmt: skip

TASKS = ListSpec(
    key="tasks",
    title=_("Tasks"),
    permission=access.VIEW,
    model=Task,
    base=lambda user: Task.objects.visible_to(user),
    address="committee:tasks",
    columns=(
        Column("number", _("Number"), "number", sort=True, link=True),
        Column("title", pgettext_lazy("of a task", "Title"), "title", kind="long"),
        Column("state", _("State"), "state", kind="badge", choices=TASK_STATES, tones=TASK_TONES, sort=ranked("state", *OPEN_FIRST)),
        Column("unit", _("Handed to"), "unit__name", sort=True),
        Column("part", _("Part"), "part", choices=TaskPart.choices),
        Column("due", _("Due on"), "due_on", kind="day", sort=True),
        Column("resolution", _("Resolution"), "resolution__number"),
        Column("progress", _("Cases fixed and verified"), ("proof_total", "proof_done"), show=share, kind="meter", default=False,
               parts=(Column("cases", _("Cases"), "proof_total"), Column("fixed", _("Cases fixed and verified"), "proof_done"))),
        Column("returns", _("Sent back"), "returns", kind="number", default=False),
        Column("chases", _("Chased"), "chases", kind="number", default=False),
        Column("issued", _("Handed out on"), "issued_on", kind="day", sort=True, default=False),
        Column("answered", _("Answered on"), "answered_on", kind="day", sort=True, default=False),
        Column("ended", _("Ended on"), "ended_on", kind="day", default=False),
    ),
    default_sort="-state",
    filters=(
        Choice("state", _("State"), path="state", choices=TASK_STATES),
        UnitTree("unit", _("Handed to"), path="unit"),
        Choice("part", _("Part"), path="part", choices=TaskPart.choices),
        Days("due", _("Due on"), path="due_on"),
        Flag("open", _("Open tasks"), condition=lambda today: ~Q(state__in=[TaskState.ACCEPTED, TaskState.WITHDRAWN])),
        Flag("overdue", _("Overdue"), condition=overdue),
        Flag("instruction", _("Leaders' instructions"), condition=lambda today: Q(instruction__isnull=False)),
        Flag("returned", _("Sent back once or more"), condition=lambda today: Q(returns__gt=0)),
        Linked("resolution", _("Resolution"), path="resolution", offered=Resolution.objects.visible_to),
    ),
    search=Search(paths=("number", "title", "text", "unit__name", "resolution__number"), hint=_("Number, words or unit")),
    row_address=lambda number: reverse("committee:task", args=[number]),
    row_key="number",
    actions=(
        BulkAction(
            "chase", _("Chase"), "committee.task", apply=_chase, form=ChaseForm, refusals=(MoveRefused,), refusal=_unchased,
            explain=_("Each unit that owes one of these tasks is told again; whatever was answered, ended or chased today is left alone and reported."),
        ),
    ),
    related=("unit", "asked_by_unit"),
    empty=Empty(_("No task has been handed to your unit.")),
    counted=lambda number: (
        ngettext("%(number)s task", "%(number)s tasks", number) % {"number": f"{number:,}"}
    ),
    changed_at="changed_at",
)  # fmt: skip
