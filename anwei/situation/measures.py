"""What is counted: label, definition, and the filters of the register that show exactly that.

Measures of a period come from the counters, measures of today from the open cases themselves.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.foundation.days import Period


@dataclass(frozen=True)
class Measure:
    """One figure. `by_day` names the filters of the register that take the period, `also` the others."""

    key: str
    label: str | Promise
    definition: str | Promise
    by_day: tuple[str, ...] = ()
    also: dict[str, str] = field(default_factory=dict)
    tone: str = "plain"

    def params(self, period: Period) -> dict[str, str]:
        """The filters of the register under which it lists exactly what this measure counts."""
        within = f"{period.first.isoformat()}..{period.last.isoformat()}"
        return {**dict.fromkeys(self.by_day, within), **self.also}


REAL = {"real": "1"}
FLOWS = (
    Measure("found", _("Found"), _("Hazards found in the period, without those set aside since."), ("found",), REAL),
    Measure("fixed", _("Fixed and verified"), _("Cases that ended in the period because somebody other than the fixer verified the fix. Nothing else counts as fixed."), ("closed",), {"family": "fixed"}, "good"),
    Measure("kept", _("Fix rate"), _("Of the hazards found in the period, the share that was fixed and verified within it, too."), ("found", "closed"), {"family": "fixed"}, "good"),
    Measure("unfixed", _("Closed without fix"), _("Cases that ended in the period without a fix, for a stated reason. Never counted as fixed."), ("closed",), {"family": "unfixed"}),
    Measure("spot", _("Put right on the spot"), _("Hazards found in the period that were put right at once and await, or passed, the check by another person."), ("found",), {"spot": "1", **REAL}),
    Measure("major", _("Major hazards found"), _("Hazards found in the period that were determined as major, without those set aside since."), ("found",), {"level": "major", **REAL}, "bad"),
    Measure("major_fixed", _("Major hazards written off"), _("Major hazards whose case ended in the period: fixed, accepted, checked on site and written off."), ("closed",), {"level": "major", "family": "fixed"}, "good"),
    Measure("void", pgettext_lazy("cases", "Set aside"), _("Entries that turned out in the period to be no hazard, a duplicate, or a matter outside the zone. They count nowhere else."), ("closed",), {"family": "void"}),
)  # fmt: skip
STOCKS = (
    Measure("nobodys", _("Nobody handles these"), _("Open cases without a handling unit, or whose unit was closed, today."), also={"nobodys": "1"}, tone="bad"),
    Measure("overdue", _("Overdue"), _("Open cases whose legal term has passed while their clock runs, today."), also={"overdue": "1"}, tone="bad"),
    Measure("major_open", _("Major hazards open"), _("Major hazards whose case has no end yet, today."), also={"level": "major", "family": "open"}, tone="bad"),
    Measure("open", pgettext_lazy("cases", "Open"), _("Cases without an end, today."), also={"family": "open"}, tone="info"),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in FLOWS + STOCKS}

# Of which counters "found and fixed within one period" is the sum.
KEPT = {
    "month": ("same_month",),
    "quarter": ("same_month", "same_quarter"),
    "year": ("same_month", "same_quarter", "same_year"),
}
