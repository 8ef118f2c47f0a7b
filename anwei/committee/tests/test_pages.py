"""The committee through its pages: planned, called, answered, held, decided, handed out, answered, accepted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON, sign_in
from anwei.committee.actions import convening, tasking
from anwei.committee.actions.convening import Belonging
from anwei.committee.models import Kind, Meeting, Resolution, Task
from anwei.committee.tests.factories import (
    make_cast,
    make_meeting,
    make_resolution,
    make_sitting,
    make_task,
)

pytestmark = pytest.mark.django_db


def go(user: User, path: str, **data: object) -> object:
    """What the person gets: the page, or where a form leads."""
    client = sign_in(Client(), user)
    return client.post(path, data) if data else client.get(path)


def seen(user: User, path: str) -> str:
    return go(user, path).content.decode()


def test_a_meeting_from_its_form_to_the_accepted_answer():
    cast = make_cast()
    today = timezone.localdate()
    answer = go(cast.clerk, "/committee/meetings/new/", **{
        f"kind_{cast.committee.pk}": "expanded", f"kind_{cast.fire.pk}": "joint", "held_on": today.isoformat(), "place": "Room 301",
    })  # fmt: skip
    number = Meeting.objects.get().number
    page = f"/committee/meetings/{number}/"
    assert answer.url == page
    assert go(cast.officer, page).status_code == 404  # still the office's own
    assert go(cast.clerk, f"{page}call/", version=1).url == page
    assert b"Emergency bureau" in go(cast.officer, page).content
    seat = Meeting.objects.get().seats.get(unit=cast.department)
    assert go(cast.officer, f"/committee/seats/{seat.pk}/", coming="coming").url == page
    assert (
        go(cast.street_officer, f"/committee/seats/{seat.pk}/", coming="coming").status_code == 403
    )
    go(cast.clerk, f"{page}open/", version=2)
    code = Meeting.objects.get().door_code
    assert code.encode() in go(cast.clerk, page).content
    assert code.encode() not in go(cast.officer, page).content
    assert go(cast.officer, f"{page}door/", code=code, attended="").url == page
    go(cast.clerk, f"{page}resolve/", text="Screen every gas user.", body=cast.committee.pk, lead=cast.department.pk, helpers=[cast.street.pk], due_on=(today + timedelta(days=30)).isoformat())  # fmt: skip
    resolution = Resolution.objects.get()
    address = f"/committee/resolutions/{resolution.pk}/"
    go(cast.clerk, f"{address}tasks/", title="Screen every gas user", lead=[cast.department.pk], helpers=[cast.street.pk], due_on=(today + timedelta(days=20)).isoformat())  # fmt: skip
    task = Task.objects.get(unit=cast.department)
    assert go(cast.stranger, f"/committee/tasks/{task.number}/").status_code == 404
    assert (
        go(cast.officer, f"/committee/tasks/{task.number}/answer/", text="All visited.").url
        == f"/committee/tasks/{task.number}/"
    )
    assert go(cast.officer, f"/committee/tasks/{task.number}/accept/", reason="").status_code == 403
    go(cast.clerk, f"/committee/tasks/{task.number}/accept/", reason="Good.")
    assert Task.objects.get(pk=task.pk).state == "accepted"
    assert b"1 / 2" in go(cast.clerk, address).content


def test_a_form_that_is_older_than_the_case_is_told_and_changes_nothing():
    cast = make_cast()
    task = make_task(cast)
    seen = task.version
    go(cast.officer, f"/committee/tasks/{task.number}/receive/", version=seen)
    late = go(
        cast.clerk, f"/committee/tasks/{task.number}/withdraw/", version=seen, reason="Not needed."
    )
    assert late.status_code == 409
    assert "a moment ago" in late.content.decode()
    assert Task.objects.get(pk=task.pk).state == "taken"


def test_an_enterprise_or_a_stranger_sees_neither_meeting_nor_resolution():
    cast = make_cast()
    meeting = make_sitting(cast)
    assert go(cast.stranger, f"/committee/meetings/{meeting.number}/").status_code == 404
    assert b"committee:" not in go(cast.stranger, "/committee/").content


def test_the_desk_tells_when_a_body_has_to_meet():
    cast = make_cast()
    assert b"meeting due by" in go(cast.clerk, "/committee/").content
    make_sitting(cast, at=timezone.now(), held_on=timezone.localdate())
    assert b"met, period until" in go(cast.clerk, "/committee/").content


def test_the_desk_speaks_of_what_concerns_the_unit_where_it_cannot_see_the_rest():
    cast = make_cast()
    make_resolution(cast)
    words = go(cast.stranger, "/committee/").content.decode()
    assert "No unfinished resolution concerns your unit." in words
    assert "Every resolution is finished." not in words


@pytest.mark.parametrize("called", [False, True])
def test_a_meeting_called_off_before_anyone_was_told_of_it_stays_with_the_office(called: bool):
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.ask(meeting, [cast.street], by=cast.clerk, at=NOON)
    if called:
        convening.call(meeting, by=cast.clerk, at=NOON)
    convening.cancel(meeting, by=cast.clerk, at=NOON, reason="Flood.")
    for path in ("", "agenda/", "screen/"):
        answer = go(cast.street_officer, f"/committee/meetings/{meeting.number}/{path}")
        assert answer.status_code == (200 if called else 404)
    assert (meeting.number in seen(cast.street_officer, "/committee/meetings/")) == called


def test_a_meeting_of_one_kind_for_two_bodies_is_listed_once():
    cast = make_cast()
    bodies = [Belonging(body, Kind.PLENARY) for body in (cast.committee, cast.fire)]
    number = convening.plan(bodies, by=cast.clerk, at=NOON).number
    every = seen(cast.clerk, "/committee/meetings/").count(number)
    assert seen(cast.clerk, "/committee/meetings/?kind=plenary").count(number) == every
    assert number not in seen(cast.clerk, "/committee/meetings/?kind=liaison")


def test_why_somebody_does_not_come_is_no_other_units_business():
    cast = make_cast()
    meeting = make_meeting(cast, days=2)
    convening.call(meeting, by=cast.clerk, at=NOON)
    seat = meeting.seats.get(unit=cast.department)
    convening.reply(
        seat, coming="delegate", delegate_name="Li Si", reason="In hospital", by=cast.officer, at=NOON
    )  # fmt: skip
    page = f"/committee/meetings/{meeting.number}/"
    assert "Li Si" in seen(cast.street_officer, page)
    assert "In hospital" not in seen(cast.street_officer, page)
    for person in (cast.officer, cast.clerk, cast.leader):
        assert "In hospital" in seen(person, page)


def test_a_number_without_end_finds_nothing():
    cast = make_cast()
    address = f"/committee/meetings/{make_sitting(cast).number}"
    endless = "9" * 5000
    assert go(cast.clerk, f"{address}/resolve/?point={endless}").status_code == 200
    assert go(cast.clerk, f"{address}/roll/", seat=endless).status_code == 409


def test_a_unit_that_has_not_replied_is_asked_at_the_head_of_the_meeting():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    seat = meeting.seats.get(unit=cast.department)
    link = f'class="btn btn-primary" href="/committee/seats/{seat.pk}/"'
    page = f"/committee/meetings/{meeting.number}/"
    assert link in go(cast.officer, page).content.decode()
    assert link not in go(cast.clerk, page).content.decode()
    convening.reply(seat, coming="coming", by=cast.officer, at=NOON)
    assert link not in go(cast.officer, page).content.decode()


def test_open_tasks_stand_before_those_that_have_ended():
    cast = make_cast()
    ended, left = make_task(cast), make_task(cast)
    tasking.withdraw(ended, by=cast.clerk, at=NOON, reason="Not needed.")
    words = go(cast.clerk, "/committee/tasks/").content.decode()
    assert words.index(left.number) < words.index(ended.number)
