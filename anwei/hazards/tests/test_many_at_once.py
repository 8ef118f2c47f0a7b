"""Many rows at once arrive as if each had been saved."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from anwei.accounts.tests.factories import NOON
from anwei.foundation import bulk
from anwei.hazards.models import Capacity, Hazard, Tally
from anwei.responsibility.models import Site

pytestmark = pytest.mark.django_db


def a_hazard(number: str, **given: object) -> Hazard:
    """A row as actions build it, not saved."""
    given.setdefault("extra", {"列": 'quote " and \\ and\ttab\n', "none": None})
    return Hazard(
        number=number, description="气瓶间 \\N \t\n end", capacity=Capacity.STREET,
        found_on=date(2026, 3, 1), status_on=date(2026, 3, 1), recorded_at=NOON, changed_at=NOON,
        entered_by="system:tests", **given,
    )  # fmt: skip


def test_rows_come_back_with_their_keys_and_hold_what_was_given() -> None:
    given = bulk.insert([a_hazard("H-1"), a_hazard("H-2", extra={}, due_on=date(2026, 4, 1))])
    assert given[0].pk < given[1].pk
    for row in given:
        kept = Hazard.objects.get(pk=row.pk)
        for field in Hazard._meta.concrete_fields:
            assert getattr(kept, field.attname) == getattr(row, field.attname), field.name
    given[0].description = "changed"
    given[0].save()
    assert Hazard.objects.count() == 2


def test_a_broken_constraint_is_the_same_error_as_with_any_insert() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([a_hazard("H-1"), a_hazard("H-1")])
    assert not Hazard.objects.exists()


def test_without_keys_the_database_gives_them() -> None:
    bulk.insert([a_hazard("H-1"), a_hazard("H-2")], keys=False)
    assert Hazard.objects.filter(pk__isnull=False).count() == 2


def test_nothing_is_no_insert(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert bulk.insert([]) == []


def test_fields_of_many_rows_are_changed_and_nothing_else() -> None:
    rows = list(bulk.insert([a_hazard("H-1"), a_hazard("H-2"), a_hazard("H-3")]))
    for row in rows[:2]:
        row.extra, row.due_on, row.description = {"n": row.pk}, date(2026, 5, 1), "not written"
    bulk.change(rows[:2], ["extra", "due_on"])
    kept = list(Hazard.objects.order_by("pk").values_list("extra__n", "due_on", "description"))
    same = rows[2].description
    assert kept == [
        (rows[0].pk, date(2026, 5, 1), same),
        (rows[1].pk, date(2026, 5, 1), same),
        (None, None, same),
    ]


def test_a_row_built_by_name_is_the_same_as_one_from_the_constructor() -> None:
    site = Site.objects.create(name="gas store", recorded_at=NOON)
    given = {"number": "H-1", "found_on": date(2026, 3, 1), "site": site, "territory_id": 7}
    built, made = bulk.build(Hazard, given), Hazard(**given)
    for field in Hazard._meta.concrete_fields:
        assert getattr(built, field.attname) == getattr(made, field.attname), field.name
    assert built._state.adding and built.site is site
    # What each row may fill for itself is its own.
    built.extra["n"] = 1
    assert bulk.build(Hazard, given).extra == {}


def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(TypeError, match="Hazard has no column colour"):
        bulk.build(Hazard, {"colour": "red"})


def test_json_holds_whatever_the_orm_would_have_written() -> None:
    said = {"中": "文 \u2028 \x7f", "long": 10**30, "n": -0.5, "list": [None, True]}
    [row] = bulk.insert([a_hazard("H-1", extra=said)])
    assert Hazard.objects.get(pk=row.pk).extra == said
    assert Hazard.objects.filter(extra__long=10**30).exists()


def known_rows() -> float:
    """How many tallies PostgreSQL plans with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'hazards_tally'::regclass")
        return cursor.fetchone()[0]


@pytest.mark.postgresql
def test_many_rows_are_known_to_the_planner_at_once_and_few_when_it_looks_itself() -> None:
    tallies = [
        Tally(day=date(2026, 3, 1), sector="", measure="found", amount=each) for each in range(1200)
    ]
    bulk.insert(tallies, keys=False)
    before = known_rows()
    bulk.recount([Tally], many=20)
    assert known_rows() == before != 1200
    bulk.recount([Tally], many=1200)
    assert known_rows() == 1200
