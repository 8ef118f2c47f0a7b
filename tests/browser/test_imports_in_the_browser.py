"""A ledger from the upload to the undo, by hand, at a desk and on a phone; its photos taken along as a zip."""

import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from anwei.hazards.models import Hazard
from anwei.imports.models import Batch
from anwei.imports.tests.ledgers import HEAD, png, write_with_pictures
from anwei.imports.tests.test_import import row
from anwei.jobs.work import run_all
from tests.browser.people import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def ledger(folder: Path) -> Path:
    """Three rows below a title, two with a photo; one row without what every row needs."""
    rows = [["三月台账"], [*HEAD, "检查类型", "整改前照片"]]
    rows += [
        [*row(1), "部门检查", ""],
        [*row(2), "部门检查", ""],
        [*row(3, 隐患描述=""), "部门检查", ""],
    ]
    pictures = {(2, 11): png("red"), (3, 11): png("blue")}
    return write_with_pictures(folder / "三月台账.xlsx", rows, pictures)


def worked(page: Page) -> None:
    """The work asked for is done, and the page shows what came of it."""
    run_all(timezone.now())
    page.reload()


def sound(page: Page, axe) -> None:
    """Nothing on the page is out of reach of anybody."""
    axe(page)
    assert not sideways(page)


def bring_in(page: Page, path: Path, axe) -> Batch:
    """Upload, look at the columns, rehearse, commit."""
    page.goto("/imports/new/")
    page.set_input_files("#files_files", path)
    page.locator("main form .form-end button").click()
    page.wait_for_url("**/columns/**")
    sound(page, axe)
    page.locator("main form > .form-end .btn-primary").click()
    page.wait_for_url("**/imports/*/")
    worked(page)
    sound(page, axe)
    batch = Batch.objects.get()
    page.locator(f"form[action='/imports/{batch.pk}/commit/'] button").click()
    page.wait_for_load_state()
    worked(page)
    return batch


def take_along(page: Page, axe) -> set[str]:
    """Open the list of what came, export its evidence; the folders of the zip."""
    page.locator("main a[href*='origin=']").click()
    page.wait_for_url("**/hazards/?origin=**")
    page.locator(".list-menus details:has([name=format]) > summary").click()
    page.locator("button[value=zip]").click()
    page.wait_for_url("**/lists/exports/**")
    worked(page)
    sound(page, axe)
    with page.expect_download() as fetched:
        page.locator("main a[href$='/file/']").first.click()
    with zipfile.ZipFile(fetched.value.path()) as zipped:
        return {name.partition("/")[0] for name in zipped.namelist()}


def take_back(page: Page, batch: Batch, axe) -> None:
    """Undo the whole import, with a reason."""
    page.goto(f"/imports/{batch.pk}/")
    page.locator("details.confirm > summary").first.click()
    page.locator("[name=reason]:visible").fill("wrong month")
    sound(page, axe)
    # It must lie on the screen: a button beyond its edge cannot be pressed.
    page.locator("details.confirm[open] form button").click()
    page.wait_for_load_state()
    worked(page)


@pytest.mark.parametrize(("width", "language"), [(1440, "en"), (390, "zh-CN")])
def test_a_ledger_is_brought_in_its_photos_taken_along_and_the_whole_undone(
    new_page, sign_in, axe, tmp_path, width, language
):
    page = new_page(width=width, language=language)
    sign_in(page, "clerk")
    batch = bring_in(page, ledger(tmp_path), axe)
    numbers = set(Hazard.objects.values_list("number", flat=True))
    assert len(numbers) == 2
    assert take_along(page, axe) == {*numbers, "index.csv"}
    take_back(page, batch, axe)
    assert Batch.objects.get().state == "undone"
    assert not Hazard.objects.exists()
