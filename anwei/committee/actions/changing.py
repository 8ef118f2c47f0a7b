"""How a meeting, a resolution or a task is changed: one conditional UPDATE and one trail entry, or nothing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.models import Meeting, Resolution, Task

Case = Meeting | Resolution | Task
Made = TypeVar("Made", bound=models.Model)
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


def hold(case: Case, allowed: Iterable[str], words: str) -> None:
    """Hold the case until the transaction ends; MoveRefused where it stands in none of these states by now.

    For what is added to a case without changing it: who ends the case waits, or has ended it before.
    """
    rows = type(case)._default_manager.select_for_update(no_key=True).filter(pk=case.pk)
    if rows.values_list("state", flat=True).get() not in set(allowed):
        raise MoveRefused(words)


def hold_open(resolution: Resolution) -> None:
    """Hold a resolution that is open; MoveRefused where it is no longer."""
    words = _("%(resolution)s is no longer open.") % {"resolution": resolution}
    hold(resolution, {lifecycle.ResolutionState.OPEN}, words)


def sent(rows: models.QuerySet[Made], form_key: UUID | None, *, by: object) -> list[Made]:
    """What a form made that is sent again because its answer was lost; nothing where it is sent for the first time.

    MoveRefused where another person sent it.
    """
    if form_key is None:
        return []
    made = rows.filter(form_key=form_key)
    if made.exclude(recorded_by=trail.name_of(by)).exists():
        raise _sent_already()
    return list(made.order_by("pk"))


@contextmanager
def sent_once() -> Iterator[None]:
    """Of one form sent twice at the same moment, one is taken: the database refuses the second row."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise _sent_already() from None


def _sent_already() -> Stale:
    return Stale(_("This form was sent already. Open a new one."))


def _ensure_own(case: Case) -> None:
    """The task of a leader's instruction follows its case, which is the only door."""
    if isinstance(case, Task) and case.instruction_id is not None:
        raise MoveRefused(
            _("%(task)s is a leader's instruction: it is answered on the case itself.")
            % {"task": case}
        )
