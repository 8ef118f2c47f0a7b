"""Test data: past visits, brought in as a ledger brings them."""

from datetime import date

from anwei.accounts.tests.factories import NOON
from anwei.hazards.models import Hazard
from anwei.inspections.actions import bringing
from anwei.inspections.models import Visit
from anwei.responsibility.tests.factories import make_site


def make_visit(*hazards: Hazard, **given: object) -> Visit:
    """A visit on which these hazards were found."""
    given.setdefault("held_on", date(2026, 11, 3))
    given.setdefault("external_key", f"visit-{Visit.objects.count()}")
    if "site" not in given:
        given["site"] = make_site()
    (visit,) = bringing.bring_in_visits([given], by="system:tests", at=NOON, origin="batch:1")
    key = visit.external_key
    bringing.tie(
        [(key, hazard) for hazard in hazards], by="system:tests", at=NOON, origin="batch:1"
    )
    return visit
