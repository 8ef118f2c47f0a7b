"""Pictures in an xlsx: floating over a cell, or inside one (WPS `DISPIMG`, Excel "place in cell")."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from anwei.imports.reading.limits import Limits
from anwei.imports.reading.workbook import MAIN, REL, relations

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
DISPIMG = re.compile(r'DISPIMG\(\s*(?:"|&quot;)([^"&]+)')
CELL = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Picture:
    """A picture of one row: `row` as the spreadsheet counts, `column` from zero."""

    row: int
    column: int
    member: str

    @property
    def name(self) -> str:
        """A file name for it."""
        return self.member.rsplit("/", 1)[-1]


class Pictures:
    """The pictures of one sheet, found once; bytes are read when asked for."""

    def __init__(self, path: Path, member: str, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.of_row: dict[int, list[Picture]] = defaultdict(list)
        if not member:
            return
        with zipfile.ZipFile(path) as archive:
            known = set(archive.namelist())
            if not any(name.startswith("xl/media/") for name in known):
                return
            for picture in (*_floating(archive, member), *_in_cells(archive, member)):
                if picture.member in known and picture.member.lower().endswith(IMAGES):
                    self.of_row[picture.row].append(picture)

    def too_large(self) -> list[Picture]:
        """Pictures beyond what is read, told by the directory of the archive alone."""
        if not self.of_row:
            return []
        with zipfile.ZipFile(self.path) as archive:
            return [
                picture
                for row in sorted(self.of_row)
                for picture in self.of_row[row]
                if archive.getinfo(picture.member).file_size > self.limits.picture
            ]

    def read(self, picture: Picture) -> bytes | None:
        """The bytes of a picture; None where it is larger than a picture may be."""
        with zipfile.ZipFile(self.path) as archive:
            if archive.getinfo(picture.member).file_size > self.limits.picture:
                return None
            return archive.read(picture.member)

    def __len__(self) -> int:
        return sum(len(each) for each in self.of_row.values())


def _xml(archive: zipfile.ZipFile, member: str) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(archive.read(member))  # noqa: S314 - the guard refused document types
    except (KeyError, ElementTree.ParseError):
        return None


def _floating(archive: zipfile.ZipFile, sheet: str) -> Iterator[Picture]:
    """Pictures anchored over cells: their upper left corner says which row they belong to."""
    for drawing in relations(archive, sheet).values():
        if "/drawings/" not in drawing or (root := _xml(archive, drawing)) is None:
            continue
        images = relations(archive, drawing)
        for anchor in root:
            at = anchor.find(f"{DRAWING}from")
            if at is None:
                continue
            row, column = (int(at.findtext(f"{DRAWING}{name}") or 0) for name in ("row", "col"))
            for blip in anchor.iter(f"{ART}blip"):
                if member := images.get(blip.get(f"{REL}embed", "")):
                    yield Picture(row + 1, column, member)


def _in_cells(archive: zipfile.ZipFile, sheet: str) -> Iterator[Picture]:
    named, rich = _named_images(archive), _rich_images(archive)
    if not named and not rich:
        return
    with archive.open(sheet) as part:
        for _event, cell in ElementTree.iterparse(part):  # noqa: S314 - the guard refused document types
            if cell.tag == f"{MAIN}row":
                cell.clear()
            elif cell.tag == f"{MAIN}c" and (member := _image_of(cell, named, rich)):
                letters, row = CELL.fullmatch(cell.get("r", "")).groups()  # type: ignore[union-attr]
                yield Picture(int(row), _column(letters), member)


def _image_of(cell: ElementTree.Element, named: dict[str, str], rich: list[str]) -> str | None:
    text = f"{cell.findtext(f'{MAIN}f') or ''}{cell.findtext(f'{MAIN}v') or ''}"
    if (found := DISPIMG.search(text)) and CELL.fullmatch(cell.get("r", "")):
        return named.get(found[1])
    value = cell.get("vm", "")
    if (
        cell.get("t") == "e"
        and value.isdigit()
        and 0 < int(value) <= len(rich)
        and CELL.fullmatch(cell.get("r", ""))
    ):
        return rich[int(value) - 1]
    return None


def _named_images(archive: zipfile.ZipFile) -> dict[str, str]:
    """WPS: the name in `DISPIMG("ID_…", 1)` -> member, by xl/cellimages.xml."""
    root = _xml(archive, "xl/cellimages.xml")
    if root is None:
        return {}
    images = relations(archive, "xl/cellimages.xml")
    named = {}
    for shape in root.iter(f"{DRAWING}pic"):
        name = next((each.get("name", "") for each in shape.iter(f"{DRAWING}cNvPr")), "")
        blip = next(shape.iter(f"{ART}blip"), None)
        if name and blip is not None and (member := images.get(blip.get(f"{REL}embed", ""))):
            named[name] = member
    return named


def _rich_images(archive: zipfile.ZipFile) -> list[str]:
    """Excel "place in cell": the n-th value of the workbook's metadata -> member."""
    root = _xml(archive, "xl/richData/richValueRel.xml")
    values = _xml(archive, "xl/richData/rdrichvalue.xml")
    if root is None or values is None:
        return []
    images = relations(archive, "xl/richData/richValueRel.xml")
    order = [images.get(each.get(f"{REL}id", ""), "") for each in root]
    members = []
    for value in values:
        first = next((part.text or "" for part in value), "")
        members.append(order[int(first)] if first.isdigit() and int(first) < len(order) else "")
    return members


def _column(letters: str) -> int:
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return column - 1
