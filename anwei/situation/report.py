"""The page put together: figures with their lists, tables by street, sector and unit, charts."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anwei.accounts.models import User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.foundation import days
from anwei.foundation.charts import Chart, Series
from anwei.foundation.days import Period
from anwei.hazards.models import Hazard
from anwei.situation import queries
from anwei.situation.measures import FLOWS, MEASURES, STOCKS, Measure
from anwei.situation.periods import Chosen
from anwei.situation.places import Places
from anwei.situation.queries import Counts
from anwei.situation.scope import Scope
from anwei.standards import pack

MONTHS = 24
LONGEST = 5
# The columns of the tables, and what they may be sorted by.
COLUMNS = ("found", "fixed", "kept", "unfixed", "open", "overdue", "major_open")
HEATS = ("found", "open", "overdue")
AXES: dict[str, str | Promise] = {
    "street": gettext_lazy("By street"),
    "sector": gettext_lazy("By sector"),
    "unit": gettext_lazy("By handling unit"),
}


@dataclass(frozen=True)
class Figure:
    """A number and the list it counts; no address where no list says exactly this."""

    value: int
    address: str = ""


@dataclass(frozen=True)
class Told:
    """One measure as the page tells it: now, in the same part of last year, and its share where it is a rate."""

    measure: Measure
    now: Figure
    before: Figure | None = None
    share: float | None = None
    share_before: float | None = None

    @property
    def change(self) -> float | None:
        """By what part it grew or shrank since last year; None where there was nothing."""
        return (
            (self.now.value - self.before.value) / self.before.value
            if self.before and self.before.value
            else None
        )

    @property
    def is_rate(self) -> bool:
        """Whether its share, and not its number, is what matters."""
        return self.measure.key == "kept"


@dataclass(frozen=True)
class Row:
    """A street, a sector or a unit."""

    name: str
    address: str
    cells: tuple[Told, ...]
    # Of a hundred: how long the bar of open cases is, and its part that is overdue.
    bar: float = 0
    late: float = 0

    def told(self, key: str) -> Told:
        """One of its figures."""
        return next(cell for cell in self.cells if cell.measure.key == key)


@dataclass(frozen=True)
class Table:
    """All rows along one axis, in the order asked for."""

    axis: str
    title: str | Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Situation:
    """Everything the page shows."""

    scope: Scope
    chosen: Chosen
    standing: tuple[Told, ...]
    flows: tuple[Told, ...]
    tables: tuple[Table, ...]
    trend: Chart
    heat: Chart | None
    longest: list[Hazard]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to judge: no case is open, none came or went in both periods, none in the months before."""
        shown = any(
            told.now.value or (told.before and told.before.value)
            for told in self.standing + self.flows
        )
        return not shown and not any(any(series.values) for series in self.trend.series)


def register(params: Mapping[str, str | tuple[str, ...]]) -> str:
    """The address of the register under these filters."""
    return f"{reverse('hazards:register')}?{urlencode(params, doseq=True)}"


class Builder:
    """Puts one page together for one person; every method reads what `__init__` asked for."""

    def __init__(self, user: User, scope: Scope, chosen: Chosen) -> None:
        self.scope, self.chosen = scope, chosen
        self.everything = reach_of(user) == Reach.EVERYTHING
        self.now = queries.flows(scope, chosen.passed, chosen.span)
        self.before = queries.flows(scope, chosen.before, chosen.span)
        self.standing = queries.standing(scope, chosen.today)
        self.places = Places(queries.units_named(self._ids()))

    def _ids(self) -> set[int]:
        counts = (self.now, self.before, self.standing)
        return {
            int(key) for held in counts for axis, key in held if axis in {"street", "unit"} and key
        }

    def told(
        self,
        measure: Measure,
        where: Mapping[str, str | tuple[str, ...]] | None,
        now: Counter[str],
        before: Counter[str],
    ) -> Told:
        """One measure in one place; `where` is None where no list can be exact."""
        flow = measure in FLOWS
        period = self.chosen.passed
        return Told(
            measure,
            self._figure(measure, where, now[measure.key], period),
            self._figure(measure, where, before[measure.key], self.chosen.before) if flow else None,
            _share(now) if measure.key == "kept" else None,
            _share(before) if measure.key == "kept" else None,
        )

    def _figure(
        self,
        measure: Measure,
        where: Mapping[str, str | tuple[str, ...]] | None,
        value: int,
        period: Period,
    ) -> Figure:
        if where is None:
            return Figure(value)
        return Figure(value, register({**self.scope.params, **where, **measure.params(period)}))

    def whole(self, measures: tuple[Measure, ...]) -> tuple[Told, ...]:
        """The figures of everything in scope."""
        now = self.now.get(("all", ""), Counter()) + self.standing.get(("all", ""), Counter())
        before = self.before.get(("all", ""), Counter())
        return tuple(self.told(measure, {}, now, before) for measure in measures)

    def table(self, axis: str, sort: str) -> Table:
        """All rows along one axis; sorted by name, or by a measure with the largest first or last."""
        now, before = self._rolled(self.now, axis), self._rolled(self.before, axis)
        for key, numbers in self._rolled(self.standing, axis).items():
            now.setdefault(key, Counter()).update(numbers)
        keys = [
            key
            for key in now.keys() | before.keys()
            if any(now.get(key, Counter()).values()) or any(before.get(key, Counter()).values())
        ]
        longest = max((now.get(key, Counter())["open"] for key in keys), default=0) or 1
        rows = [
            self._row(axis, key, keys, now.get(key, Counter()), before.get(key, Counter()), longest)
            for key in keys
        ]
        return Table(axis, AXES[axis], tuple(_sorted(rows, sort)))

    def _rolled(self, counts: Counts, axis: str) -> dict[str, Counter[str]]:
        if axis == "sector":
            return {key: numbers.copy() for (of, key), numbers in counts.items() if of == "sector"}
        return self.places.rolled_up(counts, axis)

    def _row(
        self,
        axis: str,
        key: str,
        keys: list[str],
        now: Counter[str],
        before: Counter[str],
        longest: int,
    ) -> Row:
        where = self._where(axis, key, keys)
        told = tuple(self.told(MEASURES[measure], where, now, before) for measure in COLUMNS)
        inside = (
            key
            and axis != "sector"
            and where is not None
            and self.everything
            and not self.scope.unit
        )
        address = (
            f"{reverse('situation:page')}?{urlencode({axis: key, 'period': self.chosen.code})}"
            if inside
            else ""
        )
        return Row(
            self.name(axis, key),
            address,
            told,
            bar=round(100 * now["open"] / longest, 2),
            late=round(100 * now["overdue"] / longest, 2),
        )

    def _where(self, axis: str, key: str, keys: list[str]) -> dict[str, str] | None:
        """The filter of the register that lists one row; None where none does exactly."""
        if not key:
            return {"without": axis}
        if axis == "sector":
            return {"sector": key} if key in pack.current().sectors else None
        unit = self.places.units.get(int(key))
        offered = self.everything or (unit is not None and unit.kind != "enterprise")
        return {axis: key} if offered and self.places.exact(key, keys) else None

    def name(self, axis: str, key: str) -> str:
        """What a row is called."""
        if not key:
            return {
                "street": _("No street"),
                "sector": _("No sector"),
                "unit": _("No handling unit"),
            }[axis]
        if axis != "sector":
            return self.places.name(key)
        sectors = pack.current().sectors
        return str(sectors[key].name) if key in sectors else key

    def trend(self) -> Chart:
        """Found and fixed month by month, up to the period chosen."""
        last = self.chosen.passed.last
        months = days.months(days.add_months(last, 1 - MONTHS), last)
        months[-1] = months[-1].until(last)
        counted = queries.by_month(self.scope, months)
        series = [
            Series(
                str(MEASURES[key].label),
                list(values),
                links=[
                    register({**self.scope.params, **MEASURES[key].params(month)})
                    for month in months
                ],
            )
            for key, values in counted.items()
        ]
        return Chart(
            "line",
            _("Found and fixed, month by month"),
            [f"{month.first:%Y-%m}" for month in months],
            series,
        )

    def heat(self, key: str) -> Chart | None:
        """Streets × sectors; None where one street or one sector would be all there is."""
        cells = self.places.cells(self.now if key == "found" else self.standing)
        shown = {place: numbers[key] for place, numbers in cells.items() if numbers[key]}
        streets = sorted(
            {street for street, _sector in shown},
            key=lambda street: (not street, self.name("street", street)),
        )
        sectors = sorted(
            {sector for _street, sector in shown},
            key=lambda sector: (
                not sector,
                list(pack.current().sectors).index(sector)
                if sector in pack.current().sectors
                else 99,
            ),
        )
        if len(streets) < 2 or not sectors:
            return None
        link = self._cell_link(MEASURES[key], streets)
        rows = [
            Series(
                self.name("street", street),
                [float(shown.get((street, sector), 0)) for sector in sectors],
                links=[link(street, sector) for sector in sectors],
            )
            for street in streets
        ]
        return Chart(
            "heat",
            _("%(measure)s, by street and sector") % {"measure": MEASURES[key].label},
            [self.name("sector", sector) for sector in sectors],
            rows,
        )

    def _cell_link(self, measure: Measure, streets: list[str]) -> Callable[[str, str], str]:
        def link(street: str, sector: str) -> str:
            ground, field = (
                self._where("street", street, streets),
                self._where("sector", sector, []),
            )
            if ground is None or field is None:
                return ""
            missing = tuple(place["without"] for place in (ground, field) if "without" in place)
            where = {**ground, **field, **({"without": missing} if missing else {})}
            return register({**self.scope.params, **where, **measure.params(self.chosen.passed)})

        return link


def _share(numbers: Counter[str]) -> float | None:
    return numbers["kept"] / numbers["found"] if numbers["found"] else None


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """By name; or by a measure, the greatest first with "-"; equals by name."""
    rows = sorted(rows, key=lambda row: row.name)
    key = sort.lstrip("-")
    if key == "name":
        return rows[::-1] if sort.startswith("-") else rows

    def weight(row: Row) -> float:
        told = row.told(key)
        return (told.share if told.share is not None else -1) if told.is_rate else told.now.value

    return sorted(rows, key=weight, reverse=sort.startswith("-"))


def build(
    user: User, scope: Scope, chosen: Chosen, *, sort: str = "-overdue", heat: str = "found"
) -> Situation:
    """The situation of a scope in a period, as this person may see it."""
    builder = Builder(user, scope, chosen)
    axes = [axis for axis in AXES if axis != scope.axis]
    stocks = tuple(
        measure for measure in STOCKS if not (measure.key == "nobodys" and scope.axis == "unit")
    )
    return Situation(
        scope=scope,
        chosen=chosen,
        standing=builder.whole(stocks),
        flows=builder.whole(FLOWS),
        tables=tuple(builder.table(axis, sort) for axis in axes),
        trend=builder.trend(),
        heat=builder.heat(heat) if scope.axis != "street" else None,
        longest=queries.longest_overdue(scope, chosen.today, limit=LONGEST),
    )
