"""How good the suggestions are, and what they never do."""

from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from django.core.management import CommandError, call_command

from anwei.standards import suggest
from anwei.standards.loader import load
from anwei.standards.tests.factories import TEST_PACK, make_local_clause

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)


def sentences(name):
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def recall(rows, *, with_sector):
    """The share of sentences whose clause is among the first 1, 5 and 8."""
    hits = dict.fromkeys((1, 5, 8), 0)
    for row in rows:
        found = suggest.rank(
            row["text"], sectors=row["sectors"] if with_sector else (), on=row.get("day", TODAY)
        )
        codes = [one.ref.partition(":")[2] for one in found]
        place = next((i for i, code in enumerate(codes, 1) if code in row["expect"]), 99)
        for limit in hits:
            hits[limit] += place <= limit
    return {limit: hit / len(rows) for limit, hit in hits.items()}


def test_there_are_enough_sentences_half_chinese_and_half_english():
    for name, least in (("held_out", 40), ("tuned", 70)):
        data = sentences(name)
        assert len(data["zh"]) == len(data["en"]) >= least
    texts = [
        row["text"]
        for name in ("held_out", "tuned")
        for rows in sentences(name).values()
        for row in rows
    ]
    assert len(texts) == len(set(texts))


# Floors a little under what was measured on 2026-11-23 (ADR 0011 has the figures). Raise them, never lower them
# without a reason, and never add words for a held-out sentence.
@pytest.mark.parametrize(
    ("language", "with_sector", "floor"),
    [
        # 0.87 at 8 until 2026-11-25: three places from 6 to 8 rested on words like "without" alone (ADR 0011).
        ("zh", True, {1: 0.52, 5: 0.77, 8: 0.80}),
        ("en", True, {1: 0.45, 5: 0.80, 8: 0.90}),
        ("zh", False, {1: 0.45, 5: 0.70, 8: 0.77}),
        ("en", False, {1: 0.37, 5: 0.75, 8: 0.77}),
    ],
)
def test_the_held_out_sentences_find_their_clause(language, with_sector, floor):
    reached = recall(sentences("held_out")[language], with_sector=with_sector)
    assert all(reached[limit] >= share for limit, share in floor.items()), reached


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tuned_sentences_still_find_their_clause(language):
    assert recall(sentences("tuned")[language], with_sector=True)[5] >= 0.97


@pytest.mark.parametrize("language", ["zh", "en"])
def test_findings_of_every_day_are_offered_no_clause_or_a_few(language):
    texts = sentences("general")["general"][language]
    assert len(texts) == 10
    offered = {text: suggest.rank(text, on=TODAY) for text in texts}
    assert max(map(len, offered.values())) <= 3
    assert sum(not found for found in offered.values()) >= 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_grave_findings_have_their_clause_among_the_first_three(language):
    rows = sentences("general")["grave"][language]
    assert len(rows) == 10
    for row in rows:
        codes = [one.ref.partition(":")[2] for one in suggest.rank(row["text"], on=TODAY)]
        assert set(codes[:3]) & set(row["expect"]), (row["text"], codes)


@pytest.mark.parametrize(
    "text",
    ["设备未检查，记录不完整，标识缺失", "作业人员未培训", "equipment not inspected, records missing", "worker without safety training"],
)  # fmt: skip
def test_ordinary_words_alone_point_to_no_clause(text):
    assert suggest.rank(text, on=TODAY) == []


def test_ordinary_words_still_help_to_rank_beside_one_that_tells():
    ranked = {one.ref: one.score for one in suggest.rank("气瓶", on=TODAY, limit=20)}
    beside = {one.ref: one for one in suggest.rank("气瓶未固定", on=TODAY, limit=20)}
    assert beside.keys() <= ranked.keys()
    assert "固定" in beside["cn:GAS23-05-05"].words


def test_what_cannot_be_chosen_is_shown_as_such_and_never_as_a_choice():
    found = suggest.rank("气体报警系统 联锁", sectors=["hazardous_chemicals"], on=TODAY, limit=20)
    topics = [one for one in found if one.ref.startswith("cn:HC26-")]
    assert topics
    assert not any(one.selectable for one in topics)
    assert all(str(one.clause.why_not) for one in topics)


def test_only_what_is_in_force_on_the_day_is_suggested():
    text = "消防车通道被堵"
    assert "cn:FIRE17-C-7.1.1" in [one.ref for one in suggest.rank(text, on=date(2025, 6, 1))]
    assert not any(one.ref.startswith("cn:FIRE17") for one in suggest.rank(text, on=TODAY))


def test_standards_that_fit_the_site_come_before_others_and_others_stay_visible():
    text = "有限空间作业没有监护"
    at_works = suggest.rank(text, sectors=["construction"], on=TODAY)
    at_factory = suggest.rank(text, sectors=["industrial_trade"], on=TODAY)
    assert at_works[0].ref.startswith("cn:CON24-11")
    assert at_factory[0].ref == "cn:GM10-13-02"
    assert any(not one.fits_site for one in at_works)


def test_the_words_that_spoke_for_a_clause_are_words_of_the_text():
    text = "The scaffold is NOT tied to the building, wall ties missing"
    best = suggest.rank(text, on=TODAY)[0]
    assert best.ref == "cn:CON24-07-02"
    assert best.words
    assert all(word in text.casefold() for word in best.words)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "的", "zzzqqq", "🙂"])
def test_a_text_without_meaning_suggests_nothing(text):
    assert suggest.rank(text, on=TODAY) == []


def test_a_confirmed_local_clause_is_suggested_and_a_proposed_one_is_not():
    make_local_clause(wording="疏散楼梯间被改作仓库堆放纸箱")
    assert not any(one.clause.is_local for one in suggest.rank("楼梯间堆放纸箱", on=TODAY))
    row = make_local_clause(wording="避难走道内停放电动自行车充电", confirmed=True)
    assert suggest.rank("避难走道停放电动自行车", sectors=["fire"], on=TODAY)[0].ref == row.ref
    assert row.ref not in [
        one.ref for one in suggest.rank("避难走道停放电动自行车", on=date(2025, 10, 1))
    ]


def test_a_pack_in_another_language_is_ranked_by_the_same_code(settings):
    settings.PACK = str(TEST_PACK)
    assert load(TEST_PACK).languages == ("de", "en")
    assert [one.ref for one in suggest.rank("Mehl auf den Maschinen", on=TODAY)][0] == "test:M1"
    assert suggest.rank("dust cloud over the sifter", on=TODAY)[0].ref == "test:M1"


def test_a_query_of_usual_length_takes_far_less_than_a_tenth_of_a_second():
    rows = sentences("tuned")["zh"]
    suggest.rank(rows[0]["text"], on=TODAY)
    begin = perf_counter()
    for row in rows:
        suggest.rank(row["text"], on=TODAY)
    assert (perf_counter() - begin) / len(rows) < 0.1


def test_a_text_of_five_thousand_characters_is_ranked():
    assert suggest.rank("脚手架没有连墙件。" * 555, on=TODAY)[0].ref == "cn:CON24-07-02"


# The command


def test_the_command_ranks_and_names_the_words(capsys):
    call_command("clauses", "电梯门锁被短接", sector=["special_equipment"], on=TODAY, limit=3)
    out = capsys.readouterr().out
    assert out.startswith("1. cn:SE24-06-b")
    assert "words:" in out


def test_the_command_speaks_json_and_tells_of_a_blind_sector(capsys):
    call_command("clauses", "灭火器过期，消防通道堵塞", sector=["fire"], on=TODAY, json=True)
    told = yaml.safe_load(capsys.readouterr().out)
    assert "GB 35181-2025" in told["notices"][0]
    assert {"ref", "score", "words", "selectable", "effective"} <= told["clauses"][0].keys()


def test_the_command_ends_with_one_where_nothing_fits_and_with_two_on_wrong_use(capsys):
    with pytest.raises(SystemExit) as nothing:
        call_command("clauses", "zzzqqq", on=TODAY)
    assert nothing.value.code == 1
    with pytest.raises(CommandError) as wrong:
        call_command("clauses", "x", sector=["steam"], on=TODAY)
    assert wrong.value.returncode == 2


def test_words_of_a_standard_that_is_no_longer_in_force_say_so_even_where_no_sector_is_named():
    blocked = "Fire truck access blocked by parked lorries"
    assert "fire" in [spot.sector for spot in suggest.blind_spots(blocked, on=TODAY)]
    elsewhere = suggest.blind_spots("消防车通道被堵", sectors=["industrial_trade"], on=TODAY)
    assert [spot.sector for spot in elsewhere] == ["fire"]
    assert "GB 35181-2025" in elsewhere[0].words
    assert suggest.blind_spots(blocked, on=date(2025, 6, 1)) == [], "the old one was in force then"


def test_words_that_a_clause_in_force_fits_better_point_to_no_blind_sector():
    row = next(row for row in sentences("tuned")["zh"] if row["sectors"] == ["construction"])
    assert suggest.blind_spots(row["text"], sectors=["construction"], on=TODAY) == []


def test_a_sector_named_is_told_blind_whatever_the_words_and_no_more_after_a_local_clause():
    assert [spot.sector for spot in suggest.blind_spots("", sectors=["fire"], on=TODAY)] == ["fire"]
    make_local_clause(sector="fire", effective=date(2025, 11, 1), confirmed=True)
    assert suggest.blind_spots("消防车通道被堵", sectors=["fire"], on=TODAY) == []


def test_the_command_says_so_too_without_being_told_the_sector(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("clauses", "消防车通道被堵", "--on", "2026-11-23")
    assert ended.value.code == 1
    assert "GB 35181-2025" in capsys.readouterr().out
