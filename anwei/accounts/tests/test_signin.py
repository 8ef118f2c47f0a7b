"""Signing in: passwords, lock-out, second factors, sessions, what a stranger can learn."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anwei.accounts.actions import enrolling
from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON, PASSWORD, make_user, sign_in
from anwei.audit import trail

pytestmark = pytest.mark.django_db


def try_password(
    client: Client, login: str, password: str = PASSWORD, **given: str
) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": login, "password": password}, **given)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def leader() -> User:
    return make_user("leader", username="li", email="li@example.org", password=PASSWORD)


@pytest.mark.parametrize("login", ["li", "LI", "li@example.org", "Li@Example.org", " li "])
def test_a_person_signs_in_by_name_or_mail_address(
    client: Client, leader: User, login: str
) -> None:
    answer = try_password(client, login)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert signed_in(client)
    assert trail.about(leader).last().action == "accounts.signed_in"


def test_signing_in_changes_the_session_key(client: Client, leader: User) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    try_password(client, "li")
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_ends_the_session(client: Client, leader: User) -> None:
    try_password(client, "li")
    key = client.session.session_key
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_address_outside_is_followed_after_signing_in(
    client: Client, leader: User, wanted: str
) -> None:
    answer = client.post(
        reverse("account_login"), {"login": "li", "password": PASSWORD, "next": wanted}
    )
    assert answer.url == reverse("home")


@pytest.mark.parametrize("address", ["accounts:theme", "accounts:language"])
def test_no_address_outside_is_followed_after_a_choice_in_the_menu(
    client: Client, leader: User, address: str
) -> None:
    sign_in(client, leader)
    answer = client.post(
        reverse(address), {"theme": "dark", "language": "en", "next": "https://evil.example/"}
    )
    assert answer.status_code == 302
    assert "evil" not in answer.url


def words_of(answer: HttpResponse) -> str:
    """The page without what differs anyway: tokens and the name typed."""
    page = re.sub(
        r'(name="csrfmiddlewaretoken" value|X-CSRFToken[^:]*:)[^>]*', "", answer.content.decode()
    )
    return re.sub(r'name="login" value="[^"]*"', "", page)


def test_an_unknown_account_gets_the_answer_of_a_wrong_password(leader: User) -> None:
    known, unknown = try_password(Client(), "li", "wrong"), try_password(Client(), "xx", "wrong")
    assert known.status_code == unknown.status_code
    assert words_of(known) == words_of(unknown)


def test_a_closed_account_gets_the_answer_of_a_wrong_password(leader: User) -> None:
    enrolling.close_user(leader, by="system:tests", at=NOON, reason="Left")
    assert words_of(try_password(Client(), "li", "wrong")) == words_of(
        try_password(Client(), "xx", "wrong")
    )


def test_an_unknown_address_gets_the_same_answer_for_a_reset_and_no_mail(leader: User) -> None:
    known = Client().post(reverse("account_reset_password"), {"email": "li@example.org"})
    assert [message.to for message in mail.outbox] == [["li@example.org"]]
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert len(mail.outbox) == 1


def lock(client: Client, login: str, **given: str) -> HttpResponse:
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert try_password(client, login, "wrong", **given).status_code == 200
    return try_password(client, login, "wrong", **given)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Too many wrong tries"), ("zh-hans", "错误次数过多")]
)
def test_too_many_wrong_tries_lock_the_account_for_that_address_in_words(
    client: Client, leader: User, language: str, words: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = lock(client, "li")
    assert answer.status_code == 429
    assert words in answer.content.decode()
    assert "15" in answer.content.decode()
    right = try_password(client, "li")
    assert right.status_code == 429
    assert not signed_in(client)


def test_the_lock_counts_name_and_mail_address_together(client: Client, leader: User) -> None:
    for login in ["li", "LI", "li@example.org", "li"]:
        assert try_password(client, login, "wrong").status_code == 200
    assert try_password(client, "li@example.org", "wrong").status_code == 429


def test_the_lock_holds_nobody_else_and_no_other_address(client: Client, leader: User) -> None:
    make_user("leader", username="other", password=PASSWORD)
    lock(client, "li")
    assert try_password(Client(), "other").status_code == 302
    assert try_password(Client(REMOTE_ADDR="10.9.8.7"), "li").status_code == 302


def test_an_account_that_does_not_exist_is_locked_alike(client: Client) -> None:
    assert lock(client, "nobody").status_code == 429


def test_an_address_cannot_be_made_up_to_escape_the_lock(client: Client, leader: User) -> None:
    for number in range(settings.AXES_FAILURE_LIMIT):
        answer = try_password(client, "li", "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert answer.status_code == 429


def test_the_office_lifts_a_lock(client: Client, leader: User) -> None:
    lock(client, "li")
    office = sign_in(Client(), make_user("clerk"))
    person = reverse("accounts:person", args=[leader.pk])
    assert "locked after wrong tries" in office.get(person).content.decode()
    office.post(reverse("accounts:unlock_person", args=[leader.pk]))
    assert try_password(client, "li").status_code == 302
    assert "accounts.user_unlocked" in [entry.action for entry in trail.about(leader)]


def test_what_was_typed_into_the_name_is_not_kept_readable(client: Client) -> None:
    try_password(client, "my-secret-password", "x-wrong-x")
    attempt = AccessAttempt.objects.get()
    assert "my-secret" not in attempt.post_data
    assert "x-wrong-x" not in attempt.post_data


# Second factor


def give_totp(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def test_with_an_authenticator_app_the_password_alone_is_not_enough(
    client: Client, leader: User
) -> None:
    secret = give_totp(leader)
    assert try_password(client, "li").url == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert "Second step" in client.get(reverse("mfa_authenticate")).content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).url == reverse(
        "home"
    )
    assert signed_in(client)


def test_a_code_works_once(leader: User) -> None:
    secret = give_totp(leader)
    code = code_for(secret)
    for works in (True, False):
        browser = Client()
        try_password(browser, "li")
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(browser) is works


def test_a_recovery_code_signs_in_once(leader: User) -> None:
    give_totp(leader)
    code = (
        Authenticator.objects.get(user=leader, type="recovery_codes").wrap().get_unused_codes()[0]
    )
    for works in (True, False):
        browser = Client()
        try_password(browser, "li")
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(browser) is works


def test_wrong_codes_lock_like_wrong_passwords(client: Client, leader: User) -> None:
    secret = give_totp(leader)
    try_password(client, "li")
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 429
    assert not signed_in(client)


def test_the_secret_of_an_app_does_not_lie_open_in_the_database(leader: User) -> None:
    secret = give_totp(leader)
    assert secret not in str(Authenticator.objects.get(user=leader, type="totp").data)


def confirm(client: Client, address: str) -> None:
    """Open a page that asks who is there, and answer with the password."""
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert client.post(answer.url, {"password": PASSWORD, "next": address}).url == address


def test_an_app_is_set_up_after_the_password_was_asked_again(client: Client, leader: User) -> None:
    try_password(client, "li")
    address = reverse("mfa_activate_totp")
    confirm(client, address)
    page = client.get(address).content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page).group(1)
    assert client.post(address, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.filter(user=leader).exists()
    assert client.post(address, {"code": code_for(secret)}).url == reverse(
        "mfa_view_recovery_codes"
    )
    codes = re.findall(
        r"<li><code>(\d+)</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )
    assert len(codes) == 10
    assert "<li><code>" not in client.get(reverse("mfa_view_recovery_codes")).content.decode(), (
        "shown once only"
    )
    assert "accounts.totp_added" in [entry.action for entry in trail.about(leader)]


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_what_changes_the_way_in_asks_again_who_is_there(
    client: Client, leader: User, name: str
) -> None:
    if name == "mfa_generate_recovery_codes":
        give_totp(leader)
    sign_in(client, leader)
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.url.split("?")[0]) == (
        302,
        reverse("account_reauthenticate"),
    )


@pytest.fixture
def demanded(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = ["leader"]


@pytest.mark.usefixtures("demanded")
def test_a_role_that_must_have_a_second_factor_is_led_to_its_set_up_and_nowhere_else(
    client: Client, leader: User
) -> None:
    try_password(client, "li")
    assert client.get(reverse("people")).url == reverse("accounts:second_factor_needed")
    assert client.post(reverse("accounts:theme"), {"theme": "dark"}).url == reverse(
        "accounts:second_factor_needed"
    )
    assert client.get(reverse("people"), HTTP_HX_REQUEST="true").status_code == 403
    assert (
        "Your role needs a second factor"
        in client.get(reverse("accounts:second_factor_needed")).content.decode()
    )
    confirm(client, reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    give_totp(leader)
    assert client.get(reverse("people")).status_code == 200
    assert client.get(reverse("accounts:second_factor_needed")).url == reverse("home")


@pytest.mark.usefixtures("demanded")
def test_the_last_second_factor_stays_where_the_role_demands_one(
    client: Client, leader: User
) -> None:
    give_totp(leader)
    sign_in(client, leader)
    confirm(client, reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=leader, type="totp").exists()


def test_an_app_is_removed_and_its_recovery_codes_with_it(client: Client, leader: User) -> None:
    give_totp(leader)
    sign_in(client, leader)
    confirm(client, reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=leader).exists()
    assert "accounts.totp_removed" in [entry.action for entry in trail.about(leader)]


def test_the_administrator_takes_a_lost_second_factor_away(client: Client, leader: User) -> None:
    secret = give_totp(leader)
    theirs = Client()
    try_password(theirs, "li")
    theirs.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    sign_in(client, make_user("administrator"))
    client.post(
        reverse("accounts:reset_second_factor", args=[leader.pk]),
        {"reason": "Telephone lost, seen in person"},
    )
    assert not signed_in(theirs)
    assert try_password(Client(), "li").url == reverse("home")
    assert (
        trail.about(leader).filter(action="accounts.second_factor_reset").get().reason
        == "Telephone lost, seen in person"
    )


# Sessions and passwords


def test_a_closed_account_is_out_at_the_next_request(client: Client, leader: User) -> None:
    try_password(client, "li")
    enrolling.close_user(leader, by="system:tests", at=NOON, reason="Left")
    assert client.get(reverse("accounts:profile")).url.startswith(reverse("account_login"))
    assert not UserSession.objects.filter(user=leader).exists()
    enrolling.reopen_user(leader, by="system:tests", at=NOON, reason="Back")
    assert client.get(reverse("accounts:profile")).url.startswith(reverse("account_login")), (
        "the old session stays dead"
    )


def test_a_closed_account_is_told_so_only_with_the_right_password(leader: User) -> None:
    enrolling.close_user(leader, by="system:tests", at=NOON, reason="Left")
    assert try_password(Client(), "li").url == reverse("account_inactive")
    assert "closed" in Client().get(reverse("account_inactive")).content.decode()


def test_a_person_signs_out_everywhere_else(client: Client, leader: User) -> None:
    elsewhere = Client(HTTP_USER_AGENT="Elsewhere 1.0")
    try_password(elsewhere, "li")
    try_password(client, "li")
    assert "Elsewhere 1.0" in client.get(reverse("accounts:profile")).content.decode()
    suspended = client.post(reverse("accounts:sign_out_others"))
    client.post(suspended.url, {"password": PASSWORD, "next": reverse("accounts:sign_out_others")})
    assert not signed_in(elsewhere)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert trail.about(leader).last().now == {"sessions": 1}


def test_a_new_password_ends_the_other_sessions(client: Client, leader: User) -> None:
    elsewhere = Client()
    try_password(elsewhere, "li")
    try_password(client, "li")
    address = reverse("account_change_password")
    given = {
        "oldpassword": PASSWORD,
        "password1": "another long phrase",
        "password2": "another long phrase",
    }
    assert client.post(address, given).url == reverse("accounts:profile")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    assert "accounts.password_changed" in [entry.action for entry in trail.about(leader)]


def test_a_new_password_needs_the_old_one(client: Client, leader: User) -> None:
    sign_in(client, leader)
    given = {
        "oldpassword": "guessed",
        "password1": "another long phrase",
        "password2": "another long phrase",
    }
    assert client.post(reverse("account_change_password"), given).status_code == 200
    leader.refresh_from_db()
    assert leader.check_password(PASSWORD)


def test_a_weak_password_is_refused(client: Client, leader: User) -> None:
    sign_in(client, leader)
    address = reverse("account_change_password")
    client.post(
        address, {"oldpassword": PASSWORD, "password1": "1234567890", "password2": "1234567890"}
    )
    leader.refresh_from_db()
    assert leader.check_password(PASSWORD)


def test_a_password_is_reset_by_mail_once(client: Client, leader: User) -> None:
    elsewhere = Client()
    try_password(elsewhere, "li")
    client.post(reverse("account_reset_password"), {"email": "li@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link).url
    assert (
        client.post(
            form, {"password1": "another long phrase", "password2": "another long phrase"}
        ).status_code
        == 302
    )
    assert try_password(Client(), "li", "another long phrase").status_code == 302
    assert not signed_in(elsewhere)
    assert "This link no longer works" in Client().get(link).content.decode()
    assert "accounts.password_reset" in [entry.action for entry in trail.about(leader)]


def test_nobody_signs_up(client: Client) -> None:
    given = {
        "username": "new",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "email": "new@example.org",
    }
    for answer in (
        client.get(reverse("account_signup")),
        client.post(reverse("account_signup"), given),
    ):
        assert answer.status_code == 403
        assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_cookies_are_closed_to_scripts_and_to_other_sites(client: Client, leader: User) -> None:
    cookie = try_password(client, "li").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_chosen_language_follows_the_person_to_every_machine(
    client: Client, leader: User
) -> None:
    sign_in(client, leader)
    client.post(reverse("accounts:language"), {"language": "zh-hans", "next": "/"})
    other = sign_in(Client(HTTP_ACCEPT_LANGUAGE="en"), leader)
    assert 'lang="zh-hans"' in other.get(reverse("accounts:profile")).content.decode()


def test_ten_minutes_after_the_password_it_is_asked_again(
    client: Client, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, leader)
    confirm(client, reverse("mfa_activate_totp"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    later = time.time() + settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: later)
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
