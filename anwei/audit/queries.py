"""Reads of the trail: its entries for people, where the chain stands, what it does not hold yet."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet

from anwei.audit import records
from anwei.audit.models import Entry, Head, Seal, SigningKey
from anwei.audit.ranges import Ranges

# Entries that commit late are looked for in the stretch of this many latest seals each minute,
# and everywhere once a night. At one seal a minute that is an hour of the longest transaction.
RECENT_SEALS = 60
GAPS_PER_QUERY = 100


def last_seal() -> Seal | None:
    """The end of the chain, without its leaves."""
    return Seal.objects.defer("leaves").order_by("-number").first()


def last_head() -> Head | None:
    """The head signed last."""
    return Head.objects.order_by("-day").first()


def gaps(last: Seal, *, everywhere: bool = False) -> Iterator[tuple[int, int]]:
    """Ranges of ids up to `last.upto` that no seal holds: rolled back, or not committed then.

    Costs by the number of seals and gaps, never by the number of entries.
    """
    start = 0 if everywhere else max(0, last.number - RECENT_SEALS)
    before = Seal.objects.filter(number=start).values_list("upto", flat=True).first() or 0
    held = Ranges()
    for text in Seal.objects.filter(number__gt=start).values_list("entries", flat=True).iterator():
        for first, end in Ranges.parse(text).pairs():
            held.add(first, end)
    return held.gaps(before + 1, last.upto)


def _chunks(pairs: Iterator[tuple[int, int]]) -> Iterator[Q]:
    """Conditions for many ranges, a bounded number in each."""
    chunk, used = Q(), 0
    for pair in pairs:
        chunk, used = chunk | Q(id__range=pair), used + 1
        if used == GAPS_PER_QUERY:
            yield chunk
            chunk, used = Q(), 0
    if used:
        yield chunk


def unsealed(last: Seal | None, *, everywhere: bool = False) -> Iterator[QuerySet[Entry]]:
    """Entries that no seal up to `last` holds: first those that came late, then the newest."""
    if last:
        for condition in _chunks(gaps(last, everywhere=everywhere)):
            yield Entry.objects.filter(condition).order_by("id")
    yield Entry.objects.filter(id__gt=last.upto if last else 0).order_by("id")


def rows(ids: Ranges) -> QuerySet[Entry, tuple[Any, ...]]:
    """The entries of these ids as they stand, in the columns that are sealed, oldest first."""
    pairs = list(ids.pairs())
    wanted = {"id__range": pairs[0]} if len(pairs) == 1 else {"id__in": list(ids)}
    return Entry.objects.filter(**wanted).order_by("id").values_list(*records.ENTRY_COLUMNS)


def unsealed_count(*, everywhere: bool = False) -> int:
    """How many committed entries the chain does not hold yet."""
    return sum(part.count() for part in unsealed(last_seal(), everywhere=everywhere))


def signing_keys() -> QuerySet[SigningKey]:
    """All public keys that ever signed, oldest first."""
    return SigningKey.objects.order_by("since", "name")


def head_of(day: date) -> Head | None:
    """The signed head of a day."""
    return Head.objects.filter(day=day).first()


def heads() -> QuerySet[Head]:
    """All signed heads, newest first."""
    return Head.objects.order_by("-day")


def entries() -> QuerySet[Entry]:
    """All entries, without order: for the list."""
    return Entry.objects.all()


def last_of(action: str) -> Entry | None:
    """The latest entry of one action."""
    return Entry.objects.filter(action=action).order_by("-id").first()


@dataclass(frozen=True)
class Change:
    """One field of an entry: what it held before and after, as text; None: it was not there."""

    field: str
    was: str | None
    now: str | None

    @property
    def differs(self) -> bool:
        """Whether the entry changed it."""
        return self.was != self.now


@dataclass(frozen=True)
class Row:
    """One entry, ready for display. `actor` is `accounts.user:7`: the caller knows the name."""

    id: int
    at: datetime
    held: date | None
    actor: str
    behalf: str
    action: str
    subject: str
    changes: list[Change]
    reason: str


def timeline(subject: str) -> list[Row]:
    """The story of one subject ("hazards.hazard:41"), oldest first, for those who may see it.

    Whether they may is asked by the room the subject belongs to.
    """
    return [row_of(entry) for entry in Entry.objects.filter(subject=subject).order_by("id")]


def row_of(entry: Entry) -> Row:
    """An entry as a row for display."""
    return Row(
        entry.id,
        entry.at,
        entry.held,
        entry.actor,
        entry.behalf,
        entry.action,
        entry.subject,
        changes(entry.was, entry.now),
        entry.reason,
    )


def changes(was: dict[str, Any] | None, now: dict[str, Any] | None) -> list[Change]:
    """Field by field what an entry says was before and is after; fields in the entry's order."""
    before, after = was or {}, now or {}
    return [Change(name, _shown(before, name), _shown(after, name)) for name in {**before, **after}]


def _shown(facts: dict[str, Any], name: str) -> str | None:
    """A value as text: what is no text as JSON."""
    if name not in facts or facts[name] is None:
        return None
    value = facts[name]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Sealed:
    """The seal that holds an entry, and whether the entry still is what was sealed."""

    seal: Seal
    intact: bool


def seal_of(entry: Entry) -> Sealed | None:
    """The seal over an entry, None while it waits for one."""
    around = Seal.objects.filter(first_id__lte=entry.id, last_id__gte=entry.id).order_by("last_id")
    for seal in around.defer("leaves").iterator(chunk_size=50):
        ids = list(Ranges.parse(seal.entries))
        if entry.id in ids:
            row = tuple(getattr(entry, name) for name in records.ENTRY_COLUMNS)
            leaf, place = sha256(records.entry(row)).digest(), ids.index(entry.id) * 32
            return Sealed(seal, bytes(seal.leaves)[place : place + 32] == leaf)
    return None
