"""Reads of the trail: where the chain stands and what it does not hold yet."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

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


def unsealed_count(*, everywhere: bool = False) -> int:
    """How many committed entries the chain does not hold yet."""
    return sum(part.count() for part in unsealed(last_seal(), everywhere=everywhere))


def signing_keys() -> QuerySet[SigningKey]:
    """All public keys that ever signed, oldest first."""
    return SigningKey.objects.order_by("since", "name")


def head_of(day: date) -> Head | None:
    """The signed head of a day."""
    return Head.objects.filter(day=day).first()
