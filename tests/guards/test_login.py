"""Every address is behind the login, but for those that must not be. Default-deny is Django's; this is the list."""

from collections.abc import Iterator

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Addresses that answer without an account, each with its reason. A new one is added here on purpose.
PUBLIC = {
    "healthz": "a watchdog has no account",
    "readyz": "a proxy has no account",
    "robots": "for search engines: nothing here",
    "favicon": "browsers ask before anyone signs in",
    "set_language": "the sign-in page can be read in both languages",
    "accounts:language": "the door's pages can be read in both languages",
    "accounts:accept_invitation": "who is invited has no password yet; the link is the key",
    "portal:paper": "who holds a paper checks it by the key in its QR code; number, day, digests and force only",
    "hazards:answer": "an enterprise without an account answers by the code on the notice",
    "account_login": "the door",
    "account_signup": "closed by the adapter: people are invited",
    "account_logout": "leaving needs no account",
    "account_inactive": "tells a closed account that it is closed",
    "account_reset_password": "who forgot cannot sign in",
    "account_reset_password_done": "",
    "account_reset_password_from_key": "",
    "account_reset_password_from_key_done": "",
    "account_confirm_email": "the link in a mail",
    "account_email_verification_sent": "",
    "account_confirm_login_code": "second step of the door",
    "account_request_login_code": "",
    "mfa_authenticate": "second step of the door",
    "mfa_trust": "second step of the door",
    "mfa_login_webauthn": "the door, by passkey",
    "mfa_signup_webauthn": "closed by the adapter",
    "socialaccount_login_cancelled": "the door, by OpenID Connect",
    "socialaccount_login_error": "",
    "socialaccount_signup": "closed by the adapter",
    "openid_connect_login": "the door, by OpenID Connect",
    "openid_connect_callback": "",
}


def addresses(
    patterns: list | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespaces, pattern) of every address there is."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            below = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, below)
        else:
            yield ":".join((*spaces, pattern.name or str(pattern.pattern))), pattern


ALL = dict(addresses())
OPEN = {
    name for name, pattern in ALL.items() if not getattr(pattern.callback, "login_required", True)
}


def test_only_the_listed_addresses_are_open():
    assert OPEN - set(PUBLIC) == set()


def test_the_middleware_that_closes_the_rest_is_there(settings):
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE


SAMPLES = {
    "int": 1,
    "str": "x",
    "slug": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "path": "x",
}


def path_of(name: str, pattern: URLPattern) -> str | None:
    """The address with something in its places; None where nothing of ours fits."""
    kinds = {
        key: type(converter).__name__.removesuffix("Converter").lower()
        for key, converter in pattern.pattern.converters.items()
    }
    if (
        not all(kind in SAMPLES for kind in kinds.values())
        or "<" in str(pattern.pattern)
        and not kinds
    ):
        return None
    return reverse(name, kwargs={key: SAMPLES[kind] for key, kind in kinds.items()})


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(ALL) - OPEN))
def test_a_stranger_is_sent_to_the_door(client, name):
    try:
        path = path_of(name, ALL[name])
    except NoReverseMatch as fault:  # a room with its own converter tells its own sample here
        pytest.fail(f"no sample for {name}: {fault}")
    if path is None:
        assert getattr(ALL[name].callback, "login_required", True)
        return
    for method in (client.get, client.post):
        answer = method(path)
        assert answer.status_code == 302, name
        assert answer.url.startswith(reverse("account_login")), name
