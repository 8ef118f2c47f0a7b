"""The minutes in the browser: two people write into one meeting, and whatever happens, no word is lost."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from anwei.committee.actions import arranging, minuting
from anwei.committee.models import Meeting, Point
from anwei.committee.tests.factories import Cast, make_cast, make_sitting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Writer:
    """Somebody at the sheet of one meeting, at a browser of their own."""

    def __init__(self, page: Page, meeting: Meeting) -> None:
        self.page, self.sheet = page, f"/committee/meetings/{meeting.number}/minutes/"
        self.come()

    def come(self) -> None:
        self.page.goto(self.sheet)

    def add(self, text: str, group: str = "") -> Locator:
        points = self.page.locator(f"[data-group='{group}'] > .point")
        # By its place and not as the last one: what others add meanwhile comes after it.
        place = points.count()
        self.page.locator(f"section:has([data-group='{group}']) button", has_text="Add a point").click()  # fmt: skip
        point = points.nth(place)
        point.locator("textarea").press_sequentially(text)
        return point

    def point(self, pk: int) -> Locator:
        return self.page.locator(f"#point-{pk}")

    def text(self, pk: int) -> Locator:
        return self.point(pk).locator("textarea")

    def cut(self) -> None:
        self.page.context.set_offline(True)

    def mend(self) -> None:
        self.page.context.set_offline(False)
        # What the dead line made the browser say is what the test wanted.
        self.page.complaints.clear()

    def kept(self) -> int:
        """How many drafts lie in this browser."""
        return self.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('minutes:')).length")  # fmt: skip

    def all_sent(self) -> None:
        """Wait until nothing lies in this browser any more."""
        for _tenth in range(150):
            if not self.kept():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("drafts were not sent")


def saved(point: Locator) -> None:
    expect(point.locator("[data-state]")).to_contain_text("Saved")


def in_the_minutes() -> list[str]:
    return list(Point.objects.filter(removed_at=None).values_list("text", flat=True))


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    now = timezone.now()
    meeting = make_sitting(cast, at=now, held_on=timezone.localdate(now))
    arranging.add(meeting, by=cast.clerk, at=now, kind="situation", title="The situation")
    return meeting


@pytest.fixture
def mine(new_page, sign_in, cast, meeting) -> Writer:
    page = new_page()
    sign_in(page, cast.clerk)
    return Writer(page, meeting)


@pytest.fixture
def theirs(new_page, sign_in, cast, meeting) -> Writer:
    page = new_page()
    sign_in(page, cast.colleague)
    return Writer(page, meeting)


def said(cast: Cast, meeting: Meeting, text: str) -> int:
    """A point that stands in the minutes already and that nobody writes."""
    window, now = minuting.Window(cast.clerk, "earlier"), timezone.now()
    point = minuting.add_point(meeting, window=window, at=now, text=text)
    minuting.leave(point, window=window, at=now)
    return point.pk


def test_two_people_write_at_once_and_see_each_others_points(mine, theirs, cast, meeting):
    item = str(meeting.items.get().pk)
    own = mine.add("The office reported on the quarter.", item)
    theirs.add("The fire brigade reported on gas users.", item)
    saved(own)
    for writer in (mine, theirs):
        areas = writer.page.locator(f"[data-group='{item}'] textarea")
        expect(areas).to_have_count(2)
        expect(areas.nth(0)).to_have_value("The office reported on the quarter.")
        expect(areas.nth(1)).to_have_value("The fire brigade reported on gas users.")
    assert in_the_minutes() == [
        "The office reported on the quarter.", "The fire brigade reported on gas users.",
    ]  # fmt: skip
    expect(mine.point(Point.objects.last().pk)).to_contain_text("is writing this point")
    assert (mine.kept(), theirs.kept()) == (0, 0)


def test_a_take_over_tells_whoever_held_it_and_shows_what_was_not_saved(
    mine, theirs, cast, meeting
):
    pk = said(cast, meeting, "Heard.")
    mine.come()
    theirs.come()
    mine.text(pk).press_sequentially(" A report")
    expect(mine.point(pk).locator("[data-state]")).to_contain_text("Saved")
    expect(theirs.point(pk).locator("[data-held]")).to_be_visible()
    assert not theirs.text(pk).is_editable()
    mine.cut()
    mine.text(pk).press("End")
    mine.text(pk).press_sequentially(" of the street")
    theirs.point(pk).get_by_role("button", name="Take over").click()
    theirs.text(pk).press("End")
    theirs.text(pk).press_sequentially(" was given")
    saved(theirs.point(pk))
    mine.mend()
    both = mine.point(pk).locator("[data-both]")
    expect(both).to_be_visible()
    expect(both.locator("[data-mine]")).to_contain_text("of the street")
    expect(both.locator("[data-theirs]")).to_contain_text("was given")
    expect(mine.point(pk).locator("[data-held]")).to_contain_text("took this point over")
    both.get_by_role("button", name="Put both together").click()
    saved(mine.point(pk))
    expect(theirs.point(pk).locator("[data-held]")).to_contain_text("took this point over")
    text = Point.objects.get(pk=pk).text
    assert "of the street" in text and "was given" in text
    assert (mine.kept(), theirs.kept()) == (0, 0)


@pytest.mark.parametrize("choice", ["Mine stays", "The saved one stays"])
def test_in_a_conflict_the_person_decides_which_text_stays(mine, theirs, cast, meeting, choice):
    pk = said(cast, meeting, "Heard.")
    mine.come()
    theirs.come()
    mine.cut()
    mine.text(pk).fill("Heard by me.")
    theirs.text(pk).fill("Heard by them.")
    saved(theirs.point(pk))
    theirs.text(pk).blur()
    mine.mend()
    both = mine.point(pk).locator("[data-both]")
    expect(both.locator("[data-theirs]")).to_have_text("Heard by them.")
    expect(both.locator("[data-mine]")).to_have_text("Heard by me.")
    both.get_by_role("button", name=choice).click()
    expect(both).to_be_hidden()
    stays = "Heard by me." if choice == "Mine stays" else "Heard by them."
    expect(mine.text(pk)).to_have_value(stays)
    expect(theirs.text(pk)).to_have_value(stays)
    assert Point.objects.get(pk=pk).text == stays
    assert mine.kept() == 0


def test_what_is_typed_while_the_line_is_dead_is_sent_when_it_is_back(mine, cast, meeting):
    pk = said(cast, meeting, "Heard.")
    mine.come()
    mine.cut()
    mine.text(pk).fill("Heard a report.")
    mine.add("A new point without a line.")
    expect(mine.page.locator("[data-line]")).to_contain_text("No connection")
    assert mine.kept() == 2
    assert in_the_minutes() == ["Heard."]
    mine.mend()
    expect(mine.page.locator("[data-line]")).to_contain_text("The connection is back")
    saved(mine.point(pk))
    mine.all_sent()
    assert sorted(in_the_minutes()) == ["A new point without a line.", "Heard a report."]


def test_a_window_that_broke_down_finds_its_text_again(mine, cast, meeting):
    pk = said(cast, meeting, "Heard.")
    mine.come()
    mine.cut()
    mine.text(pk).fill("Heard a report.")
    mine.add("A point that no server knows.")
    mine.page.on("dialog", lambda dialog: dialog.accept())
    mine.page.goto("about:blank")  # the window is gone; its words are in the browser
    mine.mend()
    mine.come()
    saved(mine.point(pk))
    mine.all_sent()
    assert sorted(in_the_minutes()) == ["A point that no server knows.", "Heard a report."]


def test_an_answer_that_got_lost_makes_no_second_point_and_no_conflict(mine, cast, meeting):
    lost = []

    def lose(route) -> None:
        route.fetch()  # the server has it; the browser never hears of it
        lost.append(route.request.url)
        route.abort()

    def losing(what: str) -> str:
        mine.page.route(what, lose)
        return what

    adding = losing("**/minutes/add/")
    point = mine.add("Heard.")
    expect(mine.page.locator("[data-line]")).to_contain_text("No connection")
    mine.page.unroute(adding)
    saved(point)
    saving = losing("**/save/")
    point.locator("textarea").press_sequentially(" And more.")
    while not any(address.endswith("/save/") for address in lost):
        mine.page.wait_for_timeout(50)
    point.locator("textarea").press_sequentially(" And more again.")
    mine.page.unroute(saving)
    mine.page.complaints.clear()
    mine.all_sent()
    assert in_the_minutes() == ["Heard. And more. And more again."]
    expect(mine.page.locator(".point")).to_have_count(1)
    expect(mine.page.locator("[data-both]")).to_be_hidden()


def test_closing_the_window_with_unsaved_text_warns(mine, cast, meeting):
    pk = said(cast, meeting, "Heard.")
    mine.come()
    mine.cut()
    mine.text(pk).fill("Heard a report.")
    asked = []
    mine.page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    mine.page.close(run_before_unload=True)
    mine.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    mine.mend()
    saved(mine.point(pk))


def test_a_resolution_is_taken_from_a_point_with_every_word_of_it(mine, cast, meeting):
    own = mine.add("Screen every gas user.")
    own.get_by_role("link", name="Take as resolution").click()
    mine.page.wait_for_url("**/resolve/?point=*")
    expect(mine.page.locator("[name=text]")).to_have_value("Screen every gas user.")
    assert in_the_minutes() == ["Screen every gas user."]


@pytest.mark.parametrize(("width", "language", "dark"), [(1440, "en", False), (390, "zh-CN", True)])
def test_the_sheet_passes_the_reading_rules(
    new_page, sign_in, axe, cast, meeting, width, language, dark
):
    said(cast, meeting, "Heard.")
    page = new_page(width=width, language=language, dark=dark)
    sign_in(page, cast.clerk)
    page.goto(f"/committee/meetings/{meeting.number}/minutes/")
    page.locator("[data-add-point] button").first.click()
    page.wait_for_selector("#minutes .point:nth-child(1)")
    axe(page)
