"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.cast import Cast
from anwei.accounts.tests.factories import make_unit
from anwei.responsibility.models import Building
from anwei.responsibility.tests.factories import (
    make_enterprise,
    make_line,
    make_proposal,
    make_rule,
    make_run,
    make_site,
)

ZONE = {"administrator", "clerk", "leader", "officer", "inspector", "street", "auditor"}
MANAGE = {"clerk"}
PROPOSE = {"clerk", "officer", "inspector"}
POST = {"method": "post"}


def elsewhere(cast: Cast) -> dict:
    """A site of an enterprise that nobody of the cast belongs to."""
    return {"pk": make_site().pk}


def closed(cast: Cast) -> dict:
    """Such a site, out of business."""
    return {"pk": make_site(active=False).pk}


def a_line(cast: Cast) -> dict:
    """A line of such a site."""
    return {"pk": make_line(make_site()).pk}


def firm(cast: Cast) -> dict:
    """Another enterprise."""
    return {"pk": make_enterprise().pk}


def house(cast: Cast) -> dict:
    """A building in which the cast's enterprise is no tenant."""
    return {"pk": Building.objects.create(name="Tower", street=make_unit(kind=UnitKind.STREET)).pk}


def a_rule(cast: Cast) -> dict:
    """A draft."""
    return {"pk": make_rule().pk}


def a_run(cast: Cast) -> dict:
    """A dry run that is finished."""
    return {"pk": make_run(make_rule()).pk}


def a_proposal(cast: Cast) -> dict:
    """A proposal by someone else."""
    return {"pk": make_proposal().pk}


ADDRESSES: dict[str, dict] = {
    "responsibility:sites": {"roles": ZONE | {"enterprise"}},
    "responsibility:enterprises": {"roles": ZONE | {"enterprise"}},
    "responsibility:buildings": {"roles": ZONE | {"enterprise"}},
    "responsibility:on_a_day": {"roles": ZONE | {"enterprise"}},
    "responsibility:site": {"kwargs": elsewhere, "roles": ZONE},
    "responsibility:enterprise": {"kwargs": firm, "roles": ZONE},
    "responsibility:building": {"kwargs": house, "roles": ZONE},
    "responsibility:add_site": {"roles": MANAGE},
    "responsibility:change_site": {"kwargs": elsewhere, "roles": MANAGE},
    "responsibility:close_site": {"kwargs": elsewhere, "roles": MANAGE},
    "responsibility:reopen_site": {"kwargs": closed, "roles": MANAGE},
    "responsibility:add_enterprise": {"roles": MANAGE},
    "responsibility:change_enterprise": {"kwargs": firm, "roles": MANAGE},
    "responsibility:add_building": {"roles": MANAGE},
    "responsibility:change_building": {"kwargs": house, "roles": MANAGE},
    "responsibility:set_line": {"kwargs": elsewhere, "roles": MANAGE},
    "responsibility:end_line": {"kwargs": a_line, "roles": MANAGE},
    "responsibility:remove_line": {"kwargs": a_line, "roles": MANAGE},
    "responsibility:gaps": {"roles": ZONE},
    "responsibility:rules": {"roles": ZONE},
    "responsibility:changes": {"roles": ZONE},
    "responsibility:rule": {"kwargs": a_rule, "roles": ZONE},
    "responsibility:run": {"kwargs": a_run, "roles": ZONE},
    "responsibility:add_rule": {"roles": MANAGE},
    "responsibility:change_rule": {"kwargs": a_rule, "roles": MANAGE},
    "responsibility:retire_rule": {"kwargs": a_rule, "roles": MANAGE},
    "responsibility:drop_rule": {"kwargs": a_rule, "roles": MANAGE, **POST},
    "responsibility:try_out": {"kwargs": a_rule, "roles": MANAGE, **POST},
    "responsibility:compare_all": {"roles": MANAGE, **POST},
    "responsibility:apply_run": {"kwargs": a_run, "roles": MANAGE, **POST},
    "responsibility:determinations": {"roles": ZONE},
    "responsibility:determination": {"kwargs": a_proposal, "roles": ZONE},
    "responsibility:propose": {"roles": PROPOSE},
    "responsibility:decide": {"kwargs": a_proposal, "roles": MANAGE},
    "responsibility:withdraw": {"kwargs": a_proposal, "roles": MANAGE},
}
