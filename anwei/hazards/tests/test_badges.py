"""Badges and lists say the same number, whoever looks: piles, decisions that wait, the navigation."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import NOON, make_user
from anwei.hazards.actions import determining, leading
from anwei.hazards.models import Hazard
from anwei.hazards.tests.door import entered
from anwei.hazards.tests.factories import TODAY, Cast, assigned, make_hazard, rectified

pytestmark = pytest.mark.django_db
CATCH_ALL = "cn:GAS23-10-01"


def due(hazard: Hazard, on: date) -> Hazard:
    Hazard.objects.filter(pk=hazard.pk).update(due_on=on)
    return hazard


@pytest.fixture
def cast():
    """A cast with a case on every pile, and more decisions waiting than the page shows at once."""
    cast, today = Cast(), timezone.localdate()
    cast.site.sectors = ["gas"]
    cast.site.save()
    due(assigned(cast), today - timedelta(days=3))
    due(assigned(cast), today)
    due(assigned(cast), today + timedelta(days=3))
    rectified(cast)
    make_hazard(cast, site=None, found_unit=None, capacity="report", place="Canal", by=cast.clerk)
    Hazard.objects.filter(place="Canal").update(handling_unit=None)
    for _number in range(10):
        hazard = make_hazard(cast, by=cast.colleague)
        determining.determine(
            hazard,
            determining.Ruling(
                level="major", clause_ref=CATCH_ALL, condition_holds=True, reason="Grave"
            ),
            by=cast.colleague,
            at=NOON,
            on=TODAY,
        )
        leading.instruct(
            hazard,
            by=cast.leader,
            at=NOON,
            today=today,
            unit=cast.department,
            text="Look",
            due_on=today,
        )
        leading.refer(hazard, by=cast.clerk, at=NOON, leader=cast.leader, question="Agree?")
    cast.expert = make_user("expert")
    Hazard.objects.filter(pk=hazard.pk).update(expert=cast.expert)
    cast.inspector = make_user("inspector", unit=cast.department)
    cast.administrator = make_user("administrator")
    return cast


PEOPLE = {
    "officer": "officer", "inspector": "inspector", "street": "street_officer", "enterprise": "enterprise",
    "clerk": "clerk", "leader": "leader", "auditor": "auditor", "expert": "expert", "administrator": "administrator",
}  # fmt: skip


def test_every_role_is_walked():
    assert PEOPLE.keys() == ROLES.keys()


def badge(page: str, heading: str) -> int:
    found = re.search(rf"<h2>{heading} <span class=\"badge[^>]*>(\d+)<", page)
    return int(found[1]) if found else 0


def test_for_every_role_the_badges_are_the_lists(cast):
    waiting_of = {}
    for role, name in PEOPLE.items():
        client = entered(getattr(cast, name))
        answer = client.get("/hazards/my-work/")
        page = answer.content.decode()
        piles = {pile.code: pile for pile in answer.context["piles"]}
        for code, pile in piles.items():
            listed = client.get(f"/hazards/?pile={code}").context["total"].number
            assert badge(page, pile.label) == pile.total == listed, (role, code)
        shown = [badge(page, words) for words in (
            "Before you, to decide", "Leaders’ instructions to your unit|Leaders&#x27; instructions to your unit|Leaders' instructions to your unit",
            "Wait for a second person", "More time asked for",
        )]  # fmt: skip
        waiting_of[role] = shown
        urgent = sum(piles[code].total for code in ("nobodys", "overdue", "today") if code in piles)
        count = client.get("/hazards/my-work/count/").content.decode()
        assert int(count or 0) == urgent + sum(shown), role
    assert waiting_of["leader"] == [10, 0, 0, 0], "all of them, not only those shown"
    assert waiting_of["officer"] == waiting_of["inspector"] == [0, 10, 10, 0]
    assert waiting_of["auditor"] == waiting_of["administrator"] == [0, 0, 0, 0]


def test_decisions_beyond_those_shown_are_counted_in_words(cast):
    page = entered(cast.officer).get("/hazards/my-work/").content.decode()
    assert page.count("and 2 more, which follow as these are done") == 2
