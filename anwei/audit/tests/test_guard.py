"""The database itself refuses to change or remove what the trail holds."""

import pytest
from django.db import DatabaseError, connection, transaction

from anwei.audit import guard
from anwei.audit.models import Entry, Head, Seal, SigningKey
from anwei.audit.tests.factories import make_trail

TABLES = [(table, key) for table, key in guard.TABLES.items()]


def refused(statement: str) -> None:
    """Run the statement; it must be refused for the right reason."""
    with (
        pytest.raises(DatabaseError, match="insert-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_row_can_be_neither_updated_nor_deleted(table: str, key: str):
    make_trail(days=1)
    refused(f"UPDATE {table} SET {key} = {key}")
    refused(f"DELETE FROM {table}")


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_table_cannot_be_truncated_even_as_a_replica(table: str, key: str):
    refused(f"TRUNCATE {table}")
    refused(f"SET LOCAL session_replication_role = replica; TRUNCATE {table}")


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize(("table", "key"), TABLES)
def test_a_row_cannot_be_replaced(table: str, key: str):
    make_trail(days=1)
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.django_db
def test_the_orm_is_refused_too():
    make_trail(days=1)
    for model in (Entry, Seal, Head, SigningKey):
        row = model.objects.first()
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
            model.objects.all()._raw_delete(using="default")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_the_triggers_are_back_after_a_test_that_commits(_round: int):
    assert not Entry.objects.exists()
    make_trail(days=1)
    refused("DELETE FROM audit_entry")


@pytest.mark.django_db
def test_a_fault_while_the_triggers_are_lifted_leaves_them_in_place():
    make_trail(days=1)
    with pytest.raises(ZeroDivisionError), guard.lifted(connection):
        _ = 1 / 0
    refused("DELETE FROM audit_entry")


def test_no_database_but_a_test_lets_its_triggers_be_lifted():
    class Live:
        settings_dict = {"NAME": "anwei"}

    with pytest.raises(RuntimeError, match="test database only"), guard.lifted(Live()):  # type: ignore[arg-type]
        pass
