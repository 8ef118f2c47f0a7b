"""Handing a case to another unit: offered, received or refused, and not silently lost."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.hazards.actions import clocking, telling
from anwei.hazards.actions.changing import MoveRefused, change, hold
from anwei.hazards.models import Hazard, Transfer


@transaction.atomic
def offer(
    hazard: Hazard, *, by: object, at: datetime, today: date, taker: Unit, reason: str
) -> Transfer:
    """Offer the case to another unit; the giver keeps it until the taker received it."""
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    if taker.deliberative:
        raise MoveRefused(
            _(
                "%(unit)s deliberates and coordinates; a case is handled by a department or a street."
            )
            % {"unit": taker}
        )
    if taker.pk == hazard.handling_unit_id:
        raise MoveRefused(_("%(unit)s handles it already.") % {"unit": taker})
    if not reason.strip():
        raise MoveRefused(_("Say why the case goes to another unit."))
    hold(hazard)
    if hazard.transfers.filter(state=Transfer.State.OFFERED).exists():
        raise MoveRefused(_("The case is offered to another unit already."))
    offered = Transfer.objects.create(
        hazard=hazard, giver=hazard.handling_unit, taker=taker, reason=reason.strip(), answer_by=clocking.due_by("transfer_receipt", today),
        recorded_at=at, recorded_by=trail.name_of(by),
    )  # fmt: skip
    change(
        hazard,
        "transfer_offered",
        by=by,
        at=at,
        held=today,
        reason=reason,
        offered_unit=taker,
        also={"answer_by": offered.answer_by},
    )
    telling.about_transfer(hazard, offered, by=by, at=at)
    return offered


@transaction.atomic
def answer(
    hazard: Hazard,
    offered: Transfer,
    *,
    by: object,
    at: datetime,
    on: date,
    received: bool,
    remark: str = "",
) -> None:
    """The taker receives the case, or refuses it with a reason; then the giver keeps it."""
    if not received and not remark.strip():
        raise MoveRefused(_("Say why it is refused."))
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; there is nothing to receive.") % {"hazard": hazard.number}
        )
    hold(hazard)
    _settle(
        offered,
        Transfer.State.RECEIVED if received else Transfer.State.REFUSED,
        by=by,
        at=at,
        remark=remark,
    )
    if received:
        change(
            hazard,
            "transferred",
            by=by,
            at=at,
            held=on,
            reason=offered.reason,
            handling_unit=offered.taker,
            offered_unit=None,
        )
    else:
        change(hazard, "transfer_refused", by=by, at=at, held=on, reason=remark, offered_unit=None)
    telling.about_transfer(hazard, offered, by=by, at=at)


@transaction.atomic
def withdraw(hazard: Hazard, offered: Transfer, *, by: object, at: datetime, on: date) -> None:
    """The giver takes the offer back."""
    hold(hazard)
    _settle(offered, Transfer.State.WITHDRAWN, by=by, at=at, remark="")
    change(hazard, "transfer_withdrawn", by=by, at=at, held=on, offered_unit=None)


@transaction.atomic
def lapse(hazard: Hazard, offered: Transfer, *, by: object, at: datetime, on: date) -> None:
    """Nobody answered in time: the giver keeps the case, and the office is told."""
    hold(hazard)
    _settle(offered, Transfer.State.LAPSED, by=by, at=at, remark="")
    change(hazard, "transfer_lapsed", by=by, at=at, held=on, offered_unit=None)
    telling.about_transfer(hazard, offered, by=by, at=at)


def _settle(offered: Transfer, state: str, *, by: object, at: datetime, remark: str) -> None:
    won = Transfer.objects.filter(pk=offered.pk, state=Transfer.State.OFFERED).update(
        state=state, answered_by=trail.name_of(by), answered_at=at, remark=remark
    )
    if not won:
        raise MoveRefused(_("This offer was answered already."))
    offered.state = state
