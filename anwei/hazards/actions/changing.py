"""How a hazard is changed: one conditional UPDATE, one trail entry, the counters, together or not at all."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import tallying
from anwei.hazards.models import Hazard
from anwei.lists import search


class MoveRefused(Exception):
    """This cannot be done to this hazard now; the message tells the person why."""


class Stale(MoveRefused):
    """Somebody else changed the hazard in the meantime."""


def hold(hazard: Hazard) -> None:
    """Hold the case until the transaction ends, so that of two writers the second is told and not crossed.

    Asked for before a row is added that can stand only once (a running clock, an open request), and
    before rows that hang on the case are changed: who took those first and the case after would hold
    up, and be held up by, whoever takes the case first.
    Raises Stale where the case has moved on since it was read.
    """
    # No stronger lock than an update takes: rows that point to the case lock its key meanwhile.
    held = Hazard.objects.select_for_update(no_key=True).filter(
        pk=hazard.pk, version=hazard.version
    )
    if held.values_list("pk").first() is None:
        raise _stale(hazard)


def _stale(hazard: Hazard) -> Stale:
    return Stale(
        _("%(hazard)s was changed by someone else a moment ago. Look at it again, then decide.")
        % {"hazard": hazard.number}
    )


def change(
    hazard: Hazard,
    action: str,
    *,
    by: object,
    at: datetime,
    behalf: str = "",
    reason: str = "",
    held: date | None = None,
    also: Mapping[str, object] | None = None,
    **fields: Any,
) -> None:
    """Write `fields` if the hazard is still as it was read, with trail entry and counters.

    Call inside a transaction. `also` are facts for the trail that are no columns of the hazard.
    Raises Stale where another writer was faster; then nothing is written.
    """
    before = tallying.contributions(hazard)
    was = {name: getattr(hazard, _column(name)) for name in fields}
    advance(hazard, at=at, **fields)
    now = {name: getattr(hazard, _column(name)) for name in was} | dict(also or {})
    trail.record(
        f"hazards.{action}",
        hazard,
        by=by,
        at=at,
        behalf=behalf,
        reason=reason,
        held=held,
        was=was or None,
        now=now or None,
    )
    tallying.write(tallying.contributions(hazard), minus=before)


def advance(hazard: Hazard, *, at: datetime, **fields: Any) -> None:
    """Take the case to its next version, if it is still as it was read; else Stale.

    Also where something was only added to it: a second press of the same button is refused then,
    and the undo of its import knows that it was worked on.
    """
    fields |= {"version": hazard.version + 1, "changed_at": at}
    won = Hazard.objects.filter(pk=hazard.pk, version=hazard.version, status=hazard.status).update(
        **fields
    )
    if not won:
        raise _stale(hazard)
    for name, value in fields.items():
        setattr(hazard, name, value)


def move(
    hazard: Hazard,
    verb: str,
    *,
    by: object,
    at: datetime,
    on: date,
    behalf: str = "",
    reason: str = "",
    also: Mapping[str, object] | None = None,
    **fields: Any,
) -> lifecycle.Move:
    """Take the hazard along one row of the table of moves; MoveRefused where there is none."""
    row = lifecycle.move_from(
        verb, hazard.status, hazard.level, suspended=hazard.suspended_on is not None
    )
    if row is None:
        raise MoveRefused(
            _("%(hazard)s is “%(status)s”: this step is not open now.")
            % {"hazard": hazard.number, "status": hazard.get_status_display()}
        )
    refuse_before_finding(hazard, on)
    fields |= {"status": row.to.value, "status_on": on}
    if row.to in lifecycle.FAMILY_OF:
        fields |= {
            "closed_on": on,
            "closed_at": at,
            "closed_by": trail.name_of(by),
            "step_due_on": None,
        }
    elif hazard.closed_on is not None:
        fields |= {"closed_on": None, "closed_at": None, "closed_by": "", "closure_reason": ""}
    change(hazard, verb, by=by, at=at, behalf=behalf, reason=reason, held=on, also=also, **fields)
    return row


def search_text(hazard: Hazard) -> str:
    """The text by which a hazard is found: number, words, place, site, enterprise and credit code."""
    site, enterprise = hazard.site, hazard.enterprise
    return search.text_of(
        hazard.number, hazard.description, hazard.place, hazard.item, site and site.name, site and site.address,
        enterprise and enterprise.name, enterprise and enterprise.credit_code, hazard.external_key,
    )  # fmt: skip


def refuse_future(day: date, today: date) -> None:
    """A day that has not come cannot have been a fact."""
    if day > today:
        raise MoveRefused(_("%(day)s has not come yet.") % {"day": day.isoformat()})


def refuse_before_finding(hazard: Hazard, day: date) -> None:
    """Nothing can have been done about a hazard before it was found."""
    if day < hazard.found_on:
        raise MoveRefused(
            _("%(day)s lies before the day it was found, %(found)s.")
            % {"day": day.isoformat(), "found": hazard.found_on.isoformat()}
        )


def _column(name: str) -> str:
    """The attribute that holds the stored value: the id of a foreign key, not its row."""
    field = Hazard._meta.get_field(name)
    return getattr(field, "attname", name)
