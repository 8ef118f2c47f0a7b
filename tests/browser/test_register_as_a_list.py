"""The register as a list, worked with by hand and by keyboard: keys, pages, columns, views, many at once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from anwei.accounts.tests.factories import NOON, make_user
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import TODAY, Cast, assigned, make_hazard
from anwei.lists import actions
from tests.browser.people import in_days, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A department with thirty hazards, each found a day after the other."""
    cast = Cast()
    for day in range(30):
        made = make_hazard if day % 10 else assigned
        made(
            cast,
            description=f"Rack {day + 1} leans" + (" north" if "1" in str(day + 1) else ""),
            found_on=TODAY - timedelta(days=30 - day),
        )
    return cast


def here(page: Page) -> str:
    """The text of what has the focus."""
    return page.evaluate("document.activeElement.innerText || document.activeElement.id")


def rows(page: Page) -> list[str]:
    """What the cells of the long column say, row by row."""
    return page.locator('[data-rows] td[data-label="What was found"]').all_inner_texts()


def test_by_keyboard_through_the_rows_into_a_case_and_back_to_the_same_place(cast, page, sign_in):
    sign_in(page, cast.officer)
    page.goto("/hazards/?all=1")
    page.get_by_role("link", name="Next").click()
    page.wait_for_selector("text=Rows 26–30")
    for _times in range(2):
        page.keyboard.press("j")
    assert "Rack 4 leans" in here(page), "the second row of the second page"
    page.keyboard.press("Enter")
    page.wait_for_url("**/hazards/H-*/?in=**")
    assert shown(page, "Rack 4 leans")
    page.get_by_role("link", name="Next").click()
    page.wait_for_selector("main >> text=Rack 3 leans")
    page.get_by_role("link", name="Previous").click()
    page.wait_for_selector("main >> text=Rack 4 leans")
    page.locator(".beside-list a").first.click()
    page.wait_for_selector("text=Rows 26–30")
    assert rows(page)[1] == "Rack 4 leans"
    assert page.url.endswith(f"#row-{Hazard.objects.get(description='Rack 4 leans').pk}")
    page.keyboard.press("j")
    assert "Rack 3 leans" in here(page), "the keys go on from the row one came from"
    page.keyboard.press("/")
    page.keyboard.type("Rack 17")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Rack 17 leans")


def test_columns_density_and_order_are_kept_as_a_view_and_shared_with_the_unit(
    cast, new_page, sign_in, axe
):
    officer = new_page()
    sign_in(officer, cast.officer)
    officer.goto("/hazards/?q=north&sort=due")
    officer.locator("summary", has_text="Columns").click()
    officer.locator('[name="cols"][value="sector"]').check()
    officer.locator('[name="cols"][value="handling"]').uncheck()
    for _times in range(7):
        officer.get_by_role("button", name="Sector: further to the front").click()
    officer.get_by_label("Density").select_option("compact")
    officer.locator(".list-chooser").get_by_role("button", name="Apply").click()
    officer.wait_for_selector("table.dense")
    heads = [text.strip() for text in officer.locator("thead th").all_inner_texts()]
    assert "Handling unit" not in heads and heads.index("Sector") < heads.index("Status")
    officer.locator("summary", has_text="Views").click()
    officer.get_by_label("Save this view as").fill("Leaning racks")
    officer.get_by_label("Who may open it").select_option(label=cast.department.name)
    officer.get_by_label("The list opens with it").check()
    axe(officer)
    officer.locator(".list-menus").get_by_role("button", name="Save", exact=True).click()
    officer.wait_for_selector("text=The view “Leaning racks” is saved")
    officer.goto("/hazards/")
    assert len(rows(officer)) == 12 and officer.locator("table.dense").count() == 1
    assert [text.strip() for text in officer.locator("thead th").all_inner_texts()] == heads


def test_a_shared_view_opens_for_the_unit_first_only_for_who_chose_that_and_not_for_others(
    cast, new_page, sign_in
):
    officer, colleague, stranger = new_page(), new_page(width=390), new_page()
    view = actions.save_view(
        list_key="hazards",
        name="Leaning racks",
        query="q=north&density=compact",
        unit=cast.department,
        by=cast.officer,
        at=NOON,
    )
    actions.open_with(view, list_key="hazards", by=cast.officer, at=NOON)
    sign_in(officer, cast.officer)
    officer.goto("/hazards/")
    assert len(rows(officer)) == 12 and officer.locator("table.dense").count() == 1
    sign_in(colleague, cast.colleague)
    colleague.goto("/hazards/")
    assert len(rows(colleague)) == 25, "it opens first only for who chose that"
    colleague.locator("summary").filter(has=colleague.locator("text=Views")).first.click()
    colleague.get_by_role("link", name="Leaning racks").click()
    colleague.wait_for_selector("table.dense")
    assert len(rows(colleague)) == 12
    sign_in(stranger, cast.stranger)
    stranger.goto("/hazards/?all=1")
    stranger.locator("summary", has_text="Views").click()
    assert stranger.get_by_role("link", name="Leaning racks").count() == 0


def test_a_term_is_set_for_all_that_match_and_what_was_refused_is_told(cast, page, sign_in, axe):
    sign_in(page, make_user("clerk"))
    page.goto("/hazards/?all=1")
    page.get_by_role("button", name="With all that match: 30 hazards").click()
    page.wait_for_url("**/lists/selections/**")
    assert shown(page, "All that matched on") and shown(page, "and 5 more")
    assert page.locator("td", has_text="It is not open to this: To be rectified").count() == 2, (
        "what will be refused is told before"
    )
    late = make_hazard(cast, description="Found after the freeze")
    page.locator('[name="due_on"]').fill(in_days(10))
    axe(page)
    page.get_by_role("button", name="Set a term: 30 hazards").click()
    page.wait_for_selector("[role=progressbar], progress")
    call_command("worker", once=True, verbosity=0)
    page.reload()
    assert shown(page, "27 hazards") and shown(page, "Left as they were, and why")
    assert page.locator("h2:has-text('Left as they were') ~ div tbody tr").count() == 3
    with page.expect_download() as taken:
        page.get_by_role("link", name="All of them as a file").click()
    assert len(taken.value.path().read_text("utf-8-sig").splitlines()) == 4
    late.refresh_from_db()
    assert late.status == "registered", "what joins later is not touched"
    assert Hazard.objects.filter(status="assigned").count() == 30
