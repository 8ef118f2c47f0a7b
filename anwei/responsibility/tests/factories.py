"""Test data: enterprises, sites, who answers for them, and rules."""

from datetime import date
from itertools import count

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.jobs.work import run_all
from anwei.responsibility import wording
from anwei.responsibility.actions import determining, ruling
from anwei.responsibility.models import Determination, Enterprise, Line, LineKind, Rule, Run, Site

TODAY = date(2026, 11, 23)
LONG_AGO = date(2020, 1, 1)
_serial = count(1)


def make_enterprise(**given: object) -> Enterprise:
    """An enterprise with a unit of its own, as if it had an account."""
    given.setdefault("name", f"Enterprise {next(_serial)}")
    if "unit" not in given:
        given["unit"] = make_unit(kind=UnitKind.ENTERPRISE, name=given["name"])
    enterprise = Enterprise(**given)
    enterprise.search_text = wording.of_enterprise(enterprise)
    enterprise.save()
    return enterprise


def make_site(**given: object) -> Site:
    """A site of an enterprise in a street."""
    given.setdefault("name", f"Site {next(_serial)}")
    if "enterprise" not in given:
        given["enterprise"] = make_enterprise()
    if "territory" not in given:
        given["territory"] = make_unit(kind=UnitKind.STREET)
    given.setdefault("recorded_at", NOON)
    site = Site(**given)
    site.search_text = wording.of_site(site, site.enterprise)
    site.save()
    return site


def make_line(site: Site, kind: str = LineKind.INDUSTRY, **given: object) -> Line:
    """A line of responsibility, since long ago."""
    given.setdefault("since", LONG_AGO)
    given.setdefault("origin", "manual")
    if "unit" not in given:
        given["unit"] = make_unit(enforcing=True)
    return Line.objects.create(site=site, kind=kind, **given)


def rule_facts(**given: object) -> dict:
    """What a rule says: all sites, since the first of November."""
    plain = {
        "name": f"Rule {next(_serial)}",
        "kind": LineKind.INDUSTRY,
        "sector": "",
        "attribute": "",
        "street": None,
        "post": None,
        "person": None,
    }
    facts = (
        plain
        | {
            "basis": "Work Safety Law, art. 10",
            "since": date(2026, 11, 1),
            "until": None,
            "priority": 0,
        }
        | given
    )
    facts.setdefault("unit", make_unit(enforcing=True))
    return facts


def make_rule(**given: object) -> Rule:
    """A draft."""
    replaces = given.pop("replaces", None)
    return ruling.draft(rule_facts(**given), by="system:tests", at=NOON, replaces=replaces)


def make_run(rule: Rule | None, on: date = TODAY) -> Run:
    """A finished dry run."""
    run = ruling.try_out(rule, on=on, by="system:tests", at=NOON)
    run_all(NOON)
    run.refresh_from_db()
    return run


def put_in_force(rule: Rule, on: date = TODAY) -> Run:
    """Try a draft out, put it in force, and draw its lines."""
    run = make_run(rule, on)
    ruling.put_in_force(rule, run, by="system:tests", at=NOON)
    run_all(NOON)
    rule.refresh_from_db()
    run.refresh_from_db()
    return run


def make_proposal(by: User | None = None, **given: object) -> Determination:
    """A proposal for one site of an unclear industry."""
    given.setdefault("industry", "Battery swapping")
    given.setdefault("argument", "Close to a filling station: storage and charging of energy.")
    given.setdefault("candidates", [make_unit(enforcing=True)])
    given.setdefault("sites", [make_site()])
    return determining.propose(
        determining.Proposal(**given), by=by or make_user("clerk"), at=NOON, today=TODAY
    )
