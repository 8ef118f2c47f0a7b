"""A paper read in, in the browser: the notice the product began with becomes the meeting of two bodies once a clerk confirms it."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from anwei.committee.models import Meeting, Task
from anwei.committee.tests import measuring
from anwei.committee.tests.factories import Cast, make_cast
from tests.browser.people import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARED = Path(os.environ.get("ANWEI_SHARED", settings.PACKAGE.parent.parent / "shared")) / "data"
NOTICE = SHARED / "notice" / "notice-2023-10-27.txt"
SHOTS = os.environ.get("ANWEI_SHOTS", "")


def read_in(page: Page, paper: Path) -> None:
    """Choose the file and have it read."""
    page.goto("/committee/read/")
    page.locator("#id_paper_files").set_input_files(str(paper))
    page.locator("main form").first.locator("button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/committee/read/\d+/"))


@pytest.mark.realdata
@pytest.mark.skipif(not NOTICE.is_file(), reason="the public records are not beside this checkout")
def test_a_clerk_reads_the_notice_of_october_2023_in_and_confirms_the_draft(page, sign_in):
    cast = make_cast()
    sign_in(page, cast.clerk)
    read_in(page, NOTICE)
    see_the_meeting(page, cast)
    go_from_fact_to_sentence_and_back(page)
    due = timezone.localdate() + timedelta(days=21)
    confirm_with_one_task(page, due.isoformat())
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.held_on.isoformat(), meeting.starts) == (
        "held", "2023-10-27", None,
    )  # fmt: skip
    assert timezone.localtime(meeting.published_at).strftime("%H:%M") == "14:20"
    assert [(row.body, row.year, row.serial) for row in meeting.convenings.all()] == [
        (cast.committee, 2023, 4), (cast.fire, 2023, 4),
    ]  # fmt: skip
    assert meeting.points.count() == 10
    task = Task.objects.get()
    assert (task.unit, task.due_on, task.resolution.meeting) == (cast.street, due, meeting)


def see_the_meeting(page: Page, cast: Cast) -> None:
    """The draft as the notice tells it; what it does not tell stays empty."""
    expect(page.get_by_label("Day")).to_have_value("2023-10-27")
    expect(page.get_by_label("Published at")).to_have_value("14:20")
    expect(page.get_by_label("From")).to_have_value("")
    for body, kind in ((cast.committee, "expanded"), (cast.fire, "joint")):
        expect(page.locator(f"[name=kind_{body.pk}]")).to_have_value(kind)
        expect(page.locator(f"[name=serial_{body.pk}]")).to_have_value("4")
    expect(page.locator("[name=people-0-name]")).to_have_value("Jiao Jiguo")
    expect(page.locator("[name=people-0-role]")).to_have_value("spoke")
    expect(page.locator("[name=people-1-role]")).to_have_value("presided")


def go_from_fact_to_sentence_and_back(page: Page) -> None:
    """Both are places of the page, and lead to each other."""
    page.get_by_role("link", name="The sentence of: Wait-and-see").click()
    expect(page.locator("mark:target")).to_contain_text("to prevent looking ahead")
    page.locator(".reading-of", has_text="Wait-and-see").click()
    expect(page.locator("div:target")).to_contain_text("Wait-and-see")


def confirm_with_one_task(page: Page, due: str) -> None:
    """The demand on all streets, the fifth, becomes a task; no day is named, so the clerk sets one."""
    demand = page.locator("#fact-requirements-4")
    demand.get_by_label("Make this a task").check()
    demand.get_by_text("Title, units and day").click()
    expect(demand.get_by_label("All streets").first).to_be_checked()
    expect(demand.get_by_label("All departments").first).not_to_be_checked()
    page.get_by_role("button", name="Confirm the meeting").click()
    expect(page.get_by_role("alert").first).to_contain_text("names no day")
    page.locator("[name=demands-4-due_on]").fill(due)
    page.get_by_role("button", name="Confirm the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("M-")


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-CN")])
def test_the_pages_of_papers_read_in_are_sound(new_page, sign_in, axe, width, language):
    page = new_page(width=width, language=language)
    sign_in(page, make_cast().clerk)
    for name in ("two_bodies_en", "directive_zh", "report_zh"):
        folder = "held_out" if name == "report_zh" else "tuned"
        read_in(page, measuring.NOTICES / folder / f"{name}.txt")
        axe(page)
        assert not sideways(page)
        _keep(page, f"{name}-{width}")
    for each in page.locator("details").all():
        each.locator("summary").click()
    axe(page)
    page.goto("/committee/read/")
    axe(page)
    assert not sideways(page)
    _keep(page, f"read-{width}")


def _keep(page: Page, name: str) -> None:
    """A picture of the page, where ANWEI_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
