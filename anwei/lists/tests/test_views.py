"""Saved views: a list under a name, for oneself or for a unit."""

import pytest
from django.test import Client

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import make_unit, make_user, sign_in
from anwei.audit import trail
from anwei.lists.models import SavedView

pytestmark = pytest.mark.django_db


def entered(user):
    return sign_in(Client(), user)


def save(client, **given):
    given.setdefault("state", "kind=street&sort=-name")
    given.setdefault("name", "Streets")
    return client.post("/lists/units/views/save/", given, follow=True)


def names(response):
    return [row.cells[0].text for row in response.context["page"].rows]


@pytest.fixture
def units(db):
    make_unit(name="East", kind=UnitKind.STREET)
    make_unit(name="Fire")


def test_a_view_brings_filters_order_and_columns_back(units):
    clerk = entered(make_user("clerk"))
    save(clerk, state="kind=street&cols=name,code&density=compact&after=xyz")
    view = SavedView.objects.get()
    response = clerk.get(f"/units/?view={view.pk}")
    assert names(response) == ["East"]
    assert [column["column"].key for column in response.context["columns"]] == ["name", "code"]
    assert response.context["state"].density == "compact"
    assert not trail.about(view).exists()


def test_narrowing_a_view_further_leaves_it_as_it_is_until_saved(units):
    clerk = entered(make_user("clerk"))
    save(clerk)
    view = SavedView.objects.get()
    response = clerk.get(f"/units/?view={view.pk}&kind=department&sort=name")
    assert names(response) == ["Fire"]
    assert response.context["view_changed"]
    clerk.post(f"/lists/views/{view.pk}/update/", {"state": "kind=department"})
    assert names(clerk.get(f"/units/?view={view.pk}")) == ["Fire"]


def test_a_list_opens_with_the_view_chosen_for_it_unless_asked_otherwise(units):
    clerk = entered(make_user("clerk"))
    save(clerk, default="1")
    assert names(clerk.get("/units/")) == ["East"]
    assert names(clerk.get("/units/?all=1")) == ["East", "Fire"]
    assert names(clerk.get("/units/?kind=department")) == ["Fire"]
    clerk.post(f"/lists/views/{SavedView.objects.get().pk}/open-first/", {"off": "1"})
    assert names(clerk.get("/units/")) == ["East", "Fire"]


def test_a_private_view_is_nobody_elses(units):
    save(entered(make_user("clerk")))
    view = SavedView.objects.get()
    other = entered(make_user("clerk"))
    assert other.get(f"/units/?view={view.pk}").status_code == 404
    assert other.post(f"/lists/views/{view.pk}/remove/").status_code == 404
    assert "Streets" not in other.get("/units/").content.decode()


def test_a_shared_view_is_open_to_the_unit_and_below_and_on_the_trail(units):
    department = make_unit()
    section = make_unit(parent=department)
    officer = entered(make_user("officer", unit=department))
    save(officer, unit=department.pk, state="")
    view = SavedView.objects.get()
    below = entered(make_user("inspector", unit=section))
    assert "Streets" in below.get("/units/").content.decode()
    assert below.get(f"/units/?view={view.pk}").status_code == 200
    assert entered(make_user("officer")).get(f"/units/?view={view.pk}").status_code == 404
    assert below.post(f"/lists/views/{view.pk}/rename/", {"name": "Mine"}).status_code == 403
    assert below.post(f"/lists/views/{view.pk}/remove/").status_code == 403
    officer.post(f"/lists/views/{view.pk}/rename/", {"name": "Ours"})
    officer.post(f"/lists/views/{view.pk}/remove/")
    assert [entry.action for entry in trail.about(f"lists.savedview:{view.pk}")] == [
        "lists.view_shared",
        "lists.view_renamed",
        "lists.view_removed",
    ]


def test_a_shared_view_shows_each_only_what_he_or_she_may_see():
    department = make_unit(name="Fire")
    make_unit(name="Elsewhere")
    save(entered(make_user("clerk", unit=department)), unit=department.pk, state="")
    inspector = entered(make_user("inspector", unit=department))
    assert names(inspector.get(f"/units/?view={SavedView.objects.get().pk}")) == ["Fire"]


def test_who_may_not_share_cannot(units):
    street = make_user("street")
    response = save(entered(street), unit=street.unit.pk)
    assert not SavedView.objects.exists()
    assert response.status_code == 200


def test_two_views_of_one_person_have_two_names(units):
    clerk = entered(make_user("clerk"))
    save(clerk)
    assert "of this name already" in save(clerk).content.decode()
    save(clerk, name="Others")
    clerk.post(
        f"/lists/views/{SavedView.objects.get(name='Others').pk}/rename/", {"name": "Streets"}
    )
    assert SavedView.objects.filter(name="Others").exists()


@pytest.mark.parametrize("address", ["?view=abc", "?view=999999999999999999999999", "?view=-1"])
def test_a_view_that_is_none_is_not_found(units, address):
    assert entered(make_user("clerk")).get(f"/units/{address}").status_code == 404


def test_the_page_of_views_names_them_and_says_when_there_are_none(units):
    clerk = entered(make_user("clerk"))
    assert "No saved views yet" in clerk.get("/lists/units/views/").content.decode()
    save(clerk)
    assert "Streets" in clerk.get("/lists/units/views/").content.decode()
    assert clerk.get("/lists/nothing/views/").status_code == 404
