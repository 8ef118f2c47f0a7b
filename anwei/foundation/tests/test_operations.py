"""An index is built beside writers on PostgreSQL, and as ever on SQLite."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.migrations.state import ProjectState

from anwei.foundation.operations import AddIndexBesideWriters

INDEX = models.Index(fields=["expire_date", "session_key"], name="sessions_for_a_test")
TABLE = Session._meta.db_table


@pytest.fixture
def moved():
    """Both directions of the operation on a table of Django's own; the index is gone afterwards."""
    operation = AddIndexBesideWriters("session", INDEX)
    state = ProjectState.from_apps(apps)

    def run(direction):
        with connection.schema_editor(atomic=False) as editor:
            getattr(operation, f"database_{direction}")("sessions", editor, state, state)

    yield run
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {INDEX.name}")


def indexes():
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, TABLE))


@pytest.mark.django_db(transaction=True)
def test_the_index_comes_and_goes(moved):
    moved("forwards")
    assert INDEX.name in indexes()
    moved("backwards")
    assert INDEX.name not in indexes()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_writers_are_not_held_up(moved, django_assert_num_queries):
    with django_assert_num_queries(2) as asked:
        moved("forwards")
    assert all("INDEX CONCURRENTLY" in query["sql"] for query in asked)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_a_build_that_was_broken_off_left_is_built_anew(moved):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {INDEX.name} ON {TABLE} (session_key)")
    moved("forwards")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX.name])
        assert "(expire_date, session_key)" in cursor.fetchone()[0]
