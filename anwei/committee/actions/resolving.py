"""Resolutions: decided, numbered, corrected while the minutes are open, finished or taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.committee import lifecycle, queries
from anwei.committee.actions import tasking
from anwei.committee.actions.changing import (
    MoveRefused,
    change,
    hold,
    hold_open,
    move,
    sent,
    sent_once,
)
from anwei.committee.models import Body, Meeting, Point, Resolution
from anwei.standards import pack


@dataclass(frozen=True)
class Decided:
    """What was decided: the text, who leads, who helps, by when, and what shows that it is done."""

    text: str
    lead: Unit
    helpers: tuple[Unit, ...] = field(default=())
    due_on: date | None = None
    measure: str = ""


@transaction.atomic
def resolve(
    meeting: Meeting,
    decided: Decided,
    *,
    body: Body,
    by: object,
    at: datetime,
    point: Point | None = None,
    form_key: UUID | None = None,
) -> Resolution:
    """Write down a resolution of one of the meeting's bodies under its next number of the year.

    A `form_key` under which it was written down already makes no second one.
    """
    if again := sent(Resolution.objects.all(), form_key, by=by):
        return again[0]
    hold(
        meeting, lifecycle.WRITING, _("Resolutions are taken while the minutes are being written.")
    )
    _refuse_unfit(decided, meeting)
    if not meeting.convenings.filter(body=body).exists():
        raise MoveRefused(_("The meeting is none of %(body)s.") % {"body": body})
    if point is not None and (point.meeting_id != meeting.pk or point.removed_at):
        raise MoveRefused(_("This point is not of this meeting's minutes."))
    year = meeting.day.year
    # The body is held until the end, so that two resolutions at once get two numbers and none is left out.
    Body.objects.select_for_update().get(pk=body.pk)
    last = (
        Resolution.objects.filter(body=body, year=year).aggregate(last=Max("serial"))["last"] or 0
    )
    with sent_once():
        resolution = Resolution.objects.create(
            meeting=meeting, body=body, year=year, serial=last + 1, number=pack.current().number("resolution", prefix=body.prefix, year=year, serial=last + 1), point=point,
            text=decided.text.strip(), lead=decided.lead, due_on=decided.due_on, measure=decided.measure.strip(),
            decided_on=meeting.day, recorded_at=at, recorded_by=trail.name_of(by), changed_at=at, form_key=form_key,
        )  # fmt: skip
    resolution.helpers.set(decided.helpers)
    trail.record(
        "committee.resolution_taken",
        resolution,
        by=by,
        at=at,
        held=meeting.held_on,
        now={**_facts(decided), "number": resolution.number, "meeting": meeting.number},
    )
    return resolution


def _facts(decided: Decided) -> dict[str, object]:
    return {
        "text": decided.text, "lead": decided.lead.pk, "helpers": sorted(unit.pk for unit in decided.helpers), "due_on": decided.due_on, "measure": decided.measure,
    }  # fmt: skip


def _refuse_unfit(decided: Decided, meeting: Meeting) -> None:
    if not decided.text.strip():
        raise MoveRefused(_("Write what was decided."))
    if decided.lead in decided.helpers:
        raise MoveRefused(_("%(unit)s leads; it need not help as well.") % {"unit": decided.lead})
    if decided.due_on and meeting.held_on and decided.due_on < meeting.held_on:
        raise MoveRefused(_("The term cannot end before the meeting."))


@transaction.atomic
def correct(resolution: Resolution, decided: Decided, *, by: object, at: datetime) -> None:
    """Change a resolution while the minutes are open; afterwards it stands as it was decided."""
    meeting = resolution.meeting
    hold(
        meeting,
        lifecycle.WRITING,
        _("The minutes are circulated: the resolution stands as it was decided."),
    )
    _refuse_unfit(decided, meeting)
    if resolution.tasks.exists():
        raise MoveRefused(_("Tasks were handed out for it; withdraw them first."))
    resolution.helpers.set(decided.helpers)
    change(
        resolution, "resolution_corrected", by=by, at=at, text=decided.text.strip(), lead=decided.lead, due_on=decided.due_on, measure=decided.measure.strip(),
        also={"helpers": sorted(unit.pk for unit in decided.helpers)},
    )  # fmt: skip


@transaction.atomic
def conclude(resolution: Resolution, *, by: object, at: datetime, remark: str) -> None:
    """A person says that the measure of done is reached. Refused while a task of it is open."""
    if not remark.strip():
        raise MoveRefused(_("Say how its measure of done was reached."))
    # Held, so that no task is handed out for it while it is being finished.
    hold_open(resolution)
    open_tasks = list(resolution.tasks.open().values_list("number", flat=True)[:5])
    if open_tasks:
        raise MoveRefused(
            _("Tasks of it are still open: %(tasks)s.") % {"tasks": ", ".join(open_tasks)}
        )
    today = timezone.localdate(at)
    move(resolution, "conclude", by=by, at=at, reason=remark, ended_on=today, remark=remark.strip())


@transaction.atomic
def revoke(resolution: Resolution, *, by: User, at: datetime, reason: str) -> None:
    """The chair takes a resolution back, with a reason; its open tasks are withdrawn with it."""
    if not reason.strip():
        raise MoveRefused(_("Say why it is revoked."))
    if not queries.chairs_of([resolution.body], by, at):
        raise MoveRefused(
            _("The director of %(body)s decides on this.") % {"body": resolution.body}
        )
    today = timezone.localdate(at)
    move(resolution, "revoke", by=by, at=at, reason=reason, ended_on=today, remark=reason.strip())
    for task in resolution.tasks.open():
        tasking.withdraw(task, by=by, at=at, reason=reason)


@transaction.atomic
def resume(resolution: Resolution, *, by: object, at: datetime, reason: str) -> None:
    """It was not finished after all."""
    if not reason.strip():
        raise MoveRefused(_("Say what is left to do."))
    move(resolution, "resume", by=by, at=at, reason=reason, ended_on=None)


def units_of(resolution: Resolution) -> Iterable[Unit]:
    """The lead unit, then those that help."""
    return [resolution.lead, *resolution.helpers.all()]
