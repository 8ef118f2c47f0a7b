"""The timed work, with a stand-in for the job it is given."""

from typing import Any

import pytest
from django.core import mail
from django.db import connection

from anwei.audit import actions, canon, guard, queries, work
from anwei.audit.models import Entry, Head, Seal
from anwei.audit.tests.factories import DAY, NOON, make_trail, write

pytestmark = pytest.mark.django_db


class Job:
    """What a step needs of a job."""

    def __init__(self, at=NOON, **payload: Any) -> None:
        self.at, self.payload, self.cursor, self.said = at, payload, {}, {}

    def progress(self, **said: Any) -> None:
        self.said |= said

    def run(self, step) -> int:
        """Call the step until it is done; how often."""
        calls = 1
        while not step(self):
            calls += 1
            assert calls < 100
        return calls


def tamper(statement: str) -> None:
    """What the owner of the database can do."""
    with guard.lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement)


def test_sealing_takes_as_many_steps_as_it_needs(monkeypatch):
    monkeypatch.setattr(work, "SEALS_PER_STEP", 2)
    monkeypatch.setattr(canon, "BATCH", 10)
    write(45)
    job = Job()
    assert job.run(work.seal) == 3
    assert (Seal.objects.count(), queries.unsealed_count()) == (5, 0)


def test_sealing_signs_the_days_that_ended():
    write()
    Job().run(work.seal)
    Job(at=NOON + DAY).run(work.sweep)
    assert Head.objects.count() == 1


def checked(**payload: Any) -> Entry:
    Job(NOON + 9 * DAY, **payload).run(work.verify)
    return queries.last_of("audit.verified")


def test_a_check_goes_on_from_its_cursor_and_finds_nothing(monkeypatch):
    monkeypatch.setattr(work, "CHECKED_PER_STEP", 2)
    make_trail(days=5)
    job = Job(by="accounts.user:7")
    assert job.run(work.verify) == 3
    entry = queries.last_of("audit.verified")
    assert entry.now == {"entries": 20, "seals": 5, "fault": None, "code": None, "facts": None}
    assert entry.actor == "accounts.user:7"
    assert "20" in job.said["message"]


def test_a_check_of_an_empty_trail_passes():
    assert checked().now["fault"] is None
    assert checked().now["seals"] == 0


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_entry SET actor = 'accounts.user:8' WHERE id = {entry}", "was changed"),
        ("DELETE FROM audit_entry WHERE id = {entry}", "was removed"),
        ("DELETE FROM audit_seal WHERE number = 3", "Seal 3 was removed"),
        ("DELETE FROM audit_seal WHERE number = 5", "head of 2026-11-27"),
        ("DELETE FROM audit_seal", "head of 2026-11-23"),
        ("DELETE FROM audit_head WHERE day = '2026-11-25'", "was removed"),
        ("UPDATE audit_seal SET previous = hash WHERE number = 4", "chain breaks"),
        ("UPDATE audit_head SET signature = day", "not genuine"),
    ],
)
@pytest.mark.parametrize("step", [1, 20])
def test_a_check_names_what_the_owner_of_the_database_did(monkeypatch, statement, words, step):
    monkeypatch.setattr(work, "CHECKED_PER_STEP", step)
    make_trail(days=5)
    entry = Entry.objects.order_by("id")[13].id
    tamper(statement.format(entry=entry))
    fault = checked().now["fault"]
    assert words in (fault or "")


def test_a_standing_receiver_gets_every_head_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.HEADS_TO = ["auditor@example.org"]
    make_trail(days=2)
    for _ in range(2):
        Job().run(work.hand_out)
    [message] = mail.outbox
    names = [name for name, *_ in message.attachments]
    assert names == ["anwei-head-2026-11-23.json", "anwei-head-2026-11-24.json"]
    actions.sign_heads(at=NOON + 3 * DAY)
    Job().run(work.hand_out)
    assert [name for name, *_ in mail.outbox[1].attachments] == ["anwei-head-2026-11-25.json"]


def test_without_a_standing_receiver_nothing_is_mailed():
    make_trail(days=1)
    Job().run(work.hand_out)
    assert queries.last_of("audit.head_handed") is None
