"""The agenda on the clock: when each item begins, and whether all of it fits before the meeting ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anwei.committee.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Slot:
    """One item with its number, and from when until when it runs; no times where the beginning is not known."""

    number: int
    item: AgendaItem
    begins: time | None
    ends: time | None


@dataclass(frozen=True)
class Timetable:
    """The items in order, the minutes they take together, and how that fits the meeting's own times."""

    slots: tuple[Slot, ...]
    total: int
    # Minutes that are left before the meeting ends; below zero, what is too much. None: no end is known.
    left: int | None

    @property
    def over(self) -> int:
        """Minutes by which the agenda is too long."""
        return max(0, -(self.left or 0))

    @property
    def until(self) -> time | None:
        """When the last item ends."""
        return self.slots[-1].ends if self.slots else None


def timetable(meeting: Meeting, items: Iterable[AgendaItem]) -> Timetable:
    """Every item after the one before it, from the meeting's beginning on."""
    slots, total = [], 0
    for number, item in enumerate(items, start=1):
        begins = _after(meeting.starts, total)
        total += item.minutes
        slots.append(Slot(number, item, begins, _after(meeting.starts, total)))
    return Timetable(tuple(slots), total, _left(meeting, total))


def _after(start: time | None, minutes: int) -> time | None:
    if start is None:
        return None
    return (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time()


def _left(meeting: Meeting, total: int) -> int | None:
    if meeting.starts is None or meeting.ends is None:
        return None
    planned = (meeting.ends.hour - meeting.starts.hour) * 60 + (
        meeting.ends.minute - meeting.starts.minute
    )
    return planned - total
