"""Gaps and overlaps of responsibility, each one condition on sites in business, done as sets in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Post, Tenure, User
from anwei.responsibility.models import Line, LineKind, Site, SiteQuerySet


@dataclass(frozen=True)
class Fault:
    """One kind of gap or overlap: its name, what is counted, and the condition on a day."""

    code: str
    label: str | Promise
    meaning: str | Promise
    condition: Callable[[date], Q]
    tone: str = "warn"


def _among(lines: QuerySet[Line]) -> Q:
    return Q(pk__in=lines.order_by().values("site"))


def _kind(kind: str, on: date) -> QuerySet[Line]:
    return Line.objects.on(on).filter(kind=kind)


def _no_regulator(on: date) -> Q:
    return ~_among(_kind(LineKind.INDUSTRY, on))


def _two_leads(on: date) -> Q:
    twice = (
        Line.objects.on(on)
        .order_by()
        .values("site", "kind")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
    )
    return Q(pk__in=twice.values("site"))


def _held(on: date) -> QuerySet[Tenure]:
    return Tenure.objects.filter(since__lte=on).exclude(until__lt=on)


def _no_person(on: date) -> Q:
    """A line that leads to a unit only, and nobody heads the unit."""
    headed = (
        Post.objects.filter(in_charge=True, pk__in=_held(on).order_by().values("post"))
        .order_by()
        .values("unit")
    )
    bare = (
        Line.objects.on(on)
        .filter(person__isnull=True, post__isnull=True)
        .exclude(kind=LineKind.OPERATOR)
    )
    return _among(bare.exclude(unit__in=headed))


def _person_left(on: date) -> Q:
    """The account is closed, the person moved to another unit or left the last post there, or the post is vacant."""
    lines = Line.objects.on(on)
    held = _held(on).order_by()
    # Someone who held posts in the unit and holds none any more has left, even if the account is still open.
    left = (
        User.objects.filter(tenures__isnull=False)
        .exclude(pk__in=held.filter(person__isnull=False).values("person"))
        .order_by()
        .values("pk")
    )
    elsewhere = Q(person__unit__isnull=True) | ~Q(person__unit=F("unit"))
    moved = lines.filter(elsewhere, person__isnull=False).exclude(
        person__unit__path__startswith=F("unit__path")
    )
    return (
        _among(lines.filter(Q(person__is_active=False) | Q(person__in=left)))
        | _among(moved)
        | _among(
            lines.filter(post__isnull=False, person__isnull=True).exclude(
                post__in=held.values("post")
            )
        )
    )


def _never_signed_in(on: date) -> Q:
    return _among(
        Line.objects.on(on).filter(person__is_active=True, person__last_login__isnull=True)
    )


def _no_territory(on: date) -> Q:
    return Q(territory__isnull=True) & ~_among(_kind(LineKind.TERRITORY, on))


def _no_operator(on: date) -> Q:
    return Q(enterprise__isnull=True) & ~_among(_kind(LineKind.OPERATOR, on))


def _unclear(on: date) -> Q:
    return Q(sectors=[])


FAULTS: dict[str, Fault] = {
    fault.code: fault
    for fault in (
        Fault(
            "no_regulator",
            _("No regulator"),
            _("No department answers for the industry."),
            _no_regulator,
            "bad",
        ),
        Fault(
            "two_leads",
            _("Two leads"),
            _("Two units answer for the same line on the same day."),
            _two_leads,
            "bad",
        ),
        Fault(
            "no_person",
            _("No person"),
            _(
                "A line ends at a unit that nobody heads: no person is named, and its leading post is vacant."
            ),
            _no_person,
        ),
        Fault(
            "person_left",
            _("Person left"),
            _(
                "The person named has a closed account, works elsewhere or left the post; or the post named is vacant."
            ),
            _person_left,
            "bad",
        ),
        Fault(
            "never_signed_in",
            _("Never signed in"),
            _("The person named has an account and has never used it."),
            _never_signed_in,
        ),
        Fault(
            "no_territory", _("No territory"), _("No street or community answers."), _no_territory
        ),
        Fault("no_operator", _("No operator"), _("No enterprise is known."), _no_operator),
        Fault(
            "unclear_industry",
            _("Unclear industry"),
            _("The site has no sector, so no rule and no standard fits."),
            _unclear,
        ),
    )
}


def sites_with(code: str, on: date) -> SiteQuerySet:
    """The sites in business that have this fault on a day."""
    return Site.objects.filter(FAULTS[code].condition(on), active=True)


def counts(on: date) -> dict[str, int]:
    """How many sites in business have each fault on a day."""
    return {code: sites_with(code, on).order_by().count() for code in FAULTS}


def whole(on: date) -> tuple[int, int]:
    """Sites in business, and how many of them have no fault that leaves them without a regulator, territory or operator."""
    active = Site.objects.filter(active=True).order_by()
    complete = (
        active.exclude(_no_regulator(on))
        .exclude(_no_territory(on))
        .exclude(_no_operator(on))
        .exclude(_two_leads(on))
    )
    return active.count(), complete.count()


def faults_of(site: Site, on: date) -> list[Fault]:
    """The faults of one site in business on a day: one query."""
    if not site.active:
        return []
    rows = Site.objects.filter(pk=site.pk)
    row = rows.annotate(
        **{
            f"has_{code}": Exists(Site.objects.filter(fault.condition(on), pk=OuterRef("pk")))
            for code, fault in FAULTS.items()
        }
    )
    has = row.values(*[f"has_{code}" for code in FAULTS]).first() or {}
    return [fault for code, fault in FAULTS.items() if has.get(f"has_{code}")]
