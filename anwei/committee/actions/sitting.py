"""The meeting itself: opened, who is there, closed."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions.changing import MoveRefused, ensure, move
from anwei.committee.models import Meeting, Seat

WRONG_CODES = 8


@transaction.atomic
def open_meeting(meeting: Meeting, *, by: object, at: datetime) -> None:
    """Open the meeting and draw the code that is said at the door."""
    today = timezone.localdate(at)
    if meeting.held_on is not None and meeting.held_on > today:
        raise MoveRefused(
            _("The meeting is called for %(day)s.") % {"day": meeting.held_on.isoformat()}
        )
    move(meeting, "open", by=by, at=at, opened_at=at, door_code=f"{secrets.randbelow(10**6):06}")


@transaction.atomic
def arrive(
    seat: Seat, *, by: object, at: datetime, how: str, attended: str, behalf: str = ""
) -> None:
    """Somebody took this seat: the holder of the post, or `attended` for him or her."""
    ensure(
        seat.meeting,
        {lifecycle.MeetingState.SITTING, lifecycle.MeetingState.HELD},
        _("The roll is called while the meeting sits, and until its minutes are circulated."),
    )
    if not attended.strip():
        raise MoveRefused(_("Say who was there."))
    fields = {"arrived_at": at, "arrived_how": how, "attended": attended.strip()[:80]}
    rows = Seat.objects.filter(pk=seat.pk, meeting__in=Meeting.objects.in_states(lifecycle.WRITING))
    if how == Seat.How.CODE:
        rows = rows.filter(arrived_at=None)
    if not rows.update(**fields, arrived_by=trail.name_of(by)):
        raise MoveRefused(_("This seat is taken already."))
    was = {name: getattr(seat, name) for name in fields}
    for name, value in fields.items():
        setattr(seat, name, value)
    trail.record("committee.seat_taken", seat, by=by, at=at, behalf=behalf, was=was, now=fields)


@transaction.atomic
def not_there(seat: Seat, *, by: object, at: datetime, reason: str) -> None:
    """Take back that a seat was taken, with a reason."""
    if not reason.strip():
        raise MoveRefused(_("Say why."))
    rows = Seat.objects.filter(
        pk=seat.pk,
        arrived_at__isnull=False,
        meeting__in=Meeting.objects.in_states(lifecycle.WRITING),
    )
    if not rows.update(arrived_at=None, arrived_how="", arrived_by="", attended=""):
        raise MoveRefused(_("This seat was not taken, or the minutes are circulated."))
    trail.record(
        "committee.seat_freed", seat, by=by, at=at, reason=reason, was={"attended": seat.attended}
    )
    seat.arrived_at, seat.attended = None, ""


def arrive_by_code(meeting: Meeting, code: str, *, by: User, at: datetime, attended: str) -> Seat:
    """A person of a unit that was asked types the code of the door and takes the unit's free seat.

    MoveRefused for a wrong code (after some tries the office calls the roll), or where no seat is free.
    """
    if _wrong_codes(meeting, by) >= WRONG_CODES:
        raise MoveRefused(_("Too many wrong codes. The office enters you by hand."))
    if not meeting.door_code or not secrets.compare_digest(meeting.door_code, code.strip()):
        with transaction.atomic():
            trail.record("committee.door_refused", meeting, by=by, at=at)
        raise MoveRefused(_("This is not the code of this meeting."))
    unit = by.unit
    free = meeting.seats.filter(unit=unit, arrived_at=None) if unit else Seat.objects.none()
    # One's own seat first, where the person holds a post that has one.
    seat = free.filter(name=by.name).first() or free.first()
    if seat is None:
        raise MoveRefused(_("Your unit has no free seat in this meeting."))
    arrive(seat, by=by, at=at, how=Seat.How.CODE, attended=attended or by.name)
    return seat


def _wrong_codes(meeting: Meeting, by: User) -> int:
    """How often this person typed a wrong code at this meeting."""
    return (
        trail.about(meeting)
        .filter(action="committee.door_refused", actor=trail.name_of(by))
        .count()
    )


@transaction.atomic
def close(meeting: Meeting, *, by: object, at: datetime) -> None:
    """The meeting is over; the door is closed, the minutes are written to their end."""
    move(meeting, "close", by=by, at=at, closed_at=at, door_code="")
