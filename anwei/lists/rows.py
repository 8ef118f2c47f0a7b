"""Rows as they are shown and exported: one reader for pages, files and commands."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.lists.keyset import SORT
from anwei.lists.spec import BulkAction, Column, Link, ListSpec, Value, paths_of


@dataclass(frozen=True)
class Cell:
    """One cell of a page: the column, the value in words, a badge's tone, and where a link leads."""

    column: Column
    text: str
    tone: str = ""
    address: str = ""
    # How far a meter is, 0 to 100.
    percent: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a page."""

    pk: int
    sort_value: object
    address: str
    cells: tuple[Cell, ...]
    # What may be done to it at once.
    actions: tuple[BulkAction, ...] = ()

    @property
    def name(self) -> str:
        """What the row is called: its linked cell, else its first."""
        return next(
            (cell.text for cell in self.cells if cell.column.link),
            self.cells[0].text if self.cells else str(self.pk),
        )


class Reader:
    """Reads the chosen columns of a list: by name where every column is a path, else from whole rows."""

    def __init__(self, spec: ListSpec, columns: Sequence[Column], *, export: bool = False) -> None:
        self.spec, self.columns, self.export = spec, tuple(columns), export
        self.values = [self._value_of(column) for column in self.columns]
        self.whole = any(callable(value) for value in self.values)
        self.words = [
            {code: str(label) for code, label in column.choices} if column.choices else None
            for column in self.columns
        ]
        self.paths = list(dict.fromkeys(path for value in self.values for path in paths_of(value)))
        self._getters = [
            self._getter(column, value, words)
            for column, value, words in zip(self.columns, self.values, self.words, strict=True)
        ]

    def raw(self, rows: QuerySet, *extra: str, chunk: int = 0) -> Iterator[tuple[tuple, list]]:
        """Per row the values of the `extra` paths, and the value of each column.

        With `chunk` the rows are streamed, so many at a time; else they are fetched at once.
        """
        getters, head = self._getters, len(extra)
        if not self.whole:
            rows = rows.values_list(*extra, *self.paths)
        elif self.spec.related:
            rows = rows.select_related(*self.spec.related)
        found = rows.iterator(chunk_size=chunk) if chunk else rows
        if self.whole:
            return (
                (tuple(walk(row, path) for path in extra), [get(row) for get in getters])
                for row in found
            )
        if head:
            return ((row[:head], [get(row[head:]) for get in getters]) for row in found)
        # Nothing to work out: the values as they came.
        plain = (
            not head
            and self.values == self.paths
            and all(
                column.show is None and words is None
                for column, words in zip(self.columns, self.words, strict=True)
            )
        )
        return (((), row if plain else [get(row) for get in getters]) for row in found)

    def page(self, rows: QuerySet) -> list[Row]:
        """The rows of a page, in words."""
        read = self.raw(rows, "pk", SORT, self.spec.row_key)
        return [self._row(pk, sort_value, key, values) for (pk, sort_value, key), values in read]

    def _row(self, pk: int, sort_value: object, key: object, values: list) -> Row:
        address = self.spec.row_address(key) if self.spec.row_address else ""
        cells = tuple(
            self._cell(column, value) for column, value in zip(self.columns, values, strict=True)
        )
        return Row(pk, sort_value, address, cells)

    def _cell(self, column: Column, value: object) -> Cell:
        if isinstance(value, Coded):
            return Cell(column, value.words, column.tones.get(value.code, ""))
        if isinstance(value, Link):
            return Cell(column, str(value), address=value.address)
        if column.kind == "meter" and isinstance(value, int):
            return Cell(column, f"{value}%", percent=value)
        return Cell(column, in_words(value), column.tones.get(value, "") if column.tones else "")

    def _value_of(self, column: Column) -> Value:
        return column.export if self.export and column.export is not None else column.value

    def _getter(self, column: Column, value: Value, words: dict | None) -> Callable[[Any], object]:
        get = self._plain_getter(column, value)
        if words is None:
            return get
        if self.export:
            return lambda row: words.get(code := get(row), code)
        return lambda row: Coded(
            code := get(row), words.get(code, "" if code is None else str(code))
        )

    def _plain_getter(self, column: Column, value: Value) -> Callable[[Any], object]:
        show = column.show if value is column.value else None
        if callable(value):
            return value
        if self.whole:
            return _from_whole(paths_of(value), show)
        return _from_values([self.paths.index(path) for path in paths_of(value)], show)


@dataclass(frozen=True)
class Coded:
    """A code with its words: the tone goes by the code."""

    code: object
    words: str


def _from_whole(
    paths: tuple[str, ...], show: Callable[..., object] | None
) -> Callable[[Any], object]:
    if show is None:
        return lambda row: walk(row, paths[0])
    return lambda row: show(*(walk(row, path) for path in paths))


def _from_values(places: list[int], show: Callable[..., object] | None) -> Callable[[Any], object]:
    if show is None:
        place = places[0]
        return lambda found: found[place]
    return lambda found: show(*(found[place] for place in places))


def whole(spec: ListSpec, user: User, keys: Iterable[int]) -> dict[int, Model]:
    """Those of the keys that the person may see, as whole rows."""
    rows = spec.base(user).order_by().filter(pk__in=list(keys))
    return {row.pk: row for row in (rows.select_related(*spec.related) if spec.related else rows)}


def walk(row: Model, path: str) -> Any:
    """The value a path leads to from a loaded row; None where a link is missing."""
    value: Any = row
    for name in path.split("__"):
        if value is None:
            return None
        value = getattr(value, name)
    return value


def in_words(value: object) -> str:
    """A value as a page shows it: dates as 2026-11-23, moments by the zone's clock."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return number_format(value, use_l10n=True)
    return str(value)
