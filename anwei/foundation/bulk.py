"""Many rows at once: new ones by COPY on PostgreSQL and the ORM's own insert on SQLite, changed ones in one go.

The ORM hands PostgreSQL whole columns as arrays and quotes every text in Python, which took two
thirds of an import's processor time. Triggers, constraints and defaults work as with any insert.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import isfinite
from operator import attrgetter
from typing import Any, TypeVar

import orjson
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
# Fields whose values the driver takes as they are; of the others each value is prepared.
STRAIGHT = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.DateField,
    models.UUIDField,
    models.ForeignKey,
)
# What the ORM's own JSON refuses is refused here too.
STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
# From so many new rows on PostgreSQL is told at once.
MANY = 1000


def build(model: type[Row], given: Mapping[str, Any]) -> Row:
    """A new row, not saved, from its columns (`site_id`) and related rows (`site`) by name.

    The same as `model(**given)`, which looks for each of its fields among the keywords and makes
    each default anew: worth it for models of many columns. Raises TypeError for a name that is none of theirs.
    """
    names, constants, made, related = _shape(model)
    values = constants | {name: make() for name, make in made.items()}
    rest = {}
    for name, value in given.items():
        if name in values:
            values[name] = value
        elif name in related:
            rest[name] = value
        else:
            raise TypeError(f"{model.__name__} has no column {name}.")
    row = model(*[values[name] for name in names])
    for name, value in rest.items():
        setattr(row, name, value)
    return row


@cache
def _shape(
    model: type[models.Model],
) -> tuple[list[str], dict[str, Any], dict[str, Callable[[], Any]], frozenset[str]]:
    """Columns in order, defaults that stay the same, defaults made anew for each row, names of related rows."""
    fields = model._meta.concrete_fields
    made = {field.attname: field.get_default for field in fields if callable(field.default)}
    constants = {
        field.attname: None if field.attname in made else field.get_default() for field in fields
    }
    related = frozenset(field.name for field in fields if field.is_relation)
    return [field.attname for field in fields], constants, made, related


def insert(rows: Sequence[Row], *, keys: bool = True) -> Sequence[Row]:
    """Insert new rows of one model in the order given, in the caller's transaction.

    The rows get their keys, unless `keys` is False. Values are values, not expressions.
    """
    if not rows:
        return rows
    model = type(rows[0])
    if connection.vendor != "postgresql":
        return model._default_manager.bulk_create(rows, batch_size=1000)
    own = model._meta.auto_field
    if own is not None and keys:
        for row, key in zip(rows, _fresh_keys(model, len(rows)), strict=True):
            row.pk = key
    fields = [field for field in model._meta.local_concrete_fields if keys or field is not own]
    _copy(model, fields, rows)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def change(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are there already, in the caller's transaction.

    The ORM's bulk_update writes one CASE per row and field, which costs more the more rows there are.
    """
    if not rows:
        return
    meta, quote = type(rows[0])._meta, connection.ops.quote_name
    columns = {field.name: field for field in meta.local_concrete_fields}
    fields = [columns[name] for name in names]
    places = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    key = quote(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {places} WHERE {key} = %s",  # noqa: S608 - names of the model's own
            [
                [
                    *(
                        field.get_db_prep_save(getattr(row, field.attname), connection)
                        for field in fields
                    ),
                    row.pk,
                ]
                for row in rows
            ],
        )


def recount(tables: Iterable[type[models.Model] | str], *, many: int) -> None:
    """Let PostgreSQL look at tables again that took in so many rows just now; few are left to its own look.

    That comes once a minute. Until then it plans with what was there before: of the rows of a second
    import it knows none, expects one and compares each with each; and a session keeps to the plans
    for foreign keys and triggers that it made while the tables were small.
    """
    if connection.vendor != "postgresql" or many < MANY:
        return
    with connection.cursor() as cursor:
        for table in tables:
            name = table if isinstance(table, str) else table._meta.db_table
            # A table that is looked at already, by its own worker or another import, is left alone.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {connection.ops.quote_name(name)}")


def _copy(
    model: type[models.Model], fields: "list[models.Field[Any, Any]]", rows: Sequence[Row]
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    # All columns in one call, then those that need work: a row takes a third of the time.
    read = attrgetter(*(field.attname for field in fields))
    worked = [
        (place, work) for place, field in enumerate(fields) if (work := _work_on(field)) is not None
    ]
    # The cursor's own error classes would pass every `except IntegrityError` of ours.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = list(read(row))
            for place, work in worked:
                values[place] = work(row)
            copy.write_row(values)


def _work_on(field: "models.Field[Any, Any]") -> Callable[[models.Model], Any] | None:
    """What makes a field's value ready for the driver; None where it is."""
    if type(field).pre_save is not models.Field.pre_save and not _stands_still(field):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    if isinstance(field, STRAIGHT):
        return None
    get = attrgetter(field.attname)
    if isinstance(field, models.JSONField) and field.encoder is None:
        return lambda row: _json(get(row))
    return lambda row: field.get_db_prep_save(get(row), connection)


def _json(value: Any) -> str | None:
    """JSON as PostgreSQL reads it: Chinese as it is, which is half as long as escaped, and quickly made."""
    if value is None:
        return None
    try:
        text = orjson.dumps(value, option=STRICT)
        # What is no number is written as null there, and would be let through as nothing.
        return text.decode() if b"null" not in text or _finite(value) else json.dumps(value)
    except TypeError:  # a number beyond 64 bits, a key that is no text: as the ORM would have it
        return json.dumps(value)


def _finite(value: Any) -> bool:
    """Whether every number in it is one."""
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return not isinstance(value, list | tuple) or all(map(_finite, value))


def _stands_still(field: "models.Field[Any, Any]") -> bool:
    """A day or moment that the clock does not fill in: its pre_save only reads it."""
    return isinstance(field, models.DateField) and not (field.auto_now or field.auto_now_add)


def _fresh_keys(model: type[models.Model], many: int) -> Iterator[int]:
    """So many keys of the table's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, many],
        )
        return iter([key for (key,) in cursor.fetchall()])
