"""How a meeting, a resolution or a task is changed: one conditional UPDATE and one trail entry, or nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.models import Meeting, Resolution, Task

Case = Meeting | Resolution | Task
MOVES: dict[type[Case], tuple[lifecycle.Move, ...]] = {
    Meeting: lifecycle.MEETING_MOVES,
    Resolution: lifecycle.RESOLUTION_MOVES,
    Task: lifecycle.TASK_MOVES,
}


class MoveRefused(Exception):
    """This cannot be done now; the message tells the person why."""


class Stale(MoveRefused):
    """Somebody else changed it in the meantime."""


def change(
    case: Case,
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
    """Write `fields` if the case is still as it was read, with its trail entry. Call inside a transaction.

    `also` are facts for the trail that are no columns. Raises Stale where another writer was faster.
    """
    kind = type(case)
    was = {name: getattr(case, column(kind, name)) for name in fields}
    fields |= {"version": case.version + 1, "changed_at": at}
    rows = kind._default_manager.filter(pk=case.pk, version=case.version, state=case.state)
    if not rows.update(**fields):
        raise Stale(
            _("%(case)s was changed by someone else a moment ago. Look at it again, then decide.")
            % {"case": case}
        )
    for name, value in fields.items():
        setattr(case, name, value)
    now = {name: getattr(case, column(kind, name)) for name in was}
    now |= dict(also or {})
    trail.record(
        f"committee.{action}",
        case,
        by=by,
        at=at,
        behalf=behalf,
        reason=reason,
        held=held,
        was=was or None,
        now=now or None,
    )


def move(
    case: Case,
    verb: str,
    *,
    by: object,
    at: datetime,
    behalf: str = "",
    reason: str = "",
    held: date | None = None,
    also: Mapping[str, object] | None = None,
    **fields: Any,
) -> lifecycle.Move:
    """Take the case along one row of its table; MoveRefused where there is none."""
    _ensure_own(case)
    row = lifecycle.move_from(MOVES[type(case)], verb, case.state)
    if row is None:
        raise MoveRefused(
            _("%(case)s is “%(state)s”: this step is not open now.")
            % {"case": case, "state": case.get_state_display()}
        )
    noun = type(case).__name__.lower()
    fields |= {"state": row.to.value}
    change(
        case,
        f"{noun}_{verb}",
        by=by,
        at=at,
        behalf=behalf,
        reason=reason,
        held=held,
        also=also,
        **fields,
    )
    return row


def column(kind: type[models.Model], name: str) -> str:
    """The attribute that holds the stored value: the id of a foreign key, not its row."""
    return str(getattr(kind._meta.get_field(name), "attname", name))


def ensure(case: Case, allowed: Iterable[str], words: str) -> None:
    """MoveRefused with these words where the case is in none of the states allowed."""
    _ensure_own(case)
    if case.state not in set(allowed):
        raise MoveRefused(words)


def _ensure_own(case: Case) -> None:
    """The task of a leader's instruction follows its case, which is the only door."""
    if isinstance(case, Task) and case.instruction_id is not None:
        raise MoveRefused(
            _("%(task)s is a leader's instruction: it is answered on the case itself.")
            % {"task": case}
        )
