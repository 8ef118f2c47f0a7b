"""From a file to its text: plain text, a saved page, Word (docx) or a PDF that holds text.

The kind is told by the content, never by the name. What cannot be read is refused in words that name the file.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from anwei.committee.reading import pdf, web, word
from anwei.documents import content
from anwei.documents.content import UploadRefused

if TYPE_CHECKING:
    from django.core.files.base import File

OLD_WORD = b"\xd0\xcf\x11\xe0"
# Far longer than any minutes; a book is no paper of a meeting.
MAX_CHARACTERS = 500_000
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)


def text_of(upload: "File[bytes]") -> str:
    """The text of a file. Raises UploadRefused, in words."""
    name = content.plain_name(upload.name or "")
    data = content.bytes_of(upload, name, content.MAX_BYTES)
    text = _text(data, name)
    if not re.search(r"\w", text):
        raise UploadRefused(_("%s holds no text.") % name)
    if len(text) > MAX_CHARACTERS:
        raise UploadRefused(
            _(
                "%(name)s holds more than %(limit)d characters: that is no notice. Send only the pages that are needed."
            )
            % {"name": name, "limit": MAX_CHARACTERS}
        )
    return text


def _text(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF-"):
        return pdf.text_of(data, name)
    if data.startswith(b"PK\x03\x04"):
        # The guards of every upload: archives, bombs and macros do not pass.
        if content.read(ContentFile(data, name=name)).mime != content.WORD:
            raise _no_paper(name)
        return word.text_of(BytesIO(data), name)
    if data.startswith(OLD_WORD):
        raise UploadRefused(
            _("%s is in the old Word format. Save it as docx and send it again.") % name
        )
    text = _decoded(data)
    if text is None:
        raise _no_paper(name)
    return web.text_of(text) if _is_web_page(text, name) else text


def _no_paper(name: str) -> UploadRefused:
    return UploadRefused(
        _(
            "%s is of a kind that cannot be read as a paper. Taken are plain text, saved web pages (html), Word (docx) and PDF with text in it."
        )
        % name
    )


def _decoded(data: bytes) -> str | None:
    """The text of bytes: by the mark at their beginning, as a page says of itself, in UTF-8, or in the national encoding."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ["utf-16"]
    else:
        said = CHARSET.search(data[:2048])
        own = ["gb18030"] if said and said[1].lower().startswith((b"gb", b"hz")) else []
        encodings = [*own, "utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if all(mark >= " " or mark in "\t\r\n\f\v" for mark in text) else None
    return None


def _is_web_page(text: str, name: str) -> bool:
    head = text.lstrip()[:2000].lower()
    named = name.lower().endswith((".html", ".htm"))
    return head.startswith(("<!doctype html", "<html", "<head", "<body")) or (named and "<" in head)
