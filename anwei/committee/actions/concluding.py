"""Minutes circulated, remarked on, sent back, approved and frozen; afterwards only annotated."""

import hashlib
import json
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.committee import lifecycle, queries
from anwei.committee.actions import telling
from anwei.committee.actions.changing import MoveRefused, ensure, move
from anwei.committee.models import Annotation, Meeting, Member, MinutesRemark, Part, Point


@transaction.atomic
def circulate(meeting: Meeting, *, by: object, at: datetime) -> None:
    """Send the minutes to everyone asked and to who directs the bodies. Refused while a point is being written."""
    written = meeting.points.filter(removed_at=None).exclude(text="")
    if not written.exists():
        raise MoveRefused(_("There is nothing in the minutes yet."))
    held = (
        meeting.points.filter(removed_at=None, editor_until__gte=at)
        .select_related("editor")
        .first()
    )
    if held is not None:
        raise MoveRefused(_("%(name)s is still writing a point.") % {"name": held.editor})
    chairs = directors(meeting, timezone.localdate(at))
    if not chairs:
        raise MoveRefused(
            _(
                "Nobody with an account directs one of these bodies, so nobody could approve the minutes. Seat the director first."
            )
        )
    move(meeting, "circulate", by=by, at=at, held=meeting.held_on, circulated_at=at)
    telling.about_circulated(meeting, chairs, at=at)


def directors(meeting: Meeting, today: date) -> list[User]:
    """The people who direct one of the meeting's bodies, as director or deputy: on its day, or now.

    Who directed it on its day may have left since, or, in a record of years ago, be nobody with an account.
    """
    bodies = meeting.convenings.values("body")
    people: dict[int, User] = {}
    for day in (meeting.day, today):
        seats = Member.objects.on(day).filter(body__in=bodies, part__in=[Part.CHAIR, Part.DEPUTY])
        held = queries.holders(seats.values_list("post", flat=True), day)
        for tenure in held.values():
            if tenure.person is not None and tenure.person.is_active:
                people[tenure.person.pk] = tenure.person
    return list(people.values())


@transaction.atomic
def remark(
    meeting: Meeting,
    text: str,
    *,
    unit: Unit | None,
    by: User,
    at: datetime,
    point: Point | None = None,
) -> MinutesRemark:
    """A unit that was asked says what is missing in circulated minutes."""
    ensure(
        meeting,
        {lifecycle.MeetingState.CIRCULATED},
        _("Remarks are taken while the minutes are circulated."),
    )
    if not text.strip():
        raise MoveRefused(_("Write the remark."))
    if point is not None and point.meeting_id != meeting.pk:
        raise MoveRefused(_("This point is not of this meeting's minutes."))
    made = MinutesRemark.objects.create(
        meeting=meeting, unit=unit, point=point, text=text.strip(), recorded_at=at, recorded_by=by
    )
    trail.record(
        "committee.minutes_remarked",
        meeting,
        by=by,
        at=at,
        now={"remark": made.pk, "point": point and point.pk},
    )
    return made


@transaction.atomic
def send_back(meeting: Meeting, *, by: User, at: datetime, remark: str) -> None:
    """The chair sends the minutes back with remarks; they are written again."""
    _chairs(meeting, by, at)
    if not remark.strip():
        raise MoveRefused(_("Say what is to be changed."))
    move(meeting, "send_back", by=by, at=at, reason=remark, circulated_at=None)
    telling.about_sent_back(meeting, at=at, remark=remark)


@transaction.atomic
def approve(meeting: Meeting, *, by: User, at: datetime) -> None:
    """The chair approves: the minutes are frozen with the digest of their text."""
    _chairs(meeting, by, at)
    digest = digest_of(meeting)
    move(meeting, "approve", by=by, at=at, approved_at=at, approved_by=by, digest=digest)
    telling.about_approved(meeting, at=at)


def _chairs(meeting: Meeting, by: User, at: datetime) -> None:
    if by not in directors(meeting, timezone.localdate(at)):
        raise MoveRefused(
            _("Whoever directs one of the bodies of this meeting decides on its minutes.")
        )


def digest_of(meeting: Meeting) -> str:
    """The digest over everything the minutes say: points, resolutions, who was there, who presided and spoke."""
    said = {
        "title": meeting.title,
        "day": meeting.held_on and meeting.held_on.isoformat(),
        "points": [[point.kind, point.text] for point in meeting.points.filter(removed_at=None)],
        "resolutions": [
            [row.number, row.text, row.lead_id, sorted(unit.pk for unit in row.helpers.all()), row.due_on and row.due_on.isoformat(), row.measure]
            for row in meeting.resolutions.prefetch_related("helpers").order_by("pk")
        ],
        "there": sorted(meeting.seats.exclude(attended="").values_list("unit", "post_title", "attended")),
        "people": [[one.role, one.name, one.post] for one in meeting.people.all()],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def annotate(point: Point, text: str, *, by: User, at: datetime) -> Annotation:
    """A correction beside a point of approved minutes; the point itself stays as it was approved."""
    ensure(
        point.meeting,
        {lifecycle.MeetingState.APPROVED},
        _("Minutes that are not approved yet are corrected in their text."),
    )
    if not text.strip():
        raise MoveRefused(_("Write the correction."))
    made = Annotation.objects.create(point=point, text=text.strip(), recorded_at=at, recorded_by=by)
    trail.record(
        "committee.point_annotated", point, by=by, at=at, now={"annotation": made.pk, "text": text}
    )
    return made
