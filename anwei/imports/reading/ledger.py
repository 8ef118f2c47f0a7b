"""Opening a ledger: `open_ledger(path)` gives its sheets, each with a header and its rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import islice
from pathlib import Path

from anwei.imports.reading import header
from anwei.imports.reading.delimited import Delimited
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.guard import Kind, weigh
from anwei.imports.reading.header import Header
from anwei.imports.reading.limits import LIMITS, Limits
from anwei.imports.reading.pictures import Pictures
from anwei.imports.reading.values import text_of
from anwei.imports.reading.workbook import Source, sources

SAMPLE = 200


class RowKind(StrEnum):
    """What a row is; only data rows are brought in, the others are reported."""

    DATA = "data"
    TOTAL = "total"
    FOOTNOTE = "footnote"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` as the spreadsheet shows it, `cells` aligned with the header's names."""

    number: int
    cells: list
    kind: RowKind = RowKind.DATA


class Sheet:
    """One table of a ledger. Reading it again starts again."""

    def __init__(
        self, name: str, source: Source | Delimited, *, path: Path, member: str, limits: Limits
    ) -> None:
        self.name, self._source = name, source
        self._path, self._member, self._limits = path, member, limits

    @cached_property
    def _head(self) -> list[list]:
        return list(islice(self._source.rows(), header.LOOK_AT))

    @cached_property
    def header(self) -> Header:
        """Where the table begins and what its columns are called. Raises Unreadable."""
        return header.header_of(self._head, self._source.merges)

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures of the rows."""
        return Pictures(self._path, self._member, self._limits)

    @cached_property
    def samples(self) -> list[list]:
        """The first data rows, to look at."""
        return [row.cells for row in islice(self.rows(), SAMPLE)]

    def is_blank(self) -> bool:
        """Whether nothing stands in the first rows."""
        return not any(text_of(cell) for row in self._head for cell in row)

    def rows(self) -> Iterator[Row]:
        """The data rows."""
        return (row for row in self.everything() if row.kind == RowKind.DATA)

    def everything(self) -> Iterator[Row]:
        """Every row below the header that is not blank, with what it is."""
        width, last = len(self.header.names), self.header.last
        names = [text_of(cell) for cell in self._head[last]]
        for number, cells in enumerate(self._source.rows(), 1):
            if number <= last + 1 or not any(cell not in (None, "") for cell in cells):
                continue
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            kind = _kind_of(cells, names)
            if kind != RowKind.DATA or any(text_of(cell) for cell in cells):
                yield Row(number, cells, kind)


def _kind_of(cells: list, names: list[str]) -> RowKind:
    if header.is_total(cells):
        return RowKind.TOTAL
    if header.is_footnote(cells):
        return RowKind.FOOTNOTE
    # Printed ledgers repeat their header on every page.
    if cells[: len(names)] == names and any(names):
        return RowKind.HEADER
    return RowKind.DATA


@dataclass(frozen=True)
class Ledger:
    """An opened file: what it is, how its text is encoded, and its tables."""

    path: Path
    kind: Kind
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""
    # What an export of Anwei says of itself on its hidden sheet.
    about: dict[str, str] = field(default_factory=dict)


def open_ledger(path: Path | str, *, name: str = "", limits: Limits = LIMITS) -> Ledger:
    """Guard and open a file. Raises Unreadable with the reason; nothing of it is kept then.

    `name` is what the file is called where `path` is a temporary one.
    """
    path = Path(path)
    weighed = weigh(path, limits)
    if weighed.kind in {Kind.CSV, Kind.CSV_GZ}:
        source = Delimited(path, weighed.kind, limits)
        title = Path(name or path.name).name.removesuffix(".gz").rsplit(".", 1)[0]
        sheet = Sheet(title, source, path=path, member="", limits=limits)
        return Ledger(path, weighed.kind, [sheet], source.encoding, source.separator)
    book = sources(path, weighed, limits)
    opened = [
        Sheet(source.name, source, path=path, member=member, limits=limits)
        for source, member in book.sheets
    ]
    filled = [sheet for sheet in opened if not sheet.is_blank()]
    if not filled:
        raise Unreadable("no_table" if opened else "broken")
    return Ledger(path, weighed.kind, filled, about=book.about)
