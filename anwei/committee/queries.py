"""Reads of the committee that join tables: members of a day, who chairs, rhythm, quorum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from anwei.accounts.models import Tenure, User
from anwei.committee import lifecycle
from anwei.committee.models import (
    Body,
    Cadence,
    Meeting,
    Member,
    Part,
    Seat,
    Target,
    Task,
)
from anwei.committee.models.body import SITTING_PARTS

# Months of one period of a rhythm.
MONTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}
HAPPENED = (
    lifecycle.MeetingState.SITTING,
    lifecycle.MeetingState.HELD,
    lifecycle.MeetingState.CIRCULATED,
    lifecycle.MeetingState.APPROVED,
)


def holders(posts: Iterable[int], day: date | None) -> dict[int, Tenure]:
    """Who held each of the posts on that day."""
    if day is None:
        return {}
    held = Tenure.objects.filter(
        Q(until=None) | Q(until__gte=day), post__in=list(posts), since__lte=day
    )
    return {tenure.post_id: tenure for tenure in held.select_related("person").order_by("since")}


def members_on(bodies: Iterable[Body], day: date) -> list[Member]:
    """Who sits on these bodies that day, the director first; liaison officers do not sit."""
    rank = {part: place for place, part in enumerate(SITTING_PARTS)}
    found = (
        Member.objects.on(day)
        .filter(body__in=list(bodies), part__in=SITTING_PARTS)
        .select_related("post__unit")
    )
    return sorted(found, key=lambda member: (rank[Part(member.part)], member.pk))


def chairs_of(bodies: Sequence[Body], person: User, at: datetime) -> list[Body]:
    """The bodies of these that this person directs, or directs as deputy, on that day."""
    day = timezone.localdate(at)
    posts = Tenure.objects.filter(
        Q(until=None) | Q(until__gte=day), person=person, since__lte=day
    ).values("post")
    seats = Member.objects.on(day).filter(
        body__in=bodies, part__in=[Part.CHAIR, Part.DEPUTY], post__in=posts
    )
    chaired = set(seats.values_list("body", flat=True))
    return [body for body in bodies if body.pk in chaired]


@dataclass(frozen=True)
class Due:
    """Whether a body met as often as it has to: the period, the meetings held in it, and whether it is late."""

    first: date
    last: date
    held: int
    called: date | None

    @property
    def met(self) -> bool:
        """It has met in this period."""
        return self.held > 0


def period_of(cadence: str, day: date) -> tuple[date, date] | None:
    """First and last day of the period of a rhythm in which the day lies; None: no rhythm."""
    months = MONTHS.get(Cadence(cadence))
    if months is None:
        return None
    begin = (day.month - 1) // months * months
    first = date(day.year, begin + 1, 1)
    following = date(day.year + (begin + months) // 12, (begin + months) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def due_of(body: Body, today: date, kinds: Iterable[str] = ("plenary", "joint")) -> Due | None:
    """What the body owes in the period of today; None where it meets as needed. Only its own series count."""
    period = period_of(body.meets, today)
    if period is None:
        return None
    rows = Meeting.objects.filter(
        convenings__body=body, convenings__series__in=list(kinds), held_on__range=period
    )
    called = rows.filter(state=lifecycle.MeetingState.CALLED).order_by("held_on").first()
    return Due(
        *period,
        rows.filter(state__in=HAPPENED).distinct().count(),
        called.held_on if called else None,
    )


@dataclass(frozen=True)
class Quorum:
    """How many member units are there of those that sit, and how many it takes."""

    there: int
    seats: int
    needed: int

    @property
    def reached(self) -> bool:
        """Whether enough are there; a body on which nobody sits reaches none."""
        return self.seats > 0 and self.there >= self.needed


def quorum_of(meeting: Meeting, body: Body) -> Quorum:
    """The quorum of one body of a meeting: a member is there when somebody took its seat."""
    day = meeting.held_on
    posts = (
        Member.objects.on(day)
        .filter(body=body, part__in=SITTING_PARTS)
        .values_list("post", flat=True)
        if day
        else []
    )
    seats = Seat.objects.filter(meeting=meeting, member__post__in=list(posts))
    total = seats.count()
    return Quorum(
        seats.filter(arrived_at__isnull=False).count(), total, -(-total * body.quorum // 100)
    )


# A task is handed down from the zone to a street, to a community, to an enterprise.
DEEPEST = 4


def tasks_from(resolution: int, user: User) -> list[Task]:
    """The tasks a resolution became and their parts, as far as this person may see them."""
    seen = Task.objects.visible_to(user).select_related("unit").order_by("part", "pk")
    found = level = list(seen.filter(resolution=resolution))
    for _deeper in range(DEEPEST):
        if not level:
            break
        level = list(seen.filter(parent__in=[task.pk for task in level]))
        found = found + level
    return found


def proving_tasks(origin: str) -> QuerySet[Target]:
    """Cases of tasks among the hazards that an import brought in."""
    return Target.objects.filter(hazard__origin=origin).order_by("pk")
