"""Invitations by link: made, shown once, used once, withdrawn, over."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.actions import inviting
from anwei.accounts.models import Invitation, User
from anwei.accounts.tests.factories import NOON, PASSWORD, make_user, sign_in
from anwei.audit import trail

pytestmark = pytest.mark.django_db
ACCEPTED = {"name": "Li Wei", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def office() -> Client:
    """The browser of a clerk."""
    return sign_in(Client(), make_user("clerk"))


@pytest.fixture
def invited() -> User:
    return make_user("officer", username="li", name="Li", email="li@example.org")


def make_link(office: Client, person: User, **given: str) -> str:
    page = office.post(reverse("accounts:invite", args=[person.pk]), given)
    assert page.status_code == 200
    return re.search(r'data-copies="http://testserver([^"]+)"', page.content.decode()).group(1)


def test_the_invited_sets_name_and_password_and_signs_in(
    client: Client, office: Client, invited: User
) -> None:
    link = make_link(office, invited)
    page = client.get(link)
    assert "Your username is li." in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert client.post(link, ACCEPTED).url == reverse("account_login")
    invited.refresh_from_db()
    assert (invited.name, invited.check_password(PASSWORD)) == ("Li Wei", True)
    assert client.post(
        reverse("account_login"), {"login": "li", "password": PASSWORD}
    ).url == reverse("home")
    assert trail.about(invited).filter(action="accounts.invitation_accepted").exists()


def test_a_link_works_once(client: Client, office: Client, invited: User) -> None:
    link = make_link(office, invited)
    client.post(link, ACCEPTED)
    again = client.post(
        link,
        {"name": "Thief", "password": "a thief's long phrase", "again": "a thief's long phrase"},
    )
    assert again.status_code == 410
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    assert invited.name == "Li Wei"


def test_the_link_is_nowhere_in_the_database(office: Client, invited: User) -> None:
    token = make_link(office, invited).rstrip("/").rsplit("/", 1)[1]
    kept = str(Invitation.objects.values().get()) + str(
        [(entry.was, entry.now) for entry in trail.about(Invitation.objects.get())]
    )
    assert token not in kept


def test_a_new_link_ends_the_old_one(client: Client, office: Client, invited: User) -> None:
    first, second = make_link(office, invited), make_link(office, invited)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_a_link_ends_after_its_days(client: Client, office: Client, invited: User) -> None:
    link = make_link(office, invited)
    Invitation.objects.update(
        made_at=NOON - timedelta(days=20), expires_at=timezone.now() - timedelta(seconds=1)
    )
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Ask the committee office for a new one" in answer.content.decode()
    assert client.post(link, ACCEPTED).status_code == 410


def test_a_link_can_be_withdrawn(client: Client, office: Client, invited: User) -> None:
    link = make_link(office, invited)
    assert invited.name in office.get(reverse("invitations")).content.decode()
    office.post(reverse("accounts:withdraw_invitation", args=[Invitation.objects.get().pk]))
    assert client.get(link).status_code == 410
    assert "No link is open" in office.get(reverse("invitations")).content.decode()


def test_closing_the_account_ends_its_link(client: Client, office: Client, invited: User) -> None:
    link = make_link(office, invited)
    office.post(reverse("accounts:close_person", args=[invited.pk]), {"reason": "Left"})
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"again": "something else here"}, "The two passwords differ."),
        ({"password": "short", "again": "short"}, "too short"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(
    client: Client, office: Client, invited: User, given: dict, words: str
) -> None:
    link = make_link(office, invited)
    answer = client.post(link, {**ACCEPTED, **given})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert client.post(link, ACCEPTED).status_code == 302


def test_a_made_up_link_opens_nothing(client: Client) -> None:
    assert client.get(reverse("accounts:accept_invitation", args=["x" * 43])).status_code == 410


def test_a_person_with_a_password_gets_a_new_link_for_a_reason_only(office: Client) -> None:
    leader = make_user("leader", password=PASSWORD)
    office.post(reverse("accounts:invite", args=[leader.pk]))
    assert not leader.invitations.exists()
    make_link(office, leader, reason="Forgot the password, came to the office")
    assert (
        trail.about(leader.invitations.get()).get().reason
        == "Forgot the password, came to the office"
    )
    leader.refresh_from_db()
    assert leader.check_password(PASSWORD), "the old password works until the link is used"


def test_the_link_goes_by_mail_when_asked(office: Client, invited: User) -> None:
    link = make_link(office, invited, mail="on")
    assert mail.outbox[0].to == ["li@example.org"]
    assert link in mail.outbox[0].body


def test_an_officer_invites_nobody(invited: User) -> None:
    browser = sign_in(Client(), make_user("officer", unit=invited.unit))
    assert browser.post(reverse("accounts:invite", args=[invited.pk])).status_code == 403


def test_of_two_who_use_a_link_at_once_one_wins(invited: User) -> None:
    _, token = inviting.invite(invited, by="system:tests", at=NOON)
    stale = inviting.invitation_for(token, at=NOON)
    inviting.accept_invitation(token, name="First", password=PASSWORD, at=NOON)
    assert stale.used_at is None
    with pytest.raises(inviting.InvitationOver):
        inviting.accept_invitation(token, name="Second", password="another phrase", at=NOON)
