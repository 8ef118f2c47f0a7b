"""CSV and its kin: encoding and separator found out, quoted cells over several lines, gzip."""

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.guard import CHUNK, Kind
from anwei.imports.reading.limits import Limits

SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Delimited:
    """One delimited file; `rows()` may be asked again and again."""

    def __init__(self, path: Path, kind: Kind, limits: Limits) -> None:
        self.path, self.kind, self.limits = path, kind, limits
        self.encoding = self._find_encoding()
        self.separator = self._find_separator()
        self.merges: list = []

    def rows(self) -> Iterator[list]:
        """Every record as a list of texts. Raises Unreadable where a quotation mark is missing."""
        # The limit of the csv module belongs to the process; every reader here sets the same.
        csv.field_size_limit(self.limits.cell)
        number = 0
        with self._text() as text:
            try:
                for number, row in enumerate(csv.reader(text, delimiter=self.separator), 1):
                    if number > self.limits.rows:
                        raise Unreadable("too_many_rows", limit=self.limits.rows)
                    yield row
            except csv.Error:
                raise Unreadable("too_long_cell", row=number + 1) from None

    @contextmanager
    def _bytes(self) -> Iterator[IO[bytes]]:
        with gzip.open(self.path) if self.kind == Kind.CSV_GZ else self.path.open("rb") as file:
            yield file  # type: ignore[misc]

    @contextmanager
    def _text(self) -> Iterator[io.TextIOBase]:
        with (
            self._bytes() as file,
            io.TextIOWrapper(file, encoding=self.encoding, newline="") as text,
        ):
            yield text

    def _find_encoding(self) -> str:
        with self._bytes() as file:
            start = file.read(4)
        for mark, name in MARKS:
            if start.startswith(mark):
                return self._checked(name)
        for name in ("utf-8", "gb18030", "cp1252"):
            if self._decodes(name) and (name != "gb18030" or self._in_pairs()):
                return name
        raise Unreadable("encoding")

    def _checked(self, name: str) -> str:
        if not self._decodes(name):
            raise Unreadable("encoding")
        return name

    def _decodes(self, name: str) -> bool:
        decoder = codecs.getincrementaldecoder(name)()
        try:
            for block in self._blocks():
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _in_pairs(self) -> bool:
        """Chinese comes in pairs of high bytes; Western letters stand alone among ASCII."""
        high = paired = 0
        for block in self._blocks(most=CHUNK):
            for at, byte in enumerate(block):
                if byte > 0x7F:
                    high += 1
                    paired += (at > 0 and block[at - 1] > 0x7F) or (
                        at + 1 < len(block) and block[at + 1] > 0x7F
                    )
        return paired * 10 >= high * 7

    def _blocks(self, most: int | None = None) -> Iterator[bytes]:
        with self._bytes() as file:
            done = 0
            while (block := file.read(CHUNK)) and (most is None or done < most):
                done += len(block)
                yield block

    def _find_separator(self) -> str:
        """The sign that cuts the first records into the most, and equally many, columns."""
        with self._text() as text:
            start = text.read(64 * 1024)
        if start.lower().startswith("sep=") and len(start) > 4:
            return start[4]
        return max(SEPARATORS, key=lambda sign: _evenness(start, sign))


def _evenness(start: str, separator: str) -> tuple[float, int]:
    try:
        widths = [
            len(row)
            for row in csv.reader(io.StringIO(start, newline=""), delimiter=separator)
            if row
        ][:50]
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    width = max(set(widths), key=lambda each: (widths.count(each), each))
    if width == 1:
        return (0, 1)
    return (widths.count(width) / len(widths), width)
