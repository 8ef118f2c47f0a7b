"""The rows with something to be said about them, as a file to work through: reason and original row."""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack

import xlsxwriter
from django.utils.translation import gettext as _

from anwei.imports import keeping
from anwei.imports.models import Batch, Remark, Severity
from anwei.imports.reading.ledger import Row, open_ledger
from anwei.imports.reading.values import text_of
from anwei.imports.wording import words_for

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Beyond this the workbook would take too long for one request; the CSV has no limit.
XLSX_ROWS = 20_000


def remarks_of(batch: Batch, *, severity: str = "", code: str = "") -> Iterator[Remark]:
    """The remarks to be told, row by row."""
    found = batch.remarks.order_by("table", "number", "pk")
    if severity:
        found = found.filter(severity=severity)
    if code:
        found = found.filter(code=code)
    yield from found.iterator(chunk_size=2000)


def head(batch: Batch) -> list[str]:
    """The column names: ours, then those of the tables in their order."""
    return [_("Sheet"), _("Row"), _("Weight"), _("Reason"), *_names(batch)]


def _names(batch: Batch) -> list[str]:
    tables = batch.spec.get("tables", [])
    sheets = {
        (file.position, sheet["name"]): sheet["names"]
        for file in batch.files.all()
        for sheet in file.sheets
    }
    own = [sheets.get((table["file"], table.get("sheet", "")), []) for table in tables]
    return (
        own[0]
        if len(own) == 1
        else [_("Column %d") % (at + 1) for at in range(max(map(len, own), default=0))]
    )


class _Originals:
    """The rows of the files as they came, asked for in ascending order of table and row."""

    def __init__(self, batch: Batch) -> None:
        self.tables = batch.spec.get("tables", [])
        self.files = {file.position: file for file in batch.files.all()}
        self.at, self.rows, self.row = -1, iter(()), Row(0, [])
        self.stack = ExitStack()

    def cells(self, table: int, number: int) -> list[str]:
        """The cells of one row as text; none for a remark about the whole table."""
        if not number:
            return []
        if table != self.at:
            self._open(table)
        while self.row.number < number and (row := next(self.rows, None)) is not None:
            self.row = row
        return [text_of(cell) for cell in self.row.cells] if self.row.number == number else []

    def _open(self, at: int) -> None:
        table = self.tables[at]
        file = self.files[table["file"]]
        path = self.stack.enter_context(keeping.local(file))
        sheet = next(
            each
            for each in open_ledger(path, name=file.name).sheets
            if each.name == table.get("sheet", "")
        )
        self.at, self.rows, self.row = at, sheet.everything(), Row(0, [])


def lines(batch: Batch, **which: str) -> Iterator[list[str]]:
    """One line per remark, with the row as it stands in the file."""
    tables = batch.spec.get("tables", [])
    weights = dict(Severity.choices)
    originals = _Originals(batch)
    with originals.stack:
        for remark in remarks_of(batch, **which):
            table = tables[remark.table]
            reason = words_for(remark, table["target"])
            yield [
                table.get("sheet", ""),
                str(remark.number or ""),
                str(weights[remark.severity]),
                reason,
                *originals.cells(remark.table, remark.number),
            ]


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(batch: Batch, **which: str) -> Iterator[str]:
    """The report as CSV, piece by piece, readable by Excel."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    for at, line in enumerate(_all(batch, which)):
        writer.writerow([harmless(cell) for cell in line])
        if at % 500 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _all(batch: Batch, which: dict[str, str]) -> Iterator[list[str]]:
    yield head(batch)
    yield from lines(batch, **which)


def as_xlsx(batch: Batch, **which: str) -> bytes:
    """The report as a workbook of texts, at most XLSX_ROWS lines."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for at, line in enumerate(_all(batch, which)):
        if at > XLSX_ROWS:
            break
        for column, cell in enumerate(line):
            sheet.write_string(at, column, cell[:32_000])
    sheet.freeze_panes(1, 0)
    sheet.set_column(3, 3, 60)
    book.close()
    return out.getvalue()
