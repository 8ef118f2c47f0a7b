"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast as Walkers
from anwei.hazards.tests.factories import Cast, make_hazard

SEE_ALL = {"administrator", "clerk", "leader", "auditor"}
REGISTER = {"clerk", "officer", "inspector", "street", "enterprise"}
NO_KEY = {"kwargs": {"pk": 0}, "roles": set()}


def elsewhere(walkers: Walkers) -> dict:
    """A hazard of another department, street and enterprise."""
    return {"number": make_hazard(Cast()).number}


def reported(walkers: Walkers) -> dict:
    """Such a hazard that somebody reported."""
    given = {"capacity": "report", "found_unit": None, "finder": "Zhao Min"}
    return {"number": make_hazard(Cast(), **given).number}


def assigning(walkers: Walkers) -> dict:
    """A step of such a hazard."""
    return {**elsewhere(walkers), "verb": "assign"}


def a_site(walkers: Walkers) -> dict:
    """A site of another enterprise."""
    return {"pk": Cast().site.pk}


ADDRESSES: dict[str, dict] = {
    "hazards:register": {"roles": "everybody"},
    "hazards:my_work": {"roles": "everybody"},
    "hazards:my_work_count": {"roles": "everybody"},
    "hazards:register_new": {"roles": REGISTER},
    "hazards:find_sites": {"roles": REGISTER},
    "hazards:suggestions": {"roles": REGISTER},
    "hazards:recurrence": {"roles": REGISTER},
    "hazards:detail": {"kwargs": elsewhere, "roles": SEE_ALL},
    "hazards:clauses": {"kwargs": elsewhere, "roles": set()},
    "hazards:step": {"kwargs": assigning, "roles": {"clerk"}},
    "hazards:print_notice": {"kwargs": elsewhere, "roles": {"clerk"}, "method": "post"},
    "hazards:reporter": {"kwargs": reported, "roles": {"clerk"}, "method": "post"},
    "hazards:evidence": NO_KEY,
    "hazards:evidence_preview": NO_KEY,
    "hazards:decide_referral": {**NO_KEY, "method": "post"},
    "hazards:answer_instruction": {**NO_KEY, "method": "post"},
    "hazards:settle_instruction": {**NO_KEY, "method": "post"},
    "hazards:for_site": {
        "kwargs": a_site,
        "roles": SEE_ALL | {"officer", "inspector", "street"},
    },
    "hazards:answer": {"kwargs": {"token": "nobody-knows"}, "roles": "public", "status": {404}},
}
