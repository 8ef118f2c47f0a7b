"""Reading values as they are typed: dates in many spellings, numbers as text, full-width digits."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from anwei.foundation import credit_code

EXCEL_EPOCH = date(1899, 12, 30)
# Excel serials between 1954 and 2119: below and above a number is hardly meant as a day.
SERIALS = range(20_000, 80_500)
YEARS = range(1900, 2200)

_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"} | {
    0x200B: None,
    0xFEFF: None,
}
_CHINESE = re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_YEAR_FIRST = re.compile(r"^(\d{4})([-/.\s])\s?(\d{1,2})\2\s?(\d{1,2})(?=\D|$)")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?=\D|$)")
_MONTH_WORD = re.compile(r"^(\d{1,2})[-\s.]*([A-Za-z]{3,9})\.?[-\s,.]*(\d{4})(?=\D|$)")
_MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})(?=\D|$)")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")


class NotADate(ValueError):
    """The text is no day of the calendar."""


class NotANumber(ValueError):
    """The text is no number."""


class Order(StrEnum):
    """Which of 03/04/2018 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNKNOWN = "unknown"
    CONTRADICTORY = "contradictory"


@dataclass(frozen=True)
class DateOrder:
    """What a column's dates say about their order, and how many could be read either way."""

    order: Order
    ambiguous: int = 0


def text_of(value: object) -> str:
    """A cell as text: whole numbers without `.0`, days as ISO, control characters removed."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        if not value.isprintable():
            value = value.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
        return value.strip(" \t\n\u3000\xa0")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.isoformat(" ", "seconds")
            if value.time() != datetime.min.time()
            else value.date().isoformat()
        )
    return str(value)


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as ASCII."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def number_of(value: object) -> float | int:
    """A number, however it is typed: `1,234.5`, `１２`, `12 %`, `¥3,000`. Raises NotANumber."""
    if isinstance(value, bool):
        raise NotANumber(value)
    if isinstance(value, int | float):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    text = narrow(text_of(value)).strip().lstrip("¥$€￥").rstrip("%元天日").strip().replace(" ", "")
    if _THOUSANDS.match(text):
        text = text.replace(",", "")
    try:
        read = float(text)
    except ValueError:
        raise NotANumber(value) from None
    if read != read or read in (float("inf"), float("-inf")):
        raise NotANumber(value)
    return int(read) if read.is_integer() else read


def date_of(value: object, order: Order = Order.UNKNOWN) -> date:
    """The day a cell means. Raises NotADate, also where day and month cannot be told apart."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    return _from_text(narrow(text_of(value)), order)


_CLOCK = re.compile(r"[T\s日号](\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?")


def moment_of(value: object, order: Order = Order.UNKNOWN) -> tuple[date, time | None]:
    """The day, and the time of day where one is given. Raises NotADate."""
    day = date_of(value, order)
    if isinstance(value, datetime):
        return day, value.time() if value.time() != time() else None
    found = _CLOCK.search(narrow(value)) if isinstance(value, str) else None
    if found is None:
        return day, None
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        return day, None
    return day, time(hour, minute, second)


def _from_number(value: float) -> date:
    whole = int(value)
    if whole in SERIALS:
        return EXCEL_EPOCH + timedelta(days=whole)
    if found := _COMPACT.match(str(whole)):
        return _day(*found.groups())
    raise NotADate(value)


def _from_text(text: str, order: Order) -> date:
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT):
        if found := pattern.match(text):
            parts = found.groups()
            return _day(parts[0], parts[-2], parts[-1])
    if found := _YEAR_LAST.match(text):
        return _year_last(found, order)
    if found := _MONTH_WORD.match(text):
        return _day(found[3], _month(found[2]), found[1])
    if found := _MONTH_FIRST.match(text):
        return _day(found[3], _month(found[1]), found[2])
    if text.replace(".", "", 1).isdigit() and int(float(text)) in SERIALS:
        return _from_number(float(text))
    raise NotADate(text)


def _year_last(found: re.Match, order: Order) -> date:
    first, sign, second, year = found.groups()
    if int(first) > 12 or int(first) == int(second):
        return _day(year, second, first)
    if int(second) > 12:
        return _day(year, first, second)
    # A dot between the numbers is the habit of countries that write the day first.
    if order == Order.DAY_FIRST or (sign == "." and order != Order.MONTH_FIRST):
        return _day(year, second, first)
    if order == Order.MONTH_FIRST:
        return _day(year, first, second)
    raise NotADate(found.string)


def _month(word: str) -> int:
    try:
        return _MONTHS.index(word[:3].lower()) + 1
    except ValueError:
        raise NotADate(word) from None


def _day(year: object, month: object, day: object) -> date:
    try:
        read = date(int(year), int(month), int(day))  # type: ignore[call-overload]
    except ValueError:
        raise NotADate(f"{year}-{month}-{day}") from None
    if read.year not in YEARS:
        raise NotADate(str(read))
    return read


def date_order(cells: Iterable[object]) -> DateOrder:
    """Decide for one column whether the day or the month comes first, from the cells that tell."""
    seen, ambiguous = set(), 0
    for cell in cells:
        found = _YEAR_LAST.match(narrow(cell.strip())) if isinstance(cell, str) else None
        if found is None or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            seen.add(Order.DAY_FIRST)
        elif second > 12 >= first:
            seen.add(Order.MONTH_FIRST)
        elif first != second:
            ambiguous += 1
    if len(seen) > 1:
        return DateOrder(Order.CONTRADICTORY, ambiguous)
    return DateOrder(seen.pop() if seen else Order.UNKNOWN, ambiguous)


def looks_like_date(value: object) -> bool:
    """Whether a cell reads as a day (a bare number does not: it may be anything)."""
    if isinstance(value, int | float) or not value:
        return False
    try:
        date_of(value, Order.MONTH_FIRST)
    except NotADate:
        return False
    return True


def looks_like_number(value: object) -> bool:
    """Whether a cell reads as a number."""
    try:
        number_of(value)
    except NotANumber:
        return False
    return True


@lru_cache(maxsize=10_000)
def is_credit_code(text: str) -> bool:
    """Whether this is a unified social-credit code with a right check character (GB 32100-2015)."""
    code = narrow(text).strip().upper()
    try:
        return len(code) == 18 and credit_code.check_character(code) == code[17]
    except credit_code.BadCreditCode:
        return False
