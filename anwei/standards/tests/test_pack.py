"""The pack that comes with Anwei, and one of another country."""

import re
from collections import Counter
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from django.utils import translation

from anwei.standards import pack
from anwei.standards.clocks import Kind
from anwei.standards.loader import PackRefused, load
from anwei.standards.tests.factories import TEST_PACK


def test_the_chinese_pack_holds_every_clause_and_says_which_can_be_chosen():
    criteria = pack.current().criteria.values()
    assert len(criteria) == 340
    count = Counter(c.standard.code for c in criteria if c.selectable)
    assert count == {
        "GM10": 65,
        "GAS23": 22,
        "CON24": 53,
        "SE24": 47,
        "HC17": 20,
        "FW17": 20,
        "FIRE17": 24,
        "ROAD23": 6,
    }


def test_a_placeholder_a_topic_and_an_unverified_clause_cannot_be_chosen():
    criteria = pack.current().criteria
    assert not criteria["FIRE25-5"].selectable
    assert not criteria["HC26-5.1.1"].selectable
    assert not criteria["FIRE17-C-7.3.12"].selectable


def test_conditions_of_a_clause_survive_in_both_languages():
    condition = pack.current().criteria["GM10-13-01"].condition
    with translation.override("zh-hans"):
        assert "并且" in str(condition)
    with translation.override("en"):
        assert "two limbs" in str(condition)


def test_what_an_english_page_says_of_a_clause_holds_no_chinese():
    """But for the numbers of papers ("矿安〔2024〕41号"), which have no other name."""
    with translation.override("en"):
        said = [
            (clause.code, str(text))
            for clause in pack.current().criteria.values()
            for text in (
                clause.title,
                clause.condition,
                clause.standard.title,
                clause.standard.note,
            )
            if text
        ]
    assert len(said) > 1000
    paper = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
    assert not [each for each in said if re.search(r"[\u4e00-\u9fff]", paper.sub("", each[1]))]


def test_the_six_key_sectors_are_marked():
    assert [s.code for s in pack.current().key_sectors] == [
        "fire",
        "gas",
        "road_traffic",
        "construction",
        "hazardous_chemicals",
        "industrial_trade",
    ]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("工贸", "industrial_trade"),
        ("危化品", "hazardous_chemicals"),
        ("FIRE SAFETY", "fire"),
        (" gas ", "gas"),
    ],
)
def test_a_ledgers_word_for_a_sector_is_understood(word, code):
    assert pack.current().sector_named(word).code == code


def test_a_word_that_is_no_sector_is_not_guessed():
    assert pack.current().sector_named("xyz") is None


def test_a_pack_cannot_be_changed_in_memory():
    with pytest.raises(FrozenInstanceError):
        pack.current().version = "0"


def test_penalty_terms_of_five_and_seven_days_are_working_days_and_longer_ones_are_not():
    china = pack.current()
    assert {
        china.term(code).kind
        for code in ("hearing_request", "hearing_notice", "penalty_service", "penalty_withdraw")
    } == {Kind.WORKING}
    assert {china.term(code).kind for code in ("penalty_decision", "fine_payment", "seizure")} == {
        Kind.CALENDAR
    }


def test_a_pack_and_what_lies_over_it_are_named_by_settings_and_checked_before_use(
    settings, tmp_path
):
    assert pack.faults() == []
    settings.PACK_LOCAL = str(tmp_path / "none")
    assert [fault.file for fault in pack.faults()] == ["local: none"]
    with pytest.raises(PackRefused):
        pack.current()
    settings.PACK, settings.PACK_LOCAL = str(TEST_PACK), ""
    assert pack.current().code == "test"


def test_which_years_are_official_is_known():
    calendar = pack.current().calendar
    assert all(calendar.is_official(year) for year in range(2016, 2027))
    assert not calendar.is_official(2027)


def test_a_pack_of_another_country_has_its_own_languages_weekend_and_days_off():
    other = load(TEST_PACK)
    with translation.override("de"):
        assert str(other.sectors["mills"]) == "Mühlen"
    with translation.override("zh-hans"):  # a language the pack lacks: its first one
        assert str(other.sectors["mills"]) == "Mühlen"
    assert not other.calendar.is_working(date(2026, 6, 1))
    assert other.calendar.is_working(date(2026, 6, 5))  # a Friday, worked in exchange
    assert not other.calendar.is_working(date(2026, 6, 12))
    assert other.calendar.is_working(date(2026, 6, 14))  # a Sunday
    assert other.term("general_term").due(date(2026, 5, 31), other.calendar) == date(2026, 6, 7)
    assert other.sector_named("mühlenbetrieb").code == "mills"
