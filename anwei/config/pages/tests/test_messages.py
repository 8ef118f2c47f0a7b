"""Messages sent as a list: what became of each, sent again from its row."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import NOON, make_user, sign_in
from anwei.jobs import work
from anwei.lists import export, registered
from anwei.messaging.models import Delivery, Outcome
from anwei.messaging.tests.factories import make_channel
from anwei.messaging.tests.robot import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def robot(settings):
    """A robot service on this machine, allowed by the settings as an administrator would."""
    settings.BASE_URL = "https://anwei.example.org"
    settings.ROBOT_HOSTS = settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with standing() as one:
        yield one


@pytest.fixture
def clerk(client):
    person = make_user("clerk")
    sign_in(client, person)
    return person


def page(client, **query):
    answer = client.get(reverse("messages"), query)
    assert answer.status_code == 200
    return answer


def listed(client, **query):
    """To whom the messages on the page of this address went."""
    return [row.name for row in page(client, **query).context["page"].rows]


def offered(client):
    return [action.key for row in page(client).context["page"].rows for action in row.actions]


def repeat(client, message):
    return client.post(reverse("lists:act", args=["messages", message.pk, "repeat"]), follow=True)


def make_message(number=1, **given):
    given.setdefault("medium", "dingtalk")
    given.setdefault("target", f"group {number:02}")
    given.setdefault("outcome", Outcome.SENT)
    return Delivery.objects.create(key=f"test:{number}", created_at=NOON, try_at=NOON, **given)


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_log(client, role):
    sign_in(client, make_user(role))
    status = 200 if role in {"administrator", "clerk"} else 403
    assert client.get(reverse("messages")).status_code == status


def test_a_test_message_arrives_quiet_hours_or_not_and_its_outcome_is_on_the_log(
    client, clerk, robot
):
    test = reverse("messaging:test_channel", args=[make_channel(robot.address).pk])
    assert client.get(test).status_code == 405
    assert client.post(test).url == reverse("messages")
    assert 'hx-trigger="every 3s"' in page(client).content.decode()
    work.run_all(Delivery.objects.get().created_at)
    assert "this is a test of the channel" in robot.texts[0]
    sent = page(client).content.decode()
    assert ">Sent</span>" in sent
    assert "every 3s" not in sent


def test_a_message_that_waits_for_the_morning_keeps_no_page_awake(client, clerk):
    waiting = make_message(outcome=Outcome.WAITING)
    Delivery.objects.filter(pk=waiting.pk).update(try_at=timezone.now() + timedelta(hours=6))
    assert "every 3s" not in page(client).content.decode()


def test_what_failed_is_sent_again_from_its_row_and_what_was_sent_is_not(client, clerk, robot):
    robot.answer = {"errcode": 310000, "errmsg": "sign not match"}
    client.post(reverse("messaging:test_channel", args=[make_channel(robot.address).pk]))
    message = Delivery.objects.get()
    work.run_all(message.created_at)
    assert "sign not match" in page(client).content.decode()
    assert offered(client) == ["repeat"]
    robot.answer = {"errcode": 0}
    assert "on its way again" in repeat(client, message).content.decode()
    message.refresh_from_db()
    work.run_all(message.try_at)
    message.refresh_from_db()
    assert (message.outcome, len(robot.got)) == (Outcome.SENT, 2)
    assert offered(client) == []
    assert "cannot be sent again" in repeat(client, message).content.decode()
    assert len(robot.got) == 2


def test_a_letter_to_a_person_is_not_repeated_by_hand(client, clerk):
    letter = make_message(
        medium="email", person=clerk, text="You have 3", outcome=Outcome.FAILED, target="a@b.c"
    )
    assert offered(client) == []
    assert "cannot be sent again" in repeat(client, letter).content.decode()
    letter.refresh_from_db()
    assert letter.outcome == Outcome.FAILED


def test_the_secrets_of_a_channel_are_not_on_the_log(client, clerk, robot):
    channel = make_channel(robot.address, secret="SECabcdef")
    client.post(reverse("messaging:test_channel", args=[channel.pk]))
    text = page(client).content.decode()
    assert "t0ken" not in text
    assert "SECabcdef" not in text


def test_the_log_is_read_page_by_page_by_outcome_and_by_whom(
    client, clerk, django_assert_max_num_queries
):
    for number in range(60):
        make_message(number, outcome=Outcome.FAILED if number == 3 else Outcome.SENT)
    make_message(60, medium="sms", person=make_user("leader", name="Ning"), target="138")
    with django_assert_max_num_queries(12):
        first = page(client)
    assert [row.name for row in first.context["page"].rows][:2] == ["Ning", "group 59"]
    older = client.get(f"{reverse('messages')}?{first.context['page'].next}")
    assert "group 30" in older.content.decode()
    assert listed(client, outcome="failed") == ["group 03"]
    assert listed(client, service="sms") == ["Ning"]
    assert listed(client, q="nin") == ["Ning"]
    assert listed(client, q="group 07") == ["group 07"]


def test_an_empty_log_says_what_will_stand_there(client, clerk):
    assert "Digests, urgent notices and test messages" in page(client).content.decode()


def test_whom_a_message_went_to_leaves_only_with_who_may_take_personal_data(clerk):
    spec = registered.find("messages")
    assert spec.is_personal(next(column for column in spec.columns if column.key == "to"))
    table = export.table(spec, "", user=clerk, today=timezone.localdate())
    assert "to" in {column.key for column in table.columns}
