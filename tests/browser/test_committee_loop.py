"""The committee in the browser: the next meeting of two bodies from the proposed agenda to approved minutes, tasks answered
and accepted, and the meeting after it that opens with what is unfinished."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from anwei.committee.models import Meeting, Resolution, Task
from anwei.committee.tests.factories import make_cast, make_resolution, make_sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    """The button or link of that name on the case page, and the button of the same name on the form behind it."""
    page.locator(".actions").get_by_role("link", name=name, exact=True).click()
    page.locator("main form").get_by_role("button", name=name, exact=True).click()


def plan_from_live_cases(clerk: Page, left: Resolution, today: date) -> Meeting:
    """A meeting of both bodies, its agenda proposed from what is unfinished; the notice goes out."""
    clerk.goto("/committee/")
    clerk.get_by_role("link", name="Plan a meeting").click()
    clerk.get_by_label("Safety committee").select_option("plenary")
    clerk.get_by_label("Fire joint meeting").select_option("joint")
    clerk.get_by_label("Day").fill(today.isoformat())
    clerk.get_by_label("Place").fill("Room 301")
    clerk.get_by_role("button", name="Plan it").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("M-")
    meeting = Meeting.objects.latest("pk")
    clerk.goto(f"/committee/meetings/{meeting.number}/agenda/")
    clerk.get_by_role("link", name="Propose from live cases").first.click()
    expect(clerk.get_by_label(left.number)).to_be_checked()
    clerk.get_by_role("button", name="Put the ticked ones on the agenda").click()
    clerk.goto(f"/committee/meetings/{meeting.number}/")
    press(clerk, "Send the notice of meeting")
    expect(clerk.locator(".lead")).to_contain_text(f"plenary meeting of {today.year} and Fire")
    return meeting


def come(officer: Page, clerk: Page, today: date) -> None:
    """The department confirms, and is on the roll by the code of the door."""
    officer.goto("/committee/")
    officer.get_by_role("link", name=f"plenary meeting of {today.year}").first.click()
    officer.get_by_label("coming", exact=True).check()
    officer.get_by_role("button", name="Reply").click()
    press(clerk, "Open the meeting")
    code = clerk.locator(".clocks .stat-value").first.inner_text()
    officer.reload()
    officer.get_by_role("link", name="I am here").click()
    officer.get_by_label("Code").fill(code)
    officer.get_by_role("button", name="I am here").click()
    expect(officer.get_by_text("You are on the roll.")).to_be_visible()


def decide(clerk: Page, meeting: Meeting, lead: str, today: date) -> Resolution:
    """A point is written and a resolution taken."""
    clerk.goto(f"/committee/meetings/{meeting.number}/minutes/")
    clerk.get_by_role("button", name="Add a point").last.click()
    point = clerk.locator(".point").last
    point.locator("textarea").press_sequentially("Screen the boilers before the frost.")
    expect(point.locator("[data-state]")).to_contain_text("Saved")
    clerk.goto(f"/committee/meetings/{meeting.number}/resolve/")
    clerk.get_by_label("What was decided").fill("Screen the boilers before the frost.")
    clerk.get_by_label("Lead unit").select_option(label=lead)
    clerk.get_by_label("Due on").fill((today + timedelta(days=20)).isoformat())
    clerk.get_by_role("button", name="Write it down").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("SC-R")
    return Resolution.objects.latest("pk")


def approve(clerk: Page, chair: Page, meeting: Meeting) -> None:
    """The minutes are circulated and approved by whoever directs the bodies."""
    clerk.goto(f"/committee/meetings/{meeting.number}/")
    press(clerk, "Close the meeting")
    press(clerk, "Circulate the minutes")
    chair.goto(f"/committee/meetings/{meeting.number}/")
    press(chair, "Approve the minutes")
    expect(chair.locator(".status")).to_have_text("Minutes approved")


def carry_out(clerk: Page, officer: Page, taken: Resolution) -> None:
    """The task is handed out, answered and accepted; a person says that the resolution is finished."""
    clerk.goto(f"/committee/resolutions/{taken.pk}/")
    clerk.locator(".actions").get_by_role("link", name="Hand out tasks").click()
    clerk.get_by_role("button", name="Hand them out").click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text(taken.number)
    task = Task.objects.get(resolution=taken)
    officer.goto(f"/committee/tasks/{task.number}/")
    press(officer, "Confirm receipt")
    officer.locator(".actions").get_by_role("link", name="Report as done").click()
    officer.get_by_label("What was done").fill("All 14 boilers were seen; two are shut down.")
    officer.get_by_role("button", name="Report as done").click()
    expect(officer.locator(".status")).to_have_text("Answered, to be looked at")
    clerk.goto(f"/committee/tasks/{task.number}/")
    press(clerk, "Accept the answer")
    clerk.goto(f"/committee/resolutions/{taken.pk}/")
    clerk.locator(".actions").get_by_role("link", name="Finish the resolution").click()
    clerk.get_by_label("Reason").fill("All boilers were seen.")
    clerk.get_by_role("button", name="Finish the resolution").click()
    expect(clerk.locator(".status")).to_have_text("Finished")


def test_from_the_proposed_agenda_to_the_next_meeting(new_page, sign_in):
    cast, today = make_cast(), timezone.localdate()
    left = make_resolution(cast, make_sitting(cast), due_on=today + timedelta(days=40))
    clerk, chair, officer = new_page(), new_page(), new_page()
    for page, person in ((clerk, cast.clerk), (chair, cast.chair), (officer, cast.officer)):
        sign_in(page, person)
    meeting = plan_from_live_cases(clerk, left, today)
    come(officer, clerk, today)
    taken = decide(clerk, meeting, str(cast.department), today)
    approve(clerk, chair, meeting)
    carry_out(clerk, officer, taken)
    # The following meeting opens with what is unfinished, and with that only.
    clerk.goto("/committee/meetings/new/")
    clerk.get_by_label("Safety committee").select_option("plenary")
    clerk.get_by_label("Day").fill((today + timedelta(days=60)).isoformat())
    clerk.get_by_role("button", name="Plan it").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("M-")
    following = Meeting.objects.latest("pk")
    clerk.goto(f"/committee/meetings/{following.number}/agenda/propose/")
    expect(clerk.get_by_label(left.number)).to_be_checked()
    expect(clerk.get_by_text(taken.number)).to_have_count(0)
