"""Proposing what each column of a table is, from its name and its values.

A proposal is only that: it is shown with sample values, and a person corrects it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz

from anwei.imports.reading.fields import Field, Target, targets
from anwei.imports.reading.values import (
    is_credit_code,
    looks_like_date,
    looks_like_number,
    narrow,
    text_of,
)

# Below this a column is left unmapped; its values are kept all the same.
ENOUGH = 0.5
SHOWN = 5

STATUS_WORDS = frozenset(
    [
        "yes",
        "no",
        "open",
        "closed",
        "done",
        "pending",
        "fixed",
        "corrected",
        "overdue",
        "是",
        "否",
        "已整改",
        "未整改",
        "整改中",
        "已完成",
        "未完成",
        "已销号",
        "已闭环",
        "未闭环",
        "已复查",
        "已验收",
        "整改完成",
        "限期整改",
        "已现场处理",
        "已五定",
        "未五定",
        "合格",
        "不合格",
    ]
)
LEVEL_WORDS = frozenset(
    [
        "一般",
        "重大",
        "较大",
        "一般隐患",
        "重大隐患",
        "一般事故隐患",
        "重大事故隐患",
        "a",
        "b",
        "c",
        "d",
        "高",
        "中",
        "低",
        "high",
        "medium",
        "low",
        "major",
        "minor",
        "critical",
        "general",
    ]
)
CAPACITY_WORDS = frozenset(
    [
        "企业自查",
        "部门检查",
        "街道检查",
        "专家检查",
        "群众举报",
        "上级督查",
        "自查",
        "督查",
        "举报",
        "专家",
    ]
)


@dataclass(frozen=True)
class Guess:
    """One column: what it may be (`field` None: nothing known), how sure, and what stands in it."""

    column: int
    name: str
    field: str | None
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """What a table may hold and what its columns may be."""

    target: str
    confidence: float
    guesses: list[Guess] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, list[int]]:
        """Field code -> columns."""
        chosen: dict[str, list[int]] = {}
        for guess in self.guesses:
            if guess.field:
                chosen.setdefault(guess.field, []).append(guess.column)
        return chosen


def suggest(
    names: Sequence[str],
    samples: Sequence[Sequence[object]],
    *,
    sheet: str = "",
    target: str | None = None,
) -> Suggestion:
    """The likeliest reading of a table, of the kind `target` or of the kind that fits best."""
    columns = [
        [row[at] for row in samples if at < len(row) and text_of(row[at])]
        for at in range(len(names))
    ]
    kinds = [targets()[target]] if target else list(targets().values())
    return max(
        (_suggest_as(kind, names, columns, sheet) for kind in kinds),
        key=lambda each: each.confidence,
    )


def _suggest_as(
    target: Target, names: Sequence[str], columns: Sequence[Sequence[object]], sheet: str
) -> Suggestion:
    scored = sorted(
        (
            (score(names[at], columns[at], each), -at, each.code)
            for at in range(len(names))
            for each in target.fields.values()
        ),
        reverse=True,
    )
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for value, place, code in scored:
        if value < ENOUGH or -place in chosen or code in taken:
            continue
        chosen[-place] = (code, value)
        taken.add(code)
    guesses = [
        Guess(
            at,
            name,
            *chosen.get(at, (None, 0.0)),
            tuple(dict.fromkeys(text_of(cell) for cell in columns[at]))[:SHOWN],
        )
        for at, name in enumerate(names)
    ]
    return Suggestion(target.code, _fit(target, chosen, sheet), guesses)


def _fit(target: Target, chosen: dict[int, tuple[str, float]], sheet: str) -> float:
    """How well the kind of table fits: the columns it explains, what it must have, the tab's name."""
    total = sum(value for _code, value in chosen.values())
    found = {code for code, _value in chosen.values()}
    missing = sum(1 for each in target.fields.values() if each.need and each.code not in found)
    named = any(_simple(word) in _simple(sheet) for word in target.sheet)
    return round(total - 1.5 * missing + (1.5 if named else 0), 3)


def score(name: str, cells: Sequence[object], candidate: Field) -> float:
    """How likely a column of this name and these values is this field, 0 to 1."""
    by_name = max(_by_name(part, candidate) for part in {name, name.rsplit(" / ", 1)[-1]})
    share = _share(cells, candidate)
    if share is None:
        return round(by_name, 3)
    if candidate.kind in {"date", "number", "code"} and cells and share < 0.3:
        return round(by_name * 0.3, 3)
    floor = 0.9 * share if candidate.kind == "code" else 0.0
    return round(min(1.0, max(floor, by_name * (0.85 + 0.15 * share))), 3)


def _by_name(name: str, candidate: Field) -> float:
    simple = _simple(name)
    if not simple:
        return 0.0
    best = 0.0
    for place, word in enumerate(_words(candidate)):
        if simple == word:
            # An exact word further down the list is a little less certain than the label itself.
            return max(best, 1.0 - min(place, 20) * 0.01)
        if len(word) >= 2 and not word.isascii() and word in simple:
            best = max(best, 0.5 + 0.4 * len(word) / len(simple))
        elif word.isascii() and simple.isascii():
            best = max(best, _latin(simple, word))
    return best


def _latin(simple: str, word: str) -> float:
    if f" {word} " in f" {simple} ":
        return 0.45 + 0.4 * len(word) / len(simple)
    likeness = fuzz.ratio(simple, word) / 100
    return likeness * 0.9 if likeness > 0.84 else 0.0


@cache
def _words(candidate: Field) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_simple(word) for word in (*candidate.en, *candidate.zh)))


@cache
def _simple(name: str) -> str:
    """`findTime`, `find_time`, `Find time (local)` -> "find time"; full-width signs as ASCII."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", narrow(name))
    text = (
        re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
        if re.sub(r"\([^)]*\)", "", text).strip()
        else text
    )
    text = (
        re.sub(r"(?<=[a-z])id$", " id", text)
        if text.endswith("id") and not text.endswith(" id")
        else text
    )
    return re.sub(r"[\s_\-./:：*#、]+", " ", text.lower()).strip()


def _share(cells: Sequence[object], candidate: Field) -> float | None:
    """The share of values that look like this kind; None where the kind has no look of its own."""
    if not cells:
        return None
    looks = {
        "date": lambda cell: (
            looks_like_date(cell) or (isinstance(cell, int | float) and 20_000 < cell < 80_500)
        ),
        "number": looks_like_number,
        "code": lambda cell: is_credit_code(text_of(cell)),
        "status": lambda cell: text_of(cell).lower() in STATUS_WORDS,
        "level": lambda cell: text_of(cell).lower() in LEVEL_WORDS,
        "capacity": lambda cell: text_of(cell) in CAPACITY_WORDS,
        "long": lambda cell: len(text_of(cell)) > 8,
    }.get(candidate.kind)
    if looks is None:
        return None
    return sum(1 for cell in cells if looks(cell)) / len(cells)
