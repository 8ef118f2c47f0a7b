"""Many rows at once arrive as if each had been saved."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from anwei.accounts.tests.factories import NOON
from anwei.foundation import bulk
from anwei.hazards.models import Capacity, Hazard

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
