"""The first administrator of an empty system comes from the command line, and everybody else from the pages."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from anwei.accounts.models import User
from anwei.accounts.tests.factories import make_user
from anwei.audit import trail

pytestmark = pytest.mark.django_db


def told(capsys, *words):
    call_command("administrator", *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_an_empty_system_is_entered_by_the_link_once(capsys, settings):
    settings.BASE_URL = "https://anwei.example.org"
    made = told(capsys, "ning", "--name", "Fangzhou Ning", "--email", "ning@example.org")
    assert made["made"] and made["link"].startswith("https://anwei.example.org/accounts/")
    path = made["link"].removeprefix(settings.BASE_URL)
    client = Client()
    given = {
        "name": "Fangzhou Ning",
        "password": "a long pass phrase",
        "again": "a long pass phrase",
    }
    assert client.post(path, given).status_code == 302
    assert client.post(path, given).status_code == 410, "the link works once"
    person = User.objects.get()
    assert (person.role, person.check_password("a long pass phrase")) == ("administrator", True)
    assert [entry.action for entry in trail.about(person)][0] == "accounts.user_added"


def test_an_administrator_who_is_locked_out_gets_another_link(capsys):
    person = make_user("administrator")
    assert told(capsys, person.username)["made"] is False
    assert person.invitations.count() == 1
    assert "command line" in trail.about(person.invitations.get()).get().reason


def test_other_accounts_and_closed_ones_are_refused_in_words(capsys):
    with pytest.raises(CommandError, match="no administrator"):
        told(capsys, make_user("clerk").username)
    closed = make_user("administrator")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(CommandError, match="closed"):
        told(capsys, closed.username)
