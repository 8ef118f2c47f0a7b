"""A major hazard ends without a fix by two persons: one proposes with the reason, another confirms or refuses."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import ending, handling, telling
from anwei.hazards.actions.changing import MoveRefused, change, hold, refuse_before_finding
from anwei.hazards.models import Ending, Hazard


@transaction.atomic
def propose(
    hazard: Hazard,
    verb: str,
    *,
    by: User,
    at: datetime,
    on: date,
    why: str,
    reason: str,
    duplicate_of: Hazard | None = None,
) -> Ending:
    """Propose the end that `verb` would bring; the case stays as it is until a second person confirms."""
    refuse_before_finding(hazard, on)
    hold(hazard)
    if not lifecycle.needs_second(verb, hazard.status, hazard.level):
        raise MoveRefused(
            _("%(hazard)s can be ended by one person; there is nothing to propose.")
            % {"hazard": hazard.number}
        )
    ending.refuse_while_level_waits(hazard)
    ending.refuse_while_proposed(hazard)
    handling.refuse_unfit_end(hazard, verb, why=why, reason=reason, duplicate_of=duplicate_of)
    made = Ending.objects.create(
        hazard=hazard,
        verb=verb,
        why=why,
        reason=reason.strip(),
        duplicate_of=duplicate_of if why == "duplicate" else None,
        held_on=on,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    change(
        hazard, "end_proposed", by=by, at=at, held=on, reason=reason, also={"ending": made.pk, "why": why}
    )  # fmt: skip
    telling.about_end_proposed(hazard, made, by=by, at=at)
    return made


@transaction.atomic
def confirm(
    hazard: Hazard, made: Ending, *, by: User, at: datetime, on: date, remark: str = ""
) -> None:
    """The second person agrees: the case ends as proposed, whatever step it had come to."""
    if on < made.held_on:
        raise MoveRefused(_("It cannot be confirmed before the day it was proposed."))
    hold(hazard)
    _decide(made, Ending.State.CONFIRMED, by=by, at=at, remark=remark)
    said = {"why": made.why, "reason": made.reason}
    end: dict[str, Any] = {"by": by, "at": at, "on": on, "agreed": made, **said}
    if made.verb == "set_aside":
        handling.set_aside(hazard, duplicate_of=made.duplicate_of, **end)
    else:
        handling.close_unfixed(hazard, **end)


@transaction.atomic
def refuse(hazard: Hazard, made: Ending, *, by: User, at: datetime, on: date, remark: str) -> None:
    """The second person does not agree, and says why; the case goes on where it stands."""
    if not remark.strip():
        raise MoveRefused(_("Say why."))
    hold(hazard)
    _decide(made, Ending.State.REFUSED, by=by, at=at, remark=remark)
    change(hazard, "end_refused", by=by, at=at, held=on, reason=remark, also={"ending": made.pk})
    telling.about_end_refused(hazard, made, at=at, remark=remark)


def _decide(made: Ending, state: str, *, by: User, at: datetime, remark: str) -> None:
    """Take it out of waiting: of two who answer at once, one does."""
    if made.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You proposed this end yourself. Another person has to confirm it."))
    fields = {
        "state": state,
        "second_by": trail.name_of(by),
        "second_at": at,
        "second_remark": remark,
    }
    waiting = Ending.objects.filter(pk=made.pk, state=Ending.State.PROPOSED)
    if not waiting.update(**fields):
        raise MoveRefused(_("This proposal no longer waits for a second person."))
    for name, value in fields.items():
        setattr(made, name, value)
