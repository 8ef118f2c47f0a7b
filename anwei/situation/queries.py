"""The questions to the database: the same few, however large the register is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Count, Q, Sum

from anwei.accounts.models import Unit, UnitKind
from anwei.foundation.days import Period
from anwei.hazards import lifecycle
from anwei.hazards.models import Hazard, Tally, unowned
from anwei.hazards.models.hazard import OPEN
from anwei.situation.measures import KEPT
from anwei.situation.scope import Scope

# Per axis (all, street, sector, unit, cell) and key: how many of each measure.
Counts = dict[tuple[str, str], Counter[str]]
TALLIED = ("found", "fixed", "unfixed", "void", "major", "major_fixed", "spot")


def flows(scope: Scope, period: Period, span: str) -> Counts:
    """What came and went in the period, from the counters."""
    rows = (
        Tally.objects.filter(scope.tallied, measure__in=TALLIED + KEPT[span], day__range=(period.first, period.last))
        .order_by().values_list("street", "sector", "unit", "measure").annotate(Sum("amount"))
    )  # fmt: skip
    places: dict[tuple[int | None, str, int | None], Counter[str]] = {}
    for *place, measure, amount in rows:
        counter = places.setdefault(tuple(place), Counter())
        counter["kept" if measure in KEPT["year"] else measure] += amount
    return _along_axes((*place, counter) for place, counter in places.items())


def standing(scope: Scope, today: date) -> Counts:
    """What is open today: one grouped question over the index of open cases."""
    cases = Hazard.objects.filter(scope.condition, status__in=OPEN).order_by()
    late = Q(due_on__lt=today, paused_since__isnull=True)
    return _along_axes(
        _grouped(
            cases,
            open=Q(),
            overdue=late,
            major_open=Q(level=lifecycle.Level.MAJOR),
            nobodys=unowned(),
        )
    )


Group = tuple[int | None, str, int | None, Counter[str]]


def _grouped(cases, **measures: Q) -> Iterator[Group]:  # type: ignore[no-untyped-def]
    """Per street, sector and unit: how many cases meet each condition."""
    counted = {
        name: Count("pk", filter=condition) if condition else Count("pk")
        for name, condition in measures.items()
    }
    for street, sector, unit, *numbers in cases.values_list(
        "territory", "sector", "handling_unit"
    ).annotate(**counted):
        yield street, sector, unit, Counter(dict(zip(measures, numbers, strict=True)))


def _along_axes(*groups: Iterable[Group]) -> Counts:
    """Each group added to its street, its sector, its unit, its cell and the whole."""
    counts: Counts = {}
    for rows in groups:
        for street, sector, unit, numbers in rows:
            ground = str(street or "")
            for place in (
                ("all", ""),
                ("street", ground),
                ("sector", sector),
                ("unit", str(unit or "")),
                ("cell", f"{ground}|{sector}"),
            ):
                counts.setdefault(place, Counter()).update(numbers)
    return counts


def by_month(scope: Scope, months: list[Period]) -> dict[str, list[int]]:
    """Found and fixed in each of these consecutive months."""
    rows = (
        Tally.objects.filter(scope.tallied, measure__in=("found", "fixed"), day__range=(months[0].first, months[-1].last))
        .order_by().values_list("measure", "day").annotate(Sum("amount"))
    )  # fmt: skip
    # By day, since SQLite would ask Python for the month of every row.
    known: Counter[tuple[str, int, int]] = Counter()
    for measure, day, amount in rows:
        known[measure, day.year, day.month] += amount
    return {
        measure: [known[measure, month.first.year, month.first.month] for month in months]
        for measure in ("found", "fixed")
    }


def longest_overdue(scope: Scope, today: date, *, limit: int) -> list[Hazard]:
    """The cases whose term passed longest ago."""
    return list(
        Hazard.objects.filter(scope.condition)
        .overdue(today)
        .for_pages()
        .order_by("due_on", "pk")[:limit]
    )


def units_named(ids: Iterable[int]) -> dict[int, Unit]:
    """The units of these ids and every public body, by id."""
    return {
        unit.pk: unit
        for unit in Unit.objects.filter(
            ~Q(kind=UnitKind.ENTERPRISE) | Q(pk__in=set(ids))
        ).order_by()
    }
