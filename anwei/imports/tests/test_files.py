"""Files of every kind: read, or refused with the reason in words."""

import gzip
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from anwei.imports.reading.faults import WORDS, Unreadable
from anwei.imports.reading.ledger import open_ledger
from anwei.imports.reading.limits import Limits
from anwei.imports.tests.ledgers import (
    HEAD,
    png,
    rewrite,
    write_csv,
    write_with_pictures,
    write_xls,
    write_xlsx,
)

ROW = [
    "1",
    "甲公司",
    "东路1号",
    "2024-03-01",
    "配电箱无盖，\n应立即加盖",
    "一般",
    "2024-03-31",
    "张某",
    "",
    "整改中",
]
ROWS = [HEAD, ROW, ["2", "乙公司", *ROW[2:]]]


def refused(path: Path, **limits: int) -> str:
    """The code of the refusal."""
    with pytest.raises(Unreadable) as refusal:
        for sheet in open_ledger(path, limits=Limits(**limits)).sheets:
            list(sheet.rows())
    assert str(refusal.value)
    assert refusal.value.code in WORDS
    return refusal.value.code


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_delimited_file_is_read_in_its_encoding_and_separator(
    tmp_path, encoding, read_as, separator
):
    ledger = open_ledger(
        write_csv(tmp_path / "a.csv", ROWS, encoding=encoding, separator=separator)
    )
    assert (ledger.encoding, ledger.separator) == (read_as, separator)
    sheet = ledger.sheets[0]
    assert sheet.header.names == HEAD
    assert next(iter(sheet.rows())).cells[4] == ROW[4].replace("\n", "\n")


def test_western_text_is_not_taken_for_chinese(tmp_path):
    rows = [
        ["Name", "Finding"],
        ["Café Müller", "Tür öffnet nicht über Nacht"],
        ["Bäckerei", "Größe fällt auf"],
    ]
    ledger = open_ledger(write_csv(tmp_path / "a.csv", rows, encoding="cp1252"))
    assert ledger.encoding == "cp1252"
    assert next(iter(ledger.sheets[0].rows())).cells[0] == "Café Müller"


def test_a_gzipped_file_is_read(tmp_path):
    assert len(list(open_ledger(write_csv(tmp_path / "a.csv.gz", ROWS)).sheets[0].rows())) == 2


def test_an_old_workbook_is_read_with_its_titles_and_lines(tmp_path):
    path = write_xls(tmp_path / "a.xls", [["三月隐患台账"], HEAD, [7, *ROW[1:]]])
    (sheet,) = open_ledger(path).sheets
    assert (sheet.name, sheet.header.titles, sheet.header.names) == ("台账", ["三月隐患台账"], HEAD)
    (row,) = sheet.rows()
    assert (row.number, row.cells[0], row.cells[4]) == (3, 7.0, ROW[4])


def test_a_workbook_gives_days_numbers_and_lines(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, [7, "甲", "乙", date(2024, 3, 1), *ROW[4:]]])
    row = next(iter(open_ledger(path).sheets[0].rows()))
    assert (row.number, row.cells[0], row.cells[3]) == (2, 7.0, date(2024, 3, 1))
    assert row.cells[4] == ROW[4]


def test_the_streaming_reader_gives_the_same_cells(tmp_path):
    rows = [
        HEAD,
        [7, "甲 & <乙>", True, date(2024, 3, 1), "a_x000D_b\nc", 1.5, None, "", "=1+1", "x"],
        [],
        ["", "", "", "", "z"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    short = list(open_ledger(path).sheets[0].rows())
    long = list(open_ledger(path, limits=Limits(rows_in_memory=1)).sheets[0].rows())
    assert [row.number for row in long] == [2, 4]
    assert [[cell for cell in row.cells if cell != ""] for row in long] == [
        [cell for cell in row.cells if cell != ""] for row in short
    ]


def test_half_a_character_in_a_long_sheet_is_left_out_because_no_database_keeps_it(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, ["_xD83D_7", "_xD83D__xDE00_", "丙"]])
    (row,) = open_ledger(path, limits=Limits(rows_in_memory=1)).sheets[0].rows()
    assert list(row.cells)[:3] == ["7", "😀", "丙"]


def test_hidden_sheets_are_left_out_and_empty_ones_too(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    book = openpyxl.load_workbook(path)
    book.create_sheet("空")
    book.create_sheet("隐藏").append(HEAD)
    book["隐藏"].sheet_state = "hidden"
    book.save(path)
    assert [sheet.name for sheet in open_ledger(path).sheets] == ["台账"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\r\n , , \r\n", "empty"),
        ("a.pdf", b"%PDF-1.7 ...", "not_a_ledger"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table>", "not_a_ledger"),
        ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "not_a_ledger"),
        (
            "a.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "not_a_ledger",
        ),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (
            "a.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\1" * 600,
            "broken",
        ),
        ("a.xlsx", b"PK\x03\x04 this is no archive", "broken"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00 broken", "broken"),
        ("a.png", b"\x89PNG\r\n", "not_a_ledger"),
        ("a.dat", b"abc\0def", "unknown_format"),
        ("a.csv", b"a,b\n\x81\x8d\x81\x20,2", "encoding"),
        ("a.csv", b"2024-01-01,5\n2024-01-02,6\n", "no_header"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == code


def test_other_office_files_are_named(tmp_path):
    for members, words in (
        ({"word/document.xml": b"<a/>"}, "Word"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, ".ods"),
        ({"Index/Tables.iwa": b"x"}, "Numbers"),
        ({"x.txt": b"y"}, "ZIP"),
    ):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        with pytest.raises(Unreadable, match=words):
            open_ledger(path)


def test_bombs_are_not_unpacked(tmp_path):
    bomb = rewrite(
        write_xlsx(tmp_path / "a.xlsx", ROWS),
        {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 3_000_000 + b"</worksheet>"},
    )
    assert refused(bomb, harmless=1_000_000) == "zip_bomb"
    assert refused(bomb, unpacked=2_000_000) == "zip_bomb"
    assert refused(bomb, entries=3) == "zip_bomb"
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n" + b"0,0\n" * 1_000_000))
    assert refused(packed, harmless=1_000_000) == "zip_bomb"


def test_a_workbook_that_defines_entities_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    assert refused(rewrite(path, {"xl/worksheets/sheet1.xml": laughs})) == "broken"


def test_a_truncated_workbook_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == "broken"
    assert refused(
        rewrite(
            write_xlsx(tmp_path / "b.xlsx", ROWS),
            {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"},
        )
    ) in {"broken", "no_table"}


def test_what_is_too_much_is_refused(tmp_path):
    path = write_csv(tmp_path / "a.csv", ROWS)
    assert refused(path, rows=2) == "too_many_rows"
    assert refused(path, file=10) == "too_large"
    assert refused(write_xlsx(tmp_path / "a.xlsx", ROWS), columns=5) == "too_many_columns"
    assert refused(write_xlsx(tmp_path / "b.xlsx", ROWS), rows=2) == "too_many_rows"
    path.write_text("a,b\n" + 'x,"never closed\n' + "y,z\n" * 2000, encoding="utf-8")
    assert refused(path, cell=1000) == "too_long_cell"


def test_floating_pictures_belong_to_their_row(tmp_path):
    path = write_with_pictures(
        tmp_path / "a.xlsx", ROWS, {(1, 10): png("red"), (2, 10): png("blue")}
    )
    pictures = open_ledger(path).sheets[0].pictures
    assert {row: [each.column for each in found] for row, found in pictures.of_row.items()} == {
        2: [10],
        3: [10],
    }
    assert pictures.read(pictures.of_row[3][0]) == png("blue")


def test_pictures_inside_cells_belong_to_their_row(tmp_path):
    path = write_with_pictures(
        tmp_path / "a.xlsx", [*ROWS, ["3", *ROW[1:9], '=DISPIMG("ID_7",1)']], {(1, 10): png()}
    )
    shapes = (
        b'<etc:cellImages xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
        b'<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_7"/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></etc:cellImage></etc:cellImages>'
    )
    links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="image" Target="media/cell.png"/></Relationships>'
    rewrite(
        path,
        {
            "xl/cellimages.xml": shapes,
            "xl/_rels/cellimages.xml.rels": links,
            "xl/media/cell.png": png("green"),
        },
    )
    pictures = open_ledger(path).sheets[0].pictures
    assert sorted(pictures.of_row) == [2, 4]
    assert pictures.read(pictures.of_row[4][0]) == png("green")
