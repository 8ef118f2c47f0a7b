"""Files as people keep them, written for a test into its folder."""

import gzip
import io
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
