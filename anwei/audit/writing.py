"""How entries reach the table: one statement for however many, past the ORM.

The ORM's bulk_create spends most of its time preparing values one by one; every write of
every room pays for this function, so it is worth its own SQL.
"""

from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection

COLUMNS = ("at", "held", "actor", "behalf", "action", "subject", "was", "now", "reason")
Row = tuple[datetime, date | None, str, str, str, str, Any, Any, str]

_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_PLACES = ", ".join(["%s"] * len(COLUMNS))
_ONE = f"INSERT INTO audit_entry ({_NAMES}) VALUES ({_PLACES})"  # noqa: S608 (fixed names)
_COPY = f"COPY audit_entry ({_NAMES}) FROM STDIN"


def insert(rows: list[Row]) -> None:
    """Insert the rows in the order given, in the caller's transaction."""
    prepared = [(*row[:6], _json(row[6]), _json(row[7]), row[8]) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(prepared) > 1:
            with cursor.copy(_COPY) as copy:
                for row in prepared:
                    copy.write_row(row)
        elif connection.vendor == "postgresql":
            cursor.execute(_ONE, prepared[0])
        else:
            cursor.executemany(_ONE, [(*_stored(row[0], row[1]), *row[2:]) for row in prepared])


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _stored(at: datetime, held: date | None) -> tuple[str, str | None]:
    """Time and day as Django's SQLite backend stores them: UTC, without the offset."""
    return connection.ops.adapt_datetimefield_value(at), held and held.isoformat()
