"""The life of a hazard, as tables. Plain Python: no Django, no clock, no database.

One row per move: from where, where to, by which verb, who needs which permission, what it needs
and when it is open. The diagrams in docs/lifecycles.md are drawn from these rows.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a hazard is. Independent of risk grade and of penalty; nothing derives it."""

    UNDETERMINED = "undetermined"
    GENERAL = "general"
    MAJOR = "major"


class Status(StrEnum):
    """Where a hazard stands."""

    REGISTERED = "registered"  # found; nobody has been given a term yet
    ASSIGNED = "assigned"  # a term runs; to be put right
    PLANNING = "planning"  # major: the treatment plan is owed
    PLANNED = "planned"  # major: the plan lies with the regulator
    RECTIFYING = "rectifying"  # major: plan approved, being put right
    RECTIFIED = "rectified"  # said to be put right, with proof; not yet checked
    ACCEPTED = "accepted"  # major: accepted by the enterprise's own experts
    REVIEWED = "reviewed"  # major: checked on site by two officers
    RESUMED = "resumed"  # major: regulator consented to resume where work was suspended
    CLOSED = "closed"  # fixed and verified; major: written off
    UNFIXED = "unfixed"  # closed without fix, for a stated reason
    VOID = "void"  # not a hazard, a duplicate, or handed to someone outside the zone


class Family(StrEnum):
    """How a case ended. The three are never mixed in a figure."""

    FIXED = "fixed"
    UNFIXED = "unfixed"
    VOID = "void"


FAMILY_OF = {
    Status.CLOSED: Family.FIXED,
    Status.UNFIXED: Family.UNFIXED,
    Status.VOID: Family.VOID,
}
OPEN = frozenset(status for status in Status if status not in FAMILY_OF)

# Why a case was closed without a fix, or was none. Labels are in models.py.
UNFIXED_REASONS = ("site_closed", "demolished", "risk_accepted", "overtaken", "other")
VOID_REASONS = ("not_a_hazard", "duplicate", "transferred_out")

BOTH = frozenset(Level)
MILD = frozenset({Level.GENERAL, Level.UNDETERMINED})
MAJOR = frozenset({Level.MAJOR})


class Side(StrEnum):
    """Who makes a move: the side of the table on which the person sits."""

    DUTY = "duty"  # a unit that answers for the site or handles the case
    FIXER = "fixer"  # the enterprise, or an officer on its behalf
    EXPERT = "expert"  # the enterprise's experts; never who made the fix


@dataclass(frozen=True)
class Move:
    """One row: `verb` takes a hazard from `start` to `to`.

    `needs` names what must be brought along; `only` is a condition of the case itself
    ("suspended" / "not_suspended"), empty where there is none.
    """

    verb: str
    start: Status
    to: Status
    permission: str
    side: Side
    levels: frozenset[Level] = BOTH
    needs: tuple[str, ...] = ()
    only: str = ""


S, D, F = Status, Side.DUTY, Side.FIXER

# Tables: one row, one line.
# fmt: off
GENERAL_MOVES = (
    Move("assign", S.REGISTERED, S.ASSIGNED, "hazards.assign", D, MILD, ("term",)),
    Move("rectify", S.ASSIGNED, S.RECTIFIED, "hazards.rectify", F, MILD, ("measures", "proof")),
    Move("consent_resume", S.RECTIFIED, S.RECTIFIED, "hazards.resume_consent", D, MILD, ("paper",), "suspended"),
    Move("verify", S.RECTIFIED, S.CLOSED, "hazards.verify", D, MILD, ("remark",), "not_suspended"),
    Move("fail_check", S.RECTIFIED, S.ASSIGNED, "hazards.verify", D, MILD, ("remark",)),
    Move("reopen", S.CLOSED, S.ASSIGNED, "hazards.reopen", D, MILD, ("reason", "term")),
    Move("reopen", S.UNFIXED, S.ASSIGNED, "hazards.reopen", D, MILD, ("reason", "term")),
    Move("reopen", S.VOID, S.ASSIGNED, "hazards.reopen", D, MILD, ("reason", "term")),
)
MAJOR_MOVES = (
    Move("ask_plan", S.REGISTERED, S.PLANNING, "hazards.assign", D, MAJOR, ("term",)),
    Move("submit_plan", S.PLANNING, S.PLANNED, "hazards.plan_submit", F, MAJOR, ("plan",)),
    Move("approve_plan", S.PLANNED, S.RECTIFYING, "hazards.plan_decide", D, MAJOR, ("remark",)),
    Move("return_plan", S.PLANNED, S.PLANNING, "hazards.plan_decide", D, MAJOR, ("remark",)),
    Move("rectify", S.RECTIFYING, S.RECTIFIED, "hazards.rectify", F, MAJOR, ("measures", "proof")),
    Move("accept", S.RECTIFIED, S.ACCEPTED, "hazards.accept", Side.EXPERT, MAJOR, ("report",)),
    Move("refuse_acceptance", S.RECTIFIED, S.RECTIFYING, "hazards.accept", Side.EXPERT, MAJOR, ("remark",)),
    Move("review", S.ACCEPTED, S.REVIEWED, "hazards.review", D, MAJOR, ("officers", "remark")),
    Move("fail_check", S.ACCEPTED, S.RECTIFYING, "hazards.review", D, MAJOR, ("remark",)),
    Move("consent_resume", S.REVIEWED, S.RESUMED, "hazards.resume_consent", D, MAJOR, ("paper",), "suspended"),
    Move("write_off", S.REVIEWED, S.CLOSED, "hazards.review", D, MAJOR, ("remark",), "not_suspended"),
    Move("consent_resume", S.RESUMED, S.RESUMED, "hazards.resume_consent", D, MAJOR, ("paper",), "suspended"),
    Move("write_off", S.RESUMED, S.CLOSED, "hazards.review", D, MAJOR, ("remark",), "not_suspended"),
    Move("reopen", S.CLOSED, S.RECTIFYING, "hazards.reopen", D, MAJOR, ("reason", "term")),
    Move("reopen", S.UNFIXED, S.PLANNING, "hazards.reopen", D, MAJOR, ("reason", "term")),
    Move("reopen", S.VOID, S.PLANNING, "hazards.reopen", D, MAJOR, ("reason", "term")),
)
# fmt: on
# Nobody gives up a major hazard alone: one proposes its end, another confirms (as for catch-all clauses).
ENDINGS = tuple(
    Move(verb, start, end, "hazards.close", D, levels, needs)
    for start in Status
    if start in OPEN
    for levels, needs in ((MILD, ("reason",)), (MAJOR, ("reason", "second")))
    for verb, end in (("close_unfixed", S.UNFIXED), ("set_aside", S.VOID))
)
GIVING_UP = ("close_unfixed", "set_aside")
MOVES = (*GENERAL_MOVES, *MAJOR_MOVES, *ENDINGS)
ENDING_VERBS = frozenset(move.verb for move in MOVES if move.to in FAMILY_OF)
VERBS = tuple(dict.fromkeys(move.verb for move in MOVES))
# Moves in which a person judges: checks, ends, takes up again. A ledger that says otherwise does not undo them.
JUDGING = {"hazards.verify", "hazards.review", "hazards.accept", "hazards.close", "hazards.reopen"}
JUDGEMENTS = frozenset(move.verb for move in MOVES if move.permission in JUDGING)


def move_from(verb: str, status: str, level: str, *, suspended: bool = False) -> Move | None:
    """The row for this verb in this state, or None where the verb is not open."""
    for move in MOVES:
        if (
            move.verb == verb
            and move.start == status
            and level in move.levels
            and _holds(move.only, suspended)
        ):
            return move
    return None


def needs_second(verb: str, status: str, level: str) -> bool:
    """Whether this move is made by two: one proposes, another confirms."""
    move = move_from(verb, status, level)
    return move is not None and "second" in move.needs


def open_moves(status: str, level: str, *, suspended: bool = False) -> list[Move]:
    """Every move this state and level allow, in the order of the table."""
    return [
        move
        for move in MOVES
        if move.start == status and level in move.levels and _holds(move.only, suspended)
    ]


def closed_moves(status: str, level: str, *, suspended: bool = False) -> list[Move]:
    """Moves of this level that start in this state but whose condition does not hold."""
    return [
        move
        for move in MOVES
        if move.start == status and level in move.levels and not _holds(move.only, suspended)
    ]


def after_determination(status: str, before: str, after: str) -> Status:
    """Where a case stands once its level changed from `before` to `after`.

    A case that turns out major owes a plan, whatever was done so far; one that turns out general
    goes back to its term, or keeps the fix that was already reported.
    """
    if (
        before == after
        or (before != Level.MAJOR and after != Level.MAJOR)
        or status == Status.REGISTERED
    ):
        return Status(status)
    if after == Level.MAJOR:
        return Status.PLANNING
    return (
        Status.RECTIFIED
        if status in {Status.RECTIFIED, Status.ACCEPTED, Status.REVIEWED, Status.RESUMED}
        else Status.ASSIGNED
    )


def _holds(only: str, suspended: bool) -> bool:
    return not only or (only == "suspended") == suspended
