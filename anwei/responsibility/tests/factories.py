"""Test data: enterprises, sites and who answers for them."""

from datetime import date
from itertools import count

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit
from anwei.responsibility.models import Enterprise, Line, LineKind, Site

_serial = count(1)


def make_enterprise(**given: object) -> Enterprise:
    """An enterprise with a unit of its own, as if it had an account."""
    given.setdefault("name", f"Enterprise {next(_serial)}")
    if "unit" not in given:
        given["unit"] = make_unit(kind=UnitKind.ENTERPRISE, name=given["name"])
    return Enterprise.objects.create(**given)


def make_site(**given: object) -> Site:
    """A site of an enterprise in a street."""
    given.setdefault("name", f"Site {next(_serial)}")
    if "enterprise" not in given:
        given["enterprise"] = make_enterprise()
    if "territory" not in given:
        given["territory"] = make_unit(kind=UnitKind.STREET)
    given.setdefault("recorded_at", NOON)
    return Site.objects.create(**given)


def make_line(site: Site, kind: str = LineKind.INDUSTRY, **given: object) -> Line:
    """A line of responsibility, since long ago."""
    given.setdefault("since", date(2020, 1, 1))
    given.setdefault("origin", "manual")
    if "unit" not in given:
        given["unit"] = make_unit(enforcing=True)
    return Line.objects.create(site=site, kind=kind, **given)
