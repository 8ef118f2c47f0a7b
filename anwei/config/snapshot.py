"""The database as bytes and back, on both databases.

SQLite gives its own file through the online backup, while others go on working. PostgreSQL gives
each table through COPY out of one snapshot: no client program whose version would have to match
the server's, and a million rows take seconds.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from anwei.config.archive import Writer, blocks_of

SQLITE = "database/anwei.sqlite3"
# What `migrate` writes itself on the way back.
NOT_CARRIED = {"django_migrations"}


class SnapshotRefused(Exception):
    """This database cannot take, or give, the snapshot; the text says why."""


def migrations() -> list[list[str]]:
    """What the database has applied: [["audit", "0001_initial"], …]."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def dump(into: Writer) -> None:
    """Write the database into the archive and what is needed to read it into the manifest."""
    into.facts |= {"database": connection.vendor, "migrations": migrations()}
    if connection.vendor == "sqlite":
        _dump_sqlite(into)
    else:
        _dump_postgresql(into)


def refuse_unfit(manifest: dict[str, Any]) -> None:
    """Whether this database can take the snapshot at all; asked before anything is thrown away for it."""
    if manifest["database"] != connection.vendor:
        raise SnapshotRefused(
            f"The backup is of {manifest['database']}, this database is {connection.vendor}."
        )
    _known(manifest["migrations"])


def load(archive: Any, manifest: dict[str, Any]) -> None:
    """Replace the database by the archive's, then bring it up to this version's migrations."""
    refuse_unfit(manifest)
    targets = _known(manifest["migrations"])
    if connection.vendor == "sqlite":
        _load_sqlite(archive)
    else:
        _load_postgresql(archive, manifest["tables"], manifest["sequences"], targets)
    call_command("migrate", verbosity=0)


def _known(applied: list[list[str]]) -> list[tuple[str, str]]:
    """The last migration of each room in the backup; SnapshotRefused when this version lacks one."""
    graph = MigrationExecutor(connection).loader.graph
    keys = {(app, name) for app, name in applied}
    if unknown := sorted(keys - set(graph.nodes)):
        raise SnapshotRefused(
            f"The backup was made by another version: this one has no migration {'.'.join(unknown[0])}."
        )
    followed = {
        parent.key
        for key in keys
        for parent in graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    return sorted(keys - followed)


# --- SQLite


def _dump_sqlite(into: Writer) -> None:
    with tempfile.TemporaryDirectory(prefix=".anwei-backup-", dir=into.path.parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            # In one go: of one in steps, every write in between makes it begin anew. Readers hold up
            # no writer in the log mode.
            connection.connection.backup(target)
            # One file, without a log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        with open(copy, "rb") as file:
            into.add(SQLITE, blocks_of(file))


def _load_sqlite(archive: Any) -> None:
    name = Path(connection.settings_dict["NAME"])
    name.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".anwei-restore-", dir=name.parent) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with open(copy, "wb") as target, archive.open(SQLITE) as source:
            for block in blocks_of(source):
                target.write(block)
        with closing(sqlite3.connect(copy)) as source:
            sound = source.execute("PRAGMA integrity_check").fetchone()[0]
            if sound != "ok":
                raise SnapshotRefused(f"The database in the backup is damaged: {sound}")
            # Page by page under SQLite's own locks: whoever has the file open sees the new content.
            connection.ensure_connection()
            source.backup(connection.connection)
    connection.close()


# --- PostgreSQL


COLUMNS = """
    SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""

ALWAYS = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled = 'A'
"""


def _rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _tables() -> dict[str, list[str]]:
    """Every table of ours with the columns that can be written."""
    return {table: columns for table, columns in _rows(COLUMNS) if table not in NOT_CARRIED}


def _dump_postgresql(into: Writer) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = _tables()
        for table, columns in tables.items():
            into.add(f"database/{table}.copy", _copied_out(table, columns))
        # After the rows: a number taken meanwhile is only skipped, never given twice.
        into.facts |= {"tables": tables, "sequences": dict(_rows(SEQUENCES))}


def _copy(direction: str, table: str, columns: list[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(direction))


def _copied_out(table: str, columns: list[str]) -> Iterator[memoryview]:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(_copy("TO STDOUT", table, columns)) as copy,
    ):
        yield from copy


def _load_postgresql(
    archive: Any,
    tables: dict[str, list[str]],
    sequences: dict[str, int],
    targets: list[tuple[str, str]],
) -> None:
    _drop_everything()
    MigrationExecutor(connection).migrate(targets)
    with transaction.atomic():
        there = _tables()
        if lacking := sorted(set(tables) - set(there)):
            raise SnapshotRefused(
                f"The backup has a table this version does not make: {lacking[0]}."
            )
        always = _rows(ALWAYS)
        # Rows arrive as they were: no trigger of ours may add to them or refuse the emptying.
        _each(there, "ALTER TABLE {} DISABLE TRIGGER USER")
        _each(there, "DELETE FROM {}")
        for table, columns in tables.items():
            with archive.open(f"database/{table}.copy") as file:
                _copied_in(table, columns, file)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for sequence, value in sequences.items():
                cursor.execute("SELECT setval(%s::regclass, %s)", [f'"{sequence}"', value])
        _each(there, "ALTER TABLE {} ENABLE TRIGGER USER")
        with connection.cursor() as cursor:
            # That enables all alike; the trail's guard stands in replica sessions too.
            for table, trigger in always:
                cursor.execute(
                    sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(
                        sql.Identifier(table), sql.Identifier(trigger)
                    )
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copied_in(table: str, columns: list[str], file: IO[bytes]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(_copy("FROM STDIN", table, columns)) as copy,
    ):
        for block in blocks_of(file):
            copy.write(block)


def _each(tables: dict[str, list[str]], statement: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(sql.SQL(statement).format(sql.Identifier(table)))


FUNCTIONS = """
    SELECT format('DROP FUNCTION %I(%s) CASCADE', p.proname, pg_get_function_identity_arguments(p.oid))
    FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
    WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f' AND d.objid IS NULL
"""
# Sequences that belong to a column go with their table.
RELATIONS = """
    SELECT format('DROP %s IF EXISTS %I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN
        'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname)
    FROM pg_class c LEFT JOIN pg_depend d
        ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i', 'e')
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND d.objid IS NULL
"""


def _drop_everything() -> None:
    """Empty our schema: tables, views, sequences, functions; extensions and other schemas stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (RELATIONS, FUNCTIONS):
            for (drop,) in _rows(statement):
                cursor.execute(drop)
