"""From a sheet to rows ready to be staged: keys, the place a row names, and its cleaned values."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anwei.imports.cleaning import Cleaned, Cleaner, Problem
from anwei.imports.models import Place, Remark, StagedRow
from anwei.imports.reading.ledger import Row, RowKind, Sheet
from anwei.imports.reading.values import Order, date_order, narrow, text_of
from anwei.imports.spec import Table

KEY_LENGTH = 160
LINKS = {"hazard": "visit_key", "order": "hazard_key", "fix": "hazard_key", "check": "hazard_key"}
PLACED = {"site", "visit", "hazard"}
FACTS = (
    "enterprise",
    "credit_code",
    "address",
    "territory",
    "sector",
    "active",
    "principal",
    "phone",
    "latitude",
    "longitude",
)


@dataclass
class Staged:
    """One row with what goes into the database beside it."""

    row: StagedRow
    problems: Sequence[Problem]
    place: Place | None = None


def full_key(namespace: str, key: str, *, length: int = KEY_LENGTH) -> str:
    """A key of the ledger as the register keeps it: with the ledger's name, long ones shortened by a digest."""
    whole = f"{namespace}:{key}"
    if len(whole) <= length:
        return whole
    return f"{whole[: length - 25]}~{hashlib.sha256(whole.encode()).hexdigest()[:24]}"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A name for comparing: narrow, lower case, without blanks and marks."""
    return "".join(sign for sign in narrow(text).lower() if sign.isalnum())


# Signs that say nothing, but for those between two digits: "1-2号楼" is not "12号楼".
SIGNS = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d|[\W_])")


@lru_cache(maxsize=4096)
def wording(text: str) -> str:
    """A text for comparing what rows say: narrow, lower case, without blanks and punctuation."""
    return SIGNS.sub("", narrow(text).lower())


class Stager:
    """Makes staged rows of one table. `counts` remembers repeated keys where the spec counts them."""

    def __init__(
        self,
        batch_id: int,
        namespace: str,
        at: int,
        table: Table,
        cleaner: Cleaner,
        seen: dict[int, int],
    ) -> None:
        self.batch_id, self.namespace, self.at = batch_id, namespace, at
        self.table, self.cleaner, self.seen = table, cleaner, seen
        # Places this table has named already: they are staged once, not once a row.
        self.named: set[str] = set()

    def stage(self, row: Row) -> Staged:
        """One row of the sheet."""
        texts = [text_of(cell) for cell in row.cells]
        clean = self.cleaner.clean(row.cells, texts)
        link = LINKS.get(self.table.target, "")
        named = self._place_key(clean.values) if self.table.target in PLACED else ("", "", "")
        place = self._place(clean, *named)
        day = clean.values.get("found_on") or clean.values.get("held_on")
        kept: dict = {"v": clean.values, "x": clean.extra}
        if self.table.repeats == "number" and (own := self.cleaner.key_of(texts)):
            # Lets a resumed run count on from here.
            kept["k"] = _digest([own])
        staged = StagedRow(
            batch_id=self.batch_id, table=self.at, number=row.number, target=self.table.target, key=self._key(texts),
            link=full_key(self.namespace, clean.values[link]) if clean.values.get(link) else "",
            place=named[0], held_on=day, digest=_digest(texts), saying=self._saying(clean), bad=clean.bad,
            clean=kept,
        )  # fmt: skip
        return Staged(staged, clean.problems, place)

    def _key(self, texts: Sequence[str]) -> str:
        key = self.cleaner.key_of(texts)
        if not key:
            return ""
        if self.table.repeats == "number":
            short = _digest([key])
            self.seen[short] = count = self.seen.get(short, 0) + 1
            if count > 1:
                key = f"{key}#{count}"
        return full_key(self.namespace, key)

    def _saying(self, clean: Cleaned) -> int | None:
        """The digest of what a hazard's row says wherever a column is mapped, by which rows that only look different are found."""
        if self.table.target != "hazard":
            return None
        # A word and its meaning are one thing; what a field could not read stands under its name in the rest.
        said = {code: value for code, value in clean.values.items() if not code.endswith("=")}
        said |= {code: text for code, text in clean.extra.items() if code in self.table.kind.fields}
        parts = [f"{code}:{wording(str(value))}" for code, value in sorted(said.items())]
        return _digest(parts)

    def _place_key(self, values: dict) -> tuple[str, str, str]:
        """The site a row names: key of the place, external key, name; all "" where it names none."""
        own = values.get("key") if self.table.target == "site" else values.get("site_key")
        name = values.get("name") or values.get("site") or values.get("enterprise") or ""
        if own:
            external = full_key(self.namespace, own, length=120)
            return "k:" + _short(external), external, name
        if values.get("credit_code") and not values.get("site"):
            return "c:" + values["credit_code"], "", name
        if name:
            return "n:" + _short(plain(name) + "|" + plain(values.get("address", ""))), "", name
        return "", "", ""

    def _place(self, clean: Cleaned, key: str, external: str, name: str) -> Place | None:
        """The place, the first time this table names it."""
        if not key or key in self.named:
            return None
        self.named.add(key)
        values, listed = clean.values, self.table.target == "site"
        facts = {code: values[code] for code in FACTS if values.get(code)}
        if listed:
            more = {"attributes": values["attributes"]} if values.get("attributes") else {}
            facts["extra"] = clean.extra | more
        return Place(
            batch_id=self.batch_id,
            key=key,
            external_key=external,
            name=name[:200],
            facts=facts,
            listed=listed,
        )


def _digest(texts: Sequence[str]) -> int:
    return int.from_bytes(
        hashlib.blake2b(json.dumps(texts).encode(), digest_size=8).digest(), signed=True
    )


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def orders_of(sheet: Sheet, table: Table) -> dict[str, tuple[Order, int]]:
    """For date columns that need it: which comes first, day or month, and how many rows hang on it.

    Reads the sheet once more, but only where a sample has dates like 03/04/2018.
    """
    names = sheet.header.names
    columns = {
        code: names.index(given[0])
        for code, given in table.columns.items()
        if table.kind.fields[code].kind == "date" and given and given[0] in names
    }
    open_ones = {
        code: at
        for code, at in columns.items()
        if code not in table.order and _doubtful(row[at] for row in sheet.samples if at < len(row))
    }
    if not open_ones:
        return {}
    found = {}
    for code, at in open_ones.items():
        decided = date_order(row.cells[at] for row in sheet.rows())
        found[code] = (decided.order, decided.ambiguous)
    return found


def _doubtful(cells: Iterator) -> bool:
    decided = date_order(cells)
    return decided.order != Order.UNKNOWN or decided.ambiguous > 0


def remark_of(
    problem: Problem, batch_id: int, table: int, number: int, row: StagedRow | None = None
) -> Remark:
    """A problem as the batch keeps it."""
    return Remark(
        batch_id=batch_id, row=row, table=table, number=number, severity=problem.severity, code=problem.code, field=problem.field, facts=problem.facts
    )  # fmt: skip


ROW_REMARKS = {
    RowKind.TOTAL: "totals_row",
    RowKind.FOOTNOTE: "footnote_row",
    RowKind.HEADER: "header_again",
}
