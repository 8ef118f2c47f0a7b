"""Rows of the tables: which unit a key of the counters belongs to, and which rows the register can list exactly."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anwei.accounts.models import Unit, UnitKind
from anwei.situation.queries import Counts

# A unit below one of these is counted with it: a community with its street, an office with its department.
BODIES = frozenset(
    {
        UnitKind.DEPARTMENT,
        UnitKind.STREET,
        UnitKind.COMMUNITY,
        UnitKind.ENTERPRISE,
        UnitKind.EXPERTS,
    }
)


@dataclass(frozen=True)
class Places:
    """The units by id; `shown` are the ids of the rows."""

    units: Mapping[int, Unit]

    def row_of(self, key: str) -> str:
        """The key of the row that a unit is counted in: the topmost body it belongs to, else itself."""
        unit = self.units.get(int(key)) if key else None
        if unit is None:
            return key
        line = (self.units.get(int(step)) for step in unit.path.strip("/").split("/"))
        return str(
            next(
                (above.pk for above in line if above is not None and above.kind in BODIES), unit.pk
            )
        )

    def rolled_up(self, counts: Counts, axis: str) -> dict[str, Counter[str]]:
        """Counts of one axis by row."""
        rows: dict[str, Counter[str]] = {}
        for (of, key), numbers in counts.items():
            if of == axis:
                rows.setdefault(self.row_of(key), Counter()).update(numbers)
        return rows

    def cells(self, counts: Counts) -> dict[tuple[str, str], Counter[str]]:
        """Counts by street and sector."""
        rows: dict[tuple[str, str], Counter[str]] = {}
        for (of, key), numbers in counts.items():
            if of == "cell":
                street, _bar, sector = key.partition("|")
                rows.setdefault((self.row_of(street), sector), Counter()).update(numbers)
        return rows

    def name(self, key: str) -> str:
        """What the row is called; empty for none."""
        return str(self.units.get(int(key), key)) if key else ""

    def exact(self, key: str, keys: Iterable[str]) -> bool:
        """Whether the register's filter, a unit and all below it, lists just this row and no other."""
        unit = self.units.get(int(key)) if key else None
        others = (self.units.get(int(other)) for other in keys if other and other != key)
        return (
            unit is None
            or unit.kind in BODIES
            or not any(other is not None and unit.covers(other) for other in others)
        )
