"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast as Walkers
from anwei.inspections.tests.factories import make_visit

ZONE = {"administrator", "clerk", "leader", "auditor", "officer", "inspector", "street"}


def a_visit(walkers: Walkers) -> dict:
    """A visit to a site of another enterprise."""
    return {"pk": make_visit().pk}


def a_site(walkers: Walkers) -> dict:
    """A site of another enterprise."""
    return {"pk": make_visit().site_id}


ADDRESSES: dict[str, dict] = {
    "inspections:visits": {"roles": ZONE | {"enterprise"}},
    "inspections:visit": {"kwargs": a_visit, "roles": ZONE},
    "inspections:for_site": {"kwargs": a_site, "roles": ZONE},
}
