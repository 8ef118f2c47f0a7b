"""What staged rows become in the rooms concerned: columns for their actions, with units and lines found.

Reads of the register are a constant number of queries for a chunk.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from anwei.accounts.models import Unit, UnitKind
from anwei.hazards.actions.bringing import Brought
from anwei.hazards.models import Hazard
from anwei.imports.deriving import Derived
from anwei.imports.models import Place, StagedRow
from anwei.imports.staging import plain
from anwei.imports.units import UnitNames
from anwei.inspections.actions import bringing as visits_bringing
from anwei.responsibility.actions import bringing as sites_bringing
from anwei.responsibility.models import Line, LineKind, Site
from anwei.standards import pack


@cache
def _sector_names() -> dict[str, str]:
    """What a ledger may call a sector -> its code."""
    return {
        plain(name): code
        for code, sector in pack.current().sectors.items()
        for name in (code, *sector.names, *sector.name.texts.values())
    }


def sector_of(text: str) -> str:
    """The pack's code for a sector as a ledger writes it; "" where it is none of them."""
    return _sector_names().get(plain(text), "")


# -- sites and visits ----------------------------------------------------------------------------


def sites(places: Sequence[Place], *, by: object, at: datetime, origin: str) -> list[Site]:
    """Make the sites of these places."""
    names = UnitNames()
    return sites_bringing.bring_in_sites(
        [_site(place, names) for place in places], by=by, at=at, origin=origin
    )


def _site(place: Place, names: UnitNames) -> sites_bringing.BroughtSite:
    facts = place.facts
    extra = dict(facts.get("extra", {}))
    sector, territory = sector_of(facts.get("sector", "")), names.find(facts.get("territory", ""))
    for name, known in (("sector", sector), ("territory", territory)):
        if facts.get(name) and not known:
            extra[name] = facts[name]
    fields = {
        "name": place.name or place.external_key, "address": facts.get("address", ""), "territory": territory, "sectors": [sector] if sector else [],
        "latitude": facts.get("latitude"), "longitude": facts.get("longitude"), "active": facts.get("active") != "no",
        "external_key": place.external_key, "extra": extra,
    }  # fmt: skip
    return sites_bringing.BroughtSite(fields, _enterprise(place))


def _enterprise(place: Place) -> dict | None:
    facts = place.facts
    if not facts.get("enterprise") and not facts.get("credit_code"):
        return None
    name = facts.get("enterprise") or place.name or facts["credit_code"]
    return {
        "name": name,
        "credit_code": facts.get("credit_code", ""),
        "principal": facts.get("principal", ""),
        "phone": facts.get("phone", ""),
    }


def visits(
    rows: Sequence[StagedRow], at_sites: "dict[str, At]", *, by: object, at: datetime, origin: str
) -> int:
    """Bring in the visits of these rows; how many were new."""
    names = UnitNames()
    given = [_visit(row, at_sites[row.place], names) for row in rows if row.place in at_sites]
    return len(visits_bringing.bring_in_visits(given, by=by, at=at, origin=origin))


def _visit(row: StagedRow, at_site: "At", names: UnitNames) -> dict:
    values, extra = row.clean["v"], dict(row.clean["x"])
    unit = names.find(values.get("unit", ""))
    if values.get("unit") and (unit is None or unit.deliberative):
        extra["unit"], unit = values["unit"], None
    texts = {name: values.get(name, "") for name in ("kind", "officers", "result")}
    return {
        "site": at_site.site,
        "held_on": row.held_on,
        "unit": unit,
        "external_key": row.key,
        "extra": extra,
        **texts,
    }


def findings(
    rows: Sequence[StagedRow], hazards: Sequence[Hazard], *, by: object, at: datetime, origin: str
) -> None:
    """Tie hazards to the visits on which they were found."""
    visits_bringing.tie(
        [(row.link, hazard) for row, hazard in zip(rows, hazards, strict=True) if row.link],
        by=by,
        at=at,
        origin=origin,
    )


def unlink_findings(hazards: Sequence[Hazard], *, by: object, at: datetime, origin: str) -> None:
    """Undo `findings` for these hazards."""
    visits_bringing.untie(hazards, by=by, at=at, origin=origin)


def take_out_visits(*, by: object, at: datetime, origin: str, most: int) -> int:
    """Take out some visits of a batch; how many went."""
    return visits_bringing.take_out_visits(by=by, at=at, origin=origin, most=most)


def take_out_sites(*, by: object, at: datetime, origin: str, most: int) -> int:
    """Take out some sites of a batch; how many went."""
    chunk = list(Site.objects.filter(origin=origin).order_by("-pk")[:most])
    sites_bringing.take_out_sites(chunk, by=by, at=at, origin=origin)
    return len(chunk)


# -- hazards -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """Where something is: the site with its enterprise, street, sectors, and the lines that answered for it."""

    site: Site
    lines: Sequence[Line] = field(default=())

    def unit(self, kind: str, on: date) -> int | None:
        """The unit of one line on that day; the later of two that overlap."""
        found = [
            line
            for line in self.lines
            if line.kind == kind and line.since <= on and (line.until is None or line.until >= on)
        ]
        return max(found, key=lambda line: (line.since, line.pk)).unit_id if found else None


def at_sites(places: Sequence[Place]) -> dict[str, At]:
    """Key of a place -> where it is; one query for the lines of all."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in Line.objects.filter(site__in={place.site_id for place in places}):
        lines[line.site_id].append(line)
    return {
        place.key: At(place.site, lines[place.site.pk])
        for place in places
        if place.site is not None
    }


# What `at_sites` and the hazards at these places ask of a place: thousands are read with every chunk.
NEEDED = (
    "key", "site__name", "site__address", "site__territory", "site__sectors",
    "site__enterprise__name", "site__enterprise__credit_code",
)  # fmt: skip


class Lander:
    """Turns staged hazards into what `bring_in` takes; holds the units for one chunk. `by`: who brings them in."""

    def __init__(self, by: str) -> None:
        self.units, self.by = UnitNames(), by

    def hazard(self, row: StagedRow, said: Derived, where: At | None, twin: int | None) -> Brought:
        """One hazard: columns, facts and checks."""
        values = row.clean["v"]
        extra = (
            row.clean["x"]
            | said.extra
            | {code[:-1]: text for code, text in values.items() if code.endswith("=")}
        )
        if values.get("found_on@"):
            extra["found_at"] = values["found_on@"]
        fields = said.fields | self._owners(values, said.fields["found_on"], where, extra) | {
            "source": "ledger", "external_key": row.key, "capacity": values["capacity"], "seen_before_id": twin,
            "sector": self._sector(values, where, extra), "extra": extra,
        }  # fmt: skip
        if fields.get("rectified_on"):
            # Neither the fixer nor whoever entered the fix verifies it: here that is who brought it in.
            fields["fix_entered_by"] = self.by
        return Brought(fields, said.facts, said.checks)

    def _sector(self, values: dict, where: At | None, extra: dict) -> str:
        sector = sector_of(values.get("sector", ""))
        if values.get("sector") and not sector:
            extra["sector"] = values["sector"]
        return sector or (where.site.sectors[0] if where and where.site.sectors else "")

    def _owners(self, values: dict, on: date, where: At | None, extra: dict) -> dict:
        """The units of the case, as responsibility stood on that day; what the ledger names counts first for handling."""
        finder = self._named(values, "found_unit", extra)
        street = self._named(values, "territory", extra)
        named = self._named(values, "handling_unit", extra)
        regulator = self._named(values, "industry_unit", extra)
        lines = {kind: where.unit(kind, on) if where else None for kind in LineKind.values}
        # Who answers by the register's own lines counts before what a ledger says.
        lines[LineKind.INDUSTRY] = lines[LineKind.INDUSTRY] or (regulator.pk if regulator else None)
        territory = (
            lines[LineKind.TERRITORY]
            or (where.site.territory_id if where else None)
            or (street.pk if street else None)
        )
        own = (
            finder.pk
            if finder and finder.kind == UnitKind.DEPARTMENT and finder.enforcing
            else None
        )
        return {
            "site": where.site if where else None, "enterprise": where.site.enterprise if where else None,
            "found_unit_id": finder.pk if finder else None, "territory_id": territory,
            "industry_unit_id": lines[LineKind.INDUSTRY], "business_unit_id": lines[LineKind.BUSINESS],
            "handling_unit_id": (named.pk if named else None) or own or lines[LineKind.INDUSTRY] or territory,
        }  # fmt: skip

    def _named(self, values: dict, code: str, extra: dict) -> Unit | None:
        """The unit a row names; a body that may not inspect is no finder. What is not found is kept in `extra`."""
        text = values.get(code, "")
        unit = self.units.find(text) if text else None
        if unit is not None and not (code == "found_unit" and unit.deliberative):
            return unit
        if text:
            extra[code] = text
        return None
