"""A form whose answer was lost is sent again: what it makes is made once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.tests.factories import NOON, sign_in
from anwei.committee.actions import tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import Meeting, Recurring, Resolution, Task
from anwei.committee.tests.factories import (
    TODAY,
    Cast,
    make_cast,
    make_resolution,
    make_sitting,
)
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db


def send_twice(cast: Cast, address: str, **given: Any) -> list[str]:
    """The page is opened once, and what is filled in on it is sent two times: where each leads."""
    clerk = sign_in(Client(), cast.clerk)
    key = clerk.get(address).context["form"]["form_key"].value()
    return [clerk.post(address, given | {"form_key": str(key)}).url for _time in range(2)]


def later() -> str:
    return (timezone.localdate() + timedelta(days=9)).isoformat()


def test_a_meeting_is_planned_once():
    cast = make_cast()
    first, again = send_twice(
        cast, "/committee/meetings/new/", **{f"kind_{cast.committee.pk}": "plenary"}
    )
    assert first == again
    assert Meeting.objects.count() == 1


def test_a_resolution_takes_one_number():
    cast = make_cast()
    meeting = make_sitting(cast, at=timezone.now(), held_on=timezone.localdate())
    first, again = send_twice(
        cast, f"/committee/meetings/{meeting.number}/resolve/", text="Screen every gas user.", body=cast.committee.pk, lead=cast.department.pk,
    )  # fmt: skip
    assert first == again
    assert Resolution.objects.count() == 1


@pytest.mark.parametrize("of_a_resolution", [False, True])
def test_each_unit_is_handed_its_task_once_and_told_once(of_a_resolution: bool):
    cast = make_cast()
    address = "/committee/tasks/new/"
    if of_a_resolution:
        address = f"/committee/resolutions/{make_resolution(cast).pk}/tasks/"
    first, again = send_twice(
        cast, address, title="Screen.", lead=[cast.department.pk], helpers=[cast.street.pk], due_on=later()
    )  # fmt: skip
    assert first == again
    assert sorted(Task.objects.values_list("unit", flat=True)) == sorted(
        [cast.department.pk, cast.street.pk]
    )
    assert Notice.objects.filter(kind="task_issued").count() == 2


def test_what_comes_back_is_set_up_once():
    cast = make_cast()
    first, again = send_twice(
        cast, "/committee/tasks/recurring/new/", title="Report.", units=[cast.street.pk], every="month", lead_days=1, term_days=10,
        since=timezone.localdate().isoformat(),
    )  # fmt: skip
    assert first == again
    assert Recurring.objects.count() == 1


def test_a_form_of_another_person_is_refused_and_each_page_draws_its_own_key():
    cast = make_cast()
    key, handed = uuid4(), [Handed("Screen.", cast.department, TODAY)]
    tasking.issue(handed, Origin(), by=cast.clerk, at=NOON, form_key=key)
    with pytest.raises(MoveRefused, match="sent already"):
        tasking.issue(handed, Origin(), by=cast.colleague, at=NOON, form_key=key)
    clerk = sign_in(Client(), cast.clerk)
    pages = [clerk.get("/committee/tasks/new/") for _page in range(2)]
    assert len({page.context["form"]["form_key"].value() for page in pages}) == 2
