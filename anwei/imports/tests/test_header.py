"""Where the table begins, and which rows are no data."""

import pytest

from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.header import header_of, letter
from anwei.imports.reading.ledger import RowKind, open_ledger
from anwei.imports.tests.ledgers import HEAD, write_csv, write_xlsx

ROW = [
    "1",
    "甲公司",
    "东路1号",
    "2024-03-01",
    "配电箱无盖",
    "一般",
    "2024-03-31",
    "张某",
    "",
    "整改中",
]


def test_title_rows_above_the_header_are_titles():
    found = header_of(
        [["某区隐患排查整改台账"], ["填报单位：某街道", "", "", "日期：2024-03-31"], [], HEAD, ROW]
    )
    assert (found.first, found.last, found.names) == (3, 3, HEAD)
    assert found.titles == ["某区隐患排查整改台账", "填报单位：某街道 日期：2024-03-31"]


def test_merged_two_level_headers_are_joined(tmp_path):
    rows = [
        ["台账"],
        ["序号", "隐患情况", None, "整改情况", None],
        [None, "描述", "日期", "措施", "完成日期"],
        [1, "灭火器过期", "2024-03-01", "更换", "2024-03-05"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows, merges=["A1:E1", "A2:A3", "B2:C2", "D2:E2"])
    sheet = open_ledger(path).sheets[0]
    assert sheet.header.names == [
        "序号",
        "隐患情况 / 描述",
        "隐患情况 / 日期",
        "整改情况 / 措施",
        "整改情况 / 完成日期",
    ]
    assert [row.number for row in sheet.rows()] == [4]


def test_two_levels_are_seen_without_merge_marks_too(tmp_path):
    rows = [
        ["序号", "隐患情况", "", "整改情况", ""],
        ["", "描述", "日期", "措施", "完成日期"],
        ["1", "灭火器过期", "2024-03-01", "更换", "2024-03-05"],
    ]
    sheet = open_ledger(write_csv(tmp_path / "a.csv", rows)).sheets[0]
    assert sheet.header.names[1:3] == ["隐患情况 / 描述", "隐患情况 / 日期"]
    assert len(list(sheet.rows())) == 1


def test_names_that_occur_twice_are_told_apart_and_nameless_columns_get_a_letter():
    found = header_of([["日期", "日期", "", "描述"], ["2024-01-01", "2024-01-02", "x", "y"]])
    assert found.names == ["日期", "日期 (2)", "[C]", "描述"]
    assert found.unnamed == {2}
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_sheet_without_column_names_is_refused(tmp_path):
    with pytest.raises(Unreadable) as refusal:
        header_of([["2024-01-01", "5", "7"], ["2024-01-02", "6", "8"]])
    assert refusal.value.code == "no_header"


def test_totals_footnotes_repeated_headers_and_blank_rows_are_no_data(tmp_path):
    total = ["合 计", "", "", "", "", "12", "", "", "", "7"]
    rows = [HEAD, ROW, [""] * 10, HEAD, ROW, total, ["填表人：某某", "", "", "审核人：某某"]]
    sheet = open_ledger(write_csv(tmp_path / "a.csv", rows)).sheets[0]
    assert [(row.number, row.kind) for row in sheet.everything()] == [
        (2, RowKind.DATA), (4, RowKind.HEADER), (5, RowKind.DATA), (6, RowKind.TOTAL), (7, RowKind.FOOTNOTE),
    ]  # fmt: skip


@pytest.mark.parametrize("counted", ["7条", "共 7 项", "1,200 条", "85%"])
def test_a_total_may_say_what_it_counts(tmp_path, counted):
    rows = [HEAD, ROW, ROW, ["合计", "", counted, *[""] * 7]]
    sheet = open_ledger(write_csv(tmp_path / "a.csv", rows)).sheets[0]
    assert [row.kind for row in sheet.everything()][-1] == RowKind.TOTAL


def test_a_hazard_that_only_begins_like_a_total_is_data(tmp_path):
    rows = [HEAD, ["合计", "甲公司", *ROW[2:]], ROW]
    assert len(list(open_ledger(write_csv(tmp_path / "a.csv", rows)).sheets[0].rows())) == 2
