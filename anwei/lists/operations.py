"""Migration operations: `AddSearchIndex(table, column)` gives a table its gram index."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory

from anwei.lists.search import IDEOGRAPHS, PRIME, index_table

# Cuts a normalised text into the same numbers as search.grams.
POSTGRES_GRAMS = f"""
CREATE OR REPLACE FUNCTION anwei_grams(t text) RETURNS int4[] IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE a int := 32; b int := 32; c int; ch text; g int4[] := ARRAY[]::int4[];
BEGIN
  FOREACH ch IN ARRAY string_to_array(t, NULL) LOOP
    c := ascii(ch);
    IF c >= {IDEOGRAPHS} THEN g := g || c; END IF;
    IF c <> 32 AND b <> 32 THEN
      IF c >= {IDEOGRAPHS} OR b >= {IDEOGRAPHS} THEN
        g := g || ((b::bigint * 2097152 + c) % {PRIME})::int4;
      ELSIF a <> 32 AND a < {IDEOGRAPHS} THEN
        g := g || (((a::bigint * 16384 + b) * 16384 + c) % {PRIME})::int4;
      END IF;
    END IF;
    a := b; b := c;
  END LOOP;
  RETURN g;
END $$"""

POSTGRES_BACK = [
    "DROP TRIGGER IF EXISTS {name}_added ON {table}",
    "DROP TRIGGER IF EXISTS {name}_gone ON {table}",
    "DROP TRIGGER IF EXISTS {name}_emptied ON {table}",
    "DROP TRIGGER IF EXISTS {name}_changed ON {table}",
    "DROP FUNCTION IF EXISTS {name}_keep()",
    "DROP TABLE IF EXISTS {index}",
]
POSTGRES = [
    POSTGRES_GRAMS,
    *POSTGRES_BACK,
    "CREATE TABLE {index} (row_id bigint PRIMARY KEY, grams int4[] NOT NULL)",
    "INSERT INTO {index} SELECT id, anwei_grams({column}) FROM {table}",
    "CREATE INDEX {name}_gin ON {index} USING gin (grams)",
    """CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    TRUNCATE {index};
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO {index} SELECT id, anwei_grams({column}) FROM added
    ON CONFLICT (row_id) DO UPDATE SET grams = excluded.grams;
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM {index} WHERE row_id IN (SELECT id FROM gone);
  ELSE
    INSERT INTO {index} VALUES (NEW.id, anwei_grams(NEW.{column}))
    ON CONFLICT (row_id) DO UPDATE SET grams = excluded.grams;
  END IF;
  RETURN NULL;
END $$""",
    "CREATE TRIGGER {name}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {name}_keep()",
    "CREATE TRIGGER {name}_gone AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION {name}_keep()",
    "CREATE TRIGGER {name}_emptied AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}_keep()",
    """CREATE TRIGGER {name}_changed AFTER UPDATE OF {column} ON {table} FOR EACH ROW
WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}_keep()""",
]

# The same in SQLite's words: a walk over the characters, the numbers joined by spaces.
SQLITE_GRAMS = f"""(WITH RECURSIVE walk(i, a, b, c) AS (
    SELECT 0, 32, 32, 32 UNION ALL
    SELECT i + 1, b, c, unicode(substr({{text}}, i + 1, 1)) FROM walk WHERE i < length({{text}}))
  SELECT coalesce(group_concat(g, ' '), '') FROM (
    SELECT c AS g FROM walk WHERE c >= {IDEOGRAPHS}
    UNION SELECT (b * 2097152 + c) % {PRIME} FROM walk WHERE b <> 32 AND c <> 32 AND (b >= {IDEOGRAPHS} OR c >= {IDEOGRAPHS})
    UNION SELECT ((a * 16384 + b) * 16384 + c) % {PRIME} FROM walk
      WHERE a <> 32 AND b <> 32 AND c <> 32 AND a < {IDEOGRAPHS} AND b < {IDEOGRAPHS} AND c < {IDEOGRAPHS}))"""  # noqa: S608 - numbers of ours; the text is a column

SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS {name}_added",
    "DROP TRIGGER IF EXISTS {name}_gone",
    "DROP TRIGGER IF EXISTS {name}_changed",
    "DROP TABLE IF EXISTS {index}",
]
SQLITE = [
    *SQLITE_BACK,
    # Grams only, no second copy of the text; no positions, because grams are only ever and-ed.
    "CREATE VIRTUAL TABLE {index} USING fts5(grams, content='', detail='none')",
    "INSERT INTO {index} (rowid, grams) SELECT id, {own} FROM {table}",
    "CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN INSERT INTO {index} (rowid, grams) VALUES (new.id, {new}); END",
    "CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN INSERT INTO {index} ({index}, rowid, grams) VALUES ('delete', old.id, {old}); END",
    """CREATE TRIGGER {name}_changed AFTER UPDATE OF {column} ON {table} WHEN old.{column} IS NOT new.{column} BEGIN
  INSERT INTO {index} ({index}, rowid, grams) VALUES ('delete', old.id, {old});
  INSERT INTO {index} (rowid, grams) VALUES (new.id, {new});
END""",
]


class AddSearchIndex(Operation):
    """Give a table with a `search_text` column the gram index that `search.match` uses.

    Comes after the table in the same migration or a later one. SQLite rebuilds a table on most
    later changes of it and loses the triggers: repeat the operation at the end of such a migration
    (it may run any number of times; `search.is_kept` tells whether the triggers stand).
    """

    reversible = True
    category = OperationCategory.SQL

    def __init__(self, table: str, column: str = "search_text") -> None:
        self.table, self.column = table, column

    def deconstruct(self) -> tuple[str, list, dict[str, Any]]:
        """As migrations are written."""
        return type(self).__name__, [self.table], {"column": self.column}

    def state_forwards(self, app_label: str, state: object) -> None:
        """The index is the database's own affair."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: object,
        to_state: object,
    ) -> None:
        """Build table, index and triggers, and index what is there."""
        self._run(schema_editor, POSTGRES, SQLITE)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: object,
        to_state: object,
    ) -> None:
        """Take them away again."""
        self._run(schema_editor, POSTGRES_BACK, SQLITE_BACK)

    def describe(self) -> str:
        """One line for the log."""
        return f"Search index of {self.table}.{self.column}"

    def _run(
        self, schema_editor: BaseDatabaseSchemaEditor, postgres: list[str], sqlite: list[str]
    ) -> None:
        quote = schema_editor.quote_name
        column = quote(self.column)
        names = {
            "table": quote(self.table),
            "index": quote(index_table(self.table)),
            "name": f"{self.table}_search",
            "column": column,
            **{
                row: SQLITE_GRAMS.format(text=f"{prefix}{column}")
                for row, prefix in (
                    ("new", "new."),
                    ("old", "old."),
                    ("own", f"{quote(self.table)}."),
                )
            },
        }
        for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement.format(**names), params=None)
