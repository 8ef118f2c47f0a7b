"""People at their browsers: each a page of their own, doing what a person does there."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page

from anwei.accounts.models import User
from anwei.hazards.models import Hazard


def in_days(days: int) -> str:
    """A day as a date field takes it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


class Person:
    """Someone signed in, at a browser of their own."""

    def __init__(self, page: Page, user: User, axe: Callable[[Page], None]) -> None:
        self.page, self.user, self.axe = page, user, axe

    def open(self, hazard: Hazard) -> str:
        """Look at a case; the text of its page."""
        self.page.goto(f"/hazards/{hazard.number}/")
        return self.page.locator("main").inner_text()

    def press(self, word: str) -> None:
        """Press the link or button of this name."""
        self.page.get_by_role("link", name=word, exact=True).first.click()

    def fill(self, **fields: Any) -> None:
        """Fill the form on the screen by the names of its fields."""
        for name, value in fields.items():
            put(self.page, name, value)

    def send(self) -> None:
        """Press the first button of the form on the screen."""
        self.page.locator("main form .form-end button").first.click()

    def step(self, hazard: Hazard, word: str, **fields: Any) -> Hazard:
        """Open the case, press the step, fill its form, send it; the case as it is now."""
        self.open(hazard)
        self.press(word)
        self.page.wait_for_url(f"**/hazards/{hazard.number}/*/")
        self.axe(self.page)
        self.fill(**fields)
        self.send()
        self.page.wait_for_url(f"**/hazards/{hazard.number}/")
        return Hazard.objects.get(pk=hazard.pk)


def put(page: Page, name: str, value: Any) -> None:
    """One value into one field, as a hand would: typed, chosen, ticked, or a file picked."""
    if isinstance(value, Path):
        page.set_input_files(f"#{name}_files", value)
        return
    fields = page.locator(f'main form [name="{name}"]')
    kind = fields.first.evaluate("field => field.type")
    if kind == "radio":
        page.locator(f'main form [name="{name}"][value="{value}"]').check()
    elif kind == "checkbox":
        fields.first.set_checked(value)
    elif kind.startswith("select"):
        fields.first.select_option(str(value))
    else:
        fields.first.fill(value.isoformat() if isinstance(value, date) else str(value))


def sideways(page: Page) -> bool:
    """Whether the page is wider than its screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def shown(place: Locator | Page, text: str) -> bool:
    """Whether this text stands there."""
    within = place.locator("main") if isinstance(place, Page) else place
    return text in within.inner_text()
