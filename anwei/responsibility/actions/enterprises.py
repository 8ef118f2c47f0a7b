"""Enterprises and the units by which their people sign in."""

from datetime import datetime

from django.db import transaction

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.responsibility.models import Enterprise


@transaction.atomic
def give_unit(enterprise: Enterprise, unit: Unit, *, by: object, at: datetime) -> None:
    """Join an enterprise with the unit of its people, so that they see its cases."""
    was = enterprise.unit_id
    enterprise.unit = unit
    enterprise.save(update_fields=["unit"])
    trail.record("responsibility.enterprise_joined", enterprise, by=by, at=at, was={"unit": was}, now={"unit": unit.pk})
