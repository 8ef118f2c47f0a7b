"""The life of a numbered paper, as a table. Plain Python: no Django, no clock, no database.

An issued paper is never edited: it is voided for a stated reason, and a new one names it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PaperState(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"  # being prepared: no number, no file, may be looked at
    DROPPED = "dropped"  # a draft that was not needed; it never had a number
    ISSUED = "issued"  # numbered, frozen
    VOIDED = "voided"  # without force; the file stays


@dataclass(frozen=True)
class Move:
    """One row: `verb` takes a paper from `start` to `to`; `needs` names what must be brought along."""

    verb: str
    start: PaperState
    to: PaperState
    permission: str
    needs: tuple[str, ...] = ()


P = PaperState
PAPER_MOVES = (
    Move("issue", P.DRAFT, P.ISSUED, "documents.issue", ("number",)),
    Move("drop", P.DRAFT, P.DROPPED, "documents.issue"),
    Move("void", P.ISSUED, P.VOIDED, "documents.issue", ("reason",)),
)
# Papers with a number and a file.
NUMBERED = frozenset({P.ISSUED, P.VOIDED})


def open_moves(state: str) -> Iterable[Move]:
    """The moves that start here."""
    return (move for move in PAPER_MOVES if move.start == state)


def move_from(verb: str, state: str) -> Move | None:
    """The row of this verb that starts here."""
    return next((move for move in open_moves(state) if move.verb == verb), None)
