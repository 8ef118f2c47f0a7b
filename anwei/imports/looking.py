"""A first look into an uploaded file: its sheets, their columns and some rows, to show and to map."""

from anwei.imports import keeping, own
from anwei.imports.models import LedgerFile
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.ledger import Sheet, open_ledger
from anwei.imports.reading.values import text_of

KEPT_SAMPLES = 60
LONGEST_SAMPLE = 200


def look_into(file: LedgerFile) -> list[dict]:
    """The sheets of a file. Raises Unreadable where none of them is a table."""
    with keeping.local(file) as path:
        ledger = open_ledger(path, name=file.name)
        sheets, fault = [], None
        for sheet in ledger.sheets:
            try:
                seen = _look_at(sheet) | {"kind": ledger.kind.value, "encoding": ledger.encoding}
                sheets.append(seen | own.columns_of(seen["names"], ledger.about))
            except Unreadable as refusal:
                # A cover sheet beside the table is no reason to refuse the file.
                fault = refusal
        if not sheets:
            raise fault or Unreadable("no_table")
        return sheets


def _look_at(sheet: Sheet) -> dict:
    head = sheet.header
    samples = [
        [text_of(cell)[:LONGEST_SAMPLE] for cell in cells] for cells in sheet.samples[:KEPT_SAMPLES]
    ]
    return {
        "name": sheet.name,
        "names": head.names,
        "titles": head.titles[:5],
        "samples": samples,
        "unnamed": sorted(head.unnamed),
        "pictures": len(sheet.pictures),
    }
