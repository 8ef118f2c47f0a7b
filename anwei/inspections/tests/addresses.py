"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast as Walkers
from anwei.hazards.tests.factories import Cast, make_hazard
from anwei.inspections.tests.factories import make_visit

ZONE = {"administrator", "clerk", "leader", "auditor", "officer", "inspector", "street"}


def a_visit(walkers: Walkers) -> dict:
    """A visit to a site of another enterprise."""
    return {"pk": make_visit().pk}


def a_site(walkers: Walkers) -> dict:
    """A site of another enterprise."""
    return {"pk": make_visit().site_id}


def a_hazard(walkers: Walkers) -> dict:
    """A hazard of another department, street and enterprise."""
    return {"number": make_hazard(Cast()).number}


ADDRESSES: dict[str, dict] = {
    "inspections:visits": {"roles": ZONE | {"enterprise"}},
    "inspections:visit": {"kwargs": a_visit, "roles": ZONE},
    "inspections:for_site": {"kwargs": a_site, "roles": ZONE},
    "inspections:for_hazard": {
        "kwargs": a_hazard,
        "roles": {"administrator", "clerk", "leader", "auditor"},
    },
}
