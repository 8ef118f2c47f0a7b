"""The triggers that make the trail's tables insert-only, on both databases.

They stop every program that uses the database as it is, this one included. They do not stop
the owner of the database, who can drop them: that is what the chain and the signed heads are for.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Table -> key column
TABLES = {
    "audit_entry": "id",
    "audit_seal": "number",
    "audit_signingkey": "name",
    "audit_head": "day",
}
REFUSAL = "The trail is insert-only."

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$
"""


def _postgresql(table: str) -> tuple[list[str], list[str]]:
    """Statements that lay and that lift the trigger of one table."""
    name = f"{table}_insert_only"
    return [
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        # ALWAYS: also where a session says session_replication_role = replica.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ], [f"DROP TRIGGER IF EXISTS {name} ON {table}"]


def _sqlite(table: str, key: str) -> tuple[list[str], list[str]]:
    """Statements that lay and that lift the triggers of one table.

    INSERT OR REPLACE removes the old row without firing delete triggers, so a known key is
    refused before the insert.
    """
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    known = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 (fixed names)
    events = {"update": "", "delete": "", "insert": known}
    lay = [
        f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table} {when} {refuse}"
        for event, when in events.items()
    ]
    return lay, [f"DROP TRIGGER IF EXISTS {table}_no_{event}" for event in events]


def _statements(vendor: str) -> tuple[list[str], list[str]]:
    """All statements that lay, and all that lift, for one kind of database."""
    lay, lift = ([POSTGRESQL_FUNCTION], []) if vendor == "postgresql" else ([], [])
    for table, key in TABLES.items():
        one_lay, one_lift = _postgresql(table) if vendor == "postgresql" else _sqlite(table, key)
        lay += one_lay
        lift += one_lift
    return lay, lift


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay all triggers; whatever of them is there already is replaced."""
    lay_statements, lift_statements = _statements(connection.vendor)
    _run(connection, lift_statements + lay_statements)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take all triggers away: for the way back of the migration, and for `lifted`."""
    _run(connection, _statements(connection.vendor)[1])


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """No triggers inside, in one transaction, so that a fault leaves them in place.

    For the test database only, whose tables are emptied after tests that commit (conftest.py).
    """
    name = str(connection.settings_dict["NAME"]).rpartition("/")[2]
    if not name.startswith(("test_", "file:memory")):
        raise RuntimeError("The trail's triggers are lifted in a test database only.")
    with transaction.atomic(using=connection.alias):
        lift(connection)
        yield
        lay(connection)
