"""Reading an upload: what it is by its content, whether it may enter, and what it says of itself.

Nothing here writes. `read` may take a second for a large photo: call it before the transaction
begins and hand its answer to `actions.store`.
"""

import hashlib
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from anwei.documents import pictures
from anwei.documents.pictures import Picture

MAX_BYTES = 25 * 1024 * 1024
# What a packed document may hold once unpacked: far above any letter, far below a zip bomb.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 5000

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Kind -> the ending its name gets, whatever the upload called itself.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    WORD: "docx",
    EXCEL: "xlsx",
    "text/plain": "txt",
}
NAME_LENGTH = 100


class UploadRefused(Exception):
    """The file may not enter; the message says why and what to do, and names the file."""


@dataclass(frozen=True)
class Content:
    """A file that may enter."""

    data: bytes = field(repr=False)
    name: str
    mime: str
    sha256: str
    picture: Picture | None = None


def read(upload: "File[bytes]", *, limit: int = MAX_BYTES) -> Content:
    """Read and judge an upload. Raises UploadRefused, in words."""
    name = plain_name(upload.name or "")
    data = bytes_of(upload, name, limit)
    mime = _kind(data, name)
    picture = None
    if mime.startswith("image/"):
        try:
            picture = pictures.read(data)
        except pictures.TooManyPixels:
            raise UploadRefused(
                _("%(name)s has more than %(limit)d megapixels. Make the picture smaller.")
                % {"name": name, "limit": pictures.MAX_PIXELS // 1_000_000}
            ) from None
        except pictures.Damaged:
            raise UploadRefused(_("%s is damaged: the picture cannot be opened.") % name) from None
    stem = name.rpartition(".")[0] or name
    return Content(data, f"{stem}.{ENDINGS[mime]}", mime, hashlib.sha256(data).hexdigest(), picture)


def plain_name(given: str) -> str:
    """The name without folders, control and direction characters, and marks that systems forbid."""
    last = PurePosixPath(given.replace("\\", "/")).name
    # Categories C*: control characters and the marks that make "gpj.exe" read as "exe.jpg".
    kept = "".join(
        "_" if mark in "<>:\"|?*&;`$'" else mark
        for mark in unicodedata.normalize("NFC", last)
        if not unicodedata.category(mark).startswith("C")
    )
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    # The name without its end, not the end without its name.
    short = stem.strip()[:NAME_LENGTH] or _("file")
    return f"{short}.{ending[:10]}" if ending else short


def bytes_of(upload: "File[bytes]", name: str, limit: int) -> bytes:
    """The content, read no further than the limit. Raises UploadRefused where it is empty or larger."""
    words = {"name": name, "limit": filesizeformat(limit)}
    too_large = UploadRefused(
        _("%(name)s is too large; at most %(limit)s are taken. Make it smaller or split it.")
        % words
    )
    if (upload.size or 0) > limit:
        raise too_large
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        raise too_large
    if not data:
        raise UploadRefused(_("%s is empty.") % name)
    return data


def _kind(data: bytes, name: str) -> str:
    """The media type, by the content alone; the name and the browser may say anything."""
    for kind, fits in _KINDS.items():
        if fits(data):
            return kind
    if data[:4] == b"PK\x03\x04":
        return _packed_kind(data, name)
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise UploadRefused(
            _(
                "%s is a HEIC photo, which cannot be shown here. Set the camera to “most compatible”, or send it as JPEG."
            )
            % name
        )
    if _is_plain_text(data):
        return "text/plain"
    raise UploadRefused(
        _(
            "%s is of a kind that is not taken. Taken are photos (JPEG, PNG, WebP), PDF, Word (docx), Excel (xlsx) and plain text."
        )
        % name
    )


_KINDS: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": lambda data: data.startswith(b"\xff\xd8\xff"),
    "image/png": lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "application/pdf": lambda data: data.startswith(b"%PDF-"),
}


def _packed_kind(data: bytes, name: str) -> str:
    """Word or Excel; other archives, bombs and documents with macros are refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UploadRefused(_("%s is damaged: it cannot be opened.") % name) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UploadRefused(_("%s would unpack to a size that is not taken.") % name)
    names = {part.filename for part in parts}
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise UploadRefused(
            _("%s holds macros. Save it without macros (docx, xlsx) and send it again.") % name
        )
    for part, kind in (("word/document.xml", WORD), ("xl/workbook.xml", EXCEL)):
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise UploadRefused(_("%s is an archive. Unpack it and send its files one by one.") % name)


def _is_plain_text(data: bytes) -> bool:
    """Text in UTF-8 or GB18030 that no browser could take for a page or a drawing."""
    if b"\x00" in data:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for mark in text if mark < " " and mark not in "\t\r\n\f")
        return controls == 0 and not _is_markup(text)
    return False


def _is_markup(text: str) -> bool:
    start = text.lstrip()[:2000].lower()
    return start.startswith("<") or any(
        mark in start for mark in ("<!doctype", "<html", "<script", "<svg", "<?xml", "<iframe")
    )
