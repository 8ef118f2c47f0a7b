"""A list whose rows move by themselves: they ask again without taking anything out of the reader's hands."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from anwei.accounts.tests.factories import make_user
from anwei.jobs import actions
from anwei.jobs.models import Job, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def row(page: Page, job: Job):
    return page.locator(f"#row-{job.pk}")


def test_rows_that_move_ask_again_and_leave_focus_choice_and_address_alone(page, sign_in):
    clerk = make_user("clerk", name="Clerk Bai")
    ledger, export = (
        actions.enqueue("jobs.tidy", by=clerk, at=timezone.now(), title=title, total=100)
        for title in ("Ledger", "Export")
    )
    sign_in(page, clerk)
    page.goto("/jobs/?state=queued&sort=asked")
    row(page, ledger).get_by_role("checkbox").check()
    row(page, export).get_by_role("link").focus()
    address = page.url
    Job.objects.filter(pk=ledger.pk).update(done=40)
    expect(row(page, ledger).get_by_role("progressbar")).to_have_attribute("value", "40")
    assert page.evaluate("document.activeElement.innerText") == "Export"
    assert row(page, ledger).get_by_role("checkbox").is_checked()
    assert page.url == address

    row(page, export).get_by_role("button", name="Stop: Export").click()
    page.wait_for_selector("text=stopped at once")
    assert Job.objects.get(pk=export.pk).state == State.STOPPED
    assert page.url == address, "back at the same place"
    assert row(page, ledger).get_by_role("checkbox").is_checked(), "what was chosen stays chosen"

    actions.stop(ledger, by=clerk, at=timezone.now())
    page.wait_for_selector("text=Nothing matches")
