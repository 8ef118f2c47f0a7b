"""What an index is kept for, it can answer: whoever adds a column to what a person sees learns of it here."""

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.http import QueryDict

from anwei.foundation.operations import AddIndexBesideWriters
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


def test_no_index_of_a_register_in_use_is_built_while_its_writers_wait():
    """Up to 0004 the tables are empty: nobody began with less."""
    files = MigrationLoader(None).disk_migrations
    later = [file for (room, name), file in files.items() if room == "hazards" and name >= "0005"]
    added = [
        (file, step)
        for file in later
        for step in file.operations
        if isinstance(step, migrations.AddIndex) and step.model_name == "hazard"
    ]
    assert added
    for file, step in added:
        assert (file.atomic, type(step)) == (False, AddIndexBesideWriters), file
