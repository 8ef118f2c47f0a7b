"""More time: a request before the term ends, and a decision by somebody else."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.documents.models import Document
from anwei.hazards.actions import clocking, telling
from anwei.hazards.actions.changing import MoveRefused, change, hold
from anwei.hazards.models import Extension, Hazard


@transaction.atomic
def ask_extension(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    today: date,
    until: date,
    reason: str,
    document: Document | None = None,
    behalf: str = "",
) -> Extension:
    """Ask for more time, while the term still runs."""
    if not hazard.is_open or hazard.due_on is None:
        raise MoveRefused(_("No term runs that could be extended."))
    if today > (last := last_day_to_ask(hazard.due_on)):
        raise MoveRefused(
            _("An extension had to be asked for by %(day)s.") % {"day": last.isoformat()}
        )
    if until <= hazard.due_on:
        raise MoveRefused(
            _("The new day must lie after %(day)s.") % {"day": hazard.due_on.isoformat()}
        )
    if not reason.strip():
        raise MoveRefused(_("Say why more time is needed."))
    hold(hazard)
    if hazard.extensions.filter(state=Extension.State.ASKED).exists():
        raise MoveRefused(_("A request waits for its decision already."))
    asked = Extension.objects.create(
        hazard=hazard, until=until, reason=reason.strip(), document=document, recorded_at=at, recorded_by=trail.name_of(by), on_behalf=behalf,
        decide_by=clocking.due_by("extension_decide", today),
    )  # fmt: skip
    change(
        hazard,
        "extension_asked",
        by=by,
        at=at,
        behalf=behalf,
        held=today,
        reason=reason,
        also={"until": until},
    )
    telling.about_extension(hazard, by=by, at=at)
    return asked


def last_day_to_ask(due_on: date) -> date:
    """The last day on which an extension can be asked for: a lead before the due day, set by the locality."""
    return clocking.due_by("extension_lead", due_on)


@transaction.atomic
def decide_extension(
    hazard: Hazard,
    asked: Extension,
    *,
    by: User,
    at: datetime,
    on: date,
    granted: bool,
    remark: str,
) -> None:
    """Grant or refuse; whoever asked cannot decide. Granted: the legal term moves, the old day stays on the trail."""
    if asked.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You entered this request. Another person has to decide on it."))
    if not granted and not remark.strip():
        raise MoveRefused(_("Say why it is refused."))
    if granted:
        _still_longer(hazard, asked.until)
        _within_cap(hazard, asked.until)
    hold(hazard)
    _decided(asked, granted, by=by, at=at, remark=remark)
    if granted:
        clock = clocking.running(hazard, clocking.TERM)
        if clock is not None:
            clocking.move_due(clock, asked.until)
        change(
            hazard,
            "extended",
            by=by,
            at=at,
            held=on,
            reason=asked.reason,
            due_on=asked.until,
            also={"remark": remark},
        )
    else:
        change(
            hazard,
            "extension_refused",
            by=by,
            at=at,
            held=on,
            reason=remark,
            also={"until": asked.until},
        )
    telling.about_extension(hazard, by=by, at=at)


def _decided(asked: Extension, granted: bool, *, by: User, at: datetime, remark: str) -> None:
    """Write the decision; of two who decide at once, one does."""
    fields = {
        "state": Extension.State.GRANTED if granted else Extension.State.REFUSED,
        "decided_by": trail.name_of(by),
        "decided_at": at,
        "remark": remark,
    }
    waiting = Extension.objects.filter(pk=asked.pk, state=Extension.State.ASKED)
    if not waiting.update(**fields):
        raise MoveRefused(_("This request was decided already."))
    for name, value in fields.items():
        setattr(asked, name, value)


def _still_longer(hazard: Hazard, until: date) -> None:
    """The term may have ended, or become longer, since the request."""
    if not hazard.is_open or hazard.due_on is None:
        raise MoveRefused(_("No term runs that could be extended."))
    if until <= hazard.due_on:
        raise MoveRefused(
            _("The new day must lie after %(day)s.") % {"day": hazard.due_on.isoformat()}
        )


def _within_cap(hazard: Hazard, until: date) -> None:
    """No treatment runs longer than the pack's cap (one year: Qingdao 2012, Fujian art. 7) from its first term."""
    first = hazard.clocks.filter(kind=clocking.TERM).order_by("pk").first()
    if first is not None and until > clocking.due_by("listing_treatment_max", first.started_on):
        raise MoveRefused(
            _("No term runs longer than the cap counted from %(day)s.")
            % {"day": first.started_on.isoformat()}
        )
