"""The trail's lines, byte for byte (docs/trail-format.md). Plain Python, no Django.

One line is one JSON object: keys in order of their code points, no blanks, UTF-8, numbers are
whole numbers below 2^53. What is hashed or signed is always the bytes of a line as it stands.
"""

import base64
import hashlib
from datetime import UTC, date, datetime
from typing import Any

import orjson

FORMAT = "anwei-trail/1"
GENESIS = "0" * 64  # what the first seal names as the one before
BATCH = 1000  # entries in one seal, at most


def line(record: dict[str, Any]) -> bytes:
    """The canonical bytes of one record, without a line end."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def sha256(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def moment(at: datetime) -> str:
    """UTC with microseconds: 2026-11-23T04:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(value: date | None) -> str | None:
    """YYYY-MM-DD."""
    return None if value is None else value.isoformat()


def base64_text(content: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(content).decode("ascii")


def key_name(public: bytes) -> str:
    """How a public key is called: the first 32 hexadecimal digits of its SHA-256."""
    return sha256(public)[:32]
