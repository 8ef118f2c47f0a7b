"""The life of a local clause. Plain Python."""

from dataclasses import dataclass
from enum import StrEnum


class LocalState(StrEnum):
    """Where a local clause stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RETIRED = "retired"


@dataclass(frozen=True)
class Move:
    """One move: from where to where, who may, and what it needs."""

    start: LocalState
    to: LocalState
    verb: str
    permission: str
    needs: str = ""
    # "other": never the person who proposed it; "author": only that person.
    who: str = ""


MOVES = (
    Move(
        LocalState.PROPOSED,
        LocalState.CONFIRMED,
        "confirm",
        "standards.local_clause",
        who="other",
    ),
    Move(
        LocalState.PROPOSED,
        LocalState.REFUSED,
        "refuse",
        "standards.local_clause",
        needs="remark",
        who="other",
    ),
    Move(
        LocalState.PROPOSED, LocalState.REFUSED, "withdraw", "standards.local_clause", who="author"
    ),
    Move(LocalState.CONFIRMED, LocalState.RETIRED, "retire", "standards.manage", needs="remark"),
)


def move_of(state: str, verb: str) -> Move | None:
    """The move of this verb from this state, if there is one."""
    return next((move for move in MOVES if move.start == state and move.verb == verb), None)
