"""The only writers of the chain: seals over committed entries, and signed day heads."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from anwei.audit import canon, handing, keys, queries, records, trail
from anwei.audit.days import day_of, midnight
from anwei.audit.export import Span
from anwei.audit.faults import Remark
from anwei.audit.models import Head, Seal, SigningKey
from anwei.audit.ranges import Ranges

# Any number, as long as nothing else in the database takes an advisory lock by it.
SEALER_LOCK = 0x616E776569  # "anwei"
SEALER = "system:sealer"


def _alone() -> bool:
    """Whether this transaction is the only sealer; the loser of a race waits for nothing.

    SQLite lets in one writer at a time, so there is nothing to ask. Were the lock ever to fail,
    the seal's number, the primary key, still lets only one of two rivals commit.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def seal(*, at: datetime, everywhere: bool = False) -> int:
    """Chain up to a thousand committed entries that no seal holds yet; returns how many.

    Ids commit out of order: an entry that came late goes into the next seal, whatever its id.
    `everywhere` looks for such entries along the whole chain instead of its recent stretch.
    """
    if not _alone():
        return 0
    last = queries.last_seal()
    ids: list[int] = []
    for part in queries.unsealed(last, everywhere=everywhere):
        ids += part.values_list("id", flat=True)[: canon.BATCH - len(ids)]
        if len(ids) == canon.BATCH:
            break
    if not ids:
        return 0
    taken = Ranges((number, number) for number in sorted(ids))
    leaves = b"".join(sha256(records.entry(row)).digest() for row in queries.rows(taken))
    _append(last, taken, leaves, at=at)
    return len(ids)


def _append(last: Seal | None, taken: Ranges, leaves: bytes, *, at: datetime) -> None:
    """Write the next link of the chain."""
    pairs = list(taken.pairs())
    first_id, last_id, count = pairs[0][0], pairs[-1][1], taken.size
    made = Seal(
        number=last.number + 1 if last else 1,
        previous=last.hash if last else canon.GENESIS,
        sealed_at=_not_before(at, last),
        first_id=first_id,
        last_id=last_id,
        count=count,
        total=count + (last.total if last else 0),
        upto=max(last_id, last.upto if last else 0),
        entries=str(taken),
        leaves=leaves,
    )
    made.hash = canon.sha256(records.seal(made))
    made.save(force_insert=True)


def _not_before(at: datetime, last: Seal | None) -> datetime:
    """The time of a new seal: never before the last seal, never on a day whose head is signed.

    Clocks of several machines differ; the chain's own times only go forward.
    """
    head = queries.last_head()
    times = [at]
    if head:
        times.append(midnight(head.day + timedelta(days=1)))
    if last:
        times.append(last.sealed_at)
    return max(times)


@transaction.atomic
def sign_heads(*, at: datetime) -> list[date]:
    """Sign the head of every day that has ended and has none yet; returns these days.

    A day without a single entry is signed too: its head says that nothing came in.
    """
    first = Seal.objects.order_by("number").values_list("sealed_at", flat=True).first()
    if first is None or not _alone():
        return []
    head = queries.last_head()
    day = head.day + timedelta(days=1) if head else day_of(first)
    signed = []
    while day < day_of(at):
        _sign(day, at=at)
        signed.append(day)
        day += timedelta(days=1)
    return signed


def _sign(day: date, *, at: datetime) -> None:
    """Sign where the chain stood when `day` ended."""
    signer = _introduced_signer(at=at)
    end = midnight(day + timedelta(days=1))
    last = Seal.objects.defer("leaves").filter(sealed_at__lt=end).latest("number")
    head = Head(
        day=day,
        seal_number=last.number,
        seal_hash=last.hash,
        key_name=signer.name,
        signed_at=at,
    )
    head.statement = records.head_statement(head, entries=last.total, calendar=settings.TIME_ZONE)
    head.signature = canon.base64_text(signer.sign(head.statement.encode()))
    head.save(force_insert=True)


@transaction.atomic
def note_check(fault: Remark | None, reached: dict[str, Any], *, by: object, at: datetime) -> None:
    """Write into the trail that it was checked, how far, and with what outcome."""
    facts = {
        "entries": reached["sealed"],
        "seals": reached["number"],
        "fault": fault and str(fault),
        "code": fault and fault.code,
        "facts": fault and fault.facts,
    }
    trail.record("audit.verified", "audit.chain", by=by, at=at, now=facts)


@transaction.atomic
def note_handed(days: list[date], to: list[str], *, by: object, at: datetime) -> None:
    """Write into the trail that heads left the house; the addresses are digests."""
    receivers = [trail.digest(address) for address in to]
    standing = to == list(settings.HEADS_TO)
    facts = {"to": receivers, "standing": standing}
    lines = [trail.Line(handing.HANDED, f"audit.head:{day}", now=facts) for day in days]
    trail.record_many(lines, by=by, at=at)


def note_export(span: Span, *, by: object, at: datetime) -> None:
    """Write into the trail that it was taken out."""
    facts = {"since": span.since, "until": span.until, "first_seal": span.first}
    trail.record("audit.exported", "audit.chain", by=by, at=at, now=facts)


def _introduced_signer(*, at: datetime) -> keys.Signer:
    """The signing key; one never seen before enters the list of keys, and the trail says so."""
    signer = keys.signer()
    if not SigningKey.objects.filter(name=signer.name).exists():
        key = SigningKey(name=signer.name, public=canon.base64_text(signer.public), since=at)
        key.save(force_insert=True)
        facts = {"name": key.name, "public": key.public}
        trail.record("audit.key_introduced", key, by=SEALER, at=at, now=facts)
    return signer
