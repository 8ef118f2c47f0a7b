"""People are a list like every other: searched, narrowed, kept as a view, exported."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.tests.factories import make_unit, make_user
from anwei.lists import export, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(
        make_user("clerk", name="Wen"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def listed(client, query):
    """The names on the page of this address."""
    page = client.get(f"/accounts/people/?{query}")
    assert page.status_code == 200
    return [row.name for row in page.context["page"].rows]


def test_people_are_found_by_a_part_of_their_name_or_of_their_units(clerk):
    bureau = make_unit(name="应急管理局")
    make_user("officer", name="柏悦", unit=bureau)
    make_user("leader", name="Ning")
    assert listed(clerk, "q=柏") == ["柏悦"]
    assert listed(clerk, "q=应急") == ["柏悦"]


def test_people_are_narrowed_by_role_unit_and_state(clerk):
    bureau = make_unit()
    old = make_user("officer", name="Old", unit=bureau)
    type(old).objects.filter(pk=old.pk).update(is_active=False)
    make_user("officer", name="New", unit=bureau)
    seen = make_user("leader", name="Seen")
    type(seen).objects.filter(pk=seen.pk).update(last_login=timezone.now() - timedelta(days=1))
    assert listed(clerk, "role=officer&sort=name") == ["New", "Old"]
    assert listed(clerk, f"unit={bureau.pk}&closed=1") == [old.name]
    assert "Seen" not in listed(clerk, "never=1")


@pytest.mark.parametrize(("role", "told"), [("clerk", {"name", "phone"}), ("leader", set())])
def test_names_and_telephones_leave_only_with_who_may_take_personal_data(role, told):
    table = export.table(
        registered.find("people"), "", user=make_user(role), today=timezone.localdate()
    )
    assert {column.key for column in table.columns} & {"name", "phone"} == told
