"""The one way to write the trail, and to read it.

Actor and subject are text (`accounts.user:12`, `hazards.hazard:41`), so the trail holds nothing
back from deletion and nothing is rewritten by it. Fields that a model names in `PERSONAL` enter
as keyed digests: equal values stay recognisable, the values themselves are not in the trail.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

from anwei.audit import keys, writing
from anwei.audit.models import Entry

# Whole numbers beyond this are not the same in every language that may read the export.
EXACT = 2**53
NOBODY: frozenset[str] = frozenset()


def name_of(thing: object) -> str:
    """`room.model:key` of a row; text stays as it is ("system:worker")."""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, models.Model):
        return f"{thing._meta.label_lower}:{thing.pk}"
    raise TypeError(f"The trail names rows and text, not {type(thing).__name__}.")


def digest(value: object) -> str:
    """The keyed digest under which a personal value enters the trail: `~key:24 digits`.

    The key is its own (not the web secret), and its name is part of the digest: when the key is
    changed, values digested before and after no longer look equal, and it shows why.
    """
    key = keys.digest_key()
    made = hmac.new(key.secret, str(value).encode("utf-8", "surrogatepass"), hashlib.sha256)
    return f"~{key.name}:{made.hexdigest()[:24]}"


def _text(value: str) -> str:
    """Text as both databases can hold it: no NUL, no half surrogates."""
    if "\x00" in value:
        value = value.replace("\x00", "\ufffd")
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()
    return value


def _plain(value: object) -> Any:
    """A value as JSON can hold it, alike on both databases and in every language.

    Numbers that are not whole, or too large to be exact everywhere, enter as text.
    """
    if isinstance(value, str | Promise):
        return _text(str(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if -EXACT < value < EXACT else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return name_of(value)
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable):
        return [_plain(part) for part in value]
    return str(value)


def _facts(facts: Mapping[str, object] | None, personal: frozenset[str]) -> dict[str, Any] | None:
    """The facts as they enter the trail."""
    if facts is None:
        return None
    return {
        key: digest(value) if key in personal and value not in (None, "") else _plain(value)
        for key, value in facts.items()
    }


@dataclass(frozen=True)
class Line:
    """One entry still to be written: for bulk work that records many at once."""

    action: str
    subject: object
    was: Mapping[str, object] | None = None
    now: Mapping[str, object] | None = None
    reason: str = ""
    held: date | None = None


def record(
    action: str,
    subject: object,
    *,
    by: object,
    at: datetime,
    behalf: str = "",
    was: Mapping[str, object] | None = None,
    now: Mapping[str, object] | None = None,
    reason: str = "",
    held: date | None = None,
) -> None:
    """Write one entry. Call it inside the transaction of the change it is about."""
    record_many([Line(action, subject, was, now, reason, held)], by=by, at=at, behalf=behalf)


def record_many(lines: Iterable[Line], *, by: object, at: datetime, behalf: str = "") -> None:
    """Write many entries of one actor at one moment, in the order given."""
    actor = name_of(by)
    if rows := [_row(line, actor=actor, at=at, behalf=_text(behalf)) for line in lines]:
        writing.insert(rows)


def _row(line: Line, *, actor: str, at: datetime, behalf: str) -> writing.Row:
    personal = getattr(line.subject, "PERSONAL", NOBODY)
    return (
        at,
        line.held,
        actor,
        behalf,
        line.action,
        name_of(line.subject),
        _facts(line.was, personal),
        _facts(line.now, personal),
        _text(str(line.reason)),
    )


def about(thing: object) -> "models.QuerySet[Entry]":
    """Every entry about one thing, oldest first."""
    return Entry.objects.filter(subject=name_of(thing)).order_by("id")
