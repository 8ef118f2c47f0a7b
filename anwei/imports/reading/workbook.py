"""Excel workbooks: short sheets at once (calamine), long ones row by row (streaming)."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import python_calamine as calamine

from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.guard import Kind, Weighed
from anwei.imports.reading.limits import Limits
from anwei.imports.reading.streaming import MAIN, stream

REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Part:
    """One sheet of an xlsx: its name and the archive member that holds it."""

    name: str
    member: str


def relations(archive: zipfile.ZipFile, member: str) -> dict[str, str]:
    """Relation id -> archive member, of one part of a package; links to elsewhere are left out."""
    folder, file = posixpath.split(member)
    try:
        root = ElementTree.fromstring(archive.read(f"{folder}/_rels/{file}.rels"))  # noqa: S314 - the guard refused document types
    except (KeyError, ElementTree.ParseError):
        return {}
    return {
        each.get("Id", ""): posixpath.normpath(
            posixpath.join("/", folder, each.get("Target", ""))
        ).lstrip("/")
        for each in root
        if each.get("TargetMode") != "External"
    }


def parts(path: Path) -> list[Part]:
    """The sheets of an xlsx in the order of its tabs."""
    with zipfile.ZipFile(path) as archive:
        targets = relations(archive, "xl/workbook.xml")
        try:
            root = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - the guard refused document types
        except ElementTree.ParseError:
            raise Unreadable("broken") from None
    sheets = root.iter(f"{MAIN}sheet")
    return [
        Part(each.get("name", ""), targets.get(each.get(f"{REL}id", ""), "")) for each in sheets
    ]


class CalamineSheet:
    """A sheet read whole."""

    def __init__(self, book: calamine.CalamineWorkbook, name: str, limits: Limits) -> None:
        self.book, self.name, self.limits = book, name, limits

    @cached_property
    def _sheet(self) -> calamine.CalamineSheet:
        try:
            sheet = self.book.get_sheet_by_name(self.name)
        except (calamine.CalamineError, OSError, ValueError):
            raise Unreadable("broken") from None
        if sheet.width > self.limits.columns:
            raise Unreadable("too_many_columns", columns=sheet.width, limit=self.limits.columns)
        return sheet

    @property
    def merges(self) -> list:
        """Merged ranges, zero-based."""
        return self._sheet.merged_cell_ranges or []

    def rows(self) -> Iterator[list]:
        """Every row from the first of the sheet."""
        if self._sheet.total_height:
            yield from self._sheet.iter_rows()


class StreamedSheet:
    """A sheet too long for memory, read row by row; the merges of its header are not looked at."""

    def __init__(self, path: Path, part: Part, limits: Limits) -> None:
        self.path, self.name, self.member, self.limits = path, part.name, part.member, limits
        self.merges: list = []

    def rows(self) -> Iterator[list]:
        """Every row from the first of the sheet."""
        with zipfile.ZipFile(self.path) as archive:
            for row in stream(archive, self.member):
                if len(row) > self.limits.columns:
                    raise Unreadable(
                        "too_many_columns", columns=len(row), limit=self.limits.columns
                    )
                yield row


Source = CalamineSheet | StreamedSheet


ABOUT = "anwei"


def _about(book: calamine.CalamineWorkbook) -> dict[str, str]:
    """What the hidden sheet of an export says of it; {} where there is none."""
    if ABOUT not in {
        meta.name
        for meta in book.sheets_metadata
        if meta.visible != calamine.SheetVisibleEnum.Visible
    }:
        return {}
    try:
        rows = book.get_sheet_by_name(ABOUT).to_python(nrows=50)
    except (calamine.CalamineError, OSError, ValueError):
        return {}
    return {str(row[0]): str(row[1]) for row in rows if len(row) >= 2}


@dataclass(frozen=True)
class Workbook:
    """The visible sheets, each with its archive member ("" in an .xls), and what an export says of itself."""

    sheets: list[tuple[Source, str]]
    about: dict[str, str]


def sources(path: Path, weighed: Weighed, limits: Limits) -> Workbook:
    """The sheets of a workbook."""
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError:
        raise Unreadable("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Unreadable("broken") from None
    shown = {
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == calamine.SheetVisibleEnum.Visible
        and meta.typ == calamine.SheetTypeEnum.WorkSheet
    }
    listed = (
        parts(path) if weighed.kind == Kind.XLSX else [Part(name, "") for name in book.sheet_names]
    )
    sheets: list[tuple[Source, str]] = [
        (
            StreamedSheet(path, part, limits)
            if weighed.rows.get(part.member, 0) > limits.rows_in_memory
            else CalamineSheet(book, part.name, limits),
            part.member,
        )
        for part in listed
        if part.name in shown
    ]
    return Workbook(sheets, _about(book))
