"""Enterprises of the tree as a list: which have an account, which still wait for somebody to use a link."""

import pytest
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.actions import inviting
from anwei.accounts.models import Unit, UnitKind
from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import make_unit, make_user, sign_in

pytestmark = pytest.mark.django_db
EVERYBODY = {"administrator", "clerk", "leader", "auditor", "officer", "inspector", "street", "enterprise"}  # fmt: skip


@pytest.fixture
def clerk(client):
    person = make_user("clerk")
    sign_in(client, person)
    return person


def page(client, **query):
    answer = client.get(reverse("enterprises"), query)
    assert answer.status_code == 200
    return answer


def listed(client, **query):
    return [row.name for row in page(client, **query).context["page"].rows]


def works(name, **given):
    return make_unit(name=name, kind=UnitKind.ENTERPRISE, **given)


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_the_enterprises(client, role):
    sign_in(client, make_user(role))
    status = 200 if role in EVERYBODY else 403
    assert client.get(reverse("enterprises")).status_code == status


def test_a_street_sees_its_own_and_an_enterprise_itself(client):
    east, west = make_unit(kind=UnitKind.STREET), make_unit(kind=UnitKind.STREET)
    oak, _elm = works("Oak", parent=east), works("Elm", parent=west)
    sign_in(client, make_user("street", unit=east))
    assert listed(client) == ["Oak"]
    works("Ash", parent=east)
    sign_in(client, make_user("enterprise", unit=oak))
    assert listed(client) == ["Oak"]


def test_enterprises_are_told_apart_by_whether_somebody_can_sign_in(client, clerk):
    oak, elm, ash = works("Oak"), works("Elm"), works("Ash")
    make_user("enterprise", unit=oak)
    make_user("enterprise", unit=oak)
    inviting.invite(make_user("enterprise", unit=elm), by=clerk, at=timezone.now())
    assert listed(client, **{"with": "1"}) == ["Elm", "Oak"]
    assert listed(client, without="1") == ["Ash"]
    assert listed(client, waiting="1") == ["Elm"]
    Unit.objects.filter(pk=ash.pk).update(active=False)
    assert listed(client, closed="1") == ["Ash"]
    counts = {row.name: row.cells[3].text for row in page(client).context["page"].rows}
    assert counts == {"Oak": "2", "Elm": "1", "Ash": "0"}


def test_below_one_unit_a_new_enterprise_can_be_added_there(client, clerk):
    street = make_unit(name="East", kind=UnitKind.STREET)
    works("Oak", parent=street)
    works("Elm")
    assert listed(client, under=street.pk) == ["Oak"]
    add = f"{reverse('accounts:add_unit')}?parent={street.pk}"
    assert add in page(client, under=street.pk).content.decode()
    assert "New enterprise" not in page(client).content.decode()
    assert "was left out" in page(client, under="99999999").content.decode()
    sign_in(client, make_user("leader"))
    assert "New enterprise" not in page(client, under=street.pk).content.decode()


def test_an_empty_list_says_where_enterprises_come_from(client, clerk):
    assert "They come with the first ledger" in page(client).content.decode()
