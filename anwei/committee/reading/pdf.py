"""The text of a PDF that holds text; a scan holds none and says so."""

import logging
import re
from io import BytesIO

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from anwei.committee.reading.sentences import ENDS, NUMBERED
from anwei.documents.content import UploadRefused

MAX_PAGES = 100
# What a broken file makes a reader of it stumble over.
STUMBLES = (
    PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, AssertionError, NotImplementedError,
    OSError, ArithmeticError,
)  # fmt: skip
# The number of a page, alone in its line.
PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*/\s*\d{1,3})?[-—–\s]*")
# A line so full that the next one goes on with it.
FULL = 0.75


def text_of(data: bytes, name: str) -> str:
    """The text of a PDF. Raises UploadRefused, in words."""
    # It warns of every flaw of a file; who sends one can do nothing about them.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UploadRefused(
                _("%s is locked with a password. Save it without one and send it again.") % name
            )
        if len(reader.pages) > MAX_PAGES:
            raise UploadRefused(
                _("%(name)s has more than %(limit)d pages. Send only the pages that are needed.")
                % {"name": name, "limit": MAX_PAGES}
            )
        pages = [page.extract_text() for page in reader.pages]
    except STUMBLES:
        raise UploadRefused(_("%s is damaged: it cannot be opened.") % name) from None
    text = "\n".join(_unwrapped(page) for page in pages)
    if not re.search(r"\w", text):
        raise UploadRefused(
            _(
                "%s is a picture of a paper: it holds no text. Send the Word file, or type the text in."
            )
            % name
        )
    return text


def _unwrapped(page: str) -> str:
    """The lines of a page put together to what they were before they were broken at its edge."""
    lines = [line.strip() for line in page.split("\n")]
    lines = [line for line in lines if line and not PAGE_NUMBER.fullmatch(line)]
    edge = max(map(_width, lines), default=0)
    kept: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and not NUMBERED.match(line):
            between = " " if kept[-1][-1:].isascii() and line[:1].isascii() else ""
            kept[-1] += between + line
        else:
            kept.append(line)
        goes_on = _width(line) >= FULL * edge and not ENDS.search(line[-2:])
    return "\n".join(kept)


def _width(line: str) -> int:
    """How wide a line is; a Chinese character takes two Latin ones."""
    return sum(1 if mark.isascii() else 2 for mark in line)
