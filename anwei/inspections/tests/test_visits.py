"""Past visits: who sees them, with what was found, and how the list narrows them."""

from datetime import date

import pytest
from django.test import Client

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.hazards.tests.factories import Cast, make_hazard
from anwei.inspections.actions import bringing
from anwei.inspections.lists import VISITS
from anwei.inspections.models import Visit
from anwei.inspections.tests.factories import make_visit
from anwei.responsibility.tests.factories import make_site

pytestmark = pytest.mark.django_db


def entered(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def shown(client, query=""):
    page = client.get(f"/visits/?{query or 'all=1'}")
    assert page.status_code == 200
    return [{cell.column.key: cell.text for cell in row.cells} for row in page.context["page"].rows]


@pytest.fixture
def cast():
    return Cast()


def test_the_zone_sees_every_visit_and_an_enterprise_those_to_its_own_sites(cast):
    own, other = make_visit(site=cast.site), make_visit()
    for person in (cast.clerk, cast.leader, cast.officer, cast.street_officer, cast.auditor):
        assert len(shown(entered(person))) == 2
        assert entered(person).get(f"/visits/{other.pk}/").status_code == 200
    assert [row["site"] for row in shown(entered(cast.enterprise))] == [cast.site.name]
    assert entered(cast.enterprise).get(f"/visits/{own.pk}/").status_code == 200
    assert entered(cast.enterprise).get(f"/visits/{other.pk}/").status_code == 404
    assert entered(cast.enterprise).get(f"/visits/at-site/{other.site_id}/").status_code == 404


def test_an_expert_does_not_look_at_visits():
    client = entered(make_user("expert"))
    assert client.get("/visits/").status_code == 403
    assert client.get(f"/visits/{make_visit().pk}/").status_code == 403


def test_a_visit_shows_and_counts_only_the_findings_a_person_may_see(cast):
    elsewhere = make_unit(enforcing=True)
    seen = make_hazard(cast, description="Exit locked")
    unseen = make_hazard(Cast(), description="Dust on the beams", site=make_site())
    visit = make_visit(seen, unseen, site=cast.site)
    stranger = make_user("officer", unit=elsewhere)
    for person, texts in (
        (cast.clerk, [True, True]),
        (cast.officer, [True, False]),
        (stranger, [False, False]),
    ):
        page = entered(person).get(f"/visits/{visit.pk}/").content.decode()
        assert ["Exit locked" in page, "Dust on the beams" in page] == texts
        assert [row["found"] for row in shown(entered(person))] == [str(sum(texts))]


def test_the_list_is_narrowed_by_day_kind_unit_and_site(cast):
    make_visit(
        site=make_site(name="Harbour mill"),
        held_on=date(2026, 3, 1),
        kind="Routine",
        unit=cast.department,
    )
    make_visit(
        site=make_site(name="North depot", address="4 Canal road"),
        held_on=date(2026, 5, 1),
        kind="Re-check",
        unit=cast.other,
    )
    client = entered(cast.clerk)
    for query in (
        "held=2026-02-01..2026-03-31",
        "kind=Routine",
        f"unit={cast.department.pk}",
        "place=harbour",
        "q=harb",
        f"site={Visit.objects.last().site_id}",
    ):
        assert [row["site"] for row in shown(client, query)] == ["Harbour mill"], query
    assert [row["site"] for row in shown(client, "q=canal")] == ["North depot"]
    assert [row["site"] for row in shown(client)] == ["North depot", "Harbour mill"]


def test_the_officers_of_a_visit_leave_the_house_only_with_who_may_take_personal_data_out():
    assert [column.key for column in VISITS.columns if VISITS.is_personal(column)] == ["officers"]


def test_a_site_of_another_enterprise_cannot_be_asked_for(cast):
    other = make_visit()
    page = entered(cast.enterprise).get(f"/visits/?site={other.site_id}")
    assert page.context["page"].rows == []
    assert other.site.name not in page.content.decode()


def test_without_visits_the_page_says_where_they_come_from():
    clerk = entered(make_user("clerk")).get("/visits/").content.decode()
    assert "Past visits come with a ledger" in clerk
    assert "Import a ledger" in clerk
    assert "Import a ledger" not in entered(make_user("auditor")).get("/visits/").content.decode()


def test_the_panel_of_a_site_shows_its_latest_visits_and_leads_to_all(cast):
    for day in range(1, 13):
        make_visit(site=cast.site, held_on=date(2026, 10, day))
    address = f"/visits/at-site/{cast.site.pk}/"
    assert "<html" in entered(cast.clerk).get(address).content.decode(), "a page of its own, too"
    panel = entered(cast.clerk).get(address, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in panel and panel.count("<li>") == 10
    assert "2026-10-12" in panel and "2026-10-02" not in panel
    assert f"/visits/?site={cast.site.pk}" in panel and "All 12 visits" in panel
    assert len(shown(entered(cast.clerk), f"site={cast.site.pk}")) == 12


@pytest.mark.parametrize("kind", [UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING])
def test_a_deliberative_body_is_never_the_inspecting_unit(kind):
    site = make_site()
    rows = [
        {"site": site, "held_on": date(2026, 11, 3), "unit": make_unit(enforcing=True)},
        {"site": site, "held_on": date(2026, 11, 4), "unit": make_unit(kind=kind)},
    ]
    with pytest.raises(bringing.DeliberativeUnit):
        bringing.bring_in_visits(rows, by="system:tests", at=NOON, origin="batch:1")
    assert not Visit.objects.exists()


def test_a_visit_brought_in_stands_on_the_trail_and_comes_once():
    visit = make_visit(external_key="V1")
    assert trail.about(visit).get(action="inspections.visit_brought_in").now["key"] == "V1"
    rows = [{"site": visit.site, "held_on": visit.held_on, "external_key": "V1"}]
    assert bringing.bring_in_visits(rows, by="system:tests", at=NOON, origin="batch:2") == []


def test_a_hazard_shows_the_visit_that_found_it_and_keeps_silent_without_one(cast):
    found, other = make_hazard(cast), make_hazard(cast)
    visit = make_visit(found, site=cast.site, kind="Routine")
    client = entered(cast.officer)
    assert (
        f'hx-get="/visits/of-hazard/{found.number}/"'
        in client.get(f"/hazards/{found.number}/").content.decode()
    )
    part = client.get(f"/visits/of-hazard/{found.number}/", headers={"hx-request": "true"})
    assert f"/visits/{visit.pk}/" in part.content.decode() and "<html" not in part.content.decode()
    silent = client.get(f"/visits/of-hazard/{other.number}/", headers={"hx-request": "true"})
    assert silent.content.decode().strip() == ""
    page = client.get(f"/visits/of-hazard/{other.number}/").content.decode()
    assert "No visit is known that found it" in page
    assert entered(cast.neighbour).get(f"/visits/of-hazard/{found.number}/").status_code == 404
    assert entered(make_user("expert")).get(f"/visits/of-hazard/{found.number}/").status_code == 403
