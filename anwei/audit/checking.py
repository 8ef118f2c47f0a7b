"""Check the trail as it stands in the database, a stretch at a time; the cursor carries the walk."""

from dataclasses import dataclass
from typing import Any

from anwei.audit import canon, export, queries, records
from anwei.audit.chain import Chain
from anwei.audit.export import Span
from anwei.audit.faults import Broken, Remark
from anwei.audit.models import Seal
from anwei.audit.ranges import Ranges


@dataclass(frozen=True)
class Outcome:
    """How far the check is: finished with or without a fault, or to be gone on with."""

    finished: bool
    fault: Remark | None = None


def step(cursor: dict[str, Any], *, seals: int) -> Outcome:
    """Walk on over so many seals from where the cursor stands ({} is the beginning)."""
    last = queries.last_seal()
    if not cursor:
        fresh = {
            "number": 0,
            "hash": canon.GENESIS,
            "total": 0,
            "seen": "",
            "head": "",
            "sealed": 0,
        }
        cursor.update(fresh, end=last.number if last else 0)
    chain = _resumed(cursor)
    first, end = cursor["number"] + 1, min(cursor["number"] + seals, cursor["end"])
    fault = None
    try:
        if first <= end or not end:
            _walk(chain, Span(first, Seal(number=end)))
        if chain.report.last_seal < end:
            raise Broken("seal_removed", seal=chain.report.last_seal + 1, other="–", line=0)
    except Broken as broken:
        fault = broken.fault
    _keep(cursor, chain)
    return Outcome(fault is not None or end >= cursor["end"], fault)


def _resumed(cursor: dict[str, Any]) -> Chain:
    """The walk where the last step left it."""
    chain = Chain()
    after = {name: cursor[name] for name in ("number", "hash", "total")}
    start = after if cursor["number"] else None
    chain.feed(canon.line({"kind": "trail", "format": canon.FORMAT, "after": start}))
    for key in queries.signing_keys():
        chain.feed(records.key(key))
    chain.seen = Ranges.parse(cursor["seen"])
    chain.report.last_head = cursor["head"]
    return chain


def _walk(chain: Chain, span: Span) -> None:
    """Feed a stretch; heads over the seal before it were fed with that seal."""
    for line, _kind in export.sealed(span, heads_before=span.first == 1):
        chain.feed(line)


def _keep(cursor: dict[str, Any], chain: Chain) -> None:
    """Write down where the walk stands."""
    report = chain.report
    cursor["sealed"] += report.sealed
    cursor.update(
        number=report.last_seal,
        hash=report.last_hash,
        total=report.total,
        seen=str(chain.seen),
        head=report.last_head,
    )
