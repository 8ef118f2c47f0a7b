"""Signing in at the organisation's own server: opens accounts that exist, makes none, off by default."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from anwei.accounts.models import User
from anwei.accounts.tests.factories import make_user
from anwei.audit import trail

pytestmark = pytest.mark.django_db
SERVER = "https://id.example.org"


class Answer:
    """What the server says."""

    status_code = 200
    headers = {"content-type": "application/json"}
    text = ""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def json(self) -> dict[str, Any]:
        return self.said

    def raise_for_status(self) -> None:
        """It never fails."""


class Server:
    """An OpenID Connect server that vouches for whom the test names."""

    def __init__(self, claims: dict[str, Any]) -> None:
        self.claims = claims

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *raised: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **given: object) -> Answer:
        if url.endswith("openid-configuration"):
            ends = ("authorization", "token", "userinfo")
            return Answer(
                {"issuer": SERVER, **{f"{end}_endpoint": f"{SERVER}/{end}" for end in ends}}
            )
        return Answer(self.claims)

    def request(self, method: str, url: str, **given: object) -> Answer:
        return (
            Answer({"access_token": "token", "token_type": "Bearer"})
            if url.endswith("/token")
            else self.get(url)
        )

    def post(self, url: str, **given: object) -> Answer:
        return self.request("POST", url)


@pytest.fixture
def on(settings) -> None:
    """The sign-in server is named in the settings."""
    app = {
        "provider_id": "oidc",
        "name": "City ID",
        "client_id": "anwei",
        "secret": "s",
        "settings": {"server_url": SERVER, "fetch_userinfo": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def come_back(client: Client, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any]):
    """Through the server and back, with what it says about the person."""
    monkeypatch.setattr(
        "allauth.socialaccount.adapter.DefaultSocialAccountAdapter.get_requests_session",
        lambda adapter: Server(claims),
    )
    sent = client.post(reverse("openid_connect_login", args=["oidc"]))
    assert sent.url.startswith(f"{SERVER}/authorization?")
    state = parse_qs(urlsplit(sent.url).query)["state"][0]
    return client.get(
        reverse("openid_connect_callback", args=["oidc"]), {"code": "x", "state": state}
    )


@pytest.mark.usefixtures("on")
def test_the_servers_word_opens_the_account_of_its_verified_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = make_user("leader", email="li@example.org")
    answer = come_back(
        client, monkeypatch, {"sub": "42", "email": "li@example.org", "email_verified": True}
    )
    assert answer.url == reverse("home")
    assert client.session["_auth_user_id"] == str(leader.pk)
    assert trail.about(leader).last().action == "accounts.signed_in"


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "42", "email": "li@example.org", "email_verified": False},
        {"sub": "42", "email": "li@example.org"},
        {"sub": "42", "email": "unknown@example.org", "email_verified": True},
        {"sub": "42"},
    ],
)
def test_an_address_not_verified_or_unknown_opens_and_makes_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch, claims: dict
) -> None:
    make_user("leader", email="li@example.org")
    come_back(client, monkeypatch, claims)
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.usefixtures("on")
def test_the_way_to_the_server_is_on_the_sign_in_page(client: Client) -> None:
    assert "Sign in with City ID" in client.get(reverse("account_login")).content.decode()


def test_it_is_off_unless_a_server_is_named(client: Client) -> None:
    assert client.post(reverse("openid_connect_login", args=["oidc"])).status_code == 404
    assert "oidc" not in client.get(reverse("account_login")).content.decode()
