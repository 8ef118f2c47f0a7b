"""Open links as a list: who can still get in with one, withdrawn one by one or many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.actions import inviting
from anwei.accounts.models import Invitation
from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import make_unit, make_user, sign_in
from anwei.audit import trail
from anwei.jobs.work import run_all
from anwei.lists.models import Selection

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    person = make_user("clerk", name="Wen")
    sign_in(client, person)
    return person


def invited(role="officer", *, by="system:tests", days=0, **given):
    """The open link of a new person, made so many days ago."""
    made = timezone.now() - timedelta(days=days)
    return inviting.invite(make_user(role, **given), by=by, at=made)[0]


def page(client, **query):
    answer = client.get(reverse("invitations"), query)
    assert answer.status_code == 200
    return answer


def listed(client, **query):
    return [row.name for row in page(client, **query).context["page"].rows]


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_the_open_links(client, role):
    sign_in(client, make_user(role))
    status = 200 if role in {"administrator", "clerk"} else 403
    assert client.get(reverse("invitations")).status_code == status


def test_links_are_found_by_name_and_unit_and_lead_to_their_person(client, clerk):
    bureau = make_unit(name="应急管理局")
    link = invited(name="柏悦", unit=bureau, by=clerk)
    invited(name="Ning")
    assert listed(client, q="柏") == ["柏悦"]
    assert listed(client, unit=bureau.pk) == ["柏悦"]
    text = page(client, q="应急", cols="name,by").content.decode()
    assert f'href="{reverse("accounts:person", args=[link.person_id])}' in text
    assert ">Wen</td>" in text


def test_links_whose_time_is_over_are_told_from_those_that_work(client, clerk, settings):
    invited(name="Late", days=settings.INVITATION_DAYS + 1)
    invited(name="Soon", days=1)
    assert listed(client) == ["Soon", "Late"]
    assert listed(client, over="1") == ["Late"]
    rows = page(client).context["page"].rows
    states = {
        row.name: cell.tone for row in rows for cell in row.cells if cell.column.key == "state"
    }
    assert states == {"Soon": "good", "Late": "warn"}


def test_used_and_withdrawn_links_are_gone(client, clerk):
    link = invited(name="Gone")
    inviting.withdraw_invitation(link, by=clerk, at=timezone.now())
    assert listed(client) == []
    assert "No link is open" in page(client).content.decode()


def test_a_link_is_withdrawn_from_its_row_and_the_list_stays_as_it_was(client, clerk):
    link = invited(name="Ning")
    answer = client.post(
        reverse("lists:act", args=["invitations", link.pk, "withdraw"]),
        {"here": "role=officer&sort=name"},
    )
    assert answer.url == f"{reverse('invitations')}?role=officer&sort=name"
    assert listed(client) == []
    entry = trail.about(link).get(action="accounts.invitation_withdrawn")
    assert entry.actor == trail.name_of(clerk)
    again = client.post(reverse("lists:act", args=["invitations", link.pk, "withdraw"]))
    assert again.status_code == 404


def test_a_clerk_cannot_withdraw_the_link_of_an_auditor(client, clerk):
    link = invited("auditor", name="Judge")
    assert page(client).context["page"].rows[0].actions == ()
    answer = client.post(
        reverse("lists:act", args=["invitations", link.pk, "withdraw"]), follow=True
    )
    assert "the administrator&#x27;s to change" in answer.content.decode()
    assert listed(client) == ["Judge"]


def test_many_links_are_withdrawn_at_once_and_what_is_not_the_clerks_stays(client, clerk):
    for number in range(3):
        invited(name=f"New {number}")
    invited("auditor", name="Judge")
    chosen = client.post(
        reverse("lists:select", args=["invitations"]), {"action": "withdraw", "which": "all"}
    )
    preview = client.get(chosen.url).content.decode()
    assert "4 links" in preview
    assert "the administrator&#x27;s to change" in preview
    client.post(chosen.url)
    run_all(timezone.now() + timedelta(seconds=1))
    assert listed(client) == ["Judge"]
    assert [refusal.name for refusal in Selection.objects.get().refusals.all()] == ["Judge"]


def test_the_number_of_queries_does_not_grow_with_the_list(
    client, clerk, django_assert_max_num_queries
):
    for _each in range(25):
        invited()
    assert Invitation.objects.count() == 25
    with django_assert_max_num_queries(12):
        page(client)
