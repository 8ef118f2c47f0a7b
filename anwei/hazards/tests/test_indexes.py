"""What an index is kept for, it can answer: whoever adds a column to what a person sees learns of it here."""

import pytest
from django.db import connection
from django.http import QueryDict

from anwei.hazards.lists import HAZARDS
from anwei.hazards.tests.factories import TODAY, Cast, assigned
from anwei.lists import pages, state
from anwei.lists.filters import Asker

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


@pytest.fixture
def cast():
    """A street with one case. On so short a register the planner would read the table; here it may not."""
    cast = Cast()
    assigned(cast)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    return cast


def asked(person, query: str) -> state.ListState:
    return state.read(HAZARDS, QueryDict(query), Asker(person, TODAY))


def test_a_street_s_cases_put_right_on_the_spot_are_counted_without_opening_the_cases(cast):
    rows = asked(cast.street_officer, "spot=1&sort=level").countable.order_by().values("pk")
    assert "Index Only Scan using hazard_on_the_spot" in rows[: pages.COUNTED + 1].explain()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("nobodys=1", "hazard_open_newest"),
        ("family=open", "hazard_open_newest"),
        ("reopened=1", "hazard_reopened"),
        ("suspended=1", "hazard_suspended"),
        ("reason=overtaken", "hazard_given_up"),
    ],
)
def test_the_few_among_the_many_are_found_by_themselves(cast, query, index):
    for person in (cast.clerk, cast.street_officer):
        assert f"using {index} on" in asked(person, query).ordered[:26].explain()
