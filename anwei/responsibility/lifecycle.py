"""The life of a rule and of a determination, as tables. Plain Python, no Django."""

from dataclasses import dataclass
from enum import StrEnum


class RuleState(StrEnum):
    """Where a rule stands."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    RETIRED = "retired"


class ProposalState(StrEnum):
    """Where a proposal for an unclear industry stands."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Move:
    """One verb that leads from one state to another."""

    start: StrEnum
    end: StrEnum
    verb: str
    permission: str
    needs: str = ""


RULE_MOVES = [
    Move(RuleState.DRAFT, RuleState.DRAFT, "change", "responsibility.manage"),
    Move(
        RuleState.DRAFT,
        RuleState.IN_FORCE,
        "put_in_force",
        "responsibility.manage",
        needs="dry run",
    ),
    Move(RuleState.IN_FORCE, RuleState.RETIRED, "retire", "responsibility.manage", needs="reason"),
]
PROPOSAL_MOVES = [
    Move(
        ProposalState.PROPOSED,
        ProposalState.DECIDED,
        "decide",
        "responsibility.manage",
        needs="paper number",
    ),
    Move(
        ProposalState.PROPOSED,
        ProposalState.WITHDRAWN,
        "withdraw",
        "responsibility.propose",
        needs="reason",
    ),
]


def start_of(verb: str) -> StrEnum:
    """The state in which this verb starts; every writer asks for it in its UPDATE. KeyError: no such verb."""
    return _BY_VERB[verb].start


def end_of(verb: str) -> StrEnum:
    """The state to which this verb leads. KeyError: no such verb."""
    return _BY_VERB[verb].end


_BY_VERB = {move.verb: move for move in [*RULE_MOVES, *PROPOSAL_MOVES]}
