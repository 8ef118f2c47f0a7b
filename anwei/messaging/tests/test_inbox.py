"""Notices through the door people use."""

from datetime import timedelta

import pytest
from django.urls import reverse

from anwei.accounts.tests.factories import NOON, make_user
from anwei.messaging import actions
from anwei.messaging.models import Mute, Notice, Preference
from anwei.messaging.tests.factories import make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = make_user("officer")
    client.force_login(person)
    return person


def at(name, *args):
    return reverse(f"messaging:{name}", args=args)


def test_the_bell_shows_how_many_are_unread_and_nothing_when_none_are(client, officer):
    assert client.get(at("bell")).content == b""
    make_notice(officer, key="1")
    make_notice(make_user("officer"), key="2")
    assert client.get(at("bell")).content == b"1"


def test_the_bell_stops_counting_at_a_hundred(client, officer):
    Notice.objects.bulk_create(
        Notice(recipient=officer, kind="tests.news", about="x", key=str(n), created_at=NOON)
        for n in range(120)
    )
    assert client.get(at("bell")).content == b"99+"


def test_the_inbox_holds_the_own_notices_and_nobody_elses(client, officer):
    make_notice(officer, number="H-1")
    make_notice(make_user("officer"), number="H-2")
    text = client.get(at("inbox")).content.decode()
    assert "H-1 has moved" in text
    assert "H-2" not in text


def test_opening_a_notice_leads_to_its_case_and_marks_it_as_read(client, officer):
    notice = make_notice(officer, url="/hazards/7/")
    answer = client.get(at("open", notice.pk))
    assert (answer.status_code, answer["Location"]) == (302, "/hazards/7/")
    notice.refresh_from_db()
    assert notice.read_at


@pytest.mark.parametrize("name", ["open", "read", "mute", "unmute"])
def test_a_foreign_notice_does_not_exist_for_anybody_else(client, name):
    notice = make_notice(make_user("officer"))
    client.force_login(make_user("administrator"))
    answer = client.get(at(name, notice.pk)) if name == "open" else client.post(at(name, notice.pk))
    assert answer.status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("name", ["read", "mute", "unmute"])
def test_a_link_alone_changes_nothing(client, officer, name):
    assert client.get(at(name, make_notice(officer).pk)).status_code == 405


def test_unread_to_do_and_all_are_kept_apart(client, officer):
    make_notice(officer, "tests.handed", number="H-1", due_on=NOON.date())
    read = make_notice(officer, number="H-2")
    actions.read(read, at=NOON)
    shown = {
        show: client.get(at("inbox"), {"show": show}).content.decode()
        for show in ("unread", "to_do", "all")
    }
    assert "H-1" in shown["unread"]
    assert "H-2" not in shown["unread"]
    assert "H-1" in shown["to_do"]
    assert "H-2" in shown["all"]
    actions.settle(about="tests.thing:1", at=NOON)
    assert "Nothing to do" in client.get(at("inbox"), {"show": "to_do"}).content.decode()


def test_marking_all_leaves_what_came_after_the_page_was_loaded(client, officer):
    make_notice(officer, key="seen")
    up_to = client.get(at("inbox")).context["newest"]
    make_notice(officer, key="later")
    client.post(at("read_all"), {"up_to": up_to})
    assert client.get(at("bell")).content == b"1"


@pytest.mark.parametrize("up_to", ["", "x", "9" * 30, "-1"])
def test_nonsense_marks_nothing(client, officer, up_to):
    make_notice(officer)
    assert client.post(at("read_all"), {"up_to": up_to}).status_code == 302
    assert client.get(at("bell")).content == b"1"


def test_muting_and_hearing_again(client, officer):
    notice = make_notice(officer)
    client.post(at("mute", notice.pk), {"show": "all"})
    assert Mute.objects.filter(person=officer, about=notice.about).exists()
    assert "Hear news again" in client.get(at("inbox"), {"show": "all"}).content.decode()
    client.post(at("unmute", notice.pk))
    assert not Mute.objects.exists()


def test_older_notices_are_a_page_away_and_cost_no_more_queries(
    client, officer, django_assert_max_num_queries
):
    for number in range(32):
        make_notice(officer, number=f"H-{number:02}", key=str(number))
    with django_assert_max_num_queries(12):
        first = client.get(at("inbox"))
    assert "H-31" in first.content.decode()
    older = client.get(at("inbox"), {"before": first.context["older"]}).content.decode()
    assert "H-01" in older
    assert "H-02" not in older


def test_a_script_in_a_number_stays_text(client, officer):
    make_notice(officer, number="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(at("inbox")).content.decode()


def choose(client, **given):
    given = {"email": "daily", "digest_at": "09:15", "quiet_from": "", "quiet_until": ""} | given
    return client.post(at("preferences"), given)


def test_people_choose_how_they_are_told(client, officer):
    assert client.get(at("preferences")).status_code == 200
    assert not Preference.objects.exists(), "looking chooses nothing"
    assert choose(client, quiet_from="22:00", quiet_until="06:30").status_code == 302
    chosen = Preference.objects.get(person=officer)
    assert (chosen.email, f"{chosen.digest_at:%H:%M}", f"{chosen.quiet_until:%H:%M}") == (
        "daily",
        "09:15",
        "06:30",
    )
    assert chosen.next_digest_at - chosen.told_until <= timedelta(days=1)
    assert choose(client, email="off").status_code == 302
    assert Preference.objects.get(person=officer).email == "off"


def test_quiet_hours_need_both_ends(client, officer):
    answer = choose(client, quiet_from="22:00")
    assert answer.status_code == 422
    assert "both ends" in answer.content.decode()
    assert not Preference.objects.exists()


def test_text_messages_are_offered_only_where_a_gateway_is_set(client, officer, settings):
    assert "text message" not in client.get(at("preferences")).content.decode()
    settings.SMS_URL = "https://sms.example.org/send"
    text = client.get(at("preferences")).content.decode()
    assert "text message" in text
    assert "no telephone number" in text


def test_what_nobody_owns_stands_above_newer_notices_until_it_is_read(client, officer, settings):
    unowned = make_notice(officer, "tests.unowned", number="H-1", about="tests.thing:1")
    newer = [make_notice(officer, number=f"H-{n}", about=f"tests.thing:{n}") for n in range(2, 40)]

    def shown(query):
        return [notice.pk for notice in client.get(f"{at('inbox')}?{query}").context["notices"]]

    assert shown("show=unread")[:2] == [unowned.pk, newer[-1].pk]
    older = shown(f"show=unread&before={newer[-29].pk}")
    assert unowned.pk not in older and older[0] == newer[-30].pk, "it stands on the first page only"
    assert shown("show=all")[0] == newer[-1].pk
    actions.read(unowned, at=NOON)
    assert shown("show=unread")[0] == newer[-1].pk
