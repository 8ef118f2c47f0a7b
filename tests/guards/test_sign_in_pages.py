"""Every page of the sign-in library that can be reached is drawn by a template of ours."""

from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, get_resolver

from anwei.accounts.urls import library

PACKAGE = Path(__file__).resolve().parents[2] / "anwei"
BESIDE = [
    "account/email/password_reset_key_message.txt", "account/email/password_reset_key_subject.txt", "account/signup_closed.html",
    "socialaccount/authentication_error.html", "socialaccount/login.html", "429.html", "accounts/locked_out.html",
]  # fmt: skip


def templates() -> list[str]:
    """What the library's pages at our addresses are drawn with."""
    named = set(BESIDE)
    for pattern in library:
        assert isinstance(pattern, URLPattern)
        page = getattr(pattern.callback, "view_class", None)
        if name := getattr(page, "template_name", None):
            named.add(name)
    return sorted(named)


@pytest.mark.parametrize("name", templates())
def test_the_page_is_ours(name: str) -> None:
    assert PACKAGE in Path(get_template(name).origin.name).parents


def test_the_walk_finds_the_library() -> None:
    assert len(templates()) >= 25
    assert "account/login.html" in templates()
    assert get_resolver().reverse("account_login") == "accounts/login/"
