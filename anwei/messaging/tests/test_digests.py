"""What leaves the house: windows with catch-up, nothing lost, nothing doubled."""

from datetime import datetime, time, timedelta

import pytest
from django.core import mail

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.jobs import actions as job_actions
from anwei.jobs import lease
from anwei.jobs import work as job_work
from anwei.messaging import actions, channels, delivery, digests
from anwei.messaging.models import Channel, Delivery, Notice, Outcome, Preference
from anwei.messaging.tests.factories import make_channel, make_notice

pytestmark = pytest.mark.django_db

# NOON is twelve o'clock in the zone; the next digest is due at half past eight.
MORNING = NOON + timedelta(hours=20, minutes=30)
DAY = timedelta(days=1)
NIGHT = NOON + timedelta(hours=11)


def minute(at: datetime) -> None:
    """What the worker does each minute."""
    job_actions.enqueue("messaging.write", by="system:schedule", at=at)
    job_work.run_all(at)


def officer_with(*, email_address: str = "lin@example.org", **wishes: object):
    person = make_user("officer", name="Lin", email=email_address, phone="13800000000")
    preference = actions.preference_of(person, at=NOON)
    for name, value in wishes.items():
        setattr(preference, name, value)
    actions.prefer(preference, by=person, at=NOON)
    return person


def test_one_digest_a_day_tells_of_what_is_unread(settings):
    person = officer_with()
    make_notice(person, "tests.handed", number="H-1", due_on=NOON.date())
    read = make_notice(person, number="H-2")
    actions.read(read, at=NOON)
    minute(MORNING - timedelta(minutes=1))
    assert mail.outbox == []
    minute(MORNING)
    (letter,) = mail.outbox
    assert letter.to == ["lin@example.org"]
    assert letter.subject == "Anwei: 1 unread notice"
    assert "H-1 is yours to put right (due 2026-11-23)" in letter.body
    assert "overdue: 1" in letter.body
    assert "https://anwei.example.org/notices/" in letter.body
    assert "H-2" not in letter.body
    for later in (1, 2, 60):
        minute(MORNING + timedelta(minutes=later))
    assert len(mail.outbox) == 1


def test_nothing_new_no_digest():
    officer_with()
    minute(MORNING)
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_after_downtime_one_digest_tells_of_the_whole_time():
    person = officer_with()
    for day in range(3):
        make_notice(person, number=f"H-{day}", at=NOON + day * DAY)
    minute(MORNING + 3 * DAY + timedelta(hours=2))
    (letter,) = mail.outbox
    assert all(f"H-{day}" in letter.body for day in range(3))
    minute(MORNING + 4 * DAY)
    assert len(mail.outbox) == 1, "told once"


def test_a_digest_tells_only_of_what_came_since_the_last_one():
    person = officer_with()
    make_notice(person, number="H-1")
    minute(MORNING)
    make_notice(person, number="H-2", at=MORNING + timedelta(hours=1))
    minute(MORNING + DAY)
    assert "H-1" not in mail.outbox[1].body
    assert "H-2" in mail.outbox[1].body


def test_a_notice_whose_move_commits_late_is_in_the_next_digest():
    person = officer_with()
    make_notice(person, number="H-1")
    minute(MORNING)
    make_notice(person, number="H-2", at=MORNING - timedelta(minutes=2), key="late")
    minute(MORNING + DAY)
    assert "H-2" in mail.outbox[1].body
    assert "H-1" not in mail.outbox[1].body


def test_who_chose_nothing_is_told_by_the_defaults():
    person = make_user("officer", email="lin@example.org")
    minute(NOON)
    make_notice(person, number="H-1", at=NOON + timedelta(minutes=1))
    minute(MORNING)
    assert len(mail.outbox) == 1
    assert Preference.objects.filter(person=person).exists()


@pytest.mark.parametrize("missing", ["wish", "address", "account", "server"])
def test_no_mail_without_wish_address_account_or_server(missing, settings):
    person = officer_with(**({"email": "off"} if missing == "wish" else {}))
    if missing == "address":
        person.email = ""
    if missing == "account":
        person.is_active = False
    person.save()
    if missing == "server":
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    Notice.objects.create(
        recipient=person, kind="tests.urgent", about="x", key="k", created_at=NOON, urgent=True
    )
    minute(MORNING)
    assert not Delivery.objects.exists()


def test_letters_are_in_the_language_of_the_reader_and_say_they_come_from_a_machine():
    person = officer_with()
    make_notice(person)
    minute(MORNING)
    (letter,) = mail.outbox
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["Message-ID"].endswith("@anwei.example.org>")


def test_an_urgent_notice_goes_out_at_once_and_only_once():
    person = officer_with()
    make_notice(person, "tests.urgent", number="H-9")
    make_notice(person, "tests.news", number="H-8")
    minute(NOON)
    minute(NOON + timedelta(minutes=1))
    (letter,) = mail.outbox
    assert letter.subject == "Anwei, urgent: H-9 is grave"
    assert "H-8" not in letter.body


def test_who_wants_one_digest_a_day_gets_urgent_notices_with_it():
    person = officer_with(email="daily")
    make_notice(person, "tests.urgent", number="H-9")
    minute(NOON)
    assert mail.outbox == []
    minute(MORNING)
    assert "H-9" in mail.outbox[0].body


def test_quiet_hours_put_urgent_notices_off_and_lose_none():
    person = officer_with()
    make_notice(person, "tests.urgent", number="H-9", at=NIGHT)
    minute(NIGHT)
    minute(NIGHT + timedelta(hours=3))
    assert mail.outbox == []
    minute(NIGHT + timedelta(hours=8))
    assert [letter.subject for letter in mail.outbox] == ["Anwei, urgent: H-9 is grave"]


def test_people_in_their_quiet_hours_do_not_hold_up_others(settings):
    sleeping = officer_with()
    make_notice(sleeping, "tests.urgent", number="H-1", at=NIGHT)
    awake = officer_with(email_address="bai@example.org", quiet_from=None, quiet_until=None)
    make_notice(awake, "tests.urgent", number="H-2", at=NIGHT)
    minute(NIGHT)
    assert [letter.subject for letter in mail.outbox] == ["Anwei, urgent: H-2 is grave"]


def test_what_was_read_in_time_is_not_sent():
    person = officer_with()
    actions.read(make_notice(person, "tests.urgent"), at=NOON)
    minute(NOON)
    assert mail.outbox == []


def test_a_text_message_names_the_number_and_nobody(robot, settings):
    settings.SMS_URL, settings.SMS_TOKEN = f"{robot.address}/sms", "word"
    person = officer_with(sms=True, email="off")
    make_notice(person, "tests.urgent", number="H-9")
    minute(NOON)
    path, body, headers = robot.got[0]
    assert (path, body["phone"]) == ("/sms", "13800000000")
    assert body["text"] == "Anwei: 1 urgent notice H-9 https://anwei.example.org/notices/"
    assert headers["Authorization"] == "Bearer word"
    assert Delivery.objects.get().outcome == Outcome.SENT


def test_no_text_message_leaves_where_no_gateway_is_set():
    person = officer_with(sms=True, email="off")
    make_notice(person, "tests.urgent")
    minute(NOON)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("medium", ["dingtalk", "wecom", "feishu"])
def test_a_group_is_told_counts_numbers_and_a_link_and_no_name(robot, medium):
    unit = make_unit(name="Fire brigade")
    first = make_user("officer", unit=unit, name="Zhang San")
    second = make_user("officer", unit=unit, name="Li Si")
    make_channel(robot.address, medium, unit=unit)
    moment = NOON + timedelta(minutes=1)
    for person in (first, second):
        make_notice(person, "tests.handed", number="H-1", about="tests.thing:1", at=moment)
        make_notice(person, "tests.handed", number="H-2", about="tests.thing:2", at=moment)
    make_notice(first, "tests.urgent", number="H-2", about="tests.thing:2", at=moment)
    make_notice(make_user("officer"), "tests.news", number="H-7", at=moment)
    minute(MORNING)
    assert robot.texts == [
        "Anwei, 2026-11-24 08:30\nHanded to you: 2\nGrave hazards: 1\nNumbers: H-2, H-1\n"
        "https://anwei.example.org/notices/"
    ]
    minute(MORNING + timedelta(minutes=5))
    assert len(robot.got) == 1


def test_what_nobody_owns_comes_first_in_letters_and_groups_however_little_and_old_it_is(robot):
    person = officer_with()
    make_channel(robot.address)
    moment = NOON + timedelta(minutes=1)
    make_notice(person, "tests.unowned", number="H-1", about="tests.thing:1", at=moment)
    for number in range(2, 5):
        make_notice(person, number=f"H-{number}", about=f"tests.thing:{number}", at=moment)
    minute(MORNING)
    told = robot.texts[0].split("\n")
    assert told[1:3] == ["Nobody's: 1", "News: 3"] and told[3].startswith("Numbers: H-1, ")
    letter = mail.outbox[-1].body
    assert letter.index("Nobody has H-1") < letter.index("H-4 has moved")


def test_a_channel_of_a_street_counts_the_communities_below_it_and_one_without_a_unit_all(robot):
    street = make_unit(kind=UnitKind.STREET)
    community = make_unit(kind=UnitKind.COMMUNITY, parent=street)
    make_channel(robot.address, unit=street, name="street")
    make_channel(robot.address, name="zone")
    moment = NOON + timedelta(minutes=1)
    make_notice(make_user("street", unit=community), number="H-1", at=moment)
    make_notice(make_user("officer"), number="H-2", about="tests.thing:2", at=moment)
    minute(MORNING)
    assert sorted(line for text in robot.texts for line in text.split("\n") if "News" in line) == [
        "News: 1",
        "News: 2",
    ]


def test_a_group_in_its_quiet_hours_hears_when_they_end(robot):
    make_channel(robot.address, quiet_from=time(8), quiet_until=time(9))
    make_notice(make_user("officer"), at=NOON + timedelta(minutes=1))
    minute(MORNING)
    assert robot.got == []
    minute(MORNING + timedelta(minutes=30))
    assert len(robot.got) == 1


def test_a_channel_out_of_use_is_silent(robot):
    channel = make_channel(robot.address)
    channel.active = False
    channels.change(channel, by=make_user("clerk"), at=NOON)
    make_notice(make_user("officer"), at=NOON + timedelta(minutes=1))
    minute(MORNING)
    assert robot.got == []


def message_to(robot, **given):
    channel = make_channel(robot.address, **given)
    make_notice(make_user("officer"), number="H-1", at=NOON + timedelta(minutes=1))
    return channel


def test_a_busy_service_is_tried_again_until_it_takes_the_message(robot):
    message_to(robot)
    robot.status = 503
    minute(MORNING)
    minute(MORNING)
    assert len(robot.got) == 1, "not before its time"
    robot.status = 200
    minute(MORNING + delivery.WAITS[0])
    sent = Delivery.objects.get()
    assert (sent.outcome, sent.attempts) == (Outcome.SENT, 2)


def test_a_service_that_stays_away_is_given_up_in_words_and_the_next_digest_tells_of_the_same(
    robot,
):
    message_to(robot)
    robot.status = 503
    at = MORNING
    for wait in [*delivery.WAITS, timedelta()]:
        minute(at)
        at += wait
    failed = Delivery.objects.get()
    assert (failed.outcome, failed.attempts) == (Outcome.FAILED, len(delivery.WAITS) + 1)
    assert "503" in failed.words
    robot.status = 200
    minute(MORNING + DAY)
    assert "H-1" in robot.texts[-1]


def test_a_refusal_is_final_and_says_what_the_service_said(robot):
    message_to(robot)
    robot.answer = {"errcode": 310000, "errmsg": "keywords not in content"}
    minute(MORNING)
    minute(MORNING + timedelta(hours=1))
    failed = Delivery.objects.get()
    assert (failed.outcome, len(robot.got)) == (Outcome.FAILED, 1)
    assert "keywords not in content" in failed.words


def test_a_message_without_an_answer_is_not_repeated_and_the_next_digest_tells_of_the_same(robot):
    message_to(robot)
    robot.hangs_up = True
    minute(MORNING)
    minute(MORNING + timedelta(hours=1))
    assert len(robot.got) == 1
    assert Delivery.objects.get().outcome == Outcome.UNSURE
    robot.hangs_up = False
    minute(MORNING + DAY)
    assert "H-1" in robot.texts[-1]


def test_a_retry_does_not_ring_in_the_quiet_hours(robot):
    message_to(robot, quiet_from=time(8, 31), quiet_until=time(10))
    robot.status = 503
    minute(MORNING)
    robot.status = 200
    minute(MORNING + timedelta(minutes=5))
    assert len(robot.got) == 1
    minute(MORNING + timedelta(hours=2))
    assert len(robot.got) == 2


def test_a_worker_killed_between_sending_and_writing_it_down_doubles_nothing(robot):
    channel = message_to(robot)
    job_actions.enqueue("messaging.write", by="system:schedule", at=MORNING)
    job_work.run(_claimed_write(), clock=lambda: MORNING)
    message = delivery.claim(at=MORNING)
    delivery._send(message, MORNING)  # and here the worker dies
    assert len(robot.got) == 1

    minute(MORNING + timedelta(minutes=1))
    assert Delivery.objects.get().outcome == Outcome.SENDING, "it might still be on its way"
    minute(MORNING + delivery.GIVEN_UP_AFTER + timedelta(minutes=1))
    doubtful = Delivery.objects.get()
    assert doubtful.outcome == Outcome.UNSURE
    assert len(robot.got) == 1, "never repeated by itself"

    channels.repeat(doubtful, by=make_user("clerk"), at=MORNING + timedelta(hours=1))
    job_work.run_all(MORNING + timedelta(hours=1))
    assert len(robot.got) == 2, "a person may ask for it"
    channel.refresh_from_db()
    assert channel.told_until == MORNING - digests.LATE


def _claimed_write():
    return lease.claim(MORNING)


def test_two_workers_never_send_the_same_message(robot):
    message_to(robot)
    job_actions.enqueue("messaging.write", by="system:schedule", at=MORNING)
    job_work.run(_claimed_write(), clock=lambda: MORNING)
    assert delivery.claim(at=MORNING)
    assert delivery.claim(at=MORNING) is None


def test_texts_to_persons_are_forgotten_once_they_are_sent():
    person = officer_with()
    make_notice(person)
    minute(MORNING)
    sent = Delivery.objects.get()
    assert (sent.outcome, sent.text) == (Outcome.SENT, "")


def test_a_mail_server_that_is_away_is_tried_again(settings, monkeypatch):
    def away(self):
        raise ConnectionRefusedError

    person = officer_with()
    make_notice(person)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away)
    minute(MORNING)
    waiting = Delivery.objects.get()
    assert (waiting.outcome, waiting.attempts) == (Outcome.WAITING, 1)
    assert "mail server" in waiting.words
    monkeypatch.undo()
    minute(MORNING + delivery.WAITS[0])
    assert len(mail.outbox) == 1


def test_what_is_a_year_old_and_done_with_is_forgotten():
    person = officer_with()
    make_notice(person, "tests.handed", number="H-1")
    read = make_notice(person, number="H-2")
    for notice in Notice.objects.all():
        actions.read(notice, at=NOON)
    minute(MORNING)
    job_actions.enqueue("messaging.tidy", by="system:schedule", at=NOON + timedelta(days=400))
    job_work.run_all(NOON + timedelta(days=400))
    left = list(Notice.objects.all())
    assert read not in left
    assert [notice.kind for notice in left] == ["tests.handed"], "what is still to do stays"


def test_the_queries_of_the_minute_do_not_grow_with_the_number_of_people(
    django_assert_max_num_queries,
):
    for number in range(15):
        make_user("officer", email=f"officer{number}@example.org")
    minute(NOON)
    assert Preference.objects.count() == 15
    with django_assert_max_num_queries(60):
        minute(NOON + timedelta(minutes=1))
    assert Channel.objects.count() == 0
