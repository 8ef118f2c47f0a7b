"""The page: who sees what of it, what it says, what it costs."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anwei.accounts.tests.factories import make_user, sign_in
from anwei.hazards.models import Hazard
from anwei.situation.tests.factories import Zone, fill

pytestmark = pytest.mark.django_db


def told(answer, key: str) -> int:
    """A figure of the whole page."""
    situation = answer.context["situation"]
    return next(
        one.now.value for one in situation.standing + situation.flows if one.measure.key == key
    )


def shown(user, address: str = "/situation/"):
    return sign_in(Client(), user).get(address)


@pytest.mark.parametrize("role", ["enterprise", "expert"])
def test_who_has_no_situation_to_judge_does_not_get_it(role):
    user = make_user(role)
    assert shown(user).status_code == 403
    assert "/situation/" not in shown(user, "/hazards/").content.decode()


def test_an_officer_sees_the_own_units_cases_and_a_street_its_ground():
    zone = Zone()
    fill(zone, random.Random(5), timezone.localdate(), hazards=80)
    opened = Hazard.objects.still_open()
    assert told(shown(zone.leader), "open") == opened.count()
    assert (
        told(shown(zone.officer), "open")
        == opened.filter(handling_unit__in=[zone.fire, zone.squad]).count()
        > 0
    )
    assert (
        told(shown(zone.inspector), "open") == opened.filter(handling_unit=zone.squad).count() > 0
    )
    assert (
        told(shown(zone.street_officer), "open")
        == opened.filter(territory__in=[zone.east, zone.lane]).count()
        > 0
    )


def test_another_units_situation_is_not_there_for_an_officer():
    zone = Zone()
    for asked in (
        f"unit={zone.industry.pk}",
        f"street={zone.west.pk}",
        f"street={zone.fire.pk}",
        "unit=0",
        "unit=x",
        "street=99999999999999999999",
    ):
        assert shown(zone.officer, f"/situation/?{asked}").status_code == 404, asked
    assert shown(zone.officer, f"/situation/?unit={zone.squad.pk}").status_code == 200
    assert shown(zone.leader, "/situation/?unit=abc").status_code == 404


def test_communities_are_counted_with_their_street_and_offices_with_their_department():
    zone = Zone()
    fill(zone, random.Random(6), timezone.localdate(), hazards=80)
    tables = {
        table.axis: {row.name for row in table.rows}
        for table in shown(zone.leader).context["situation"].tables
    }
    assert tables["street"] == {"East street", "West street", "No street"}
    assert tables["unit"] == {"Fire rescue", "Industry bureau", "No handling unit"}


def test_tables_are_sorted_by_what_the_address_asks():
    zone = Zone()
    fill(zone, random.Random(7), timezone.localdate(), hazards=80)
    for sort, key in (
        ("-open", "open"),
        ("found", "found"),
        ("-overdue", "overdue"),
        ("nonsense", "overdue"),
    ):
        answer = shown(zone.leader, f"/situation/?sort={sort}")
        values = [row.told(key).now.value for row in answer.context["situation"].tables[1].rows]
        assert values == sorted(values, reverse=sort != "found"), sort


def test_the_fix_rate_counts_what_was_found_and_fixed_within_the_period():
    zone, today = Zone(), timezone.localdate()
    fill(zone, random.Random(8), today, hazards=120)
    rate = next(
        one
        for one in shown(zone.leader, f"/situation/?period={today.year}").context["situation"].flows
        if one.is_rate
    )
    year = (today.replace(month=1, day=1), today)
    found = Hazard.objects.filter(found_on__range=year).exclude(status="void")
    assert (
        rate.share == found.filter(status="closed", closed_on__range=year).count() / found.count()
    )


def test_a_period_that_does_not_exist_is_told_in_words():
    answer = shown(make_user("leader"), "/situation/?period=2199-Q9")
    assert answer.status_code == 200
    assert "There is no period called “2199-Q9”" in answer.content.decode()


def test_an_empty_register_says_what_will_appear():
    page = shown(make_user("leader")).content.decode()
    assert "Nothing to judge yet" in page
    assert "data-chart" not in page


def test_what_nobody_handles_and_what_is_overdue_come_first():
    zone = Zone()
    fill(zone, random.Random(9), timezone.localdate(), hazards=80)
    answer = shown(zone.leader)
    assert [one.measure.key for one in answer.context["situation"].standing[:2]] == [
        "nobodys",
        "overdue",
    ]
    longest = answer.context["situation"].longest
    assert longest[0].due_on == min(
        Hazard.objects.overdue(timezone.localdate()).values_list("due_on", flat=True)
    )
    assert longest[0].number in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_register():
    zone, today = Zone(), timezone.localdate()
    counted = []
    for hazards in (30, 150):
        fill(zone, random.Random(hazards), today - timedelta(days=1), hazards=hazards)
        for user in (zone.leader, zone.officer, zone.street_officer):
            client = sign_in(Client(), user)
            client.get("/situation/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/situation/")
            counted.append(len(queries))
    assert counted[:3] == counted[3:]
    assert max(counted) <= 20


def test_the_page_speaks_chinese():
    zone = Zone()
    fill(zone, random.Random(10), timezone.localdate(), hazards=40)
    client = sign_in(Client(), make_user("leader", language="zh-hans"))
    for address in ("/situation/", "/situation/print/"):
        page = client.get(address, headers={"Accept-Language": "zh-hans"}).content.decode()
        assert all(
            words in page for words in ("安全形势", "整改率", "按街道", "上年同期", "逾期最久")
        ), address


def test_a_leader_begins_the_day_with_the_situation():
    assert shown(make_user("leader"), "/").headers["Location"] == "/situation/"
    assert shown(make_user("officer"), "/").headers["Location"] == "/hazards/my-work/"
