"""What an index is kept for, it can answer: whoever adds a column to what a person sees learns of it here."""

import pytest
from django.db import connection
from django.http import QueryDict

from anwei.hazards.lists import HAZARDS
from anwei.hazards.tests.factories import TODAY, Cast, assigned
from anwei.lists import pages, state
from anwei.lists.filters import Asker


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_street_s_cases_put_right_on_the_spot_are_counted_without_opening_the_cases():
    cast = Cast()
    assigned(cast)
    asked = state.read(HAZARDS, QueryDict("spot=1&sort=level"), Asker(cast.street_officer, TODAY))
    with connection.cursor() as cursor:
        # On a register of one case the planner would read the table; here it may not.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = asked.countable.order_by().values("pk")[: pages.COUNTED + 1].explain()
    assert "Index Only Scan using hazard_on_the_spot" in plan
