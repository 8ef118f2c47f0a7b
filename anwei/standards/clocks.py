"""The clock engine: days counted by the calendar that a rule names. Plain Python, no Django.

How days are counted
- The day of the event does not count: a term of n days that starts on day d ends on the n-th
  counted day after d, and that day still belongs to it ("within", 以内, includes the last day).
- Working days leave out weekends and days off; a make-up Saturday or Sunday counts.
- Months end on the same day of the month, or on its last day where there is no such day.
- A paused day does not count. A term of months is longer by the days it was paused.
- A term that ends on a day off stays there, unless it says `roll`: then the next working day.
- 以上 includes the number, 以下 does not (State Council Order 493, art. 3): see `Band`.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import accumulate

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
# A term is at most this many days away; a search beyond it is a mistake in the calendar.
FAR = 366 * 60


class Kind(StrEnum):
    """Which days count."""

    WORKING = "working"
    CALENDAR = "calendar"


class Unit(StrEnum):
    """What a term is measured in."""

    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"


class Start(StrEnum):
    """When counting begins."""

    DAY_AFTER = "day_after"
    SAME_DAY = "same_day"
    MOMENT = "moment"


class Direction(StrEnum):
    """Whether a term runs from a date or must be kept ahead of one."""

    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True)
class Year:
    """The days off (with the holiday's code) and the make-up working days of one year."""

    off: Mapping[date, str]
    worked: frozenset[date]
    official: bool


NO_HOLIDAYS = Year({}, frozenset(), official=False)


@dataclass(frozen=True, eq=False)
class Calendar:
    """Working and free days. Years it does not list are asked of `by_rule`, once."""

    years: Mapping[int, Year] = field(default_factory=dict)
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    by_rule: Callable[[int], Year] | None = None
    _computed: dict[int, Year] = field(default_factory=dict, repr=False)
    _worked: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def year(self, number: int) -> Year:
        """What is known of one year: listed, else by rule, else weekends only."""
        if number in self.years:
            return self.years[number]
        if number not in self._computed:
            self._computed[number] = self.by_rule(number) if self.by_rule else NO_HOLIDAYS
        return self._computed[number]

    def is_official(self, number: int) -> bool:
        """Whether the year's holidays were published, not computed."""
        return self.year(number).official

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        year = self.year(day.year)
        if day in year.worked:
            return True
        return day not in year.off and day.weekday() not in self.weekend

    def counts(self, day: date, kind: Kind) -> bool:
        """Whether this day counts in a calendar of this kind."""
        return kind == Kind.CALENDAR or self.is_working(day)

    def next_working(self, day: date) -> date:
        """This day if it is worked, else the first working day after it."""
        return next(d for d in _days_from(day) if self.is_working(d))

    def add(self, day: date, n: int, kind: Kind = Kind.CALENDAR) -> date:
        """The n-th counted day after `day`; n = 0 is `day` itself, a negative n counts back.

        Raises OverflowError past the end of the calendar.
        """
        if kind == Kind.CALENDAR:
            return day + timedelta(days=n)
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def between(self, start: date, end: date, kind: Kind = Kind.CALENDAR) -> int:
        """How many counted days lie after `start` up to and with `end`; negative if `end` is earlier."""
        if end < start:
            return -self.between(end, start, kind)
        if kind == Kind.CALENDAR:
            return (end - start).days
        whole = sum(self._worked_in(year)[-1] for year in range(start.year, end.year))
        return whole + self._worked_up_to(end) - self._worked_up_to(start)

    def _worked_up_to(self, day: date) -> int:
        """Working days from 1 January up to and with this day."""
        return self._worked_in(day.year)[day.timetuple().tm_yday]

    def _worked_in(self, year: int) -> tuple[int, ...]:
        """Running count of the year's working days, so that counting over years stays cheap."""
        if year not in self._worked:
            first = date(year, 1, 1)
            days = (date(year + 1, 1, 1) - first).days
            worked = (self.is_working(first + timedelta(days=i)) for i in range(days))
            self._worked[year] = tuple(accumulate(worked, initial=0))
        return self._worked[year]


def _days_from(day: date) -> Iterator[date]:
    for i in range(FAR):
        yield day + timedelta(days=i)


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day: 31 January + 1 month = 28 or 29 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Term:
    """How long, counted how. `count` may be 0: due on the day itself."""

    count: int
    unit: Unit = Unit.DAYS
    kind: Kind = Kind.CALENDAR
    starts: Start = Start.DAY_AFTER
    direction: Direction = Direction.AFTER
    roll: bool = False

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("A term cannot be negative.")
        if (self.unit == Unit.HOURS) != (self.starts == Start.MOMENT):
            raise ValueError("A term in hours starts at the moment, and no other term does.")
        if self.unit != Unit.DAYS and self.kind == Kind.WORKING:
            raise ValueError("Only days can be working days.")

    def due(self, start: date, calendar: Calendar) -> date:
        """The last day of the term; for a term kept ahead of a date, the last day to act."""
        if self.unit == Unit.HOURS:
            raise TypeError("A term in hours has a moment, not a day: use `moment`.")
        if self.direction == Direction.BEFORE:
            return self._ahead_of(start, calendar)
        if self.unit == Unit.MONTHS:
            day = add_months(start, self.count)
            day -= ONE_DAY if self.starts == Start.SAME_DAY and self.count else timedelta()
        else:
            day = calendar.add(_eve(start, self), self.count, self.kind) if self.count else start
        return calendar.next_working(day) if self.roll else day

    def _ahead_of(self, day: date, calendar: Calendar) -> date:
        """The last day that leaves the whole term free before `day`."""
        if self.unit == Unit.MONTHS:
            return add_months(day, -self.count)
        return calendar.add(day, -self.count, self.kind)

    def moment(self, start: datetime) -> datetime:
        """The end of a term in hours."""
        if self.unit != Unit.HOURS:
            raise TypeError("Only a term in hours has a moment: use `due`.")
        hours = timedelta(hours=self.count)
        return start - hours if self.direction == Direction.BEFORE else start + hours


def _eve(start: date, term: Term) -> date:
    """The day before the first day that may count."""
    return start - ONE_DAY if term.starts == Start.SAME_DAY else start


@dataclass(frozen=True)
class Pause:
    """Days that do not count, first and last included; `until` None: still paused."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day is paused."""
        return self.since <= day and (self.until is None or day <= self.until)


class State(StrEnum):
    """Whether the clock runs."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Stage(IntEnum):
    """How urgent it is; later stages are greater, so a reminder never goes back."""

    NONE = 0
    SOON = 1
    DUE_TODAY = 2
    OVERDUE = 3
    LONG_OVERDUE = 4


@dataclass(frozen=True)
class Windows:
    """When the stages begin: `soon` counted days before the due day, `long` counted days after it."""

    soon: int = 3
    long: int = 10


@dataclass(frozen=True)
class Clock:
    """One term running on one case.

    `agreed` is a due date set by a decision (an order's date, an extension granted): it replaces
    the date that the term gives; pauses that begin before it still push it out.
    """

    term: Term
    start: date
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None
    agreed: date | None = None
    windows: Windows = Windows()

    def pause(self, since: date) -> "Clock":
        """The clock paused from this day on (the day itself no longer counts)."""
        if self.pauses and self.pauses[-1].until is None:
            raise ValueError("The clock is paused already.")
        return replace(self, pauses=(*self.pauses, Pause(since)))

    def resume(self, on: date) -> "Clock":
        """The clock running again from this day on (the day itself counts)."""
        if not self.pauses or self.pauses[-1].until is not None:
            raise ValueError("The clock is not paused.")
        since, until = self.pauses[-1].since, on - ONE_DAY
        ended = () if until < since else (Pause(since, until),)
        kept = (*self.pauses[:-1], *ended)
        return replace(self, pauses=kept)

    def stop(self, on: date) -> "Clock":
        """The clock stopped: what was due was done on this day."""
        return replace(self, stopped_on=on)

    def state(self, today: date) -> State:
        """Running, paused or stopped, as of this day."""
        if self.stopped_on is not None and self.stopped_on <= today:
            return State.STOPPED
        return State.PAUSED if self._is_paused(today) else State.RUNNING

    def due(self, calendar: Calendar, today: date | None = None) -> date | None:
        """The last day of the term with its pauses; None while a pause is open.

        With `today` the date is given even in an open pause: what it would be if counting
        went on tomorrow.
        """
        if today is None and self.pauses and self.pauses[-1].until is None:
            return None
        planned = self.agreed if self.agreed is not None else self.term.due(self.start, calendar)
        if self.term.direction == Direction.BEFORE:
            return planned
        pauses = tuple(
            p if p.until else Pause(p.since, max(p.since, today or p.since)) for p in self.pauses
        )
        return self._pushed_out(planned, pauses, calendar)

    def _pushed_out(self, planned: date, pauses: tuple[Pause, ...], calendar: Calendar) -> date:
        """The planned day, later by each counted day that was paused on the way to it."""
        kind = self.term.kind
        lost = _lost(self.start, planned, pauses, kind, calendar)
        day = planned
        while lost:
            day += ONE_DAY
            if calendar.counts(day, kind) and not any(p.covers(day) for p in pauses):
                lost -= 1
        return calendar.next_working(day) if self.term.roll else day

    def _is_paused(self, day: date) -> bool:
        return any(pause.covers(day) for pause in self.pauses)

    def days_left(self, today: date, calendar: Calendar) -> int:
        """Counted days that remain after today, in the term's own calendar; negative when over.

        On a day off right after the last day it is -1, as on the next counted day. A stopped
        clock is judged by the day it stopped; a paused one stands still.
        """
        seen = min(today, self.stopped_on) if self.stopped_on else today
        due = self.due(calendar, seen)
        if due is None:
            raise AssertionError("A due date is known once today is given.")
        if seen <= due:
            return self._running_days(seen, due, calendar)
        return -max(1, calendar.between(due, seen, self.term.kind))

    def _running_days(self, seen: date, due: date, calendar: Calendar) -> int:
        days = (seen + timedelta(days=i) for i in range(1, (due - seen).days + 1))
        return sum(
            calendar.counts(day, self.term.kind) and not self._closed_pause(day) for day in days
        )

    def _closed_pause(self, day: date) -> bool:
        return any(p.until is not None and p.covers(day) for p in self.pauses)

    def is_over(self, today: date, calendar: Calendar) -> bool:
        """Whether the last day has passed (or had passed when the clock stopped)."""
        seen = min(today, self.stopped_on) if self.stopped_on else today
        due = self.due(calendar, seen)
        return due is not None and seen > due

    def stage(self, today: date, calendar: Calendar) -> Stage:
        """How urgent it is today: a window, never one certain day. Stopped and paused clocks are quiet."""
        if self.state(today) != State.RUNNING:
            return Stage.NONE
        due = self.due(calendar, today)
        if due is None:
            return Stage.NONE
        if today > due:
            over = calendar.between(due, today, self.term.kind)
            return Stage.LONG_OVERDUE if over > self.windows.long else Stage.OVERDUE
        if today == due:
            return Stage.DUE_TODAY
        return Stage.SOON if self.days_left(today, calendar) <= self.windows.soon else Stage.NONE

    def reminder(self, today: date, calendar: Calendar, told: Stage = Stage.NONE) -> Stage | None:
        """The stage to tell people of, if it is later than the last one told.

        After days without a run the present stage is told once; those passed over are not.
        """
        stage = self.stage(today, calendar)
        return stage if stage > told else None


def _lost(
    start: date, planned: date, pauses: tuple[Pause, ...], kind: Kind, calendar: Calendar
) -> int:
    """Counted days after `start` up to `planned` that were paused."""
    span = (start + timedelta(days=i) for i in range(1, (planned - start).days + 1))
    return sum(calendar.counts(day, kind) and any(p.covers(day) for p in pauses) for day in span)


@dataclass(frozen=True)
class Band:
    """`least` 以上 `below` 以下: includes `least`, leaves out `below` (Order 493, art. 3)."""

    least: float = 0
    below: float = float("inf")

    def holds(self, amount: float) -> bool:
        """Whether the amount lies in the band."""
        return self.least <= amount < self.below
