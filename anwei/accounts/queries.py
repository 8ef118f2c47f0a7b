"""Readings of units, posts and people for the pages."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from anwei.accounts.models import Invitation, Post, Tenure, Unit, UnitKind, User


@dataclass(frozen=True)
class Branch:
    """One line of the tree: a unit, how deep it stands, and how many people and enterprises it has."""

    unit: Unit
    depth: int
    people: int
    enterprises: int


def tree(units: "QuerySet[Unit]") -> list[Branch]:
    """Everything but enterprises, parents before children; enterprises are counted on their nearest unit."""
    rows = list(
        units.exclude(kind=UnitKind.ENTERPRISE).annotate(
            people_count=Count("people", filter=Q(people__is_active=True), distinct=True)
        )
    )
    counts = dict(
        units.filter(kind=UnitKind.ENTERPRISE, active=True)
        .order_by()
        .values_list("parent")
        .annotate(number=Count("pk"))
    )
    children: dict[int | None, list[Unit]] = {}
    shown = {row.pk for row in rows}
    for row in sorted(rows, key=lambda row: (list(UnitKind.values).index(row.kind), row.name)):
        children.setdefault(row.parent_id if row.parent_id in shown else None, []).append(row)
    return list(_walk(children, None, 0, counts))


def _walk(
    children: dict[int | None, list[Unit]], parent: int | None, depth: int, counts: dict[int, int]
) -> "list[Branch]":
    branches = []
    for unit in children.get(parent, []):
        branches.append(Branch(unit, depth, unit.people_count, counts.get(unit.pk, 0)))  # type: ignore[attr-defined]
        branches += _walk(children, unit.pk, depth + 1, counts)
    return branches


def above(unit: Unit) -> list[Unit]:
    """The units over this one, from the root down."""
    keys = [int(key) for key in unit.path.strip("/").split("/")[:-1] if key]
    rows = Unit.objects.in_bulk(keys)
    return [rows[key] for key in keys]


@dataclass(frozen=True)
class Holding:
    """A post with who holds it today and who held it before."""

    post: Post
    now: Tenure | None
    others: list[Tenure]


def holdings(unit: Unit, on: date) -> list[Holding]:
    """The posts of a unit with their holders, the head first."""
    posts = unit.posts.prefetch_related(
        Prefetch("tenures", Tenure.objects.select_related("person").order_by("-since"))
    )
    found = []
    for post in posts:
        tenures = list(post.tenures.all())
        now = next((tenure for tenure in tenures if tenure.held_on(on)), None)
        found.append(Holding(post, now, [tenure for tenure in tenures if tenure is not now]))
    return found


def tenures_of(user: User) -> "QuerySet[Tenure]":
    """The posts a person holds or held, latest first."""
    return user.tenures.select_related("post__unit").order_by("-since")


def factors_of(user: User) -> dict[str, int]:
    """How many second factors of each kind a person has."""
    return dict(
        Authenticator.objects.filter(user=user)
        .order_by()
        .values_list("type")
        .annotate(number=Count("pk"))
    )


def open_invitation(user: User, at: datetime) -> Invitation | None:
    """The link that would still let this person in."""
    invitation = user.invitations.unanswered().first()
    return invitation if invitation and invitation.is_open(at) else None


def is_locked(user: User, at: datetime) -> bool:
    """Whether some address is locked out of this account at the moment."""
    since = at - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(username=user.username, attempt_time__gt=since)
    counted = tries.order_by().values("ip_address").annotate(n=Sum("failures_since_start"))
    return bool(counted.filter(n__gte=settings.AXES_FAILURE_LIMIT).exists())
