"""Passkeys in a real browser with a made-up authenticator: added, used to sign in, without breaking the policy."""

import pytest
from django.urls import reverse

from anwei.accounts.tests.factories import PASSWORD, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server) -> str:
    """Browsers allow passkeys on localhost, not on 127.0.0.1."""
    return live_server.url.replace("127.0.0.1", "localhost")


def give_authenticator(page) -> None:
    """A device with a fingerprint reader that always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in(page, address: str) -> None:
    page.goto(f"{address}{reverse('account_login')}")
    page.fill("[name=login]", "li")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button.btn-primary")
    page.wait_for_url(lambda url: reverse("account_login") not in url)


def test_a_passkey_is_added_and_signs_in_without_a_password(page, address: str) -> None:
    make_user("leader", username="li", name="Li", password=PASSWORD)
    give_authenticator(page)
    sign_in(page, address)

    page.goto(f"{address}{reverse('mfa_add_webauthn')}")
    page.fill("[name=password]", PASSWORD)  # who is there, once more
    page.click("main .btn-primary")
    page.check("[name=passwordless]")
    page.click("[data-passkey-start]")
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")
    assert page.locator("main ol code").count() == 10

    page.goto(f"{address}{reverse('mfa_list_webauthn')}")
    assert "Passkey 1" in page.locator("main").inner_text()

    page.context.clear_cookies()
    page.goto(f"{address}{reverse('account_login')}")
    page.click("form[data-passkey=login] [data-passkey-start]")
    page.wait_for_url(lambda url: reverse("account_login") not in url)
    page.goto(f"{address}{reverse('accounts:profile')}")
    assert "Li" in page.locator("main").inner_text()
    assert page.complaints == [], "nothing was blocked by the content security policy"


def test_a_passkey_is_the_second_step_after_a_password(page, address: str) -> None:
    make_user("leader", username="li", name="Li", password=PASSWORD)
    give_authenticator(page)
    sign_in(page, address)
    page.goto(f"{address}{reverse('mfa_add_webauthn')}")
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn-primary")
    page.uncheck("[name=passwordless]")
    page.click("[data-passkey-start]")
    page.wait_for_url(f"**{reverse('mfa_view_recovery_codes')}")

    page.context.clear_cookies()
    sign_in(page, address)
    assert page.url.endswith(reverse("mfa_authenticate"))
    page.click("form[data-passkey=get] [data-passkey-start]")
    page.wait_for_url(lambda url: reverse("mfa_authenticate") not in url)
    page.goto(f"{address}{reverse('mfa_list_webauthn')}")
    assert page.locator("main table").count() == 1
    assert page.complaints == []


def test_without_a_passkey_the_page_says_what_else_to_do(page, address: str) -> None:
    page.goto(f"{address}{reverse('account_login')}")
    give_authenticator(page)
    page.click("form[data-passkey=login] [data-passkey-start]")
    trouble = page.locator("[data-passkey-trouble]")
    trouble.wait_for(state="visible", timeout=30000)
    assert "another way to sign in" in trouble.inner_text()
