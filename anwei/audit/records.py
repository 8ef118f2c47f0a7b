"""The trail's rows as the records of docs/trail-format.md: what is hashed, signed and exported."""

from typing import Any

from anwei.audit import canon
from anwei.audit.models import Head, Seal, SigningKey

# The order in which `entry` takes the columns, for `values_list`.
ENTRY_COLUMNS = (
    "id", "at", "held", "actor", "behalf", "action", "subject", "was", "now", "reason",
)  # fmt: skip


def entry(row: tuple[Any, ...]) -> bytes:
    """The line of one entry; its SHA-256 is the entry's leaf."""
    number, at, held, *rest = row
    return canon.line(
        {
            "kind": "entry",
            "id": number,
            "at": canon.moment(at),
            "held": canon.day(held),
            **dict(zip(ENTRY_COLUMNS[3:], rest, strict=True)),
        }
    )


def seal(row: Seal) -> bytes:
    """The line of one seal; its SHA-256 is the seal's hash, which the next seal names."""
    return canon.line(
        {
            "kind": "seal",
            "number": row.number,
            "previous": row.previous,
            "sealed_at": canon.moment(row.sealed_at),
            "count": row.count,
            "total": row.total,
            "entries": row.entries,
            "leaves": bytes(row.leaves).hex(),
        }
    )


def head_statement(row: Head, *, entries: int, calendar: str) -> str:
    """What a day head says, as the text that is signed."""
    return canon.line(
        {
            "kind": "day-head",
            "format": canon.FORMAT,
            "day": canon.day(row.day),
            "calendar": calendar,
            "entries": entries,
            "seal_number": row.seal_number,
            "seal": row.seal_hash,
            "key": row.key_name,
            "signed_at": canon.moment(row.signed_at),
        }
    ).decode()


def head(row: Head) -> bytes:
    """The line of one signed day head."""
    return canon.line({"kind": "head", "statement": row.statement, "signature": row.signature})


def key(row: SigningKey) -> bytes:
    """The line of one public key."""
    return canon.line(
        {"kind": "key", "name": row.name, "public": row.public, "since": canon.moment(row.since)}
    )
