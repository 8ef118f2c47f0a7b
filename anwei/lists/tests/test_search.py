"""Quick search finds exactly what a plain scan finds, on both databases."""

import random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anwei.lists import search
from anwei.lists.operations import AddSearchIndex

WORDS = [
    "消防通道",
    "安全出口",
    "堵塞",
    "危险化学品",
    "灭火器压力不足",
    "guardrail",
    "exit blocked",
    "GM10-04-01",
    "H-2026-00017",
    "91510100MA61TEST7X",
    "ＡＢＣ１２３",
    "a",
    "东区",
    "50%",
    "x_y",
    "it's",
]


class Note(search.Searchable):
    """A table that exists only while a test runs."""

    class Meta:
        app_label = "lists"
        managed = False
        db_table = "lists_test_note"


def editor():
    return connection.schema_editor()


@pytest.fixture
def notes(db):
    key = (
        "bigserial PRIMARY KEY"
        if connection.vendor == "postgresql"
        else "integer PRIMARY KEY AUTOINCREMENT"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE lists_test_note (id {key}, search_text text NOT NULL)")
    Note.objects.create(search_text=search.text_of("旧 row from before the index"))
    AddSearchIndex("lists_test_note").database_forwards("lists", editor(), None, None)
    return Note.objects


def found(text):
    return sorted(search.match(Note.objects.all(), text).values_list("search_text", flat=True))


def scanned(text):
    words = search.normal(text[: search.LONGEST]).split()
    return sorted(
        text
        for text in Note.objects.values_list("search_text", flat=True)
        if all(word in text for word in words)
    )


def test_the_index_and_a_plain_scan_agree_on_any_text(notes, monkeypatch):
    dice = random.Random(7)
    rows = [search.text_of(*dice.choices(WORDS, k=dice.randint(1, 6))) for _row in range(300)]
    notes.bulk_create(Note(search_text=text) for text in rows)
    pieces = {
        "消",
        "出口",
        "口堵",
        "ab",
        "7x",
        "2026",
        "-",
        "%",
        "_",
        "'",
        "通道 exit",
        "EXIT Ｂ",
        "不存在",
        "危化品",
        '"',
        "gm10-04",
    }
    for _query in range(120):
        text = dice.choice(rows)
        start = dice.randrange(len(text))
        pieces.add(text[start : start + dice.randint(1, 9)])
    for few in (search.FEW, 5):
        monkeypatch.setattr(search, "FEW", few)
        for piece in pieces:
            assert found(piece) == scanned(piece), piece
            assert search.counted(Note.objects.all(), piece).count() == len(scanned(piece)), piece


def test_rows_from_before_the_index_are_found(notes):
    assert found("旧") == ["旧 row from before the index"]


def test_a_changed_row_is_found_by_its_new_text_only(notes):
    note = notes.create(search_text="消防通道")
    notes.filter(pk=note.pk).update(search_text="燃气管道")
    assert found("消防") == []
    assert found("燃气") == ["燃气管道"]
    notes.filter(pk=note.pk).delete()
    assert found("燃气") == []


def test_a_row_stays_found_after_the_index_is_built_again(notes):
    notes.create(search_text="消防通道")
    AddSearchIndex("lists_test_note").database_forwards("lists", editor(), None, None)
    assert search.is_kept(Note)
    notes.create(search_text="消防水池")
    assert found("消防") == ["消防水池", "消防通道"]


def test_the_index_goes_without_a_trace(notes):
    AddSearchIndex("lists_test_note").database_backwards("lists", editor(), None, None)
    assert not search.is_kept(Note)
    notes.create(search_text="消防通道")


def test_a_common_word_is_walked_and_a_rare_one_looked_up(notes, monkeypatch):
    monkeypatch.setattr(search, "FEW", 3)
    notes.bulk_create(Note(search_text="消防通道") for _row in range(5))
    notes.create(search_text="燃气管道")
    assert search.narrow(Note.objects.all(), "消防").common
    assert not search.narrow(Note.objects.all(), "燃气").common


def test_only_what_is_known_to_be_common_is_walked(notes, monkeypatch):
    common = search.word_tokens("chair") | search.word_tokens("95585")
    sampled = search.Statistics(1_000_000, dict.fromkeys(common, 0.02))
    monkeypatch.setattr(search, "_statistics", lambda queryset: sampled)
    for text in ("chair", "95585", "鲸鱼", "chair 鲸鱼"):
        notes.create(search_text=text)
    ways = {
        text: search.narrow(Note.objects.all(), text).common
        for text in ("chair", "95585", "鲸鱼", "chair 鲸鱼")
    }
    # Letters come in words, so their grams come together; digits come as they like.
    assert ways == {"chair": True, "95585": False, "鲸鱼": False, "chair 鲸鱼": False}
    assert found("chair") == ["chair", "chair 鲸鱼"]


def test_the_database_cuts_a_text_into_the_same_grams(notes):
    text = search.text_of("消防A区 exit-7, 50% ok 𠮷野", "カタカナ")
    note = notes.create(search_text=text)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT grams FROM lists_test_note_grams WHERE row_id = %s", [note.pk])
            assert set(cursor.fetchone()[0]) == search.grams(text)
        else:
            cursor.execute(
                "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, lists_test_note_grams, row)"
            )
            cursor.execute("SELECT term FROM temp.terms")
            terms = {int(row[0]) for row in cursor.fetchall()}
            cursor.execute("DROP TABLE temp.terms")
            assert search.grams(text) <= terms


@given(st.text(), st.data())
def test_whatever_stands_in_a_text_is_asked_for_by_grams_the_text_has(text, data):
    whole = search.normal(text)
    start = data.draw(st.integers(0, len(whole)))
    part = whole[start : start + data.draw(st.integers(0, 12))]
    if all(word in whole for word in search.words(part)):
        assert search.tokens(part) <= search.grams(whole)


@given(st.text())
def test_the_form_in_which_texts_are_compared_is_stable(text):
    assert search.normal(search.normal(text)) == search.normal(text)


def test_a_text_is_made_of_the_parts_that_are_there():
    assert search.text_of("Ａb", None, "", 7, "消防") == "ab 7 消防"
