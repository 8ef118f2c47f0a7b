"""The register's tables. Django finds them here; each file holds one kind of thing."""

from anwei.hazards.models.case import (
    Check,
    Determination,
    Evidence,
    Extension,
    Fact,
    Plan,
    Transfer,
)
from anwei.hazards.models.ending import Ending
from anwei.hazards.models.hazard import (
    Capacity,
    ClosureReason,
    Hazard,
    HazardQuerySet,
    HazardType,
    LevelLabel,
    StatusLabel,
    unowned,
)
from anwei.hazards.models.leading import Instruction, Referral
from anwei.hazards.models.link import AnswerLink
from anwei.hazards.models.tally import Tally
from anwei.hazards.models.timing import Clock

__all__ = [
    "AnswerLink", "Capacity", "Check", "Clock", "ClosureReason", "Determination", "Ending", "Evidence", "Extension", "Fact", "Hazard",
    "HazardQuerySet", "HazardType", "Instruction", "LevelLabel", "Plan", "Referral", "StatusLabel", "Tally", "Transfer", "unowned",
]  # fmt: skip
