"""Something done to many rows at once: frozen, shown, done row by row, reported."""

from array import array
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.tests.factories import make_unit, make_user
from anwei.audit import trail
from anwei.jobs.models import Job
from anwei.jobs.work import run_all
from anwei.lists.models import Selection
from anwei.lists.spec import BulkAction
from anwei.lists.tests.listed import CloseForm

pytestmark = pytest.mark.django_db


def entered(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def choose(client, *, which="all", state="", key="units", **more):
    return client.post(
        f"/lists/{key}/select/", {"action": "close", "which": which, "state": state, **more}
    )


def run():
    run_all(timezone.now() + timedelta(seconds=1))


def test_all_that_match_are_frozen_shown_done_and_what_was_refused_is_reported():
    for number in range(60):
        make_unit(name=f"Old {number:02}")
    make_unit(name="Old street", kind=UnitKind.STREET)
    make_unit(name="Young")
    clerk = make_user("clerk")
    client = entered(clerk)
    page = choose(client, state="q=old").url
    preview = client.get(page).content.decode()
    assert "Close: 61 units" in preview
    assert "and 36 more" in preview
    assert Unit.objects.filter(active=False).count() == 0
    make_unit(name="Old but later")
    client.post(page, {"reason": "merged"})
    run()
    assert set(Unit.objects.filter(active=False).values_list("name", flat=True)) == {
        f"Old {number:02}" for number in range(60)
    }
    report = client.get(page).content.decode()
    assert "60 units" in report
    assert "Old street is a street and stays." in report
    assert "Old street is a street and stays." in client.get(f"{page}refused/").content.decode()
    assert (
        trail.about(Unit.objects.get(name="Old 00"))
        .filter(action="accounts.unit_closed", reason="merged")
        .count()
        == 1
    )
    assert trail.about(Selection.objects.get()).get().now["count"] == 61


def test_picked_rows_of_several_pages_are_taken_and_no_others():
    units = [make_unit(name=f"Unit {number}") for number in range(4)]
    client = entered(make_user("clerk"))
    page = choose(
        client, which="picked", ids=[units[0].pk], more=f"{units[2].pk},x,-1,99999999999999999999,"
    ).url
    client.post(page, {"reason": "merged"})
    run()
    assert list(Unit.objects.filter(active=False).order_by("name")) == [units[0], units[2]]


def test_who_may_not_do_it_is_refused_at_every_step():
    make_unit(name="Fire")
    leader = entered(make_user("leader"))
    assert choose(leader).status_code == 403
    page = choose(entered(make_user("clerk"))).url
    assert entered(make_user("clerk")).get(page).status_code == 404
    assert leader.get(page).status_code == 404


def test_a_right_lost_before_the_job_runs_is_lost():
    make_unit(name="Fire")
    clerk = make_user("clerk")
    client = entered(clerk)
    client.post(choose(client).url, {"reason": "merged"})
    User.objects.filter(pk=clerk.pk).update(role="leader")
    run()
    assert not Unit.objects.filter(active=False).exists()
    assert "no longer" in Job.objects.get(kind="lists.act").error


def test_rows_that_left_the_list_meanwhile_are_reported_and_left_alone():
    gone, renamed, still = (make_unit(name=f"Old {number}") for number in range(3))
    client = entered(make_user("clerk"))
    page = choose(client, state="q=old").url
    client.post(page, {"reason": "merged"})
    Unit.objects.filter(pk=renamed.pk).update(name="New")
    gone.delete()
    run()
    assert list(Unit.objects.filter(active=False)) == [still]
    report = client.get(page).content.decode()
    assert "It is gone" in report
    assert "no longer fits" in report


def test_rows_that_changed_after_they_were_chosen_are_left_alone():
    client = entered(make_user("clerk"))
    late = make_user("leader", name="Late")
    page = client.post("/lists/people/select/", {"action": "greet", "which": "all"}).url
    User.objects.filter(pk=late.pk).update(date_joined=timezone.now() + timedelta(minutes=1))
    client.post(page)
    run()
    (refusal,) = Selection.objects.get().refusals.all()
    assert (refusal.row, refusal.reason) == (late.pk, "It was changed after it was chosen.")


def test_a_form_filled_in_badly_begins_nothing():
    make_unit(name="Fire")
    client = entered(make_user("clerk"))
    page = choose(client).url
    response = client.post(page, {"reason": "x" * 50})
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_it_begins_once_however_often_it_is_sent():
    make_unit(name="Fire")
    client = entered(make_user("clerk"))
    page = choose(client).url
    client.post(page, {"reason": "merged"})
    response = client.post(page, {"reason": "merged"}, follow=True)
    assert "started already" in response.content.decode()
    assert Job.objects.count() == 1


def test_nothing_chosen_and_filters_not_understood_freeze_nothing():
    make_unit(name="Fire")
    client = entered(make_user("clerk"))
    assert (
        "No row is chosen"
        in client.get(choose(client, which="picked", ids=[]).url).content.decode()
    )
    # A forged filter is left out on the page; here leaving it out would widen the set.
    client.get(choose(client, state="kind=nonsense").url)
    assert choose(client, action="explode").status_code == 404
    assert not Selection.objects.exists()


def test_a_large_selection_is_kept_in_parts_and_read_by_position():
    selection = Selection.objects.create(
        list_key="units", owner=make_user("clerk"), frozen_at=timezone.now(), count=25_000
    )
    for number in range(3):
        part = array("q", range(number * 10_000, min((number + 1) * 10_000, 25_000)))
        selection.parts.create(number=number, packed=part.tobytes())
    assert selection.keys(9_990, 20_010) == list(range(9_990, 20_010))
    assert selection.keys(24_990, 25_000) == list(range(24_990, 25_000))
    assert selection.keys(5, 5) == []


def test_what_speaks_against_a_row_is_told_before_anything_is_done():
    make_unit(name="Old street", kind=UnitKind.STREET)
    make_unit(name="Old yard")
    client = entered(make_user("clerk"))
    preview = client.get(choose(client, state="q=old").url).content.decode()
    assert "What speaks against it" in preview
    assert preview.count('<span class="badge tone-warn">a street</span>') == 1


def test_an_action_on_a_row_asks_for_nothing_and_says_what_was_done():
    with pytest.raises(ValueError, match="it has no form"):
        BulkAction(
            "close", "Close", "lists.use", apply=print, form=CloseForm, on_row=True, done="!"
        )
    with pytest.raises(ValueError, match="says what was done"):
        BulkAction("close", "Close", "lists.use", apply=print, on_row=True)


def test_what_is_only_done_to_many_has_no_door_to_one():
    unit = make_unit()
    client = entered(make_user("clerk"))
    assert client.post(f"/lists/units/{unit.pk}/close/").status_code == 404
    assert client.post(f"/lists/units/{2**63}/close/").status_code == 404
    assert entered(make_user("officer")).post(f"/lists/units/{unit.pk}/close/").status_code == 403
    unit.refresh_from_db()
    assert unit.active
