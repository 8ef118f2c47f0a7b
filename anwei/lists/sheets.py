"""Tables written to files: xlsx and csv, in one pass and in flat memory, with nothing in them that a
spreadsheet would run. The one place that knows the library that writes xlsx.

xlsx: text stays text whatever it begins with; sheets end at Excel's last row and go on in the next;
a hidden sheet "anwei" says what the table is, so that an import maps it without guessing.
csv: UTF-8 with the mark Excel looks for; text a spreadsheet would take for a formula has an
apostrophe before it, which `original` takes away again.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

# Excel's limits: rows of a sheet less its header, and characters of a cell.
SHEET_ROWS = 1_048_575
CELL_CHARACTERS = 32_767
# Whole numbers beyond this lose digits in Excel.
EXACT = 10**15
ABOUT = "anwei"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What spreadsheets take for the beginning of a formula, full-width signs included.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class MoreRows(Exception):
    """There were more rows than the sheets laid out for the count could take: count again."""


def write_xlsx(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str,
    about: Sequence[tuple[str, str]],
    count: int,
) -> int:
    """Write a table to an xlsx file; how many rows it has.

    `count` is about how many rows to expect, by which sheets are laid out; MoreRows if it was too small.
    """
    labels = _distinct(header)
    counted = _Counted(dict(zip(labels, map(cell, row), strict=True)) for row in rows)
    book = FastExcel(str(path)).format(datetime_format="yyyy-mm-dd hh:mm").freeze(row=1)
    for number in range(max(count - 1, 0) // SHEET_ROWS + 1):
        part = islice(counted, SHEET_ROWS)
        # A sheet without rows would have no header either; one blank row brings it.
        book.sheet(
            _sheet_name(title, number), part if count else _or_blank(part, labels), column_width=16
        )
    book.sheet(
        ABOUT,
        [{"key": key, "value": cell(value)} for key, value in about],
        sheet_view={"hidden": True},
    )
    book.save()
    if next(iter(counted), None) is not None:
        raise MoreRows
    return counted.number


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a table to a csv file; how many rows it has."""
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutral(label) for label in _distinct(header)])
        for row in rows:
            writer.writerow([_in_csv(value) for value in row])
            number += 1
    return number


def cell(value: object) -> object:
    """A value as a cell of xlsx holds it: numbers, days and moments as such, all else as clean text.

    Runs twelve million times for a long list: the common kinds come first and are not looked at twice.
    """
    kind = type(value)
    if kind is str:
        plain = len(value) <= CELL_CHARACTERS and value.isprintable()  # type: ignore[arg-type, attr-defined]
        return value if plain else clean(value)  # type: ignore[arg-type]
    if value is None or kind is float:
        return value
    if kind is int:
        return value if -EXACT < value < EXACT else str(value)  # type: ignore[operator]
    return _RARER.get(kind, _other)(value)


def _flag(value: bool) -> str:
    return _("yes") if value else _("no")


def _day(value: date) -> object:
    return value if value.year >= 1900 else value.isoformat()


def _moment(value: datetime) -> object:
    if value.tzinfo:
        # The zone's own clock; asking which zone is current costs ten times the conversion.
        value = value.astimezone(timezone.get_default_timezone()).replace(tzinfo=None)
    return value if value.year >= 1900 else value.isoformat(" ", "minutes")


def _decimal(value: Decimal) -> object:
    """A number where Excel's fifteen digits hold it, else text."""
    text = str(value)
    return float(value) if len(text) <= 16 and value.is_finite() else text


def _other(value: object) -> object:
    return cell(str(value))


_RARER: dict[type, Callable[[Any], object]] = {
    bool: _flag,
    date: _day,
    datetime: _moment,
    Decimal: _decimal,
}


def clean(text: str) -> str:
    """Text without what a cell cannot hold: control characters, and more than Excel's length."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(text: str) -> str:
    """The text as it was before `neutral`: for reading an exported csv back."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _in_csv(value: object) -> object:
    value = cell(value)
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value


def _distinct(header: Sequence[str]) -> list[str]:
    """The labels, each only once: the second "Name" is "Name (2)"."""
    labels: list[str] = []
    for label in map(clean, map(str, header)):
        number, distinct = 1, label
        while distinct in labels:
            number += 1
            distinct = f"{label} ({number})"
        labels.append(distinct)
    return labels


def _sheet_name(title: str, number: int) -> str:
    """A name Excel takes: no []:*?/\\, at most 31 characters."""
    name = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).strip() or "1"
    if name.casefold() in {ABOUT, "history"}:
        name = f"{name}_"
    return name[:31] if number == 0 else f"{name[:24]} {number + 1}"


def _or_blank(rows: Iterable[dict], labels: list[str]) -> Iterator[dict]:
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        yield dict.fromkeys(labels)


class _Counted:
    """An iterator that knows how much it gave."""

    def __init__(self, rows: Iterable[dict]) -> None:
        self.rows, self.number = iter(rows), 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> dict:
        row = next(self.rows)
        self.number += 1
        return row
