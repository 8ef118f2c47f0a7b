"""Photos chosen once survive a refusal and a dead line; what was typed stays too."""

import pytest
from django.utils import timezone

from anwei.hazards.actions import answering
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import Cast, assigned, picture
from tests.browser.people import put

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "after.png"
    path.write_bytes(picture().read())
    return path


def fill(page, hazard, *files):
    page.goto(f"/hazards/{hazard.number}/rectify/")
    put(page, "measures", "Chain taken off by hand")
    put(page, "fixer", "Lin Mei")
    page.set_input_files("#after_files", files)
    assert page.locator("[data-shots] li").count() == len(files)


def send(page):
    page.locator("main form .form-end button").first.click()


def test_a_refused_file_is_named_and_the_others_stay_chosen(page, sign_in, photo, tmp_path):
    cast = Cast()
    hazard = assigned(cast)
    sign_in(page, cast.enterprise)
    broken = tmp_path / "broken.png"
    broken.write_bytes(photo.read_bytes()[:40])
    fill(page, hazard, photo, broken)
    send(page)
    page.get_by_text("broken.png is damaged").first.wait_for()
    assert page.url.endswith("/rectify/")
    assert page.locator("[data-shots] li").count() == 2
    assert page.locator("[name=measures]").input_value() == "Chain taken off by hand"
    page.get_by_role("button", name="Take out broken.png").click()
    # The browser tells of every answer that is no success; this one was asked for.
    page.complaints.clear()
    send(page)
    page.wait_for_url(f"**/hazards/{hazard.number}/")
    now = Hazard.objects.get(pk=hazard.pk)
    assert (now.status, now.evidence.count()) == ("rectified", 1)


def test_a_dead_line_is_said_in_words_and_the_form_goes_when_it_is_back(page, sign_in, photo):
    cast = Cast()
    hazard = assigned(cast)
    sign_in(page, cast.enterprise)
    fill(page, hazard, photo)
    page.context.set_offline(True)
    send(page)
    page.get_by_text("The server cannot be reached").wait_for()
    assert page.locator("[data-shots] li").count() == 1
    page.complaints.clear()
    page.context.set_offline(False)
    send(page)
    page.wait_for_url(f"**/hazards/{hazard.number}/")
    assert Hazard.objects.get(pk=hazard.pk).status == "rectified"


def test_a_wrong_code_on_a_notice_costs_no_photo(new_page, photo):
    cast = Cast()
    hazard = assigned(cast)
    made = answering.make_link(hazard, by=cast.officer, at=timezone.now())
    page = new_page()
    page.goto(f"/hazards/answer/{made.token}/")
    for name, value in (("code", "x"), ("measures", "Chain taken off"), ("fixer", "Lin Mei")):
        put(page, name, value)
    page.set_input_files("#after_files", photo)
    page.get_by_role("button", name="Report the fix").click()
    page.get_by_text("The code is wrong").first.wait_for()
    assert page.locator("[data-shots] li").count() == 1
    page.complaints.clear()
    put(page, "code", made.code)
    page.get_by_role("button", name="Report the fix").click()
    page.get_by_text("was received").wait_for()
    now = Hazard.objects.get(pk=hazard.pk)
    assert (now.status, now.evidence.count()) == ("rectified", 1)
