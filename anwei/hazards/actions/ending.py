"""What every end of a case brings with it, whichever verb ends it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.hazards.actions import clocking
from anwei.hazards.actions.changing import MoveRefused, hold
from anwei.hazards.models import Determination, Ending, Hazard, Transfer


def refuse_while_level_waits(hazard: Hazard) -> None:
    """A case that may turn out major is neither led along the mild road nor ended meanwhile."""
    if hazard.determinations.filter(state=Determination.State.PROPOSED).exists():
        raise MoveRefused(_("Its determination waits for a second person."))


def refuse_while_proposed(hazard: Hazard) -> None:
    """Of two who want to give a case up, the second decides on what the first proposed."""
    if hazard.endings.filter(state=Ending.State.PROPOSED).exists():
        raise MoveRefused(
            _("Its end without a fix is proposed already and waits for a second person.")
        )


def fields_when_ended(hazard: Hazard, *, by: object, at: datetime, on: date) -> dict[str, Any]:
    """Stop the clocks, take back an offer and a proposal nobody answered, and give the columns that say so."""
    # The case before its clocks and offers, as every verb takes them: two that met would each wait for the other.
    hold(hazard)
    refuse_while_level_waits(hazard)
    clocking.stop_all(hazard, on=on)
    hazard.transfers.filter(state=Transfer.State.OFFERED).update(
        state=Transfer.State.WITHDRAWN, answered_by=trail.name_of(by), answered_at=at
    )
    hazard.endings.filter(state=Ending.State.PROPOSED).update(state=Ending.State.LAPSED)
    return {"step_due_on": None, "paused_since": None, "offered_unit": None}
