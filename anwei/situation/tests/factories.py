"""Test data: a small zone whose cases end in every way, in both years, with and without street, sector and unit."""

import random
from datetime import date, timedelta

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.hazards.actions import bringing
from anwei.hazards.models import Hazard

SECTORS = ("industrial_trade", "gas", "")
ENDS = (
    ("assigned", ""),
    ("registered", ""),
    ("rectified", ""),
    ("closed", ""),
    ("closed", ""),
    ("unfixed", "site_closed"),
    ("void", "not_a_hazard"),
)


class Zone:
    """Two streets, one with a community; a department with an office below it, another department; their people."""

    def __init__(self) -> None:
        top = make_unit(kind=UnitKind.ZONE, name="Zone")
        self.east = make_unit(kind=UnitKind.STREET, name="East street", parent=top)
        self.lane = make_unit(kind=UnitKind.COMMUNITY, name="Lane community", parent=self.east)
        self.west = make_unit(kind=UnitKind.STREET, name="West street", parent=top)
        self.fire = make_unit(name="Fire rescue", parent=top, enforcing=True)
        self.squad = make_unit(name="Fire squad", parent=self.fire, enforcing=True)
        self.industry = make_unit(name="Industry bureau", parent=top, enforcing=True)
        self.leader, self.clerk = make_user("leader"), make_user("clerk")
        self.officer = make_user("officer", unit=self.fire)
        self.inspector = make_user("inspector", unit=self.squad)
        self.street_officer = make_user("street", unit=self.east)

    @property
    def grounds(self) -> tuple[Unit | None, ...]:
        """Where cases lie."""
        return (self.east, self.lane, self.west, None)

    @property
    def handlers(self) -> tuple[Unit | None, ...]:
        """Who handles them."""
        return (self.fire, self.squad, self.industry, None)

    @property
    def viewers(self) -> tuple[User, ...]:
        """Who may look, from everywhere to one squad."""
        return (self.leader, self.clerk, self.officer, self.inspector, self.street_officer)


def fill(zone: Zone, rng: random.Random, today: date, *, hazards: int) -> list[Hazard]:
    """So many hazards of the last fourteen months, brought in as a ledger is."""
    return bringing.bring_in(
        [bringing.Brought(_fields(zone, rng, today)) for _serial in range(hazards)],
        by="system:tests",
        at=NOON,
        origin="tests",
    )


def _fields(zone: Zone, rng: random.Random, today: date) -> dict:
    found = today - timedelta(
        days=rng.choice((0, 1, rng.randrange(60), rng.randrange(430), 365 + rng.randrange(50)))
    )
    status, why = rng.choice(ENDS)
    handler = rng.choice(zone.handlers)
    fields = {
        "description": "Fire exit locked", "capacity": "upper", "found_on": found, "territory": rng.choice(zone.grounds), "sector": rng.choice(SECTORS),
        "handling_unit": handler, "found_unit": handler, "level": rng.choice(("general", "undetermined", "major")), "status": status, "status_on": found,
        "on_the_spot": rng.random() < 0.3, "due_on": found + timedelta(days=rng.randrange(40)), "closure_reason": why,
    }  # fmt: skip
    if status in {"closed", "unfixed", "void"}:
        # Ledgers hold corrections dated before their finding; figures must still equal lists.
        fields["closed_on"] = min(
            today, found + timedelta(days=rng.choice((0, 3, 20, 60, 120, -2)))
        )
    elif rng.random() < 0.1:
        fields["paused_since"] = found
    return fields
