"""Days and periods in the zone's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.foundation import days
from anwei.foundation.days import Period

DATES = st.dates(date(1950, 1, 1), date(2150, 1, 1))


def test_the_day_changes_at_midnight_of_the_zone() -> None:
    assert days.day_of(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert days.day_of(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_month_asks_the_database_for_its_instants() -> None:
    begins, ends = days.month(date(2026, 11, 23)).instants()
    assert begins == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert ends == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_quarters_have_their_months() -> None:
    assert days.quarter(date(2026, 11, 23)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert days.quarter(date(2026, 2, 28)) == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert [days.quarter_number(date(2026, month, 1)) for month in (1, 3, 4, 9, 10, 12)] == [
        1,
        1,
        2,
        3,
        4,
        4,
    ]


def test_a_week_begins_on_monday() -> None:
    assert days.week(date(2026, 11, 29)) == Period(date(2026, 11, 23), date(2026, 11, 29))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(date(2025, 2, 1), date(2025, 2, 28)), Period(date(2024, 2, 1), date(2024, 2, 29))),
        (Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2023, 2, 1), date(2023, 2, 28))),
        (
            Period(date(2026, 1, 1), date(2026, 11, 23)),
            Period(date(2025, 1, 1), date(2025, 11, 23)),
        ),
        (
            Period(date(2026, 12, 1), date(2027, 2, 28)),
            Period(date(2025, 12, 1), date(2026, 2, 28)),
        ),
    ],
)
def test_the_same_period_last_year_keeps_the_end_of_a_month(period: Period, before: Period) -> None:
    assert period.last_year() == before


def test_a_running_quarter_is_compared_day_by_day() -> None:
    running = days.quarter(date(2026, 11, 23)).until(date(2026, 11, 23))
    assert running.last_year() == Period(date(2025, 10, 1), date(2025, 11, 23))


def test_a_month_after_the_end_of_january_is_the_end_of_february() -> None:
    assert days.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert days.add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert days.add_months(date(2026, 11, 23), 14) == date(2028, 1, 23)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


@given(DATES)
def test_months_quarters_and_years_hold_their_day_and_follow_without_gap(day: date) -> None:
    for kind in (days.month, days.quarter, days.year, days.week):
        period = kind(day)
        assert day in period
        assert kind(period.last + timedelta(days=1)).first == period.last + timedelta(days=1)


@given(DATES, st.integers(0, 40))
def test_the_months_between_two_days_follow_each_other(first: date, count: int) -> None:
    shown = days.months(first, days.add_months(first, count))
    assert len(shown) == count + 1
    assert all(
        one.last + timedelta(days=1) == next_one.first
        for one, next_one in zip(shown, shown[1:], strict=False)
    )
