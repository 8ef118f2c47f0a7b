"""One row of a table as typed values: plain Python, no database.

`Cleaner(table, names).clean(cells, texts)` gives values ready for JSON (days as ISO text), what was left
over, and the problems found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as made
from functools import cache
from pathlib import Path

import yaml

from anwei.imports.reading.header import letter
from anwei.imports.reading.values import (
    NotADate,
    NotANumber,
    Order,
    date_order,
    is_credit_code,
    moment_of,
    narrow,
    number_of,
    text_of,
)
from anwei.imports.spec import Table

WORDS_FILE = Path(__file__).parent / "data" / "statuses.yaml"
# What a text column of the register holds at most; longer texts are cut into `extra`, whole.
LENGTHS = {
    "place": 300, "item": 120, "finder": 200, "responsible": 120, "rectified_by": 120, "source_level": 40, "sector": 40, "name": 200,
    "enterprise": 200, "site": 200, "address": 300, "credit_code": 18, "principal": 80, "phone": 40, "checked_by": 300, "officers": 300,
    "officer": 200, "fixer": 120, "paper_no": 80, "kind": 80, "result": 200,
}  # fmt: skip
CODED = {"status", "capacity"}
CHOICES = {
    "status", "status_check", "active", "passed", "on_the_spot", "capacity", "hazard_type", "closure_reason",
}  # fmt: skip
VOCABULARY = {"status_check": "status"}
# A day on which something happened cannot lie after the day of the rehearsal.
PAST = {"found_on", "rectified_on", "closed_on", "held_on"}

# A cell as it is, and as text.
Cell = tuple[object, str]


@dataclass(frozen=True)
class Problem:
    """Something wrong or odd about a row; `code` is a key of wording.REMARKS."""

    code: str
    severity: str
    field: str = ""
    facts: dict = made(default_factory=dict)


@dataclass
class Cleaned:
    """One row: values by field (days ISO, with the time of day under `field@`), the rest, the problems."""

    values: dict
    extra: dict
    problems: list[Problem]

    @property
    def bad(self) -> bool:
        """Whether the row cannot be brought in."""
        return any(problem.severity == "error" for problem in self.problems)


@cache
def vocabulary() -> dict[str, dict[str, str]]:
    """Field -> {word in lower case: meaning}."""
    content = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return {
        name: {str(word).lower(): meaning for meaning, words in meanings.items() for word in words}
        for name, meanings in content.items()
    }


def meaning_of(code: str, text: str, own: dict[str, str]) -> str | None:
    """What a word means for a field, by the mapping's own words first; None where nobody knows."""
    if text in own:
        return own[text]
    word = narrow(text).strip().lower()
    return vocabulary().get(VOCABULARY.get(code, code), {}).get(word)


def _filled(cells: Sequence, texts: Sequence[str], columns: Sequence[int]) -> list[Cell]:
    """Those of these columns in which something stands."""
    return [
        (cells[at], texts[at]) for at in columns if at < len(cells) and cells[at] not in (None, "")
    ]


class Cleaner:
    """Cleans the rows of one table."""

    def __init__(
        self,
        table: Table,
        names: Sequence[str],
        *,
        today: str,
        orders: dict[str, str] | None = None,
    ) -> None:
        self.table, self.names, self.today = table, list(names), today
        places = {name: at for at, name in enumerate(names)}
        self.feeds = {
            code: [places[name] for name in given if name in places]
            for code, given in table.columns.items()
        }
        self.instead = {
            code: [places[name] for name in given if name in places]
            for code, given in table.instead.items()
        }
        self.key_columns = [places[name] for name in table.key if name in places]
        used = {at for feed in self.feeds.values() for at in feed}
        self.left = [(at, name) for at, name in enumerate(names) if at not in used]
        self.orders = {
            code: Order(text) for code, text in {**(orders or {}), **table.order}.items()
        }
        self.fields = [
            (code, self.table.kind.fields[code])
            for code in dict.fromkeys([*self.feeds, *table.fixed])
        ]
        # The register's own file may leave out what it would not change.
        self.needed = [
            code
            for code, each in table.kind.fields.items()
            if each.need and not (table.own and code not in self.feeds)
        ]

    def clean(self, cells: Sequence, texts: Sequence[str]) -> Cleaned:
        """The values of one row: its cells as they are, and each of them as text (`text_of`)."""
        row = Cleaned({}, self._rest(texts), [])
        for code, each in self.fields:
            found = _filled(cells, texts, self.feeds.get(code, ()))
            if not found and code in self.instead:
                found = _filled(cells, texts, self.instead[code])
                if found:
                    row.problems.append(Problem("stands_in", "warning", code))
            if not found and code in self.table.fixed:
                fixed = self.table.fixed[code]
                found = [(fixed, text_of(fixed))]
            if found:
                self._take(row, code, each.kind, found)
        for code in self.needed:
            if not row.values.get(code) and not any(
                problem.field == code for problem in row.problems
            ):
                row.problems.append(Problem("empty", "error", code))
        return row

    def key_of(self, texts: Sequence[str]) -> str:
        """The row's key as the ledger writes it; "" where it has none."""
        columns = self.key_columns or self.feeds.get("key", [])
        parts = [texts[at] if at < len(texts) else "" for at in columns]
        return "|".join(parts) if any(parts) else ""

    def _rest(self, texts: Sequence[str]) -> dict:
        """What no field took, under the names of its columns."""
        rest = {name: text for at, name in self.left if at < len(texts) and (text := texts[at])}
        for at in range(len(self.names), len(texts)):
            if texts[at]:
                rest[f"[{letter(at)}]"] = texts[at]
        return rest

    def _take(self, row: Cleaned, code: str, kind: str, found: list[Cell]) -> None:
        if kind == "date":
            self._take_day(row, code, *found[0])
        elif kind == "number":
            self._take_number(row, code, *found[0])
        elif code in CHOICES:
            self._take_choice(row, code, found[0][1])
        elif kind == "code":
            self._take_credit_code(row, code, found[0][1])
        elif kind != "picture" and (
            joined := self.table.joiner.join([text for _cell, text in found if text])
        ):
            self._take_text(row, code, joined)

    def _take_text(self, row: Cleaned, code: str, text: str) -> None:
        most = LENGTHS.get(code)
        if most and len(text) > most:
            row.extra[code] = text
            row.problems.append(
                Problem("too_long", "warning", code, {"length": len(text), "most": most})
            )
            text = text[: most - 1] + "…"
        row.values[code] = text

    def _take_day(self, row: Cleaned, code: str, value: object, text: str) -> None:
        order = self.orders.get(code, Order.UNKNOWN)
        try:
            day, clock = moment_of(value, order)
        except NotADate:
            either = date_order([value]).ambiguous
            row.problems.append(
                Problem(
                    "date_either" if either else "not_a_date",
                    self._weight(code),
                    code,
                    {"value": text[:60]},
                )
            )
            row.extra[code] = text
            return
        row.values[code] = day.isoformat()
        if clock is not None:
            row.values[f"{code}@"] = clock.isoformat("seconds")
        if code in PAST and row.values[code] > self.today:
            row.problems.append(
                Problem("in_the_future", "warning", code, {"day": row.values[code]})
            )

    def _take_number(self, row: Cleaned, code: str, value: object, text: str) -> None:
        try:
            row.values[code] = number_of(value)
        except NotANumber:
            row.problems.append(
                Problem("not_a_number", self._weight(code), code, {"value": text[:60]})
            )
            row.extra[code] = text

    def _take_choice(self, row: Cleaned, code: str, text: str) -> None:
        meaning = meaning_of(code, text, self.table.values.get(code, {}))
        if meaning is None:
            row.extra[code] = text
            if code in CODED or self.table.kind.fields[code].need:
                row.problems.append(
                    Problem("word_unknown", self._weight(code), code, {"value": text[:60]})
                )
            return
        row.values[code] = meaning
        # The words themselves are kept: "closed" here was "已销号" there.
        row.values[f"{code}="] = text

    def _take_credit_code(self, row: Cleaned, code: str, text: str) -> None:
        if is_credit_code(text):
            row.values[code] = narrow(text).strip().upper()
            return
        row.extra[code] = text
        row.problems.append(Problem("credit_code_wrong", "warning", code, {"value": text[:30]}))

    def _weight(self, code: str) -> str:
        return "error" if self.table.kind.fields[code].need else "warning"
