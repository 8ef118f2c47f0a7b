"""Channels through the door of those who look after them."""

import pytest
from django.urls import reverse

from anwei.accounts.tests.factories import make_user
from anwei.audit import trail
from anwei.messaging.models import Channel, Delivery
from anwei.messaging.tests.factories import make_channel

pytestmark = pytest.mark.django_db

WEBHOOK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"


@pytest.fixture
def clerk(client):
    person = make_user("clerk")
    client.force_login(person)
    return person


def at(name, *args):
    return reverse(f"messaging:{name}", args=args)


def fill(**given):
    return {
        "name": "Fire group", "medium": "dingtalk", "new_address": WEBHOOK, "new_secret": "SECabcdef",
        "language": "zh-hans", "digest_at": "08:30", "quiet_from": "21:00", "quiet_until": "07:00", "active": "on",
    } | given  # fmt: skip


def test_a_clerk_adds_a_robot_and_its_secrets_are_never_shown_again(client, clerk):
    assert client.post(at("add_channel"), fill()).status_code == 302
    channel = Channel.objects.get()
    assert (channel.address, channel.secret) == (WEBHOOK, "SECabcdef")
    for page in (at("channels"), at("change_channel", channel.pk)):
        text = client.get(page).content.decode()
        assert "0123456789ab" not in text
        assert "SECabcdef" not in text
    assert "…cdef" in client.get(at("channels")).content.decode()
    kept = str(list(trail.about(channel).values("now")))
    assert "0123456789ab" not in kept
    assert "SECabcdef" not in kept


def test_an_address_left_empty_stays(client, clerk):
    channel = make_channel("https://oapi.dingtalk.com", secret="SECabcdef")
    answer = client.post(
        at("change_channel", channel.pk), fill(name="New name", new_address="", new_secret="")
    )
    assert answer.status_code == 302
    kept = Channel.objects.get()
    assert (kept.name, kept.address, kept.secret) == ("New name", channel.address, "SECabcdef")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"new_address": ""}, "address is needed"),
        ({"new_address": "https://elsewhere.example/robot/send?access_token=x"}, "not on the list"),
        ({"new_address": "http://oapi.dingtalk.com/robot/send?access_token=x"}, "https"),
        ({"new_address": "https://oapi.dingtalk.com/other"}, "no webhook"),
        ({"new_address": "https://127.0.0.1/robot/send?access_token=x"}, "not on the list"),
        ({"medium": "wecom"}, "not on the list"),
        ({"medium": "telegram"}, "telegram"),
        ({"quiet_until": ""}, "both ends"),
    ],
)
def test_bad_input_is_refused_in_words_and_changes_nothing(client, clerk, given, words):
    answer = client.post(at("add_channel"), fill(**given))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Channel.objects.exists()


@pytest.mark.parametrize("role", ["officer", "leader", "enterprise", "auditor"])
def test_nobody_else_looks_after_channels(client, role, robot):
    channel = make_channel(robot.address)
    client.force_login(make_user(role))
    for page in (at("channels"), at("add_channel"), at("change_channel", channel.pk)):
        assert client.get(page).status_code == 403
    assert client.post(at("test_channel", channel.pk)).status_code == 403
    assert not Delivery.objects.exists()


def test_the_page_says_when_no_mail_can_leave(client, clerk, settings):
    assert "No mail server" not in client.get(at("channels")).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "No mail server" in client.get(at("channels")).content.decode()
