"""Two years of hazards: season and sector patterns, units that lag, sites that relapse."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

from anwei.accounts.models import UnitKind
from anwei.demo import words
from anwei.demo.zone import WHO, Zone
from anwei.hazards.actions import bringing
from anwei.hazards.models import Capacity, Fact, Hazard
from anwei.inspections.actions import bringing as visiting
from anwei.responsibility.models import Site
from anwei.standards import clauses

CHUNK = 2000
DAYS = 730
# Findings by month, in relation to an average month: spring festival lull, June, winter fire season.
SEASON = (0.6, 0.7, 1.0, 1.1, 1.1, 1.5, 1.2, 1.1, 1.0, 0.9, 1.2, 1.3)
# How many of a hundred hazards are found how.
WAYS = {
    Capacity.DEPARTMENT: 44,
    Capacity.ENTERPRISE: 27,
    Capacity.STREET: 20,
    Capacity.REPORT: 4,
    Capacity.EXPERT: 3,
    Capacity.UPPER: 2,
}
TERMS = (3, 5, 10, 15, 15, 30)


def tell(
    zone: Zone,
    rng: random.Random,
    *,
    hazards: int,
    today: date,
    at: datetime,
    languages: Sequence[str],
) -> Iterator[int]:
    """Bring in the history, oldest first, in chunks; yields how many are done."""
    days = sorted(_day(rng, today) for _serial in range(hazards))
    teller = _Teller(zone, rng, today, cycle(languages))
    for begin in range(0, hazards, CHUNK):
        rows = [teller.row(day) for day in days[begin : begin + CHUNK]]
        found = bringing.bring_in(rows, by=WHO, at=at, origin="demo")
        _visited(zone, found, language=languages[0], at=at)
        yield min(hazards, begin + CHUNK)


def _visited(zone: Zone, found: Sequence[Hazard], *, language: str, at: datetime) -> None:
    """What a department found at one site on one day came to light on one visit, made by two of its officers."""
    visits: dict[str, dict[str, Any]] = {}
    ties = []
    for hazard in found:
        if hazard.capacity != Capacity.DEPARTMENT:
            continue
        key = f"demo-{hazard.site_id}-{hazard.found_unit_id}-{hazard.found_on}"
        pair = zone.officers[hazard.found_unit_id][:2]
        visits.setdefault(
            key,
            {
                "site": hazard.site, "unit": hazard.found_unit, "held_on": hazard.found_on, "external_key": key,
                "officers": ", ".join(officer.name for officer in pair), "kind": words.VISIT[language], "result": words.RESULT[language],
            },
        )  # fmt: skip
        ties.append((key, hazard))
    visiting.bring_in_visits(list(visits.values()), by=WHO, at=at, origin="demo")
    visiting.tie(ties, by=WHO, at=at, origin="demo")


def _day(rng: random.Random, today: date) -> date:
    """A day of the last two years, likelier in busy months, a little likelier lately."""
    while True:
        day = today - timedelta(days=rng.randint(1, DAYS))
        recent = 1.0 + 0.3 * (1 - (today - day).days / DAYS)
        if day.weekday() < 5 and rng.random() < SEASON[day.month - 1] * recent / 2.2:
            return day


class _Teller:
    """Makes up one hazard after another."""

    def __init__(
        self, zone: Zone, rng: random.Random, today: date, languages: Iterator[str]
    ) -> None:
        self.zone, self.rng, self.today, self.languages = zone, rng, today, languages
        self.language = ""
        # Where the last hazard was found: day, site, in what capacity.
        self.at = (date.min, zone.sites[0], Capacity.DEPARTMENT)
        self.sites = rng.choices(
            zone.sites,
            weights=[rng.paretovariate(1.6) for _site in zone.sites],
            k=max(2000, len(zone.sites)),
        )
        self.slow = {unit.pk: rng.uniform(0.6, 1.9) for unit in zone.departments.values()}
        self.facts = {
            code: clauses.get(f"cn:{code}").facts()
            for sayings in words.SAYINGS.values()
            for saying in sayings
            if (code := saying.clause)
        }

    def row(self, day: date) -> bringing.Brought:
        """One hazard found on that day, as far along as its age and its unit make likely."""
        rng, self.language = self.rng, next(self.languages)
        self._go(day)
        _day, site, _capacity = self.at
        saying = rng.choice(words.SAYINGS[site.sectors[0]])
        fields = self._found(day, site, saying)
        major = (
            bool(saying.clause) and rng.random() < 0.09 and fields["found_on"] >= date(2025, 1, 1)
        )
        determination = None
        if major:
            fields |= {"level": "major", "clause": f"cn:{saying.clause}"}
            determination = {
                "clause_text": self.facts[saying.clause],
                "condition_holds": True,
                "held_on": day,
            }
        elif rng.random() < 0.7:
            fields["level"] = "general"
        fields |= self._outcome(fields, major)
        return bringing.Brought(
            fields,
            facts=self._facts(fields),
            checks=self._checks(fields),
            determination=determination,
        )

    def _go(self, day: date) -> None:
        """To the next site; two times in five the last one still holds another finding of the same day."""
        if self.at[0] == day and self.rng.random() < 0.4:
            return
        capacity = self.rng.choices(list(WAYS), weights=list(WAYS.values()))[0]
        self.at = (day, self.rng.choice(self.sites), capacity)

    def _found(self, day: date, site: Site, saying: words.Saying) -> dict[str, Any]:
        rng, capacity = self.rng, self.at[2]
        regulator = self.zone.regulators.get(site.sectors[0])
        street = site.territory.parent
        found_unit = {
            Capacity.DEPARTMENT: regulator
            if regulator and regulator.enforcing
            else self.zone.departments["fire"],
            Capacity.STREET: street,
        }.get(capacity)
        return {
            "description": saying.text[self.language], "place": rng.choice(words.PLACES)[self.language], "site": site, "enterprise": site.enterprise,
            "sector": site.sectors[0], "hazard_type": saying.kind, "item": saying.item[self.language], "capacity": capacity, "found_unit": found_unit,
            "found_on": day, "territory": street, "industry_unit": regulator, "source": "form",
            "handling_unit": found_unit if found_unit is not None and found_unit.kind == UnitKind.DEPARTMENT else regulator or street,
            "responsible": site.enterprise.principal, "source_level": "",
        }  # fmt: skip

    def _outcome(self, fields: dict[str, Any], major: bool) -> dict[str, Any]:
        """Where the case stands today."""
        rng, day, age = self.rng, fields["found_on"], (self.today - fields["found_on"]).days
        if not major and rng.random() < 0.16:
            return self._on_the_spot(day, age)
        term = 60 if major else rng.choice(TERMS)
        due = day + timedelta(days=term)
        needed = max(
            1,
            round(
                rng.lognormvariate(0, 0.55)
                * term
                * 0.75
                * self.slow.get(fields["handling_unit"].pk, 1.0)
            ),
        )
        check = needed + max(1, round(rng.expovariate(1 / 6)))
        # A major hazard is given up by two persons; history that a ledger would bring does not tell of both.
        if rng.random() < 0.012 and not major:
            reason, status = rng.choice(
                [
                    ("site_closed", "unfixed"),
                    ("duplicate", "void"),
                    ("not_a_hazard", "void"),
                    ("overtaken", "unfixed"),
                ]
            )
            ended = day + timedelta(days=min(age, rng.randint(1, 20)))
            # A duplicate must name what it repeats; made-up history calls it not a hazard.
            return {
                "due_on": due,
                "status": status,
                "closed_on": ended,
                "status_on": ended,
                "closure_reason": "not_a_hazard" if reason == "duplicate" else reason,
            }
        if check <= age:
            return {
                **self._fixed(day, needed),
                "due_on": due,
                "status": "closed",
                "closed_on": day + timedelta(days=check),
                "status_on": day + timedelta(days=check),
            }
        if needed <= age:
            return {
                **self._fixed(day, needed),
                "due_on": due,
                "status": "rectified",
                "status_on": day + timedelta(days=needed),
            }
        if age <= 2 and not major and rng.random() < 0.5:
            return {"status": "registered", "status_on": day}
        return {"due_on": due, "status": "rectifying" if major else "assigned", "status_on": day}

    def _fixed(self, day: date, needed: int) -> dict[str, Any]:
        return {
            "measures": self.rng.choice(words.FIXES)[self.language],
            "rectified_on": day + timedelta(days=needed),
            "rectified_by": "",
            "fix_entered_by": WHO,
        }

    def _on_the_spot(self, day: date, age: int) -> dict[str, Any]:
        fixed = {**self._fixed(day, 0), "on_the_spot": True}
        check = self.rng.randint(1, 6)
        if check <= age:
            return {
                **fixed,
                "status": "closed",
                "closed_on": day + timedelta(days=check),
                "status_on": day + timedelta(days=check),
            }
        return {**fixed, "status": "rectified", "status_on": day}

    def _facts(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        if fields.get("on_the_spot"):
            return [
                {
                    "kind": Fact.Kind.ON_THE_SPOT,
                    "held_on": fields["found_on"],
                    "scope": fields["measures"],
                }
            ]
        return []

    def _checks(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        if fields["status"] != "closed":
            return []
        failed = (
            [
                {
                    "kind": "verification",
                    "passed": False,
                    "held_on": fields["rectified_on"],
                    "remark": "",
                }
            ]
            if self.rng.random() < 0.07
            else []
        )
        return [
            *failed,
            {"kind": "verification", "passed": True, "held_on": fields["closed_on"], "remark": ""},
        ]
