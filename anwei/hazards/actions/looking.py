"""Looks that are on the record: who reported a danger is seen by few, and never unseen."""

from datetime import datetime

from django.db import transaction

from anwei.audit import trail
from anwei.hazards.models import Hazard


@transaction.atomic
def see_reporter(hazard: Hazard, *, by: object, at: datetime) -> str:
    """The name of who reported the hazard; the look is on the trail."""
    trail.record("hazards.reporter_seen", hazard, by=by, at=at)
    return hazard.finder
