"""The browser of the tests: Debian's Chromium against a live server.

A test fails on any breach of the content security policy, any error on the console, any script
fault and any request to another host, on every page it opens, without asking for it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from anwei.accounts.models import User
from anwei.accounts.tests.factories import make_user
from tests.browser.watching import watched_page

CHROMIUM = (
    os.environ.get("ANWEI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
SWITCHES = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
]
# The rules of WCAG 2.2 AA and axe's own good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A file for SQLite: the server's threads cannot share one connection to a database in memory.

    Holds where the browser's tests run by themselves, as `./dev test` runs them.
    """
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "test_anwei.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`new_page(width=390, language="zh-CN", dark=True)`: a page of its own, as of another person.

    What its browser complains of is in `page.complaints`; a test that provokes a fault clears it.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(*, width: int = 1440, language: str = "en", dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            timezone_id=settings.TIME_ZONE,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return watched_page(context, live_server.url, complaints)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page at desk width, in English."""
    return new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[..., User]:
    """`sign_in(page, "clerk")` or `sign_in(page, user)`: the page is that person's from now on."""

    def do(page: Page, person: str | User = "clerk", **given: object) -> User:
        user = make_user(person, **given) if isinstance(person, str) else person
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return user

    return do


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """Asks axe what is wrong on a page, or a part of it, as it stands: one line for each element."""

    def found(page: Page, within: str = "html", rules: dict[str, list[str]] = RULES) -> list[str]:
        # Evaluated by the debugger, which the content security policy does not bind.
        answer = Axe().run(page, context=within, options=rules).response
        return [
            f"{rule['id']}: {node['html'][:160]} – {node['failureSummary']}"
            for rule in answer["violations"]
            for node in rule["nodes"]
        ]

    return found


@pytest.fixture
def axe(violations: Callable[..., list[str]]) -> Callable[[Page], None]:
    """`axe(page)`: fails in words on any breach of WCAG 2.2 AA that axe can see."""

    def read(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return read
