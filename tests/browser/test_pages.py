"""Every page that opens by its address alone, seen once, by the first role that may."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anwei.accounts.tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def names(patterns: list, space: str = "") -> list[str]:
    """Names of the addresses that need no arguments, with their rooms."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not pattern.pattern.converters:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.pattern.regex.groups:
            found.append(space + pattern.name)
    return found


def pages(client: Client) -> list[str]:
    """The addresses that answer this person with a whole page."""
    shown = []
    for name in names(get_resolver().url_patterns):
        answer = client.get(path := reverse(name))
        whole = answer.status_code == 200 and not answer.streaming and b"<html" in answer.content
        if whole and path not in shown:
            shown.append(path)
    return shown


def sign_in(client: Client, page, url: str, role: str) -> None:
    """The same person in the test client and in the browser."""
    client.force_login(make_user(role))
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def test_every_page_meets_wcag_keeps_the_policy_and_fits_a_phone(live_server, page, violations):
    faults, seen = [], set()
    for role in ("clerk", "officer", "enterprise", "auditor", "leader", "administrator"):
        client = Client()
        sign_in(client, page, live_server.url, role)
        for path in set(pages(client)) - seen:
            seen.add(path)
            page.complaints.clear()
            page.set_viewport_size({"width": 1440, "height": 900})
            page.goto(live_server.url + path)
            faults += [f"{path} {line}" for line in violations(page)]
            if folder := os.environ.get("ANWEI_SHOTS"):
                page.screenshot(
                    path=Path(folder, f"page{path.replace('/', '-')}.png"), full_page=True
                )
            page.set_viewport_size({"width": 390, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{path} scrolls sideways on a phone")
            faults += [f"{path} {line}" for line in page.complaints]
    assert len(seen) >= 20
    assert faults == []
