"""Does a seal hold just the entries that stand before it? Plain Python, no Django."""

from dataclasses import dataclass
from typing import Any

from anwei.audit import reading
from anwei.audit.canon import BATCH
from anwei.audit.faults import Broken
from anwei.audit.ranges import Ranges

LEAF = 64  # hexadecimal digits of one hash


@dataclass
class Pending:
    """An entry that was read and waits for its seal."""

    id: int
    leaf: str
    line: int


def ids_of(made: dict[str, Any], seal: int, line: int) -> Ranges:
    """The ids a seal names, at most a batch; Broken where it contradicts itself."""
    count = reading.given(made, "count", int, line)
    try:
        ids = Ranges.parse(reading.given(made, "entries", str, line))
    except ValueError:
        raise Broken("seal_wrong", seal=seal, line=line, why="its entries are no ranges") from None
    if not 1 <= count <= BATCH or ids.size != count:
        raise Broken(
            "seal_wrong", seal=seal, line=line, why="it does not name as many as it counts"
        )
    return ids


def leaves_of(made: dict[str, Any], seal: int, count: int, line: int) -> list[str]:
    """The hashes a seal holds, one for each entry."""
    text = reading.given(made, "leaves", str, line)
    if len(text) != count * LEAF:
        raise Broken(
            "seal_wrong", seal=seal, line=line, why="it does not hold a hash for each entry"
        )
    return [text[at : at + LEAF] for at in range(0, len(text), LEAF)]


def compare(seal: int, ids: list[int], leaves: list[str], pending: list[Pending]) -> None:
    """Hold the entries that were read against those that were sealed, position by position."""
    present = {entry.id for entry in pending}
    for position, (number, leaf) in enumerate(zip(ids, leaves, strict=True), start=1):
        entry = pending[position - 1] if position <= len(pending) else None
        if entry is None or entry.id != number:
            raise _displaced(seal, number, position, entry, present, ids)
        if entry.leaf != leaf:
            raise Broken(
                "changed", entry=number, line=entry.line, seal=seal, expected=leaf, found=entry.leaf
            )
    if len(pending) > len(ids):
        extra = pending[len(ids)]
        raise Broken("added", entry=extra.id, line=extra.line, seal=seal)


def _displaced(
    seal: int, number: int, position: int, entry: Pending | None, present: set[int], ids: list[int]
) -> Broken:
    """What happened where entry `number` should stand: removed, moved, or another put before it."""
    if number not in present:
        return Broken("removed", entry=number, seal=seal, position=position)
    assert entry is not None  # noqa: S101 (it is present, so something stands here)
    if entry.id not in ids:
        return Broken("added", entry=entry.id, line=entry.line, seal=seal)
    return Broken(
        "reordered", entry=number, other=entry.id, line=entry.line, seal=seal, position=position
    )
