"""The hazard loop, clicked through by the people concerned, each at a browser of their own."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from anwei.audit import trail
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import Cast, assigned, make_hazard, rectified
from tests.browser.people import Person, in_days, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The people of a case."""
    return Cast()


@pytest.fixture
def at_work(new_page: Callable[..., Page], sign_in, axe) -> Callable[..., Person]:
    """`at_work(cast.officer)`: this person at a browser of their own."""

    def begin(user, **given) -> Person:
        page = new_page(**given)
        sign_in(page, user)
        return Person(page, user, axe)

    return begin


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str], Path]:
    """`photo("before")`: a picture file of its own."""

    def take(name: str) -> Path:
        held = io.BytesIO()
        Image.new("RGB", (640, 480), (len(name) * 20 % 256, 90, 120)).save(held, "JPEG")
        (tmp_path / f"{name}.jpg").write_bytes(held.getvalue())
        return tmp_path / f"{name}.jpg"

    return take


def register(person: Person, **fields) -> Hazard:
    """Register by the form; the case the person is led to."""
    person.page.goto("/hazards/new/")
    person.fill(**fields)
    person.axe(person.page)
    person.send()
    person.page.wait_for_url("**/hazards/H-*/")
    return Hazard.objects.order_by("-pk").first()


def pick_site(person: Person, cast: Cast) -> None:
    """Find the site by part of its name and take it."""
    person.page.locator("#site_text").press_sequentially(cast.site.name[:4])
    person.page.get_by_role("option", name=cast.site.name).first.click()


def test_a_general_hazard_is_found_termed_fixed_checked_twice_and_reopened(cast, at_work, photo):
    officer, enterprise, colleague = (
        at_work(cast.officer),
        at_work(cast.enterprise, width=390),
        at_work(cast.colleague),
    )
    officer.page.goto("/hazards/new/")
    officer.fill(description="Fire exit on the second floor locked", before=photo("before"))
    pick_site(officer, cast)
    officer.send()
    officer.page.wait_for_url("**/hazards/H-*/")
    hazard = Hazard.objects.get()
    assert (hazard.site, hazard.found_unit) == (cast.site, cast.department)
    assert officer.page.locator(".shots img").count() == 1

    officer.step(hazard, "Set a term", due_on=in_days(10))
    fix = {"measures": "Chain taken off", "fixer": "Lin Mei", "after": photo("after")}
    assert enterprise.step(hazard, "Report the fix", **fix).status == "rectified"
    back = {"remark": "The chain is back", "due_on": in_days(3)}
    assert colleague.step(hazard, "Not fixed: send back", **back).status == "assigned"
    assert "The chain is back" in enterprise.open(hazard)
    enterprise.step(hazard, "Report the fix", **fix | {"after": photo("again")})
    ended = colleague.step(hazard, "Verify: it is fixed", remark="Seen open")
    assert (ended.status, ended.checks.count()) == ("closed", 2)

    again = colleague.step(hazard, "Reopen", reason="Locked again", due_on=in_days(5))
    assert (again.status, again.reopened) == ("assigned", 1)
    assert shown(colleague.page, "Reopened once")
    assert shown(colleague.page, "Verified as fixed")


def test_a_site_is_found_and_taken_by_keys_alone(cast, at_work):
    officer = at_work(cast.officer)
    page = officer.page
    page.goto("/hazards/new/")
    officer.fill(description="Fire exit locked")
    box = page.locator("#site_text")
    box.press_sequentially(cast.site.name)
    page.locator("[data-pick]").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    officer.axe(page)
    box.press("Enter")
    assert page.url.endswith("/hazards/new/"), "Enter in the open list sends nothing"
    box.press("Escape")
    assert page.locator("[data-pick]").count() == 0
    assert box.input_value() == cast.site.name
    box.press("End")
    box.press("Backspace")
    page.locator("[data-pick]").first.wait_for()
    offered = page.locator("[data-pick]").count()
    for _step in range(offered + 1):
        box.press("ArrowDown")
    marked = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert marked.get_attribute("aria-selected") == "true"
    page.locator(f"#site_{cast.site.pk}").wait_for()
    while box.get_attribute("aria-activedescendant") != f"site_{cast.site.pk}":
        box.press("ArrowUp")
    box.press("Enter")
    assert page.locator("#id_site").input_value() == str(cast.site.pk)
    assert not Hazard.objects.exists()
    officer.send()
    page.wait_for_url("**/hazards/H-*/")
    assert Hazard.objects.get().site == cast.site


PLAN = {
    "goals": "Safe entry", "methods": "Permits, gas test, attendant", "resources": "Gas detector",
    "people": "Workshop 2, foreman Qi", "schedule": "Three weeks", "safeguards": "Tank sealed until then",
    "responsibility": "Plant manager", "measures": "Permit rule", "funds": "20000", "term_on": in_days(20), "contingency": "Plan no. 4",
}  # fmt: skip


def test_a_major_hazard_is_determined_planned_fixed_accepted_reviewed_resumed_and_written_off(
    cast, at_work, photo
):
    hazard = make_hazard(
        cast, description="Confined space entered without approval and without a gas test"
    )
    officer, colleague = at_work(cast.officer), at_work(cast.colleague)
    enterprise = at_work(cast.enterprise)
    officer.open(hazard)
    officer.press("Determine the level")
    officer.page.locator('input[name="clause_ref"][value="cn:GM10-13-02"]').check()
    officer.fill(level="major", condition_holds=True)
    officer.axe(officer.page)
    officer.send()
    officer.page.wait_for_url(f"**/hazards/{hazard.number}/")
    assert shown(officer.page, "version in force since")

    officer.step(hazard, "Ask for the treatment plan", plan_due_on=in_days(5), due_on=in_days(30))
    stop = {"scope": "Tank farm", "basis": "Work Safety Law, article 65", "paper_no": "S-1"}
    officer.step(hazard, "Record a suspension", **stop)
    enterprise.step(hazard, "Submit the plan", **PLAN)
    colleague.step(hazard, "Approve the plan", remark="Agreed")
    fix = {"measures": "Permit rule in force", "fixer": "Foreman Qi", "after": photo("after")}
    enterprise.step(hazard, "Report the fix", **fix)
    accepted = {"experts": "Engineer Bai", "report": photo("report")}
    enterprise.step(hazard, "Record acceptance", **accepted)
    checked = {"second_officer": "Officer Ning", "remark": "Seen"}
    colleague.step(hazard, "Record the on-site check", **checked)
    assert "ends with the regulator's consent to resume" in colleague.open(hazard)
    assert colleague.page.get_by_role("link", name="Write off").count() == 0
    colleague.step(hazard, "Consent to resume", paper_no="R-1")
    ended = colleague.step(hazard, "Write off", remark="All done")
    assert (ended.status, ended.suspended_on, ended.level) == ("closed", None, "major")


def test_a_fix_on_the_spot_is_registered_with_both_pictures_and_verified_by_another(
    cast, at_work, photo
):
    officer, colleague = at_work(cast.officer, width=390), at_work(cast.colleague)
    spot = {"on_the_spot": True, "measures": "Cable fixed", "rectified_by": "Guard Wu"}
    officer.page.goto("/hazards/new/")
    officer.fill(description="<script>alert(1)</script> loose cable", place="Gate 3", **spot)
    officer.fill(before=photo("before"))
    officer.send()
    officer.page.wait_for_selector("[data-errors]")
    assert shown(officer.page, "Needed where it was put right on the spot")
    assert not Hazard.objects.exists(), "nothing was saved yet"
    officer.fill(before=photo("before"), after=photo("after"))
    officer.send()
    officer.page.wait_for_url("**/hazards/H-*/")
    assert shown(officer.page, "<script>alert(1)</script> loose cable"), "text stays text"
    assert shown(officer.page, "Another person has to check it")
    assert officer.page.get_by_role("link", name="Verify: it is fixed").count() == 0
    hazard = Hazard.objects.get()
    assert (hazard.status, hazard.on_the_spot) == ("rectified", True)
    assert colleague.step(hazard, "Verify: it is fixed").status == "closed"


def test_more_time_is_asked_for_and_granted_and_the_term_moves(cast, at_work):
    hazard = make_hazard(cast)
    officer, enterprise = at_work(cast.officer), at_work(cast.enterprise)
    officer.step(hazard, "Set a term", due_on=in_days(30))
    why = {"until": in_days(45), "reason": "Parts are on order"}
    enterprise.step(hazard, "Ask for more time", **why)
    officer.page.goto("/hazards/my-work/")
    assert shown(officer.page, "Parts are on order")
    officer.page.get_by_role("link", name=hazard.number).first.click()
    officer.fill(decision="yes", remark="Granted once")
    officer.send()
    officer.page.wait_for_url(f"**/hazards/{hazard.number}/")
    hazard.refresh_from_db()
    assert hazard.due_on.isoformat() == in_days(45)


def test_a_case_is_offered_to_another_department_and_received_there(cast, at_work):
    hazard = assigned(cast)
    officer, stranger = at_work(cast.officer), at_work(cast.stranger)
    assert "does not exist, or is not yours to see" in stranger.open(hazard)
    offered = {"taker": cast.other.pk, "reason": "Fire protection is theirs"}
    officer.step(hazard, "Transfer to another unit", **offered)
    stranger.page.goto("/hazards/my-work/")
    assert shown(stranger.page, "Offered to your unit")
    moved = stranger.step(hazard, "Answer the transfer", decision="yes")
    assert moved.handling_unit == cast.other
    assert shown(stranger.page, "Transfer received")


def test_a_leader_instructs_and_settles_and_decides_what_is_put_before_him(cast, at_work):
    hazard = assigned(cast)
    leader, officer, clerk = at_work(cast.leader), at_work(cast.officer), at_work(cast.clerk)
    told = {"text": "Report in person", "unit": cast.department.pk, "due_on": in_days(3)}
    leader.step(hazard, "Instruct", **told)
    officer.page.goto("/hazards/my-work/")
    officer.axe(officer.page)
    officer.page.fill('[name="text"]', "Went there with the fire brigade")
    officer.page.get_by_role("button", name="Answer").click()
    officer.page.wait_for_url(f"**/hazards/{hazard.number}/")
    assert "Went there with the fire brigade" in leader.open(hazard)
    leader.page.get_by_role("button", name="Done").click()
    leader.page.wait_for_load_state()
    assert hazard.instructions.get().state == "done"

    for button, state in (("Return", "returned"), ("Approve", "approved")):
        question = {"leader": cast.leader.pk, "question": f"List it for supervision? {state}"}
        clerk.step(hazard, "Put before a leader", **question)
        leader.page.goto("/hazards/my-work/")
        assert shown(leader.page, question["question"])
        leader.open(hazard)
        leader.axe(leader.page)
        leader.page.fill('main [name="remark"]', "Costs are missing")
        leader.page.get_by_role("button", name=button).click()
        leader.page.wait_for_load_state()
        assert hazard.referrals.order_by("-pk").first().state == state


def test_two_tabs_and_forged_addresses_change_nothing_and_are_told_so(cast, at_work):
    hazard = rectified(cast)
    colleague = at_work(cast.colleague)
    colleague.open(hazard)
    colleague.press("Verify: it is fixed")
    other_tab = colleague.page.context.new_page()
    other_tab.goto(f"/hazards/{hazard.number}/fail_check/")
    other_tab.fill('[name="remark"]', "The chain is back")
    other_tab.fill('[name="due_on"]', in_days(2))
    other_tab.locator(".form-end button").click()
    other_tab.wait_for_url(f"**/hazards/{hazard.number}/")
    before = trail.about(hazard).count()
    colleague.send()
    colleague.page.wait_for_selector("text=Not possible now")
    colleague.axe(colleague.page)
    hazard.refresh_from_db()
    assert (hazard.status, trail.about(hazard).count()) == ("assigned", before)
    for forged in ("H-2026-999999/", f"{hazard.number}/no-such-step/", "evidence/999999/"):
        answer = colleague.page.goto(f"/hazards/{forged}")
        assert answer.status == 404
        assert shown(colleague.page, "not")


def test_a_catch_all_clause_waits_for_a_second_person(cast, at_work):
    cast.site.sectors = ["gas"]
    cast.site.save()
    hazard = make_hazard(
        cast, description="Other serious breach with real danger of mass casualties: gas"
    )
    officer, colleague = at_work(cast.officer), at_work(cast.colleague)
    officer.open(hazard)
    officer.press("Determine the level")
    officer.page.locator('input[name="clause_ref"][value="cn:GAS23-10-01"]').check()
    officer.fill(level="major", condition_holds=True)
    officer.send()
    officer.page.wait_for_selector("[data-errors]")
    assert shown(officer.page, "This needs a written reason and a second person")
    assert officer.page.locator('input[value="cn:GAS23-10-01"]').is_checked(), "the choice stays"
    officer.fill(reason="Forty guests above a leaking main")
    officer.send()
    officer.page.wait_for_url(f"**/hazards/{hazard.number}/")
    hazard.refresh_from_db()
    assert hazard.level == "undetermined"
    assert "You proposed this yourself" in officer.open(hazard)
    determined = colleague.step(hazard, "Decide on the determination", decision="yes")
    assert determined.level == "major"


def test_where_the_pack_has_no_clause_in_force_one_is_entered_confirmed_and_cited(
    cast, at_work, photo
):
    hazard = make_hazard(cast, description="Fire truck access blocked by parked lorries")
    officer, colleague = at_work(cast.officer), at_work(cast.colleague)
    officer.open(hazard)
    officer.press("Determine the level")
    assert shown(officer.page, "GB 35181-2025")
    with officer.page.expect_popup() as opened:
        officer.page.get_by_role("link", name="Enter the clause from the official document").click()
    form = Person(opened.value, cast.officer, officer.axe)
    assert form.page.locator("#id_standard_number").input_value() == "GB 35181-2025"
    form.fill(article="6.1", wording="Fire truck access occupied or blocked")
    form.fill(source="Printed official text, page 9")
    form.page.locator("#page_files").set_input_files(photo("page"))
    form.axe(form.page)
    form.send()
    form.page.wait_for_url("**/standards/local/*/")
    assert shown(form.page, "another person confirms it")
    colleague.page.goto(form.page.url)
    colleague.page.get_by_role("button", name="Confirm").first.click()
    assert shown(colleague.page, "The clause can be chosen now")

    officer.open(hazard)
    officer.press("Determine the level")
    assert shown(officer.page, "not from the pack")
    officer.page.locator('input[name="clause_ref"][value^="local:"]').check()
    officer.fill(level="major")
    officer.send()
    officer.page.wait_for_url(f"**/hazards/{hazard.number}/")
    hazard.refresh_from_db()
    assert (hazard.level, hazard.clause.split(":")[0]) == ("major", "local")
    assert shown(officer.page, "GB 35181-2025")
