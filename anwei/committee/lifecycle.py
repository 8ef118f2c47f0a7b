"""The lives of a meeting and of a task, as tables. Plain Python: no Django, no clock, no database.

One row per move: from where, where to, by which verb, who needs which permission, what it needs.
The diagrams in docs/lifecycles.md are drawn from these rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"  # being prepared; nobody outside the office was told
    CALLED = "called"  # the notice of meeting went out
    SITTING = "sitting"  # it is being held
    HELD = "held"  # it was held; its minutes are being written
    CIRCULATED = "circulated"  # the minutes lie with the members and with the chair
    APPROVED = "approved"  # the chair approved the minutes; they are frozen
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """Where a task stands."""

    ISSUED = "issued"  # handed out; the unit has not said that it has it
    TAKEN = "taken"  # received, being done
    ANSWERED = "answered"  # said to be done; the office has not looked yet
    ACCEPTED = "accepted"  # the office took the answer as done
    WITHDRAWN = "withdrawn"  # called back, for a stated reason


class ResolutionState(StrEnum):
    """Where a resolution stands."""

    OPEN = "open"
    DONE = "done"  # its measure of done is reached; a person said so
    REVOKED = "revoked"  # a later meeting took it back


@dataclass(frozen=True)
class Move:
    """One row: `verb` takes a thing from `start` to `to`; `needs` names what must be brought along."""

    verb: str
    start: StrEnum
    to: StrEnum
    permission: str
    needs: tuple[str, ...] = ()


M, T, R = MeetingState, TaskState, ResolutionState

# Tables: one row, one line.
# fmt: off
MEETING_MOVES = (
    Move("call", M.PLANNED, M.CALLED, "committee.convene", ("day", "place")),
    Move("open", M.CALLED, M.SITTING, "committee.convene"),
    # A meeting that was held before anyone wrote it down here: only its record is entered.
    Move("record", M.PLANNED, M.HELD, "committee.convene", ("day",)),
    Move("close", M.SITTING, M.HELD, "committee.convene"),
    Move("circulate", M.HELD, M.CIRCULATED, "committee.convene"),
    Move("send_back", M.CIRCULATED, M.HELD, "committee.preside", ("remark",)),
    Move("approve", M.CIRCULATED, M.APPROVED, "committee.preside"),
    Move("cancel", M.PLANNED, M.CANCELLED, "committee.convene", ("reason",)),
    Move("cancel", M.CALLED, M.CANCELLED, "committee.convene", ("reason",)),
)
TASK_MOVES = (
    Move("receive", T.ISSUED, T.TAKEN, "committee.answer"),
    Move("progress", T.TAKEN, T.TAKEN, "committee.answer", ("text",)),
    Move("answer", T.TAKEN, T.ANSWERED, "committee.answer", ("text",)),
    Move("accept", T.ANSWERED, T.ACCEPTED, "committee.task"),
    Move("return_answer", T.ANSWERED, T.TAKEN, "committee.task", ("remark",)),
    Move("reopen", T.ACCEPTED, T.TAKEN, "committee.task", ("reason", "term")),
    Move("withdraw", T.ISSUED, T.WITHDRAWN, "committee.task", ("reason",)),
    Move("withdraw", T.TAKEN, T.WITHDRAWN, "committee.task", ("reason",)),
    Move("withdraw", T.ANSWERED, T.WITHDRAWN, "committee.task", ("reason",)),
)
RESOLUTION_MOVES = (
    Move("conclude", R.OPEN, R.DONE, "committee.task", ("remark",)),
    Move("revoke", R.OPEN, R.REVOKED, "committee.preside", ("reason",)),
    Move("resume", R.DONE, R.OPEN, "committee.task", ("reason",)),
)
# fmt: on
# The minutes may be written from the opening until they are circulated; sent back, again.
WRITING = frozenset({M.SITTING, M.HELD})
# The agenda may be changed until the meeting is over.
ARRANGING = frozenset({M.PLANNED, M.CALLED, M.SITTING})
TASK_OPEN = frozenset({T.ISSUED, T.TAKEN, T.ANSWERED})
# Where the unit is at its turn; an answered task waits for the office.
TASK_OWED = frozenset({T.ISSUED, T.TAKEN})


def move_from(moves: Iterable[Move], verb: str, state: str) -> Move | None:
    """The row for this verb in this state, or None where the verb is not open."""
    return next((move for move in moves if move.verb == verb and move.start == state), None)


def open_moves(moves: Iterable[Move], state: str) -> list[Move]:
    """Every move this state allows, in the order of the table."""
    return [move for move in moves if move.start == state]
