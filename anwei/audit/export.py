"""The trail as lines (docs/trail-format.md), read in a stream: memory does not grow with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anwei.audit import canon, queries, records
from anwei.audit.days import midnight
from anwei.audit.models import Head, Seal
from anwei.audit.ranges import Ranges


@dataclass
class Span:
    """Which seals go out: from `first` to `last`, whole; `open_end` adds what is not sealed yet."""

    first: int
    last: Seal | None
    since: date | None = None
    until: date | None = None

    @property
    def open_end(self) -> bool:
        """Whether the span reaches to the present."""
        return self.until is None


def span(*, since: date | None = None, until: date | None = None) -> Span:
    """The seals made on the days from `since` to `until`, in the zone's calendar."""
    seals = Seal.objects.defer("leaves").order_by("number")
    if until:
        seals = seals.filter(sealed_at__lt=midnight(until + timedelta(days=1)))
    last = seals.last()
    first = 1
    if since:
        before = seals.filter(sealed_at__lt=midnight(since)).last()
        first = before.number + 1 if before else 1
    return Span(first, last, since, until)


def lines(chosen: Span, *, at: datetime) -> Iterator[bytes]:
    """Header, keys, each seal after its entries, each head after its seal, the rest, the end."""
    counts = {"entries": 0, "seals": 0, "heads": 0, "unsealed": 0}
    yield header(chosen.first, since=chosen.since, until=chosen.until, at=at)
    for key in queries.signing_keys():
        yield records.key(key)
    for record in sealed(chosen):
        counts[_KINDS[record[1]]] += 1
        yield record[0]
    if chosen.open_end:
        yield canon.line({"kind": "unsealed"})
        for record in _unsealed(chosen.last):
            counts["unsealed"] += 1
            yield record
    yield canon.line({"kind": "end", **counts})


_KINDS = {"entry": "entries", "seal": "seals", "head": "heads"}


def header(first: int, *, since: date | None, until: date | None, at: datetime) -> bytes:
    """The first line: the format, and the seal that the file goes on from."""
    after = Seal.objects.defer("leaves").filter(number=first - 1).first()
    return canon.line(
        {
            "kind": "trail",
            "format": canon.FORMAT,
            "written_at": canon.moment(at),
            "since": canon.day(since),
            "until": canon.day(until),
            "after": after and {"number": after.number, "hash": after.hash, "total": after.total},
        }
    )


def sealed(chosen: Span, *, heads_before: bool = True) -> Iterator[tuple[bytes, str]]:
    """The sealed part: line and kind. `heads_before`: with heads over the seal it goes on from."""
    heads = _Heads(chosen)
    before = list(heads.upto(chosen.first - 1))
    if heads_before:
        yield from before
    for number in range(chosen.first, (chosen.last.number if chosen.last else 0) + 1):
        # One seal at a time: a cursor held open over an hour's export would hold back the
        # database's cleaning, and SQLite's writers. A seal that is gone is left to the verifier.
        seal = Seal.objects.filter(number=number).first()
        if seal is None:
            continue
        for row in queries.rows(Ranges.parse(seal.entries)):
            yield records.entry(row), "entry"
        yield records.seal(seal), "seal"
        yield from heads.upto(number)
    yield from heads.beyond()


class _Heads:
    """The signed heads of a span, handed out after the seal each was made over."""

    def __init__(self, chosen: Span) -> None:
        rows = Head.objects.order_by("day").filter(seal_number__gte=chosen.first - 1)
        if chosen.since:
            rows = rows.filter(day__gte=chosen.since)
        if chosen.until:
            rows = rows.filter(day__lte=chosen.until)
        self._rows = list(rows)
        self._next = 0

    def beyond(self) -> Iterator[tuple[bytes, str]]:
        """Heads over seals past the end of the chain: cut off, and the verifier will say so."""
        last = queries.last_seal()
        for head in self._rows[self._next :]:
            if last is None or head.seal_number > last.number:
                yield records.head(head), "head"

    def upto(self, number: int) -> Iterator[tuple[bytes, str]]:
        """The heads made over seals up to this one that were not handed out yet."""
        while self._next < len(self._rows) and self._rows[self._next].seal_number <= number:
            yield records.head(self._rows[self._next]), "head"
            self._next += 1


def _unsealed(last: Seal | None) -> Iterator[bytes]:
    """The entries that no seal up to `last` holds."""
    for part in queries.unsealed(last, everywhere=True):
        for row in part.values_list(*records.ENTRY_COLUMNS).iterator(chunk_size=2000):
            yield records.entry(row)
