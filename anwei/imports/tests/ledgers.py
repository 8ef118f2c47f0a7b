"""Files as people keep them, written for a test into its folder."""

import gzip
import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import xlsxwriter
from PIL import Image

HEAD = [
    "编号",
    "企业名称",
    "地址",
    "发现日期",
    "隐患描述",
    "隐患级别",
    "整改期限",
    "责任人",
    "整改完成日期",
    "状态",
]


def write_csv(
    path: Path, rows: Sequence[Sequence[object]], *, encoding: str = "utf-8", separator: str = ","
) -> Path:
    """A delimited file; cells with a separator or a line break are quoted."""
    lines = []
    for row in rows:
        cells = [str(cell) for cell in row]
        lines.append(
            separator.join(
                f'"{cell}"' if any(sign in cell for sign in (separator, "\n")) else cell
                for cell in cells
            )
        )
    content = "\r\n".join(lines).encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_xlsx(
    path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "台账", merges: Sequence[str] = ()
) -> Path:
    """A workbook with one sheet, cells as given, ranges merged afterwards."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "台账") -> Path:
    """A workbook of Excel 97 (BIFF8 in a compound file) with one sheet of texts and numbers, written by hand: no library does any more."""
    cells = b"".join(
        _xls_cell(at, column, cell)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell != ""
    )
    name = b"\x01" + sheet.encode("utf-16-le")
    bound = struct.pack("<BBB", 0, 0, len(sheet)) + name
    begin, end = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0), _xls(0x0A, b"")
    before = len(_xls(0x809, begin)) + len(_xls(0x85, b"\0" * 4 + bound)) + len(end)
    book = (
        _xls(0x809, begin)
        + _xls(0x85, struct.pack("<I", before) + bound)
        + end
        + _xls(0x809, begin[:2] + b"\x10\0" + begin[4:])
        + cells
        + end
    )
    path.write_bytes(_compound("Workbook", book.ljust(4096, b"\0")))
    return path


def _xls(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _xls_cell(row: int, column: int, cell: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, int | float):
        return _xls(0x203, place + struct.pack("<d", cell))
    text = str(cell)
    return _xls(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _compound(name: str, content: bytes) -> bytes:
    """A compound file with one stream: header, one sector of the table, one of the directory, the stream."""
    free, last, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    content = content.ljust(-(-len(content) // 512) * 512, b"\0")
    sectors = len(content) // 512
    chain = [table, last, *range(3, sectors + 2), last]
    assert len(chain) <= 128, "one sector of the table is enough for a test"
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, last, 0, last, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, 1, last, 0) + _entry(name, 2, free, 2, len(content))
    return (
        head
        + struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
        + entries.ljust(512, b"\0")
        + content
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<H", len(letters))
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def png(colour: str = "red") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return out.getvalue()


def write_with_pictures(
    path: Path, rows: Sequence[Sequence[object]], pictures: dict[tuple[int, int], bytes]
) -> Path:
    """A workbook with pictures floating over the cells (row, column), counted from zero."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("台账")
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    for (row, column), content in pictures.items():
        page.insert_image(row, column, f"{row}.png", {"image_data": io.BytesIO(content)})
    book.close()
    return path


def rewrite(path: Path, changes: dict[str, bytes | None]) -> Path:
    """The same archive with members replaced, added or (None) left out."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.update({name: content for name, content in changes.items() if content is not None})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if changes.get(name, b"") is not None:
                archive.writestr(name, content)
    return path
