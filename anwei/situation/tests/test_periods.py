"""Which period an address names, and against which part of last year it is held."""

from datetime import date

import pytest

from anwei.foundation.days import Period
from anwei.situation import periods

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "span", "first", "last"),
    [
        ("", "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_an_address_names_a_month_a_quarter_or_a_year(text, span, first, last):
    chosen = periods.read(text, TODAY)
    assert (chosen.span, chosen.whole) == (span, Period(first, last))
    assert chosen.code == (text or "2026-Q4")


@pytest.mark.parametrize(
    "text",
    [
        "2026-12",
        "2027-Q1",
        "2027",
        "1950",
        "0000",
        "2026-13",
        "2026-Q5",
        "2026-Q4 ",
        "9999-99",
        "٢٠٢٦",
        "<script>",
    ],
)
def test_what_is_no_period_or_has_not_begun_is_refused(text):
    with pytest.raises(periods.NoSuchPeriod):
        periods.read(text, TODAY)


def test_a_running_period_is_held_against_the_same_days_of_last_year():
    chosen = periods.read("2026-Q4", TODAY)
    assert chosen.running
    assert chosen.passed == Period(date(2026, 10, 1), TODAY)
    assert chosen.before == Period(date(2025, 10, 1), date(2025, 11, 24))


def test_a_period_that_has_passed_is_held_against_a_whole_one():
    chosen = periods.read("2024-02", TODAY)
    assert not chosen.running
    assert chosen.before == Period(date(2023, 2, 1), date(2023, 2, 28))


def test_one_steps_from_period_to_period_but_not_into_the_future():
    assert (periods.read("2026-01", TODAY).earlier, periods.read("2026-01", TODAY).later) == (
        "2025-12",
        "2026-02",
    )
    assert (periods.read("2026", TODAY).earlier, periods.read("2026", TODAY).later) == ("2025", "")


def test_a_longer_or_shorter_period_holds_the_last_day_shown():
    assert periods.read("2025-Q2", TODAY).of_span("month") == "2025-06"
    assert periods.read("2026", TODAY).of_span("quarter") == "2026-Q4"
