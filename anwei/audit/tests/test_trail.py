"""Writing the trail: what enters, and in what form."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from anwei.audit import trail
from anwei.audit.models import Entry
from anwei.audit.tests.factories import NOON

pytestmark = pytest.mark.django_db


class Person:
    """A thing with a personal field, and a name of its own."""

    PERSONAL = frozenset({"phone"})


def written(**now: object) -> dict:
    trail.record("a.b", "x:1", by="u:1", at=NOON, now=now)
    return Entry.objects.latest("id").now


def test_an_entry_says_who_when_what_and_why():
    trail.record(
        "hazards.closed", "hazards.hazard:4", by="accounts.user:7", at=NOON, behalf="Rongda Foundry",
        was={"status": "open"}, now={"status": "closed"}, reason="demolished", held=date(2026, 1, 2),
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.actor, entry.behalf, entry.at) == ("accounts.user:7", "Rongda Foundry", NOON)
    assert (entry.was, entry.now) == ({"status": "open"}, {"status": "closed"})
    assert (entry.reason, entry.held) == ("demolished", date(2026, 1, 2))


def test_many_entries_keep_the_order_given():
    lines = [trail.Line("a.b", f"x:{number}", now={"n": number}) for number in range(2500)]
    trail.record_many(lines, by="u:1", at=NOON)
    assert [entry.now["n"] for entry in Entry.objects.order_by("id")] == list(range(2500))


def test_values_enter_alike_on_every_database():
    assert written(
        a=Decimal("1.50"), b=0.1, c=date(2026, 1, 2), d=(1, 2), e=2**60, f={"k": None}, g=True,
        h=gettext_lazy("Entries"),
    ) == {
        "a": "1.50", "b": "0.1", "c": "2026-01-02", "d": [1, 2], "e": str(2**60), "f": {"k": None},
        "g": True, "h": "Entries",
    }  # fmt: skip


def test_what_no_database_can_hold_is_replaced():
    assert written(a="x\x00y", b="\ud83d")["a"] == "x\ufffdy"


def test_a_personal_value_enters_as_a_digest_with_the_name_of_its_key(settings):
    lines = [trail.Line("a.b", "x:1", now={"phone": "139"})]
    before = trail.digest("13900000000")
    assert before.startswith("~")
    assert "139" not in before.partition(":")[0]
    settings.SECRET_KEY = "another"
    assert trail.digest("13900000000") == before
    settings.DIGEST_KEY = "A" * 43
    assert trail.digest("13900000000").partition(":")[0] != before.partition(":")[0]
    assert lines


def test_an_empty_list_of_lines_writes_nothing():
    trail.record_many([], by="u:1", at=NOON)
    assert not Entry.objects.exists()
