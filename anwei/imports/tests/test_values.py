"""Dates, numbers and codes as they are typed."""

from datetime import date, datetime

import pytest

from anwei.imports.reading.values import (
    NotADate,
    NotANumber,
    Order,
    date_of,
    date_order,
    is_credit_code,
    number_of,
    text_of,
)


@pytest.mark.parametrize(
    "typed",
    [
        "2018-01-02",
        "2018/1/2",
        "2018.1.2",
        "2018年1月2日",
        "２０１８年１月２日",
        "20180102",
        20180102.0,
        43102,
        43102.0,
        "43102",
        "02.01.2018",
        datetime(2018, 1, 2, 9, 30),
        date(2018, 1, 2),
        "2018-01-02 09:30:00",
        "2018-01-02T09:30",
        "2 Jan 2018",
        "02-JAN-2018",
        "January 2, 2018",
        "2018 1 2",
    ],
)
def test_a_day_is_read_in_every_spelling(typed):
    assert date_of(typed) == date(2018, 1, 2)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2018-02-30",
        "2018",
        "03/04/2018",
        12,
        "31/31/2018",
        "2018-13-01",
        "1018-01-01",
        True,
    ],
)
def test_what_is_no_certain_day_is_refused(typed):
    with pytest.raises(NotADate):
        date_of(typed)


def test_a_column_that_holds_one_clear_date_decides_for_all_of_its_dates():
    decided = date_order(["03/04/2018", "25/04/2018", "05/05/2018"])
    assert (decided.order, decided.ambiguous) == (Order.DAY_FIRST, 1)
    assert date_of("03/04/2018", decided.order) == date(2018, 4, 3)
    assert date_of("03/04/2018", date_order(["04/25/2018"]).order) == date(2018, 3, 4)


def test_a_column_that_says_both_or_nothing_is_reported():
    assert date_order(["25/04/2018", "04/25/2018", "01/02/2018"]).order == Order.CONTRADICTORY
    assert date_order(["01/02/2018", "03/04/2018"]) == date_order(["03/04/2018", "01/02/2018"])
    assert date_order(["01/02/2018"]).order == Order.UNKNOWN


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234.5", 1234.5),
        ("１２", 12),
        ("12 %", 12),
        ("¥3,000", 3000),
        (5.0, 5),
        ("-4", -4),
        ("30天", 30),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed, number):
    assert number_of(typed) == number


@pytest.mark.parametrize("typed", ["", "many", "1,2,3", "nan", "inf", True])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotANumber):
        number_of(typed)


def test_text_keeps_its_lines_and_loses_what_cannot_be_seen():
    assert text_of(" a\r\nb\u200b\x07 ") == "a\nb"
    assert text_of(3.0) == "3"
    assert text_of(None) == ""


def test_a_credit_code_is_checked_by_its_last_sign():
    assert is_credit_code("91350100M000100Y43")
    assert is_credit_code("９１３５０１００M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("9135")
