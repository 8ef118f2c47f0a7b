"""The agenda: arranged by hand, proposed from live cases, shown on the room's screen."""

import re
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, sign_in
from anwei.audit import trail
from anwei.committee import proposing, timing
from anwei.committee.actions import arranging, convening, minuting
from anwei.committee.models import AgendaItem, Meeting, Resolution, Task
from anwei.committee.tests.factories import (
    TODAY,
    Cast,
    make_cast,
    make_meeting,
    make_resolution,
    make_sitting,
    make_task,
)
from anwei.hazards.models import Hazard
from anwei.hazards.tests import factories as hazards

pytestmark = pytest.mark.django_db


def at_the_desk(user: User) -> Client:
    return sign_in(Client(), user)


def add(cast: Cast, meeting: Meeting, title: str, minutes: int = 10, **given: object) -> AgendaItem:
    return arranging.add(
        meeting, by=cast.clerk, at=NOON, kind="other", title=title, minutes=minutes, **given
    )


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.values_list("title", flat=True))


def proposed(cast: Cast, meeting: Meeting, today: date = TODAY) -> list[proposing.Proposed]:
    return proposing.proposed(meeting, user=cast.clerk, today=today)


def overdue(cast: Cast, unit: object, days: int = 5) -> Task:
    task = make_task(cast, unit=unit)
    Task.objects.filter(pk=task.pk).update(due_on=TODAY - timedelta(days=days))
    return task


def made_before(cast: Cast) -> Meeting:
    """A meeting that sits since the day before yesterday."""
    return make_sitting(cast, at=NOON - timedelta(days=2), held_on=TODAY - timedelta(days=2))


def listed(client: Client, address: str) -> int:
    """How many rows the list behind an address says it has."""
    return client.get(address).context["total"].number


def test_each_item_begins_when_the_one_before_it_ends():
    cast = make_cast()
    meeting = make_meeting(cast, starts=time(9, 30), ends=time(10, 0))
    items = [add(cast, meeting, "Opening", 5), add(cast, meeting, "Situation", 20)]
    table = timing.timetable(meeting, items)
    assert [(slot.number, slot.begins, slot.ends) for slot in table.slots] == [
        (1, time(9, 30), time(9, 35)), (2, time(9, 35), time(9, 55)),
    ]  # fmt: skip
    assert (table.total, table.left, table.over) == (25, 5, 0)
    longer = timing.timetable(meeting, [*items, add(cast, meeting, "Reports", 15)])
    assert (longer.left, longer.over, longer.until) == (-10, 10, time(10, 10))


def test_without_a_time_the_agenda_still_adds_up():
    cast = make_cast()
    meeting = make_meeting(cast)
    table = timing.timetable(meeting, [add(cast, meeting, "Opening", 5)])
    assert (table.total, table.left, table.until, table.slots[0].begins) == (5, None, None, None)


def test_a_clerk_adds_changes_moves_and_drops_items_without_a_script():
    cast = make_cast()
    meeting = make_meeting(cast, starts=time(9, 0), ends=time(9, 30))
    desk, page = at_the_desk(cast.clerk), f"/committee/meetings/{meeting.number}/agenda/"
    for title in ("Opening", "Situation"):
        answer = desk.post(f"{page}add/", {"kind": "other", "title": title, "minutes": 20})
        assert answer.url == page
    assert "10 minutes more than there are until 09:30" in desk.get(page).content.decode()
    first, second = meeting.items.all()
    desk.post(f"{page}order/", {"move": f"up:{second.pk}"})
    assert titles(meeting) == ["Situation", "Opening"]
    desk.post(f"{page}order/", {"move": f"up:{second.pk}"})  # it is the first already
    assert titles(meeting) == ["Situation", "Opening"]
    desk.post(f"{page}order/", {"keys": [first.pk, second.pk]})
    assert titles(meeting) == ["Opening", "Situation"]
    item = f"/committee/agenda/{first.pk}/"
    desk.post(item, {"title": "Welcome", "minutes": 5, "unit": cast.department.pk, "version": 1})
    assert titles(meeting) == ["Welcome", "Situation"]
    shown = desk.get(page).content.decode()
    assert "09:00–09:05" in shown and "09:05–09:25" in shown and "Emergency bureau" in shown
    stale = desk.post(item, {"title": "Greeting", "minutes": 5, "version": 1})
    assert (stale.status_code, titles(meeting)[0]) == (422, "Welcome")
    assert "a moment ago" in stale.content.decode()
    desk.post(f"{item}drop/")
    assert titles(meeting) == ["Situation"]


def test_an_order_of_other_items_than_there_are_is_refused_in_words():
    cast = make_cast()
    meeting = make_meeting(cast)
    item = add(cast, meeting, "Opening")
    page = f"/committee/meetings/{meeting.number}/agenda/order/"
    for sent in ({"keys": [item.pk, item.pk + 1]}, {"move": "up:nine"}, {}):
        answer = at_the_desk(cast.clerk).post(page, sent)
        assert answer.status_code == 409
        assert "a moment ago" in answer.content.decode()


def test_papers_are_laid_read_by_whoever_is_asked_and_taken_away():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    item = add(cast, meeting, "Situation")
    paper = SimpleUploadedFile(
        "report.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf"
    )
    desk = at_the_desk(cast.clerk)
    desk.post(
        f"/committee/agenda/{item.pk}/",
        {"title": "Situation", "minutes": 10, "version": 1, "papers": paper},
    )
    laid = item.papers.get()
    address = f"/committee/agenda/papers/{laid.pk}/"
    assert address in desk.get(f"/committee/meetings/{meeting.number}/agenda/").content.decode()
    read = at_the_desk(cast.officer).get(address)
    assert read.status_code == 200 and b"".join(read.streaming_content).startswith(b"%PDF")
    assert at_the_desk(cast.stranger).get(address).status_code == 404
    assert at_the_desk(cast.officer).post(f"{address}away/").status_code == 403
    desk.post(f"{address}away/")
    assert not item.papers.exists()
    assert [entry.action for entry in trail.about(meeting)][-2:] == [
        "committee.papers_laid", "committee.paper_taken_away",
    ]  # fmt: skip


def test_whoever_is_asked_reads_the_agenda_and_changes_nothing():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    add(cast, meeting, "Situation")
    shown = at_the_desk(cast.officer).get(f"/committee/meetings/{meeting.number}/agenda/")
    assert "Situation" in shown.content.decode()
    assert b"agenda/add" not in shown.content and b"order.js" not in shown.content


def test_an_item_with_points_of_the_minutes_stays():
    cast = make_cast()
    meeting = make_sitting(cast)
    item = add(cast, meeting, "Situation")
    minuting.add_point(
        meeting, window=minuting.Window(cast.clerk, "a"), at=NOON, item=item, text="Heard."
    )
    answer = at_the_desk(cast.clerk).post(f"/committee/agenda/{item.pk}/drop/")
    assert (answer.status_code, titles(meeting)) == (409, ["Situation"])


def test_unfinished_resolutions_of_the_meetings_bodies_come_first_one_by_one():
    cast = make_cast()
    before = made_before(cast)
    late = make_resolution(cast, before, text="Screen every gas user.\nAll of them.")
    Resolution.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=1))
    foreign = make_resolution(cast, before)
    Resolution.objects.filter(pk=foreign.pk).update(body=cast.fire, serial=9)
    meeting = convening.plan(
        [convening.Belonging(cast.committee, "plenary")], by=cast.clerk, at=NOON, held_on=TODAY
    )
    found = proposed(cast, meeting)
    assert [(one.kind, one.title, one.note, one.unit, one.address) for one in found][0] == (
        "unfinished", f"{late.number} Screen every gas user.", "1 day overdue", cast.department, f"/committee/resolutions/{late.pk}/",
    )  # fmt: skip
    assert [one.kind for one in found] == ["unfinished", "situation"]


def test_what_this_meeting_decides_itself_is_not_its_unfinished_business():
    cast = make_cast()
    meeting = make_sitting(cast)
    make_resolution(cast, meeting)
    assert [one.kind for one in proposed(cast, meeting)] == ["situation"]


def test_more_than_eight_resolutions_are_one_item_whose_figure_is_its_lists():
    cast = make_cast()
    before = made_before(cast)
    for _again in range(9):
        make_resolution(cast, before)
    meeting = make_meeting(cast)
    grouped = proposed(cast, meeting)[0]
    assert grouped.title == "Unfinished resolutions: 9"
    assert len(grouped.note.split("\n")) == 9
    assert listed(at_the_desk(cast.clerk), grouped.address) == 9


def test_overdue_tasks_come_by_unit_and_a_unit_counts_what_lies_below_it():
    cast = make_cast()
    community = make_unit(name="Old town", kind=UnitKind.COMMUNITY, parent=cast.street)
    for unit in (cast.department, cast.street, community, community):
        overdue(cast, unit)
    make_task(cast)  # in time
    meeting = make_meeting(cast)
    today = timezone.localdate()
    Task.objects.filter(due_on__lt=TODAY).update(due_on=today - timedelta(days=5))
    found = [
        one for one in proposed(cast, meeting, today) if one.about.startswith("committee.task")
    ]
    assert sorted(one.title for one in found) == [
        "Emergency bureau: 1 task overdue", "North street: 3 tasks overdue",
    ]  # fmt: skip
    for one in found:
        number = int(re.search(r": ([\d,]+) task", one.title)[1].replace(",", ""))
        assert listed(at_the_desk(cast.clerk), one.address) == number


def test_tasks_of_more_than_eight_units_are_one_item():
    cast = make_cast()
    for _again in range(9):
        overdue(cast, make_unit(parent=cast.zone))
    meeting = make_meeting(cast)
    found = [one for one in proposed(cast, meeting) if one.about == "committee.task:overdue"]
    assert [one.title for one in found] == ["Tasks overdue: 9"]


def test_overdue_major_hazards_are_one_item_whose_figure_is_the_registers():
    cast = make_cast()
    today = timezone.localdate()
    past, coming = today - timedelta(days=3), today + timedelta(days=3)
    finders = hazards.Cast()
    for level, due in (("major", past), ("major", past), ("major", coming), ("general", past)):
        hazard = hazards.make_hazard(finders)
        Hazard.objects.filter(pk=hazard.pk).update(level=level, due_on=due)
    one = next(one for one in proposed(cast, make_meeting(cast), today) if one.kind == "major")
    assert one.title == "Major hazards overdue: 2"
    assert listed(at_the_desk(cast.clerk), one.address) == 2


def test_a_unit_asked_to_report_gets_its_item_and_the_situation_comes_last():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.ask(meeting, [cast.street], by=cast.clerk, at=NOON, reports=True)
    found = proposed(cast, meeting)
    assert [(one.kind, one.unit, one.address) for one in found] == [
        ("report", cast.street, ""), ("situation", None, "/situation/"),
    ]  # fmt: skip


def test_a_member_that_has_its_seat_already_is_asked_to_report_once():
    cast = make_cast()
    meeting = make_sitting(cast)
    for _again in range(2):
        convening.ask(meeting, [cast.street], by=cast.clerk, at=NOON, reports=True)
    found = proposed(cast, meeting)
    assert [one.title for one in found if one.kind == "report"] == ["Report of North street"]
    seat = meeting.seats.get(unit=cast.street)
    assert [entry.action for entry in trail.about(seat)] == ["committee.report_asked"]


def test_the_ticked_ones_go_on_the_agenda_and_no_case_comes_twice():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.ask(meeting, [cast.street], by=cast.clerk, at=NOON, reports=True)
    page = f"/committee/meetings/{meeting.number}/agenda/propose/"
    desk = at_the_desk(cast.clerk)
    assert len(re.findall(r'name="pick"[^>]* checked', desk.get(page).content.decode())) == 2
    assert desk.post(page).status_code == 409
    desk.post(page, {"pick": ["situation", "nothing of ours"]})
    assert titles(meeting) == ["The situation of work safety"]
    assert meeting.items.get().address == "/situation/"
    assert b"The situation of work safety" not in desk.get(page).content
    desk.post(page, {"pick": ["situation", proposed(cast, meeting)[0].about]})
    assert titles(meeting) == ["The situation of work safety", "Report of North street"]
    assert "nothing more" in desk.get(page).content.decode()


def test_the_screen_shows_items_resolutions_quorum_and_the_code_only_to_the_office():
    cast = make_cast()
    meeting = make_sitting(cast)
    add(cast, meeting, "The situation", 20)
    made = make_resolution(cast, meeting)
    page = f"/committee/meetings/{meeting.number}/screen/"
    wall = at_the_desk(cast.clerk).get(page).content.decode()
    assert "The situation" in wall and made.number in wall and meeting.door_code in wall
    assert "0 / 4" in wall
    assert meeting.door_code not in at_the_desk(cast.officer).get(page).content.decode()
    assert cast.officer.name not in wall and cast.chair.name not in wall


def test_the_screen_asks_for_its_parts_alone():
    cast = make_cast()
    meeting = make_sitting(cast)
    desk, page = at_the_desk(cast.clerk), f"/committee/meetings/{meeting.number}/screen/"
    for part, own in (("arriving", b"Code at the door"), ("decided", b"No resolution")):
        answer = desk.get(page, headers={"HX-Request": "true", "HX-Target": part})
        assert own in answer.content
        assert b"<html" not in answer.content
