"""What a column is proposed to be."""

import pytest

from anwei.imports.reading.fields import targets
from anwei.imports.reading.mapping import suggest
from anwei.imports.tests.ledgers import HEAD

ROW = [
    "1",
    "甲公司",
    "东路1号",
    "2024-03-01",
    "配电箱无盖，应立即加盖",
    "一般",
    "2024-03-31",
    "张某",
    "2024-03-09",
    "已整改",
]


def columns(names, rows, **given):
    """Field -> name of its column."""
    suggestion = suggest(names, rows, **given)
    return suggestion.target, {
        guess.field: guess.name for guess in suggestion.guesses if guess.field
    }


def test_a_chinese_ledger_is_recognised():
    target, found = columns(HEAD, [ROW])
    assert target == "hazard"
    assert found == {
        "key": "编号", "enterprise": "企业名称", "address": "地址", "found_on": "发现日期", "description": "隐患描述", "source_level": "隐患级别",
        "due_on": "整改期限", "responsible": "责任人", "rectified_on": "整改完成日期", "status": "状态",
    }  # fmt: skip


def test_an_english_ledger_is_recognised():
    target, found = columns(
        ["Ref", "Company", "Date found", "Hazard description", "Deadline", "Closed?"],
        [["7", "Alpha Ltd", "2024-03-01", "Fire door wedged open", "2024-04-01", "No"]],
    )
    assert target == "hazard"
    assert found == {
        "key": "Ref",
        "enterprise": "Company",
        "found_on": "Date found",
        "description": "Hazard description",
        "due_on": "Deadline",
        "status": "Closed?",
    }


def test_names_that_programs_write_are_taken_apart():
    _target, found = columns(
        ["hazardId", "find_time", "problemDescription"],
        [["1", "2024-03-01 10:00", "Fire door wedged open"]],
    )
    assert found == {
        "key": "hazardId",
        "found_on": "find_time",
        "description": "problemDescription",
    }


def test_a_list_of_enterprises_is_no_list_of_hazards():
    target, found = columns(
        ["企业名称", "统一社会信用代码", "地址", "联系电话"],
        [["甲公司", "91350100M000100Y43", "东路1号", "0431-1234567"]],
        sheet="企业名录",
    )
    assert target == "site"
    assert found["credit_code"] == "统一社会信用代码"


def test_values_speak_where_the_name_does_not():
    _target, found = columns(
        ["隐患描述", "发现日期", "代码"],
        [["配电箱无盖", "2024-03-01", "91350100M000100Y43"]] * 3,
        target="hazard",
    )
    assert found["credit_code"] == "代码"


def test_a_name_without_fitting_values_is_doubted():
    _target, found = columns(
        ["隐患描述", "发现日期", "整改期限"],
        [["配电箱无盖", "2024-03-01", "立即"]] * 3,
        target="hazard",
    )
    assert "due_on" not in found


@pytest.mark.parametrize("target", targets().values(), ids=targets().keys())
def test_every_field_is_recognised_by_every_one_of_its_own_labels(target):
    for language in ("en", "zh"):
        for code, each in target.fields.items():
            found = suggest([each.label(language)], [], target=target.code).columns
            assert found == {code: [0]}, f"{target.code}.{code} ({language})"


def test_a_ledger_may_use_the_words_of_the_pages():
    """Who copies the headings from the register or from the form is understood."""
    found = suggest(["What was found", "Found on", "Put right by"], [], target="hazard").columns
    assert found == {"description": [0], "found_on": [1], "due_on": [2]}
