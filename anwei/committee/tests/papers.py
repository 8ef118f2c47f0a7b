"""Papers made for the tests: Word files and PDFs as offices send them, and as nobody should."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from django.core.files.base import ContentFile
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def upload(data: bytes, name: str) -> ContentFile:
    """An upload."""
    return ContentFile(data, name=name)


def make_word(*lines: str, header: str = "", table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A Word file with a paragraph for every line, then a table, under a header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    for line in lines:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def make_bare_word(body: str, *, before: str = "") -> bytes:
    """A Word file whose body is given as XML."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
    return data.getvalue()


# Two bytes a character, each standing for itself: what an office's PDF has for Chinese.
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""


def make_pdf(*pages: tuple[str, ...], password: str = "") -> bytes:
    """A PDF with a page for every tuple of lines; a page without lines is a scan's."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        if not lines:
            continue
        cmap = DecodedStreamObject()
        cmap.set_data(TO_UNICODE)
        leaf = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/CIDFontType2"),
                NameObject("/BaseFont"): NameObject("/Own"),
                NameObject("/DW"): NumberObject(1000),
            }
        )
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type0"),
                NameObject("/BaseFont"): NameObject("/Own"),
                NameObject("/Encoding"): NameObject("/Identity-H"),
                NameObject("/DescendantFonts"): ArrayObject([leaf]),
                NameObject("/ToUnicode"): writer._add_object(cmap),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        shown = "".join(
            f"1 0 0 1 40 {800 - 20 * row} Tm <{line.encode('utf-16-be').hex()}> Tj\n"
            for row, line in enumerate(lines)
        )
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf\n{shown}ET".encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password)
    data = BytesIO()
    writer.write(data)
    return data.getvalue()
