"""Days and periods in the zone's calendar. Plain dates; only `day_of` and the bounds know of clocks.

A period is held by its first and its last day, both counted, as laws and briefings name them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def day_of(at: datetime) -> date:
    """The day it is in the zone at that instant."""
    return timezone.localtime(at).date()


@dataclass(frozen=True, order=True)
class Period:
    """From the first day to the last, both counted.

    Raises ValueError where it would end before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period cannot end ({self.last}) before it begins ({self.first}).")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def instants(self) -> tuple[datetime, datetime]:
        """From which instant (counted) to which (not counted) it lasts, for questions to the database."""
        return start_of(self.first), start_of(self.last + timedelta(days=1))

    def last_year(self) -> "Period":
        """The same period of the year before, as comparisons with "the same period last year" mean it.

        The end of a February stays the end of February.
        """
        ends_month = self.last.day == monthrange(self.last.year, self.last.month)[1]
        last = _in_year(self.last, self.last.year - 1)
        return Period(
            _in_year(self.first, self.first.year - 1), month(last).last if ends_month else last
        )

    def until(self, day: date) -> "Period":
        """The part up to and with `day`: a running period must not be compared with a whole one."""
        return Period(self.first, min(self.last, max(day, self.first)))


def start_of(day: date) -> datetime:
    """The instant, in UTC, at which the day begins in the zone."""
    return datetime.combine(day, time.min, timezone.get_current_timezone()).astimezone(UTC)


def month(day: date) -> Period:
    """The month the day is in."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter(day: date) -> Period:
    """The quarter the day is in."""
    begins = 3 * ((day.month - 1) // 3) + 1
    return Period(date(day.year, begins, 1), month(date(day.year, begins + 2, 1)).last)


def year(day: date) -> Period:
    """The year the day is in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def week(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def quarter_number(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def add_months(day: date, count: int) -> date:
    """The same day so many months on, or the month's last where it has no such day (31 January + 1 = 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + count
    to_year, to_month = divmod(index, 12)
    return date(to_year, to_month + 1, min(day.day, monthrange(to_year, to_month + 1)[1]))


def months(first: date, last: date) -> list[Period]:
    """The months that touch the days from `first` to `last`, oldest first."""
    shown = []
    current = first.replace(day=1)
    while current <= last:
        shown.append(month(current))
        current = add_months(current, 1)
    return shown


def _in_year(day: date, to_year: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    return add_months(day, 12 * (to_year - day.year))
