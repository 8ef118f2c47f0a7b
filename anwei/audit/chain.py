"""The walk along an exported trail, line by line. Plain Python, no Django.

Memory: one batch of entries, and the ranges of ids seen, which an honest trail has few of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from anwei.audit import heads, reading, sealcheck
from anwei.audit.canon import BATCH, FORMAT, GENESIS, sha256
from anwei.audit.faults import Broken, Remark
from anwei.audit.heads import Claim
from anwei.audit.ranges import Ranges
from anwei.audit.sealcheck import Pending

KEYS_LIMIT = 1000
# Which kinds of lines may stand where.
PLACES = {
    "start": {"trail"},
    "chain": {"key", "entry", "seal", "head", "unsealed", "end"},
    "unsealed": {"entry", "end"},
    "end": set(),
}


@dataclass
class Report:
    """What the check found; `fault` is the first thing wrong, None if nothing is."""

    fault: Remark | None = None
    sealed: int = 0
    unsealed: int = 0
    first_seal: int = 1
    last_seal: int = 0
    last_hash: str = GENESIS
    total: int = 0
    heads: int = 0
    last_head: str = ""
    keys: list[str] = field(default_factory=list)
    vouched: list[Claim] = field(default_factory=list)
    cannot: list[Remark] = field(default_factory=list)


class Chain:
    """`feed` it every line, then `finish`. Both raise Broken at the first fault."""

    def __init__(self, claims: Sequence[Claim] = (), trusted: Iterable[str] = ()) -> None:
        self.report = Report()
        self.seen = Ranges()
        self._claims = list(claims)
        self._trusted = set(trusted)
        self._keys: dict[str, str] = {}
        self._pending: list[Pending] = []
        self._line = 0
        self._sealed_at = ""
        self._stage = "start"

    def feed(self, line: bytes) -> None:
        """Take in the next line."""
        self._line += 1
        made = reading.record(line, self._line)
        kind = made["kind"]
        if self._stage == "start" and kind != "trail":
            raise Broken("not_a_trail", why="its first line does not say so")
        if kind not in PLACES[self._stage]:
            raise Broken("malformed", line=self._line, why=f"{kind!r} has no place here")
        getattr(self, f"_take_{kind}")(made, line)

    def finish(self) -> Report:
        """The report, once all lines were fed."""
        if self._stage != "end":
            raise Broken("cut_short") if self._line else Broken("not_a_trail", why="it is empty")
        for claim in self._claims:
            if claim.number is None:
                raise Broken("head_not_found", expected=claim.hash)
            if claim.number > self.report.last_seal:
                seal, other = claim.number, self.report.last_seal
                raise Broken("truncated", day=claim.day, seal=seal, other=other)
            self.report.cannot.append(Remark("head_before", {"day": claim.day}))
        self.report.cannot += self._limits()
        return self.report

    def _get(self, made: dict[str, Any], name: str, kind: type) -> Any:
        return reading.given(made, name, kind, self._line)

    def _take_trail(self, made: dict[str, Any], _line: bytes) -> None:
        if made.get("format") != FORMAT:
            raise Broken("not_a_trail", why=f"its format is {made.get('format')!r}, not {FORMAT!r}")
        if made.get("after") is not None:
            after = self._get(made, "after", dict)
            self.report.last_seal = self._get(after, "number", int)
            self.report.last_hash = self._get(after, "hash", str)
            self.report.total = self._get(after, "total", int)
            self._compare_claims()
        self.report.first_seal = self.report.last_seal + 1
        self._stage = "chain"

    def _take_key(self, made: dict[str, Any], _line: bytes) -> None:
        name = self._get(made, "name", str)
        if len(self.report.keys) >= KEYS_LIMIT:
            raise Broken("malformed", line=self._line, why="there are too many keys")
        self.report.keys.append(name)
        if not self._trusted or name in self._trusted:
            self._keys[name] = self._get(made, "public", str)

    def _take_entry(self, made: dict[str, Any], line: bytes) -> None:
        number = self._get(made, "id", int)
        if self._stage == "unsealed":
            self.report.unsealed += 1
            return
        self._pending.append(Pending(number, sha256(line), self._line))
        if len(self._pending) > 2 * BATCH:
            raise self._without_seal()

    def _without_seal(self) -> Broken:
        first, seal = self._pending[0], self.report.last_seal + 1
        return Broken("seal_missing", entry=first.id, line=first.line, seal=seal)

    def _take_unsealed(self, _made: dict[str, Any], _line: bytes) -> None:
        if self._pending:
            raise self._without_seal()
        self._stage = "unsealed"

    def _take_seal(self, made: dict[str, Any], line: bytes) -> None:
        number = self._get(made, "number", int)
        self._check_place(made, number)
        ids = sealcheck.ids_of(made, number, self._line)
        leaves = sealcheck.leaves_of(made, number, ids.size, self._line)
        sealcheck.compare(number, list(ids), leaves, self._pending)
        for first, last in ids.pairs():
            if (again := self.seen.first_common(first, last)) is not None:
                raise Broken("twice", entry=again, seal=number)
            self.seen.add(first, last)
        self._check_sums(made, number, ids.size)
        self._pending.clear()
        self.report.sealed += ids.size
        self.report.last_seal, self.report.last_hash = number, sha256(line)
        self._compare_claims()

    def _check_place(self, made: dict[str, Any], number: int) -> None:
        """The seal comes next in number, and was made over the seal before it."""
        due = self.report.last_seal + 1
        if number != due:
            code = "seal_removed" if number > due else "seal_reordered"
            raise Broken(code, seal=due, other=number, line=self._line)
        previous = self._get(made, "previous", str)
        if previous != self.report.last_hash:
            found = self.report.last_hash
            raise Broken(
                "seal_changed", seal=number, line=self._line, expected=previous, found=found
            )

    def _check_sums(self, made: dict[str, Any], number: int, count: int) -> None:
        """The running total and the time only go forward."""
        self.report.total += count
        if self._get(made, "total", int) != self.report.total:
            raise Broken("seal_wrong", seal=number, line=self._line, why="its total is wrong")
        sealed_at = self._get(made, "sealed_at", str)
        if sealed_at < self._sealed_at:
            raise Broken(
                "seal_wrong", seal=number, line=self._line, why="it is older than the last"
            )
        self._sealed_at = sealed_at

    def _take_head(self, made: dict[str, Any], _line: bytes) -> None:
        try:
            claim = heads.signed(made, self._keys)
            day = date.fromisoformat(claim.day)
        except (KeyError, TypeError, ValueError, RecursionError):
            raise Broken("malformed", line=self._line, why="it is not a day head") from None
        if self._pending:
            raise self._without_seal()
        report = self.report
        if (claim.number or 0) > report.last_seal:
            beyond = {"seal": claim.number, "other": report.last_seal}
            raise Broken("head_beyond", day=claim.day, **beyond)
        if (claim.number, claim.hash) != (report.last_seal, report.last_hash):
            found = report.last_hash if claim.number == report.last_seal else "–"
            raise Broken(
                "head_wrong", day=claim.day, seal=claim.number, expected=claim.hash, found=found
            )
        if report.last_head:
            due = date.fromisoformat(report.last_head) + timedelta(days=1)
            if day != due:
                raise Broken("head_removed", day=due.isoformat(), other=claim.day)
        report.last_head, report.heads = claim.day, report.heads + 1

    def _take_end(self, made: dict[str, Any], _line: bytes) -> None:
        if self._pending:
            raise self._without_seal()
        report = self.report
        seals = report.last_seal - report.first_seal + 1
        found = {
            "entries": report.sealed,
            "seals": seals,
            "heads": report.heads,
            "unsealed": report.unsealed,
        }
        for what, number in found.items():
            if (expected := self._get(made, what, int)) != number:
                raise Broken("counts", what=what, expected=expected, found=number)
        self._stage = "end"

    def _compare_claims(self) -> None:
        """Hold the heads from outside against the seal the walk has reached."""
        report, left = self.report, []
        for claim in self._claims:
            if claim.hash == report.last_hash and claim.number in (None, report.last_seal):
                report.vouched.append(Claim(claim.hash, report.last_seal, claim.day))
            elif claim.number == report.last_seal:
                fits = max((one.number or 0 for one in report.vouched), default=0)
                raise Broken(
                    "recomputed",
                    day=claim.day,
                    seal=claim.number,
                    expected=claim.hash,
                    found=report.last_hash,
                    other=fits,
                )
            else:
                left.append(claim)
        self._claims = left

    def _limits(self) -> list[Remark]:
        """What this check cannot prove."""
        report, limits = self.report, []
        reached = max((claim.number or 0 for claim in report.vouched), default=None)
        if reached is None:
            limits.append(Remark("no_head"))
        elif reached < report.last_seal:
            facts = {"first": reached + 1, "last": report.last_seal}
            limits.append(Remark("after_head", facts))
        if report.heads and not self._trusted:
            limits.append(Remark("keys_inside"))
        if report.unsealed:
            limits.append(Remark("unsealed", {"count": report.unsealed}))
        if report.first_seal > 1:
            limits.append(Remark("before", {"seal": report.first_seal - 1}))
        return [*limits, Remark("truth")]
