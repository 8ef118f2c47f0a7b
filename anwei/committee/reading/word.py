"""The text of a Word file: its paragraphs and tables with its headers, as they read once changes are accepted.

Plain zip and XML: python-docx gives no text of insertions under review, of content controls and of text boxes, and
official papers have all three.
"""

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from anwei.documents.content import UploadRefused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Taken out by whoever reviewed it, or said twice for old programs.
LEFT_OUT = {W + "del", W + "moveFrom", W + "instrText", W + "delText", FALLBACK}
MAX_XML = 50 * 1024 * 1024


def text_of(file: IO[bytes], name: str) -> str:
    """The text of a Word file that the guards of uploads have let in. Raises UploadRefused, in words."""
    damaged = UploadRefused(_("%s is damaged: it cannot be opened.") % name)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = sorted(part for part in archive.namelist() if _is_header(part))
            lines = [
                line
                for part in [*parts, "word/document.xml"]
                for line in _lines(_root(archive, part, damaged))
            ]
    except (
        zipfile.BadZipFile,
        KeyError,
        ElementTree.ParseError,
        NotImplementedError,
        RuntimeError,
    ):
        raise damaged from None
    return "\n".join(line for line in lines if line.strip())


def _is_header(part: str) -> bool:
    return part.startswith("word/header") and part.endswith(".xml")


def _root(archive: zipfile.ZipFile, part: str, damaged: UploadRefused) -> Element:
    with archive.open(part) as opened:
        # The directory may lie of the size; no more is unpacked than this.
        data = opened.read(MAX_XML + 1)
    # No Word file declares entities; one that does wants to be unpacked into something else.
    if len(data) > MAX_XML or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise damaged
    return ElementTree.fromstring(data)  # noqa: S314 – without a declaration there is no entity to unfold


def _lines(element: Element) -> Iterator[str]:
    """A line for every paragraph, and for every row of a table."""
    for child in element:
        if child.tag in LEFT_OUT:
            continue
        if child.tag == W + "p":
            yield from _paragraph(child).split("\n")
            yield from _boxes(child)
        elif child.tag == W + "tr":
            yield "  ".join(filter(None, (" ".join(_lines(cell)).strip() for cell in child)))
        else:
            yield from _lines(child)


def _paragraph(paragraph: Element) -> str:
    # Word counts by itself; the number is in no text, that there is one is.
    numbered = paragraph.find(f"{W}pPr/{W}numPr") is not None
    text = "".join(_runs(paragraph)).strip()
    return f"- {text}" if numbered and text else text


def _runs(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in LEFT_OUT or child.tag == W + "txbxContent":
            continue
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in {W + "br", W + "cr"}:
            yield "\n"
        elif child.tag == W + "tab":
            yield " "
        else:
            yield from _runs(child)


def _boxes(paragraph: Element) -> Iterator[str]:
    """Text boxes that hang on a paragraph, each told once."""
    for child in paragraph:
        if child.tag in LEFT_OUT:
            continue
        if child.tag == W + "txbxContent":
            yield from _lines(child)
        else:
            yield from _boxes(child)
