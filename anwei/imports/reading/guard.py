"""What a file really is, whatever its name says, and whether it is safe to unpack."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.limits import Limits

CHUNK = 1024 * 1024


class Kind(StrEnum):
    """What is read."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    CSV_GZ = "csv.gz"


@dataclass(frozen=True)
class Weighed:
    """A file that passed: its kind and, of an xlsx, how many rows each sheet part has."""

    kind: Kind
    rows: dict[str, int] = field(default_factory=dict)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMATS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<head", b"<meta")


def weigh(path: Path, limits: Limits) -> Weighed:
    """Recognise a file by its content and refuse what is no ledger or not safe to unpack."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    if size > limits.file:
        raise Unreadable("too_large", size=size // 1024**2, limit=limits.file // 1024**2)
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _weigh_zip(path, limits)
    if start.startswith(OLE):
        return _weigh_ole(path)
    if start.startswith(b"\x1f\x8b"):
        _weigh_gzip(path, limits)
        return Weighed(Kind.CSV_GZ)
    return _weigh_text(path, start)


def _weigh_text(path: Path, start: bytes) -> Weighed:
    for sign, name in FORMATS:
        if start.startswith(sign):
            raise Unreadable("not_a_ledger", format=name)
    head = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(MARKUP):
        raise Unreadable("not_a_ledger", format="a web page saved under another name")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("unknown_format")
    if not start.strip(b"\xef\xbb\xbf \r\n\t,;"):
        _refuse_blank(path)
    return Weighed(Kind.CSV)


def _refuse_blank(path: Path) -> None:
    with path.open("rb") as file:
        if not any(
            block.strip(b"\xef\xbb\xbf \r\n\t,;") for block in iter(lambda: file.read(CHUNK), b"")
        ):
            raise Unreadable("empty")


def _weigh_gzip(path: Path, limits: Limits) -> None:
    """Unpack once, counting: a gzip file says nothing trustworthy about its size."""
    packed = path.stat().st_size
    total = 0
    try:
        with gzip.open(path) as file:
            while block := file.read(CHUNK):
                total += len(block)
                if total > limits.unpacked or (
                    total > limits.harmless and total > packed * limits.ratio
                ):
                    raise Unreadable("zip_bomb")
    except (OSError, EOFError, zlib.error):
        raise Unreadable("broken") from None
    if total == 0:
        raise Unreadable("empty")


def _weigh_ole(path: Path) -> Weighed:
    """The old container: a workbook, an encrypted new one, or another program's file."""
    content = path.read_bytes()
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        raise Unreadable("encrypted")
    if _utf16("Workbook") in content or _utf16("Book") in content:
        return Weighed(Kind.XLS)
    raise Unreadable(
        "not_a_ledger",
        format="a Word document"
        if _utf16("WordDocument") in content
        else "a document of another program",
    )


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _weigh_zip(path: Path, limits: Limits) -> Weighed:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_directory(archive, path.stat().st_size, limits)
            _check_format(archive)
            return Weighed(Kind.XLSX, _check_parts(archive, limits))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        UnicodeDecodeError,
    ):
        raise Unreadable("broken") from None
    except RuntimeError:  # zipfile's way to say that an entry is encrypted
        raise Unreadable("encrypted") from None


def _check_directory(archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > limits.entries or total > limits.unpacked:
        raise Unreadable("zip_bomb")
    if total > limits.harmless and total > packed * limits.ratio:
        raise Unreadable("zip_bomb")


def _check_format(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise Unreadable("not_a_ledger", format="a binary workbook (.xlsb)")
    if "xl/workbook.xml" in names:
        return
    if "word/document.xml" in names:
        raise Unreadable("not_a_ledger", format="a Word document")
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:80]:
        raise Unreadable("not_a_ledger", format="an OpenDocument file (.ods)")
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("not_a_ledger", format="a Numbers file")
    raise Unreadable("not_a_ledger", format="a ZIP archive")


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, int]:
    """Unpack every XML part once within its declared size: the reader behind does not ask.

    Also counts the rows of each sheet and refuses document types, which a workbook never has.
    """
    rows = {}
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        sheet = entry.filename.startswith("xl/worksheets/")
        with archive.open(entry) as part:
            count = _count_rows(part)
        if sheet:
            rows[entry.filename] = count
            if count > limits.rows:
                raise Unreadable("too_many_rows", limit=limits.rows)
    return rows


def _count_rows(part: IO[bytes]) -> int:
    count = 0
    for at, block in enumerate(_overlapping(part)):
        if at == 0 and (b"<!DOCTYPE" in block or b"<!ENTITY" in block):
            raise Unreadable("broken")
        count += block.count(b"<row ") + block.count(b":row ")
    return count


def _overlapping(part: IO[bytes]) -> Iterator[bytes]:
    """Blocks that begin with the last bytes of the one before, so that no `<row ` falls between."""
    tail = b""
    while block := part.read(CHUNK):
        yield tail + block
        tail = block[-4:]
