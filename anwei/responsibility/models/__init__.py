"""The room's tables. Django finds them here; each file holds one kind of thing."""

from anwei.responsibility.models.determining import Determination
from anwei.responsibility.models.lines import MANUAL, Line, LineKind, LineQuerySet
from anwei.responsibility.models.places import (
    Building,
    Enterprise,
    EnterpriseQuerySet,
    Site,
    SiteQuerySet,
)
from anwei.responsibility.models.ruling import RULED, Change, Outcome, Rule, Run

__all__ = [
    "MANUAL", "RULED", "Building", "Change", "Determination", "Enterprise", "EnterpriseQuerySet", "Line", "LineKind", "LineQuerySet",
    "Outcome", "Rule", "Run", "Site", "SiteQuerySet",
]  # fmt: skip
