"""Worked examples of counting days, with the calendar of the Chinese pack."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.standards.clocks import (
    Band,
    Calendar,
    Clock,
    Direction,
    Kind,
    Pause,
    Stage,
    Start,
    State,
    Term,
    Unit,
    Windows,
    Year,
    add_months,
)
from anwei.standards.loader import load
from anwei.standards.pack import PACKS

CHINA = load(PACKS / "cn").calendar
PLAIN = Calendar()


def days(n, kind=Kind.CALENDAR, **more):
    return Term(n, Unit.DAYS, kind, **more)


def working(n, **more):
    return days(n, Kind.WORKING, **more)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 2, 14), True),  # make-up Saturday before the Spring Festival
        (date(2026, 2, 28), True),  # and after it
        (date(2026, 2, 23), False),  # Monday, moved day off
        (date(2026, 9, 20), True),  # make-up Sunday before the National Day
        (date(2026, 10, 10), True),  # make-up Saturday after it
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
    ],
)
def test_a_day_is_worked_or_not(day, worked):
    assert CHINA.is_working(day) is worked


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        # Friday 13 Feb 2026; the make-up Saturday 14 is the first day; the festival ends on 23; 24 25 26 27 are days 2-5
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        # Wednesday 30 Sep; 1-7 Oct are off; 8, 9 and the make-up Saturday 10
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        # a Saturday itself: Monday is the first working day after it
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        # over the New Year: 1-3 Jan off, Sunday 4 Jan 2026 is worked
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 10, date(2026, 12, 7)),
    ],
)
def test_working_days_skip_holidays_and_count_make_up_days(start, n, due):
    assert working(n).due(start, CHINA) == due


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2026, 2, 13), 10, date(2026, 2, 23)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_calendar_days_count_every_day_from_the_day_after(start, n, due):
    assert days(n).due(start, CHINA) == due


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 23), 1, date(2026, 12, 23)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start, months, due):
    assert Term(months, Unit.MONTHS).due(start, CHINA) == due


def test_a_calendar_term_ending_on_a_holiday_is_extended_only_if_it_says_so():
    start = date(2026, 9, 25)  # + 7 = 2 October, a day off until the 7th
    assert days(7).due(start, CHINA) == date(2026, 10, 2)
    assert days(7, roll=True).due(start, CHINA) == date(2026, 10, 8)


def test_counting_from_the_day_itself_ends_a_day_earlier():
    assert days(3, starts=Start.SAME_DAY).due(date(2026, 11, 23), CHINA) == date(2026, 11, 25)
    assert working(1, starts=Start.SAME_DAY).due(date(2026, 11, 23), CHINA) == date(2026, 11, 23)
    assert Term(1, Unit.MONTHS, starts=Start.SAME_DAY).due(date(2026, 11, 23), CHINA) == date(
        2026, 12, 22
    )


def test_a_request_twenty_working_days_ahead_of_expiry_counts_back():
    ahead = working(20, direction=Direction.BEFORE)
    # back from 30 Oct 2026 over the National Day; the make-up Saturday 10 Oct counts
    due = ahead.due(date(2026, 10, 30), CHINA)
    assert due == date(2026, 9, 28)
    assert CHINA.between(due, date(2026, 10, 30), Kind.WORKING) == 20


def test_hours_have_a_moment_and_no_day():
    two_hours = Term(2, Unit.HOURS, starts=Start.MOMENT)
    at = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert two_hours.moment(at) == at + timedelta(hours=2)
    notice = Term(24, Unit.HOURS, starts=Start.MOMENT, direction=Direction.BEFORE)
    assert notice.moment(at) == at - timedelta(hours=24)
    with pytest.raises(TypeError):
        two_hours.due(date(2026, 12, 31), CHINA)
    with pytest.raises(TypeError):
        days(1).moment(at)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": -1},
        {"count": 1, "unit": Unit.HOURS},
        {"count": 1, "unit": Unit.MONTHS, "kind": Kind.WORKING},
    ],
)
def test_a_term_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        Term(**wrong)


def test_a_pause_over_the_spring_festival_costs_only_working_days():
    clock = Clock(working(10), date(2026, 2, 9)).pause(date(2026, 2, 13)).resume(date(2026, 2, 25))
    # without the pause: 10 11 12 13 14 | 24 25 26 27 28 -> 28 Feb; paused working days: 13, 14, 24
    assert Clock(working(10), date(2026, 2, 9)).due(CHINA) == date(2026, 2, 28)
    assert clock.due(CHINA) == date(2026, 3, 4)


def test_a_pause_of_a_calendar_term_costs_every_day_of_it():
    clock = Clock(days(60), date(2026, 9, 1), pauses=(Pause(date(2026, 9, 25), date(2026, 10, 4)),))
    assert clock.due(CHINA) == date(2026, 10, 31) + timedelta(days=10)


def test_a_pause_of_a_month_term_makes_it_longer_by_its_days():
    clock = Clock(
        Term(6, Unit.MONTHS), date(2026, 1, 31), pauses=(Pause(date(2026, 3, 1), date(2026, 3, 5)),)
    )
    assert clock.due(CHINA) == date(2026, 8, 5)


def test_two_pauses_add_up_and_one_that_overlaps_the_extended_end_counts_too():
    clock = Clock(
        days(10),
        date(2026, 11, 1),
        pauses=(
            Pause(date(2026, 11, 5), date(2026, 11, 6)),
            Pause(date(2026, 11, 12), date(2026, 11, 14)),
        ),
    )
    # 11 Nov without pauses; two days on: 12, 13 are paused, so 15 and 16
    assert clock.due(CHINA) == date(2026, 11, 16)


def test_while_a_pause_is_open_there_is_no_due_date_and_nothing_runs_out():
    clock = Clock(working(3), date(2026, 11, 23)).pause(date(2026, 11, 24))
    assert clock.due(CHINA) is None
    much_later = date(2027, 3, 1)
    assert clock.state(much_later) == State.PAUSED
    assert clock.days_left(much_later, CHINA) == 3
    assert clock.stage(much_later, CHINA) == Stage.NONE
    assert not clock.is_over(much_later, CHINA)


def test_resuming_on_the_day_of_the_pause_leaves_no_pause():
    clock = Clock(days(3), date(2026, 11, 23)).pause(date(2026, 11, 24)).resume(date(2026, 11, 24))
    assert clock.pauses == ()
    with pytest.raises(ValueError):
        clock.resume(date(2026, 11, 25))
    with pytest.raises(ValueError):
        clock.pause(date(2026, 11, 24)).pause(date(2026, 11, 25))


def test_an_agreed_date_replaces_the_term_and_a_pause_still_pushes_it_out():
    clock = Clock(days(15), date(2026, 11, 1), agreed=date(2026, 12, 1))
    assert clock.due(CHINA) == date(2026, 12, 1)
    assert clock.pause(date(2026, 11, 10)).resume(date(2026, 11, 12)).due(CHINA) == date(
        2026, 12, 3
    )


def test_the_last_day_is_still_in_time_and_the_next_is_over():
    clock = Clock(days(5), date(2026, 11, 23))  # due 28 November
    assert clock.stage(date(2026, 11, 24), CHINA) == Stage.NONE
    assert clock.stage(date(2026, 11, 25), CHINA) == Stage.SOON
    assert clock.stage(date(2026, 11, 28), CHINA) == Stage.DUE_TODAY
    assert not clock.is_over(date(2026, 11, 28), CHINA)
    assert clock.stage(date(2026, 11, 29), CHINA) == Stage.OVERDUE
    assert clock.is_over(date(2026, 11, 29), CHINA)
    assert clock.stage(date(2026, 12, 9), CHINA) == Stage.LONG_OVERDUE


def test_days_left_are_counted_in_the_terms_own_calendar():
    start = date(2026, 9, 28)
    assert Clock(working(5), start).due(CHINA) == date(2026, 10, 10)
    assert Clock(working(5), start).days_left(date(2026, 9, 30), CHINA) == 3
    assert Clock(days(5), start).days_left(date(2026, 9, 30), CHINA) == 3
    assert (
        Clock(working(5), start).days_left(date(2026, 10, 11), CHINA) == -1
    )  # a Sunday after the last day
    assert Clock(working(5), start).days_left(date(2026, 10, 13), CHINA) == -2


def test_a_term_of_no_days_is_due_at_once_and_a_term_of_one_on_the_next():
    today = date(2026, 11, 20)  # a Friday
    assert Clock(days(0), today).stage(today, CHINA) == Stage.DUE_TODAY
    assert Clock(working(1), today).due(CHINA) == date(2026, 11, 23)


def test_a_stopped_clock_is_judged_by_the_day_it_stopped():
    in_time = Clock(days(5), date(2026, 11, 23)).stop(date(2026, 11, 28))
    late = Clock(days(5), date(2026, 11, 23)).stop(date(2026, 12, 1))
    assert in_time.state(date(2027, 1, 1)) == State.STOPPED
    assert not in_time.is_over(date(2027, 1, 1), CHINA)
    assert late.is_over(date(2027, 1, 1), CHINA)
    assert late.days_left(date(2027, 1, 1), CHINA) == -3
    assert late.stage(date(2027, 1, 1), CHINA) == Stage.NONE


def test_after_days_without_a_run_the_present_stage_is_told_once():
    clock = Clock(days(10), date(2026, 11, 1), windows=Windows(soon=3, long=10))  # due 11 November
    assert clock.reminder(date(2026, 11, 9), CHINA) == Stage.SOON
    assert clock.reminder(date(2026, 11, 10), CHINA, told=Stage.SOON) is None
    # the machine was off on the 11th: due today was never told, overdue is
    assert clock.reminder(date(2026, 11, 12), CHINA, told=Stage.SOON) == Stage.OVERDUE
    assert clock.reminder(date(2026, 11, 13), CHINA, told=Stage.OVERDUE) is None
    assert clock.reminder(date(2026, 11, 30), CHINA, told=Stage.OVERDUE) == Stage.LONG_OVERDUE


def test_a_band_holds_its_lower_bound_and_not_its_upper():
    larger = Band(3, 10)
    assert larger.holds(3)
    assert not larger.holds(10)
    assert Band(below=3).holds(0)


def test_years_the_calendar_does_not_list_are_computed_by_rule_and_not_official():
    assert CHINA.is_official(2026)
    assert not CHINA.is_official(2027)
    assert not CHINA.is_official(2031)
    assert not CHINA.is_working(date(2031, 10, 1))
    assert not PLAIN.is_working(date(2026, 11, 22))
    assert PLAIN.is_working(date(2026, 10, 1))


def test_a_week_may_have_other_days_of_rest():
    friday_off = Calendar({}, weekend=frozenset({4, 5}))
    assert not friday_off.is_working(date(2026, 11, 20))
    assert friday_off.is_working(date(2026, 11, 22))


def test_a_make_up_day_needs_no_weekday_of_its_own():
    calendar = Calendar({2026: Year({}, frozenset({date(2026, 11, 22)}), official=True)})
    assert calendar.add(date(2026, 11, 20), 1, Kind.WORKING) == date(2026, 11, 22)


some_day = st.dates(date(2016, 1, 1), date(2035, 1, 1))


@given(some_day, st.integers(1, 60))
def test_the_due_day_of_a_working_term_is_worked_and_holds_exactly_its_days(start, n):
    due = working(n).due(start, CHINA)
    assert CHINA.is_working(due)
    assert CHINA.between(start, due, Kind.WORKING) == n
    back = CHINA.add(due, -n, Kind.WORKING)
    assert back <= start
    assert CHINA.between(back, due, Kind.WORKING) == n


@given(some_day, st.integers(0, 400))
def test_counting_between_two_days_agrees_with_counting_one_by_one(start, span):
    end = start + timedelta(days=span)
    one_by_one = sum(CHINA.is_working(start + timedelta(days=i)) for i in range(1, span + 1))
    assert CHINA.between(start, end, Kind.WORKING) == one_by_one
    assert CHINA.between(end, start, Kind.WORKING) == -one_by_one


@given(some_day, st.integers(1, 30), st.integers(0, 40), st.integers(1, 40), st.sampled_from(Kind))
def test_a_pause_never_brings_the_due_day_forward_and_leaves_the_same_number_of_days(
    start, n, wait, long, kind
):
    since = start + timedelta(days=wait)
    pause = Pause(since, since + timedelta(days=long - 1))
    plain, paused = Clock(days(n, kind), start), Clock(days(n, kind), start, pauses=(pause,))
    due = paused.due(CHINA)
    assert due >= plain.due(CHINA)
    run = (start + timedelta(days=i) for i in range(1, (due - start).days + 1))
    assert sum(CHINA.counts(day, kind) and not pause.covers(day) for day in run) == n


@given(some_day, st.integers(0, 30))
def test_a_month_term_never_leaves_its_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
