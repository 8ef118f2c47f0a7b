"""Taking over what a returning ledger says differently, field by field, and putting it back."""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.hazards import lifecycle, queries
from anwei.hazards.actions import clocking, ending
from anwei.hazards.actions.changing import MoveRefused, change, search_text
from anwei.hazards.models import Hazard
from anwei.imports.deriving import Derived
from anwei.imports.models import Batch, Difference

# A status brings its days along.
WITH_STATUS = (
    "status",
    "status_on",
    "rectified_on",
    "closed_on",
    "closed_at",
    "closed_by",
    "closure_reason",
)
SEARCHED = {"description", "place", "item"}
# What a person judged, and so is taken from a ledger only where a person marked it for this very case.
JUDGED = {"status", "status_on", "rectified_on", "closed_on"}
DAYS = {"due_on", "rectified_on", "closed_on", "status_on", "closed_at"}


@transaction.atomic
def _write(
    hazard: Hazard, fields: dict[str, Any], *, by: object, at: datetime, batch: Batch
) -> None:
    """The fields with their clocks, trail entry and counters, together or not at all."""
    _run_term(hazard, fields)
    if fields.get("closed_on") is not None:
        on = fields["closed_on"]
        fields = ending.fields_when_ended(hazard, by=by, at=at, on=on) | fields
    fields |= _found_by(hazard, fields)
    change(
        hazard,
        "brought_up_to_date",
        by=by,
        at=at,
        reason=str(batch),
        also={"batch": batch.pk},
        **fields,
    )


def _run_term(hazard: Hazard, fields: dict[str, Any]) -> None:
    """Start the term's clock where its day moves, and where an ended case is open again: its end stopped it."""
    open_again = hazard.closed_on is not None and fields.get("closed_on", "kept") is None
    due_on = fields.get("due_on") or (hazard.due_on if open_again else None)
    if due_on is not None:
        clocking.run(hazard, clocking.TERM, on=hazard.found_on, due_on=due_on)


def _found_by(hazard: Hazard, fields: dict[str, Any]) -> dict[str, str]:
    """The text by which the hazard is searched for, where its words change."""
    if not SEARCHED & set(fields):
        return {}
    changed = copy(hazard)
    for name in SEARCHED & set(fields):
        setattr(changed, name, fields[name])
    return {"search_text": search_text(changed)}


def bring_up_to_date(
    difference: Difference, names: Sequence[str], said: Derived, *, by: object, at: datetime
) -> bool:
    """Write these fields; False where nothing may be: the case moves by its own road, or a person judged it.

    "Take over every difference" marks nothing for this case, and so does not undo a person's judgement.
    """
    hazard = difference.hazard
    if left := left_for_decision(difference):
        names = [name for name in names if name not in left]
    fields = _fields(hazard, names, said, by=by, at=at)
    fields = {name: value for name, value in fields.items() if getattr(hazard, name) != value}
    if not fields:
        return False
    was = {name: _text(getattr(hazard, name)) for name in fields}
    try:
        _write(hazard, fields, by=by, at=at, batch=difference.batch)
    except MoveRefused:
        return False
    difference.applied_version, difference.was = hazard.version, was
    difference.save(update_fields=["applied_version", "was"])
    return True


def left_for_decision(difference: Difference) -> set[str]:
    """Fields of a difference that wait for a person: somebody verified, ended or reopened the case here."""
    waiting = JUDGED & set(difference.fields) - set(difference.accepted)
    return waiting if waiting and queries.judged_by_people(difference.hazard) else set()


def _fields(
    hazard: Hazard, names: Sequence[str], said: Derived, *, by: object, at: datetime
) -> dict[str, Any]:
    days = {"status", "rectified_on", "closed_on"} & set(names)
    fields = {
        name: said.fields[name]
        for name in names
        if name not in WITH_STATUS and said.fields.get(name) not in (None, "")
    }
    if days and hazard.level != lifecycle.Level.MAJOR:
        ended = said.fields["status"] in lifecycle.FAMILY_OF
        fields |= {
            name: said.fields.get(name)
            for name in ("status", "status_on", "rectified_on", "closed_on")
        }
        fields |= {
            "closed_at": at if ended else None,
            "closed_by": trail.name_of(by) if ended else "",
            "closure_reason": said.fields.get("closure_reason", ""),
        }
        if fields["rectified_on"] != hazard.rectified_on:
            # Who brings the fix in has entered it, and does not verify it (as in landing).
            fields["fix_entered_by"] = trail.name_of(by) if fields["rectified_on"] else ""
    return fields


def put_back(difference: Difference, *, by: object, at: datetime) -> None:
    """Undo `bring_up_to_date`. Raises MoveRefused where the hazard has changed since."""
    hazard = difference.hazard
    if hazard.version != difference.applied_version:
        raise MoveRefused(
            _("%(hazard)s has been worked on since it was brought up to date.")
            % {"hazard": hazard.number}
        )
    fields: dict[str, Any] = {name: _value(name, text) for name, text in difference.was.items()}
    _run_term(hazard, fields)
    if "due_on" in fields and fields["due_on"] is None:
        clocking.stop(hazard, clocking.TERM, on=hazard.found_on)
    fields |= _found_by(hazard, fields)
    change(hazard, "put_back", by=by, at=at, also={"batch": difference.batch_id}, **fields)
    difference.applied_version = None
    difference.save(update_fields=["applied_version"])


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(name: str, text: str | None) -> object:
    if text is None or name not in DAYS:
        return text
    return datetime.fromisoformat(text) if name == "closed_at" else date.fromisoformat(text)
