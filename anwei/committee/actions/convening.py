"""Meetings planned, called, answered and called off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.committee import lifecycle, queries, words
from anwei.committee.actions import telling
from anwei.committee.actions.changing import (
    MoveRefused,
    change,
    ensure,
    hold,
    move,
    sent,
    sent_once,
)
from anwei.committee.models import Body, Convening, Meeting, MeetingPerson, Seat
from anwei.committee.models.meeting import SERIES
from anwei.documents import numbering


@dataclass(frozen=True)
class Belonging:
    """To which body a meeting belongs, as which kind; year and serial where the record says them."""

    body: Body
    kind: str
    year: int | None = None
    serial: int | None = None


@transaction.atomic
def plan(
    belongings: Sequence[Belonging],
    *,
    by: object,
    at: datetime,
    held_on: date | None = None,
    starts: time | None = None,
    ends: time | None = None,
    place: str = "",
    topic: str = "",
    title: str = "",
    source: str = "",
    published_at: datetime | None = None,
    form_key: UUID | None = None,
) -> Meeting:
    """Prepare a meeting of one or several bodies; nobody is told yet.

    Without a `title` it is made of bodies, kinds and numbers. MoveRefused where no body is named,
    one is named twice, or a number is taken. A `form_key` under which it was planned already plans no second one.
    """
    if again := sent(Meeting.objects.all(), form_key, by=by):
        return again[0]
    if not belongings:
        raise MoveRefused(_("A meeting belongs to at least one body."))
    if len({one.body.pk for one in belongings}) < len(belongings):
        raise MoveRefused(_("Each body once."))
    _refuse_times(starts, ends)
    year = timezone.localdate(at).year
    with sent_once():
        meeting = Meeting.objects.create(
            number=f"M-{year}-{numbering.take(f'committee.meeting:{year}'):04}", title="…",
            held_on=held_on, starts=starts, ends=ends, place=place.strip(), topic=topic.strip(), source=source[:300], published_at=published_at,
            recorded_at=at, recorded_by=trail.name_of(by), changed_at=at, form_key=form_key,
        )  # fmt: skip
    rows = [
        Convening(
            meeting=meeting,
            body=one.body,
            kind=one.kind,
            series=SERIES.get(one.kind, one.kind),
            year=one.year,
            serial=one.serial,
        )
        for one in belongings
    ]
    try:
        with transaction.atomic():
            Convening.objects.bulk_create(rows)
    except IntegrityError:
        raise MoveRefused(_("There is a meeting with this number already.")) from None
    Meeting.objects.filter(pk=meeting.pk).update(title=(title or words.title_of(rows))[:300])
    meeting.refresh_from_db()
    trail.record(
        "committee.meeting_planned",
        meeting,
        by=by,
        at=at,
        held=held_on,
        now={
            "title": meeting.title,
            "bodies": [one.body.pk for one in belongings],
            "source": source,
        },
    )
    return meeting


@transaction.atomic
def alter(meeting: Meeting, *, by: object, at: datetime, **fields: Any) -> None:
    """Change day, time, place or topic before the meeting; whoever was called is told."""
    ensure(
        meeting,
        {lifecycle.MeetingState.PLANNED, lifecycle.MeetingState.CALLED},
        _("The meeting has begun; what was announced stays as it is."),
    )
    _refuse_times(fields.get("starts", meeting.starts), fields.get("ends", meeting.ends))
    if meeting.state == lifecycle.MeetingState.CALLED and not (
        fields.get("held_on", meeting.held_on)
    ):
        raise MoveRefused(_("A meeting that was called has a day."))
    _refuse_other_year(meeting, fields.get("held_on", meeting.held_on))
    changed = {name: value for name, value in fields.items() if getattr(meeting, name) != value}
    if not changed:
        return
    change(meeting, "meeting_altered", by=by, at=at, **changed)
    if meeting.state == lifecycle.MeetingState.CALLED:
        telling.about_altered(meeting, at=at)


def _refuse_other_year(meeting: Meeting, day: date | None) -> None:
    """A meeting that was called bears a number of its year."""
    if meeting.state == lifecycle.MeetingState.CALLED and day and day.year != meeting.day.year:
        raise MoveRefused(
            _("It is numbered in %(year)s. Call it off and plan it anew for another year.")
            % {"year": meeting.day.year}
        )


def _refuse_times(starts: time | None, ends: time | None) -> None:
    if ends is not None and (starts is None or ends <= starts):
        raise MoveRefused(_("The meeting ends after it begins."))


@transaction.atomic
def ask(
    meeting: Meeting,
    units: Iterable[Unit],
    *,
    by: object,
    at: datetime,
    reports: bool = False,
) -> list[Seat]:
    """Ask units beside the members (列席): streets, parks, key enterprises. Who has a seat keeps it.

    With `reports` they owe the meeting a report, those that have a seat already too.
    """
    # Held, so that a unit asked by two at once gets one seat.
    hold(meeting, lifecycle.ARRANGING, _("The meeting is over."))
    units = list(units)
    taken = set(meeting.seats.values_list("unit", flat=True))
    if reports:
        _owe_report(meeting, [unit for unit in units if unit.pk in taken], by=by, at=at)
    seats = [
        Seat(meeting=meeting, unit=unit, reports=reports, **_head(unit, meeting.held_on))
        for unit in units
        if unit.pk not in taken
    ]
    Seat.objects.bulk_create(seats)
    if seats:
        asked = [seat.unit_id for seat in seats]
        trail.record(
            "committee.meeting_asked",
            meeting,
            by=by,
            at=at,
            now={"units": asked, "reports": reports},
        )
    if meeting.state != lifecycle.MeetingState.PLANNED:
        telling.about_called(meeting, seats, at=at)
    return seats


def _owe_report(meeting: Meeting, units: Iterable[Unit], *, by: object, at: datetime) -> None:
    """A unit that sits here already owes one report, whatever the number of its seats."""
    for unit in units:
        seats = meeting.seats.filter(unit=unit)
        if seats.filter(reports=True).exists():
            continue
        seat = seats.order_by("pk")[0]
        Seat.objects.filter(pk=seat.pk).update(reports=True)
        trail.record("committee.report_asked", seat, by=by, at=at, now={"reports": True})


def _head(unit: Unit, day: date | None) -> dict[str, str]:
    post = unit.posts.filter(in_charge=True).first()
    holder = queries.holders([post.pk], day).get(post.pk) if post and day else None
    return {"post_title": post.title if post else "", "name": holder.name if holder else ""}


@transaction.atomic
def call(meeting: Meeting, *, by: object, at: datetime) -> None:
    """Send the notice of meeting: numbers are given, members get their seats, everyone asked is told."""
    if meeting.held_on is None or not meeting.place:
        raise MoveRefused(_("Say on which day and where the meeting is held."))
    if meeting.held_on < timezone.localdate(at):
        raise MoveRefused(
            _("%(day)s is past; enter the record of the meeting instead.")
            % {"day": meeting.held_on.isoformat()}
        )
    _seat_members(meeting)
    if not meeting.seats.exists():
        raise MoveRefused(
            _("Nobody sits on these bodies, and nobody is asked. Seat members first.")
        )
    title = _give_numbers(meeting)
    move(meeting, "call", by=by, at=at, held=meeting.held_on, called_at=at, **title)
    telling.about_called(meeting, list(meeting.seats.select_related("unit")), at=at)


@transaction.atomic
def record_held(meeting: Meeting, *, by: object, at: datetime) -> None:
    """Enter a meeting that was held already: numbers are given where the record has none, members get seats."""
    if meeting.held_on is None:
        raise MoveRefused(_("Say on which day it was held."))
    if meeting.held_on > timezone.localdate(at):
        raise MoveRefused(_("%(day)s has not come yet.") % {"day": meeting.held_on.isoformat()})
    _seat_members(meeting)
    title = _give_numbers(meeting)
    move(meeting, "record", by=by, at=at, held=meeting.held_on, closed_at=at, **title)


def _seat_members(meeting: Meeting) -> None:
    """A seat for every post that sits on one of the bodies that day; one seat where it sits on several."""
    day = meeting.day
    members = queries.members_on(
        [row.body for row in meeting.convenings.select_related("body")], day
    )
    holders = queries.holders([member.post_id for member in members], day)
    seated = set(meeting.seats.values_list("unit", "post_title"))
    seats, posts = [], set()
    for member in members:
        key = (member.post.unit_id, member.post.title)
        if member.post_id in posts or key in seated:
            continue
        posts.add(member.post_id)
        holder = holders.get(member.post_id)
        seats.append(
            Seat(
                meeting=meeting,
                unit_id=member.post.unit_id,
                member=member,
                post_title=member.post.title,
                name=holder.name if holder else "",
            )
        )
    Seat.objects.bulk_create(seats)


def _give_numbers(meeting: Meeting) -> dict[str, Any]:
    """The next number of each body's series in the year of the meeting; a title that was made is made again."""
    rows = list(meeting.convenings.select_related("body__unit"))
    made = meeting.title == words.title_of(rows)[:300]
    # The bodies are held so that two meetings called at once get two numbers, in one order for everybody.
    list(
        Body.objects.select_for_update().filter(pk__in=[row.body_id for row in rows]).order_by("pk")
    )
    for row in rows:
        if row.serial is not None:
            continue
        year = meeting.day.year
        taken = Convening.objects.filter(body=row.body_id, series=row.series, year=year)
        row.year, row.serial = year, (taken.aggregate(last=Max("serial"))["last"] or 0) + 1
        row.save(update_fields=["year", "serial"])
    return {"title": words.title_of(rows)[:300]} if made else {}


@transaction.atomic
def cancel(meeting: Meeting, *, by: object, at: datetime, reason: str) -> None:
    """Call the meeting off; its numbers are free for the next one, and who was asked is told."""
    if not reason.strip():
        raise MoveRefused(_("Say why it is called off."))
    called = meeting.state == lifecycle.MeetingState.CALLED
    numbers = list(meeting.convenings.values_list("body", "year", "serial"))
    move(meeting, "cancel", by=by, at=at, reason=reason, also={"numbers": numbers})
    meeting.convenings.update(serial=None)
    if called:
        telling.about_cancelled(meeting, reason, at=at)


@transaction.atomic
def receive(seat: Seat, *, by: object, at: datetime, behalf: str = "") -> None:
    """The unit says that the notice reached it; a second time changes nothing."""
    if Seat.objects.filter(pk=seat.pk, received_at=None).update(
        received_at=at, received_by=trail.name_of(by)
    ):
        seat.received_at = at
        trail.record("committee.notice_received", seat, by=by, at=at, behalf=behalf)
        telling.settle_seat(seat, at=at)


@transaction.atomic
def reply(
    seat: Seat,
    *,
    coming: str,
    by: object,
    at: datetime,
    behalf: str = "",
    delegate_name: str = "",
    delegate_post: str = "",
    reason: str = "",
) -> None:
    """The unit answers who comes: the holder of the post, a delegate with a name, or nobody with a reason."""
    ensure(
        seat.meeting,
        {lifecycle.MeetingState.CALLED},
        _("Replies are taken until the meeting begins."),
    )
    if coming not in {Seat.Reply.COMING, Seat.Reply.DELEGATE, Seat.Reply.ABSENT}:
        raise MoveRefused(_("Say who comes."))
    if coming == Seat.Reply.DELEGATE and not delegate_name.strip():
        raise MoveRefused(_("Name the delegate."))
    if coming != Seat.Reply.COMING and not reason.strip():
        raise MoveRefused(_("Say why the holder of the post does not come."))
    receive(seat, by=by, at=at, behalf=behalf)
    delegate = coming == Seat.Reply.DELEGATE
    fields = {
        "reply": coming, "delegate_name": delegate_name.strip() if delegate else "", "delegate_post": delegate_post.strip() if delegate else "",
        "reason": "" if coming == Seat.Reply.COMING else reason.strip(),
    }  # fmt: skip
    was = {name: getattr(seat, name) for name in fields}
    # Open means open now: the meeting may have begun while the form was filled in.
    row = Seat.objects.filter(
        pk=seat.pk, meeting__in=Meeting.objects.in_states([lifecycle.MeetingState.CALLED])
    )
    if not row.update(**fields, replied_at=at, replied_by=trail.name_of(by), behalf=behalf):
        raise MoveRefused(_("Replies are taken until the meeting begins."))
    for name, value in fields.items():
        setattr(seat, name, value)
    trail.record("committee.seat_replied", seat, by=by, at=at, behalf=behalf, was=was, now=fields)


@transaction.atomic
def name_people(
    meeting: Meeting, people: Iterable[tuple[str, str, str]], *, by: object, at: datetime
) -> None:
    """Write down who presided, spoke, conveyed: (part, name, post); what was there before is replaced."""
    if meeting.state == lifecycle.MeetingState.APPROVED:
        raise MoveRefused(_("The minutes are approved and frozen."))
    rows = [
        MeetingPerson(meeting=meeting, role=role, name=name.strip()[:80], post=post.strip()[:300])
        for role, name, post in people
        if name.strip() or post.strip()
    ]
    meeting.people.all().delete()
    MeetingPerson.objects.bulk_create(rows)
    change(
        meeting,
        "meeting_people",
        by=by,
        at=at,
        also={
            "people": [
                [row.role, trail.digest(row.name) if row.name else "", row.post] for row in rows
            ]
        },
    )
