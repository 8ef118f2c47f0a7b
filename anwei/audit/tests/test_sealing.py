"""Sealing: every committed entry exactly once, whatever the order in which it commits."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from anwei.audit import actions, canon, queries, verify
from anwei.audit.models import Entry, Head, Seal, SigningKey
from anwei.audit.ranges import Ranges
from anwei.audit.tests.factories import DAY, NOON, exported, make_trail, write

pytestmark = pytest.mark.django_db


def late_entry(number: int) -> None:
    """An entry whose id was drawn long ago and that commits only now."""
    Entry(id=number, at=NOON, actor="u:1", action="a.b", subject="x:1").save(force_insert=True)


def skip_ids(count: int) -> int:
    """Leave ids unused, as transactions do that are still open; returns the first of them."""
    write()
    first = Entry.objects.latest("id").id + 1
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval('audit_entry_id_seq') FROM generate_series(1, %s)", [count]
            )
        else:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = 'audit_entry'", [count]
            )
    return first


def sealed_ids() -> list[int]:
    return [
        number for seal in Seal.objects.order_by("number") for number in Ranges.parse(seal.entries)
    ]


def test_what_was_committed_is_sealed_once_and_then_no_more():
    write(5)
    assert queries.unsealed_count() == 5
    assert actions.seal(at=NOON) == 5
    assert actions.seal(at=NOON) == 0
    assert queries.unsealed_count() == 0
    assert sealed_ids() == list(Entry.objects.order_by("id").values_list("id", flat=True))


def test_a_seal_holds_at_most_a_batch():
    write(canon.BATCH + 3)
    assert [actions.seal(at=NOON) for _ in range(3)] == [canon.BATCH, 3, 0]


def test_an_entry_that_commits_late_goes_into_the_next_seal():
    first = skip_ids(3)
    write(2)
    actions.seal(at=NOON)
    late_entry(first + 1)
    assert queries.unsealed_count() == 1
    assert actions.seal(at=NOON) == 1
    assert actions.seal(at=NOON) == 0
    assert sorted(sealed_ids()) == list(Entry.objects.order_by("id").values_list("id", flat=True))
    assert len(sealed_ids()) == len(set(sealed_ids()))
    assert verify.check(exported()).fault is None


def test_an_entry_later_than_the_recent_stretch_is_found_by_the_nightly_sweep(monkeypatch):
    first = skip_ids(3)
    monkeypatch.setattr(queries, "RECENT_SEALS", 2)
    for _ in range(5):
        write(1)
        actions.seal(at=NOON)
    late_entry(first)
    assert actions.seal(at=NOON) == 0
    assert queries.unsealed_count() == 0
    assert queries.unsealed_count(everywhere=True) == 1
    assert actions.seal(at=NOON, everywhere=True) == 1
    assert actions.seal(at=NOON, everywhere=True) == 0


def test_many_gaps_are_asked_for_in_bounded_queries():
    first = skip_ids(1)
    for number in range(first + 1, first + 502, 2):
        late_entry(number)
    actions.seal(at=NOON)
    for number in range(first, first + 500, 2):
        late_entry(number)
    assert actions.seal(at=NOON) == 250


def test_the_second_of_two_rival_seals_is_refused_by_the_database():
    write(2)
    actions.seal(at=NOON)
    rival = Seal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        rival.save(force_insert=True)


def test_time_only_goes_forward_along_the_chain():
    make_trail(days=2)
    write()
    actions.seal(at=NOON - 30 * DAY)
    last = queries.last_seal()
    assert last.sealed_at == actions.midnight(date(2026, 11, 25))
    assert verify.check(exported()).fault is None


def test_every_day_that_ended_gets_a_head_by_the_calendar_of_the_zone():
    # 23:30 in the zone, 15:30 UTC; the next seal half an hour after midnight, still the same day in UTC
    evening = NOON + timedelta(hours=11, minutes=30)
    write(at=evening)
    actions.seal(at=evening)
    write(at=evening + timedelta(hours=1))
    actions.seal(at=evening + timedelta(hours=1))
    assert actions.sign_heads(at=evening + timedelta(hours=1)) == [date(2026, 11, 23)]
    assert Head.objects.get().seal_number == 1
    assert actions.sign_heads(at=evening + timedelta(hours=1)) == []


def test_a_quiet_day_is_signed_too():
    make_trail(days=1)
    assert actions.sign_heads(at=NOON + 4 * DAY) == [date(2026, 11, 24 + n) for n in range(3)]
    assert set(Head.objects.values_list("seal_number", flat=True)) == {1}


def test_a_new_key_is_introduced_on_the_trail_and_old_heads_stay_valid(settings):
    make_trail(days=1)
    settings.TRAIL_KEY = "B" * 43
    actions.sign_heads(at=NOON + 2 * DAY)
    assert SigningKey.objects.count() == 2
    assert Entry.objects.filter(action="audit.key_introduced").count() == 2
    report = verify.check(exported())
    assert (report.fault, report.heads, len(report.keys)) == (None, 2, 2)
