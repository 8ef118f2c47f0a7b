"""The period a page is about, as its address names it: 2026-11, 2026-Q4 or 2026. Plain calendar, no clock."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from anwei.foundation import days
from anwei.foundation.days import Period

SHAPE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
# Before this year no register knows anything, and the year before must be a year, too.
FIRST_YEAR = 1950
AROUND: dict[str, Callable[[date], Period]] = {
    "month": days.month,
    "quarter": days.quarter,
    "year": days.year,
}


class NoSuchPeriod(Exception):
    """The text names no period, or one that has not begun."""


@dataclass(frozen=True)
class Chosen:
    """A month, quarter or year, whole; and today, up to which it has passed."""

    span: str  # month, quarter, year
    whole: Period
    today: date

    @property
    def passed(self) -> Period:
        """The part up to today."""
        return self.whole.until(self.today)

    @property
    def before(self) -> Period:
        """The same part of the year before."""
        return self.passed.last_year()

    @property
    def code(self) -> str:
        """As the address names it."""
        return code_of(self.span, self.whole.first)

    @property
    def name(self) -> str:
        """In words."""
        first = self.whole.first
        if self.span == "month":
            return formats.date_format(first, "YEAR_MONTH_FORMAT")
        if self.span == "quarter":
            return _("Quarter %(quarter)d of %(year)d") % {
                "quarter": days.quarter_number(first),
                "year": first.year,
            }
        return _("Year %(year)d") % {"year": first.year}

    @property
    def running(self) -> bool:
        """Whether days of it are still to come."""
        return self.today < self.whole.last

    @property
    def earlier(self) -> str:
        """The code of the period before this; empty where there is none."""
        day = self.whole.first - timedelta(days=1)
        return code_of(self.span, day) if day.year > FIRST_YEAR else ""

    @property
    def later(self) -> str:
        """The code of the period after this; empty where it has not begun."""
        day = self.whole.last + timedelta(days=1)
        return code_of(self.span, day) if day <= self.today else ""

    def of_span(self, span: str) -> str:
        """The code of the month, quarter or year that holds the last day shown."""
        return code_of(span, self.passed.last)


def code_of(span: str, day: date) -> str:
    """The period of that span around a day, as addresses name it."""
    return {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{days.quarter_number(day)}",
        "year": f"{day.year}",
    }[span]


def read(text: str, today: date) -> Chosen:
    """The period a text names; this quarter for an empty one.

    Raises NoSuchPeriod for anything that is no period, and for one that has not begun.
    """
    if not text:
        return Chosen("quarter", days.quarter(today), today)
    found = SHAPE.fullmatch(text)
    if not found or int(found[1]) <= FIRST_YEAR:
        raise NoSuchPeriod(text)
    span = "quarter" if found[2] else "month" if found[3] else "year"
    month = int(found[2]) * 3 - 2 if found[2] else int(found[3] or 1)
    first = date(int(found[1]), month, 1)
    if first > today:
        raise NoSuchPeriod(text)
    return Chosen(span, AROUND[span](first), today)
