"""Rules and proposals as lists: what counts or waits stands first, all can be narrowed and exported."""

import pytest

from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.lists import export, registered
from anwei.responsibility import queries
from anwei.responsibility.actions import determining, ruling
from anwei.responsibility.tests.factories import TODAY, make_proposal, make_rule, put_in_force

pytestmark = pytest.mark.django_db


def test_rules_are_a_list_in_which_those_in_force_stand_first(client):
    unit = make_unit(name="应急管理局", enforcing=True)
    old = make_rule(name="Old", unit=unit)
    put_in_force(old)
    ruling.retire(old, until=TODAY, reason="x", by="system:tests", at=NOON)
    put_in_force(make_rule(name="Now", unit=unit))
    make_rule(name="Draft", unit=unit)
    client.force_login(make_user("clerk"))

    def listed(query):
        return [row.name for row in client.get(f"/sites/rules/?{query}").context["page"].rows]

    assert listed("") == ["Now", "Draft", "Old"]
    assert listed("state=draft") == ["Draft"]
    assert listed("q=Dra") == ["Draft"]
    assert listed(f"unit={unit.pk}&sort=name") == ["Draft", "Now", "Old"]


def test_a_file_of_the_rules_says_which_part_is_which():
    make_rule(name="Draft", sector="fire", unit=make_unit(name="Bureau", enforcing=True))
    table = export.table(registered.find("rules"), "", user=make_user("clerk"), today=TODAY)
    row = dict(zip([column.key for column in table.columns], next(table.rows()), strict=True))
    assert (row["sector"], row["unit"]) == (queries.sector_name("fire"), "Bureau")
    leader = export.table(registered.find("rules"), "", user=make_user("leader"), today=TODAY)
    assert "person" not in {column.key for column in leader.columns}


def test_proposals_are_a_list_in_which_open_ones_stand_first(client, django_assert_max_num_queries):
    open_one = make_proposal(industry="Battery swapping")
    gone = make_proposal(industry="Drones", candidates=[make_unit(name="Fire", enforcing=True)])
    determining.withdraw(gone, reason="x", by=make_user("clerk"), at=NOON, today=TODAY)
    client.force_login(make_user("clerk"))

    def listed(query):
        page = client.get(f"/sites/determinations/?{query}").context["page"]
        return [row.name for row in page.rows]

    assert listed("") == [open_one.industry, gone.industry]
    assert listed("state=withdrawn") == ["Drones"]
    assert listed("q=filling") == [open_one.industry, gone.industry]
    with django_assert_max_num_queries(12):
        text = client.get("/sites/determinations/?state=withdrawn").content.decode()
    assert "Fire" in text
