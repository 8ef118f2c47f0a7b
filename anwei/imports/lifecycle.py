"""The life of a batch, as a table. Plain Python.

uploaded → mapped → rehearsing → rehearsed → committing → committed → undoing → undone.
A rehearsal or a commit that failed or was stopped is taken up where its last chunk ended.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a batch stands."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    REHEARSING = "rehearsing"
    REHEARSED = "rehearsed"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True)
class Move:
    """One row: `verb` takes a batch from `start` to `to`; `permission` says whose it is."""

    verb: str
    start: State
    to: State
    permission: str


S = State
MOVES = (
    Move("map", S.UPLOADED, S.MAPPED, "imports.run"),
    Move("map", S.MAPPED, S.MAPPED, "imports.run"),
    Move("map", S.REHEARSED, S.MAPPED, "imports.run"),
    Move("rehearse", S.MAPPED, S.REHEARSING, "imports.run"),
    Move("end_rehearsal", S.REHEARSING, S.REHEARSED, ""),
    # A rehearsal that broke off is simply done again, perhaps with another mapping.
    Move("map", S.REHEARSING, S.MAPPED, "imports.run"),
    Move("commit", S.REHEARSED, S.COMMITTING, "imports.run"),
    Move("end_commit", S.COMMITTING, S.COMMITTED, ""),
    Move("undo", S.COMMITTED, S.UNDOING, "imports.undo"),
    # A commit that was stopped half way can be taken back as well as taken up again.
    Move("undo", S.COMMITTING, S.UNDOING, "imports.undo"),
    Move("end_undo", S.UNDOING, S.UNDONE, ""),
    # Work that began while the undo ran stands in its way: what is left can be used, and undone later.
    Move("break_off_undo", S.UNDOING, S.COMMITTED, ""),
)
BUSY = frozenset({State.REHEARSING, State.COMMITTING, State.UNDOING})


def move_from(verb: str, state: str) -> Move | None:
    """The row for this verb in this state, or None."""
    return next((move for move in MOVES if move.verb == verb and move.start == state), None)
