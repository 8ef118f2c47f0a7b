"""Reading a very long sheet of an xlsx row by row, in memory that does not grow with the rows.

Shared strings lie in a temporary file, since a million long texts would not be small. Cells come
out as calamine gives them: texts, floats, booleans, days; "" where there is nothing.
"""

import mmap
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from anwei.imports.reading.faults import Unreadable

BLOCK = 512 * 1024
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Excel writes control characters as _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Strings:
    """The shared strings of a workbook, kept on disk."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._ends = array("Q", [0])
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the reader
        if "xl/sharedStrings.xml" in archive.namelist():
            with archive.open("xl/sharedStrings.xml") as part:
                _parse(part, _StringCollector(self._add))
        self._file.flush()
        self._bytes = (
            mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._ends[-1] else b""
        )

    def _add(self, text: str) -> None:
        self._ends.append(self._ends[-1] + self._file.write(text.encode("utf-8", "surrogatepass")))

    def __getitem__(self, at: int) -> str:
        if not 0 <= at < len(self._ends) - 1:
            return ""
        return self._bytes[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Let go of the temporary file."""
        if isinstance(self._bytes, mmap.mmap):
            self._bytes.close()
        self._file.close()


class _StringCollector:
    """Hands each `<si>` on as one text; pronunciation guides (`<rPh>`) are no part of it."""

    def __init__(self, add: Callable[[str], None]) -> None:
        self.add, self.parts, self.reading, self.guide = add, [], False, 0

    def start(self, tag: str, _attributes: dict) -> None:
        if tag == "si":
            self.parts = []
        elif tag == "rPh":
            self.guide += 1
        elif tag == "t":
            self.reading = not self.guide

    def end(self, tag: str) -> None:
        if tag == "t":
            self.reading = False
        elif tag == "rPh":
            self.guide -= 1
        elif tag == "si":
            self.add(_plain("".join(self.parts)))

    def text(self, data: str) -> None:
        if self.reading:
            self.parts.append(data)


class _RowCollector:
    """Gathers finished rows; whoever parses takes them away after each block."""

    def __init__(self, strings: Strings, dates: frozenset[int], epoch: datetime) -> None:
        self.strings, self.dates, self.epoch = strings, dates, epoch
        self.rows: list[list] = []
        self.number = 0
        self.row: list = []
        self.column = -1
        self.kind = self.style = ""
        self.parts: list[str] = []
        self.reading = False

    def start(self, tag: str, attributes: dict) -> None:
        if tag == "c":
            place = attributes.get("r")
            self.column = _column(place) if place else self.column + 1
            self.kind, self.style = attributes.get("t", ""), attributes.get("s", "")
            self.parts = []
        elif tag in {"v", "t"}:
            self.reading = True
        elif tag == "row":
            self._skip_to(attributes.get("r"))
            self.row, self.column = [], -1

    def _skip_to(self, number: str | None) -> None:
        """Rows that the file leaves out are blank rows."""
        target = int(number) if number else self.number + 1
        while self.number + 1 < target and target < 1_100_000:
            self.rows.append([])
            self.number += 1
        self.number = target

    def end(self, tag: str) -> None:
        if tag in {"v", "t"}:
            self.reading = False
        elif tag == "c":
            if self.parts:
                self._put(self._value("".join(self.parts)))
        elif tag == "row":
            self.rows.append(self.row)

    def text(self, data: str) -> None:
        if self.reading:
            self.parts.append(data)

    def _put(self, value: object) -> None:
        if 0 <= self.column < 16_384:
            self.row.extend([""] * (self.column + 1 - len(self.row)))
            self.row[self.column] = value

    def _value(self, text: str) -> object:
        if self.kind == "s":
            return self.strings[int(text)] if text.isdigit() else ""
        if self.kind in {"inlineStr", "str"}:
            return _plain(text)
        if self.kind == "b":
            return text == "1"
        if self.kind == "e":
            return ""
        if self.kind == "d":
            return text
        return self._number(text)

    def _number(self, text: str) -> object:
        try:
            number = float(text)
        except ValueError:
            return text
        if self.style.isdigit() and int(self.style) in self.dates:
            return _moment(number, self.epoch)
        return number


def stream(archive: zipfile.ZipFile, member: str) -> Iterator[list]:
    """Every row of a sheet from its first, blank ones as []. Raises Unreadable."""
    strings = Strings(archive)
    try:
        collector = _RowCollector(strings, _date_styles(archive), _epoch(archive))
        with archive.open(member) as part:
            for _block in _parsing(part, collector):
                yield from collector.rows
                collector.rows = []
    finally:
        strings.close()


def _parse(part: IO[bytes], collector: _StringCollector) -> None:
    for _block in _parsing(part, collector):
        pass


def _parsing(part: IO[bytes], collector: "_StringCollector | _RowCollector") -> Iterator[None]:
    """Feed the parser block by block; namespace prefixes are cut off (a few writers use them)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: collector.start(
        tag.rpartition(":")[2], attributes
    )
    parser.EndElementHandler = lambda tag: collector.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = collector.text
    try:
        while block := part.read(BLOCK):
            parser.Parse(block, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError:
        raise Unreadable("broken") from None


def _plain(text: str) -> str:
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves make one character; a half by itself is none, and no database keeps it.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


_COLUMNS: dict[str, int] = {}


def _column(place: str) -> int:
    """The zero-based column of `AB12`."""
    letters = place.rstrip("0123456789")
    if letters not in _COLUMNS:
        column = 0
        for sign in letters:
            column = column * 26 + ord(sign) - 64
        _COLUMNS[letters] = column - 1
    return _COLUMNS[letters]


def _moment(number: float, epoch: datetime) -> object:
    """The day (and time of day) a serial stands for; the number itself where it stands for none."""
    try:
        moment = from_excel(number, epoch)
    except (ValueError, OverflowError):
        return number
    if isinstance(moment, datetime):
        return moment.date() if moment.time() == time() else moment
    return moment if isinstance(moment, date) else str(moment)


def _date_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Which cell styles show a number as a day."""
    try:
        root = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - the guard refused document types
    except (KeyError, ElementTree.ParseError):
        return frozenset()
    formats = dict(BUILTIN_FORMATS) | {
        int(each.get("numFmtId", 0)): each.get("formatCode", "")
        for each in root.iter(f"{MAIN}numFmt")
    }
    styles = root.find(f"{MAIN}cellXfs")
    # 27–36 and 50–58 are the East Asian date formats that have no code in the file.
    eastern = {*range(27, 37), *range(50, 59)}
    return frozenset(
        at
        for at, each in enumerate(styles if styles is not None else ())
        if (format_id := int(each.get("numFmtId", 0))) in eastern
        or is_date_format(formats.get(format_id, ""))
    )


def _epoch(archive: zipfile.ZipFile) -> datetime:
    root = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - the guard refused document types
    properties = root.find(f"{MAIN}workbookPr")
    old = properties is not None and properties.get("date1904") in {"1", "true"}
    return CALENDAR_MAC_1904 if old else CALENDAR_WINDOWS_1900
