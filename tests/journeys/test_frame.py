"""The frame of every page, and the pages that belong to no room."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from anwei.accounts.tests.factories import make_user
from anwei.config import views
from anwei.config.nav import Entry
from anwei.foundation.templatetags import parts

TITLED = """{% extends "foundation/base.html" %}{% block title %}Ledger &amp; list{% endblock %}"""


def test_the_start_page_asks_a_stranger_to_sign_in(client: Client) -> None:
    assert client.get("/").url == "/accounts/login/?next=/"


def test_a_page_that_does_not_exist_answers_in_words(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "does not exist, or is not yours to see" in answer.content.decode()


def test_an_error_page_speaks_the_language_of_the_reader(client: Client) -> None:
    answer = client.get("/no-such-page/", headers={"accept-language": "zh-hans"})
    assert '<html lang="zh-hans"' in answer.content.decode()


def test_a_stranger_chooses_the_language_of_the_entrance(client: Client) -> None:
    client.post("/accounts/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    assert '<html lang="zh-hans"' in client.get("/no-such-page/").content.decode()


@pytest.mark.django_db
def test_the_address_of_a_button_opened_by_hand_answers_in_words(client: Client) -> None:
    """As after a session that ended: signing in leads back to the address, but not to what was sent."""
    client.force_login(make_user("clerk"))
    answer = client.get("/notices/read-all/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "press the button there" in answer.content.decode()


def test_the_page_for_a_broken_server_needs_neither_database_nor_person(rf: RequestFactory) -> None:
    assert views.went_wrong(rf.get("/")).status_code == 500


def test_robots_are_told_to_stay_away_without_signing_in(client: Client) -> None:
    assert "Disallow: /" in client.get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_the_title_of_a_page_is_its_heading_too(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = make_user("clerk")
    page = engines["django"].from_string(TITLED).render({}, request)
    assert "<title>Ledger &amp; list · Anwei</title>" in page
    assert "<h1>Ledger &amp; list</h1>" in page


def test_the_entry_that_holds_the_page_is_marked(rf: RequestFactory) -> None:
    entries = [Entry("home", "Start", "home", "x"), Entry("robots", "Robots", "x", "x")]
    shown = parts.marked({"request": rf.get("/robots.txt")}, entries)
    assert [entry["current"] for entry in shown] == [False, True]
