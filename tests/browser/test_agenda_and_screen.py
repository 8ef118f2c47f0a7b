"""The agenda put in order by hand, by keys and by dragging, and the room's screen, in the browser."""

import re
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from anwei.committee.actions import arranging
from anwei.committee.models import Meeting
from anwei.committee.tests.factories import Cast, make_cast, make_resolution, make_sitting
from tests.browser.people import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    now = timezone.now()
    made = make_sitting(
        cast, at=now, held_on=timezone.localdate(now), starts=time(9, 0), ends=time(9, 30)
    )
    for title, minutes in (("Unfinished", 10), ("Hazards", 15), ("Situation", 20)):
        arranging.add(made, by=cast.clerk, at=now, kind="other", title=title, minutes=minutes)
    return made


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.order_by("position").values_list("title", flat=True))


def test_items_are_moved_by_button_by_key_and_by_dragging(new_page, sign_in, cast, meeting):
    page = new_page()
    sign_in(page, cast.clerk)
    page.goto(f"/committee/meetings/{meeting.number}/agenda/")
    items = page.locator("[data-key]")
    page.get_by_role("button", name="Down: Unfinished").click()
    expect(items.first).to_contain_text("1. Hazards")
    expect(items.first).to_contain_text("09:00–09:15")
    items.nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(items.nth(1)).to_contain_text("2. Situation")
    expect(items.nth(1)).to_be_focused()
    assert titles(meeting) == ["Hazards", "Situation", "Unfinished"]
    items.nth(2).drag_to(items.first)
    expect(items.first).to_contain_text("1. Unfinished")
    assert titles(meeting) == ["Unfinished", "Hazards", "Situation"]
    expect(page.locator("#agenda")).to_contain_text("15 minutes more than there are until 09:30")


def test_an_order_that_somebody_changed_meanwhile_is_told_in_words(
    new_page, sign_in, cast, meeting
):
    page = new_page()
    sign_in(page, cast.clerk)
    page.goto(f"/committee/meetings/{meeting.number}/agenda/")
    arranging.drop(meeting.items.first(), by=cast.colleague, at=timezone.now())
    page.locator("[data-key]").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#agenda")).to_contain_text("a moment ago")
    expect(page.locator("[data-key]")).to_have_count(2)


@pytest.mark.parametrize(("width", "dark"), [(1920, True), (390, False)])
def test_the_screen_shows_one_page_at_a_time_and_says_when_the_time_is_over(
    new_page, sign_in, axe, cast, meeting, width, dark
):
    page = new_page(width=width, dark=dark)
    page.set_viewport_size({"width": width, "height": 1080 if width == 1920 else 844})
    page.clock.install()
    sign_in(page, cast.clerk)
    page.goto(f"/committee/meetings/{meeting.number}/screen/")
    shown = page.locator("[data-room-page]:visible")
    expect(shown).to_contain_text(Meeting.objects.get(pk=meeting.pk).door_code)
    axe(page)
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_count(1)
    expect(shown.locator("h2")).to_have_text("Unfinished")
    page.clock.run_for(4 * 60_000)
    expect(shown.locator("[data-room-time]")).to_have_text(re.compile(r"^4:0\d of 10 minutes$"))
    page.clock.run_for(8 * 60_000)
    expect(shown.locator("[data-room-time]")).to_have_text(
        re.compile(r"^12:0\d of 10 minutes · 2:0\d over the time$")
    )
    assert not sideways(page)
    axe(page)
    page.reload()
    expect(shown.locator("h2")).to_have_text("Unfinished")
    expect(shown.locator("[data-room-time]")).to_contain_text("over the time")
    page.keyboard.press("End")
    made = make_resolution(cast, meeting)
    page.clock.run_for(6_000)
    expect(shown).to_contain_text(made.number)
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("button", name="Previous").click()
    expect(shown.locator("h2")).to_have_text("Situation")
    axe(page)
