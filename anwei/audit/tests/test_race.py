"""Many writers and two sealers at once: nothing is lost, nothing is sealed twice."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from anwei.audit import actions, queries, trail, verify
from anwei.audit.models import Entry, Seal
from anwei.audit.ranges import Ranges
from anwei.audit.tests.factories import NOON, exported

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

WRITERS, ROUNDS = 4, 12


def writer(name: int, start: Barrier) -> None:
    """Transactions that overlap, one in three of them rolled back."""
    start.wait()
    for count in range(ROUNDS):
        with transaction.atomic():
            lines = [
                trail.Line("a.b", f"w:{name}.{count}.{line}") for line in range(1 + 9 * (name % 2))
            ]
            trail.record_many(lines, by=f"w:{name}", at=NOON)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(%s)", [0.002 * ((name + count) % 4)])
            transaction.set_rollback(count % 3 == 2)
    connection.close()


def sealer(start: Barrier, running: list[Thread]) -> None:
    start.wait()
    while any(thread.is_alive() for thread in running):
        actions.seal(at=NOON)
    connection.close()


def test_every_entry_is_sealed_exactly_once_with_writers_and_two_sealers_racing():
    start = Barrier(WRITERS + 2)
    writers = [Thread(target=writer, args=(number, start)) for number in range(WRITERS)]
    sealers = [Thread(target=sealer, args=(start, writers)) for _ in range(2)]
    for thread in [*writers, *sealers]:
        thread.start()
    for thread in [*writers, *sealers]:
        thread.join(60)
    while actions.seal(at=NOON, everywhere=True):
        pass
    ids = [
        number
        for text in Seal.objects.values_list("entries", flat=True)
        for number in Ranges.parse(text)
    ]
    assert sorted(ids) == list(Entry.objects.order_by("id").values_list("id", flat=True))
    assert Seal.objects.count() > 1
    assert queries.unsealed_count(everywhere=True) == 0
    assert verify.check(exported()).fault is None


def test_without_the_lock_the_primary_key_still_lets_only_one_rival_win(monkeypatch):
    monkeypatch.setattr(actions, "_alone", lambda: True)
    trail.record_many([trail.Line("a.b", f"x:{number}") for number in range(50)], by="u:1", at=NOON)
    start, outcomes = Barrier(2), []

    def rival() -> None:
        try:
            with transaction.atomic():
                last = queries.last_seal()
                start.wait()
                assert last is None
                outcomes.append(actions.seal(at=NOON))
        except IntegrityError:
            outcomes.append("refused")
        connection.close()

    rivals = [Thread(target=rival) for _ in range(2)]
    for thread in rivals:
        thread.start()
    for thread in rivals:
        thread.join(30)
    assert Seal.objects.count() == 1
    assert sum(outcome == 50 for outcome in outcomes) == 1
