"""Many new rows at once: COPY on PostgreSQL, the ORM's own insert on SQLite.

The ORM hands PostgreSQL whole columns as arrays and quotes every text in Python, which took two
thirds of an import's processor time. Triggers, constraints and defaults work as with any insert.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
# Fields whose values, if of these very types, reach the driver as they are.
STRAIGHT = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DateField,
    models.ForeignKey,
)
PLAIN = frozenset({str, int, bool, date, datetime, type(None)})


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


def _copy(
    model: type[models.Model], fields: "list[models.Field[Any, Any]]", rows: Sequence[Row]
) -> None:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    values = [_value_of(field) for field in fields]
    # The cursor's own error classes would pass every `except IntegrityError` of ours.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row([value(row) for value in values])


def _value_of(field: "models.Field[Any, Any]") -> Callable[[models.Model], Any]:
    """What reads a field of a row as the driver wants it."""
    if type(field).pre_save is not models.Field.pre_save and not _stands_still(field):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    get = attrgetter(field.attname)
    if not isinstance(field, STRAIGHT):
        return lambda row: field.get_db_prep_save(get(row), connection)

    def read(row: models.Model) -> Any:
        value = get(row)
        return value if type(value) in PLAIN else field.get_db_prep_save(value, connection)

    return read


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
