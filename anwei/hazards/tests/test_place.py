"""The panel of a site's hazards: asked for by the site's page, each figure counted by the register itself."""

from datetime import timedelta

import pytest

from anwei.accounts.tests.factories import NOON, make_user
from anwei.hazards.actions import handling
from anwei.hazards.tests.door import entered
from anwei.hazards.tests.factories import TODAY, Cast, assigned, make_hazard, rectified

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return Cast()


def asked(person, site, **headers):
    return entered(person).get(f"/hazards/at-site/{site.pk}/", headers=headers)


def figures(answer):
    return {str(one.label): (one.number, one.address) for one in answer.context["figures"]}


def test_the_page_of_a_site_asks_for_its_panels_and_the_panel_is_a_part_or_a_page(cast):
    page = entered(cast.clerk).get(f"/sites/{cast.site.pk}/").content.decode()
    assert f'hx-get="/hazards/at-site/{cast.site.pk}/"' in page
    assert f'hx-get="/visits/at-site/{cast.site.pk}/"' in page
    part = asked(cast.clerk, cast.site, hx_request="true")
    assert part.content.decode().lstrip().startswith("<section") and "HX-Request" in part["Vary"]
    assert "<html" in asked(cast.clerk, cast.site).content.decode()


def test_each_figure_opens_exactly_its_list(cast):
    rectified(cast), make_hazard(cast)
    late = assigned(cast, found_on=TODAY - timedelta(days=200))
    late.due_on = TODAY - timedelta(days=150)
    late.save()
    make_hazard(Cast())
    client = entered(cast.clerk)
    shown = figures(asked(cast.clerk, cast.site))
    assert {label: number for label, (number, _address) in shown.items()} == {
        "Open": 3,
        "Overdue": 1,
    }
    for number, address in shown.values():
        assert len(client.get(address).context["page"].rows) == number


def test_the_panel_counts_what_the_person_may_see_and_nothing_else(cast):
    seen = make_hazard(cast, description="Exit locked")
    unseen = make_hazard(cast, description="Dust on the beams", found_unit=cast.other)
    type(unseen).objects.filter(pk=unseen.pk).update(
        industry_unit=None, handling_unit=cast.other, territory=None
    )
    for person, number, texts in (
        (cast.clerk, 2, [True, True]),
        (cast.officer, 1, [True, False]),
        (cast.enterprise, 2, [True, True]),
    ):
        answer = asked(person, cast.site)
        page = answer.content.decode()
        assert [seen.description in page, unseen.description in page] == texts
        assert figures(answer)["Open"][0] == number
    assert asked(make_user("officer", unit=Cast().other), cast.site).context["rows"] == []


def test_nobody_asks_for_the_hazards_of_a_site_they_may_not_see(cast):
    make_hazard(cast)
    assert asked(cast.neighbour, cast.site).status_code == 404
    assert asked(make_user("expert"), cast.site).status_code == 404
    register = entered(cast.neighbour).get(f"/hazards/?site={cast.site.pk}")
    assert register.context["page"].rows == []
    assert cast.site.name not in register.content.decode()


def test_a_site_without_open_cases_shows_the_latest_that_ended_and_where_to_register(cast):
    empty = asked(cast.officer, cast.site).content.decode()
    assert "No hazard at this site is known" in empty
    assert f"/hazards/new/?site={cast.site.pk}" in empty
    ended = rectified(cast)
    handling.verify(ended, by=cast.colleague, at=NOON, on=TODAY, remark="Seen open")
    page = asked(cast.officer, cast.site)
    assert ended.number in page.content.decode()
    assert figures(page)["Fixed and verified"][0] == 1
    type(ended).objects.filter(pk=ended.pk).update(due_on=TODAY - timedelta(days=200))
    assert "overdue" not in asked(cast.officer, cast.site).content.decode(), "an end has no term"
    assert "/hazards/new/" not in asked(cast.leader, cast.site).content.decode()


def test_the_page_of_an_enterprise_leads_to_exactly_its_hazards(cast):
    firm = cast.site.enterprise
    here = make_hazard(cast, description="Exit locked")
    make_hazard(Cast(), description=f"Fork-lift borrowed from {firm.name}")
    page = entered(cast.clerk).get(f"/sites/enterprises/{firm.pk}/").content.decode()
    address = f"/hazards/?enterprise={firm.pk}"
    assert f'href="{address}"' in page
    rows = entered(cast.clerk).get(address).context["page"].rows
    assert [row.pk for row in rows] == [here.pk]
    assert entered(cast.neighbour).get(address).context["page"].rows == []
