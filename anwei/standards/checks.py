"""What must hold between the files of a pack: references, dates, versions that do not overlap."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Any
from zoneinfo import available_timezones

from anwei.standards.layout import GROUPS, NUMBERS, TERM_CODES, WEEKDAYS
from anwei.standards.reading import Fault, fault_at

Raw = dict[str, Any]


def faults_of(raw: Raw) -> Iterator[Fault]:
    """Every fault between the files. `raw` is complete: each file could be read by its layout."""
    yield from _pack(raw)
    yield from _codes_once(raw)
    yield from _standards(raw)
    yield from _criteria(raw)
    yield from _versions(raw)
    yield from _routing(raw)
    yield from _terms(raw)
    yield from _holidays(raw)
    yield from _search(raw)
    yield from _committee(raw)
    yield from _wanted(raw)


def _at(row: Raw, words: str) -> Fault:
    return fault_at(row["_at"], words)


def _pack(raw: Raw) -> Iterator[Fault]:
    if raw["pack"]["time_zone"] not in available_timezones():
        yield _at(raw["pack"], f"no such time zone: {raw['pack']['time_zone']!r}.")
    if not raw["pack"]["languages"]:
        yield _at(raw["pack"], "a pack has at least one language.")


def _codes_once(raw: Raw) -> Iterator[Fault]:
    for rows in (
        raw["sectors"],
        raw["attributes"],
        raw["rules"],
        raw["terms"],
        raw["term_groups"],
        raw["phrases"],
        raw["signs"],
        raw["categories"],
        raw["bodies"],
        raw["standards"],
        raw["criteria"],
    ):
        yield from _twice(rows)
    for group in raw["categories"]:
        yield from _twice(group["items"])


def _twice(rows: Iterable[Raw]) -> Iterator[Fault]:
    seen: dict[str, Raw] = {}
    for row in rows:
        if row["code"] in seen:
            file, line = seen[row["code"]]["_at"]
            yield _at(row, f"the code {row['code']!r} is taken already, in {file}, line {line}.")
        seen.setdefault(row["code"], row)


def _standards(raw: Raw) -> Iterator[Fault]:
    sectors, codes = _codes(raw["sectors"]), _codes(raw["standards"])
    for row in raw["standards"]:
        if row["sector"] not in sectors:
            yield _at(row, f"no such sector: {row['sector']!r}.")
        if row.get("replaced_by") and row["replaced_by"] not in codes:
            yield _at(row, f"no such standard: {row['replaced_by']!r}.")
        if row.get("published") and row["published"] > row["effective"]:
            yield _at(row, "it is published after it comes into force.")
        if row.get("until") and row["until"] < row["effective"]:
            yield _at(row, "it ends before it comes into force.")
        yield from _twice(row.get("chapters", ()))


def _criteria(raw: Raw) -> Iterator[Fault]:
    standards = {row["code"]: row for row in raw["standards"]}
    for row in raw["criteria"]:
        standard = standards.get(row["standard"])
        if standard is None:
            yield _at(row, f"no such standard: {row['standard']!r}.")
            continue
        if row.get("chapter") and row["chapter"] not in _codes(standard.get("chapters", ())):
            yield _at(row, f"the standard has no chapter {row['chapter']!r}.")
        if row["source"] not in standard["sources"] and not row["free_source"]:
            yield _at(row, f"the standard names no source {row['source']!r}.")
        if row["verified"] and (row.get("placeholder") or row.get("topic_only")):
            yield _at(row, "a placeholder or a topic label cannot be verified.")


def _versions(raw: Raw) -> Iterator[Fault]:
    for one, other in combinations(sorted(raw["standards"], key=lambda row: row["effective"]), 2):
        if one["family"] == other["family"] and other["effective"] <= one.get("until", date.max):
            yield _at(
                other,
                f"{other['code']} and {one['code']} are versions of {one['family']!r} and in force at the same time.",
            )


def _routing(raw: Raw) -> Iterator[Fault]:
    sectors, attributes = _codes(raw["sectors"]), _codes(raw["attributes"])
    for row in raw["rules"]:
        for name in (*row["also"], *row.get("sectors", ())):
            if name not in sectors:
                yield _at(row, f"no such sector: {name!r}.")
        for name in row.get("attributes", ()):
            if name not in attributes:
                yield _at(row, f"no such attribute: {name!r}.")


def _terms(raw: Raw) -> Iterator[Fault]:
    groups = _codes(raw["term_groups"])
    for row in raw["terms"]:
        if row["group"] not in groups:
            yield _at(row, f"no such group of terms: {row['group']!r}.")
        if bool(row.get("local")) != (row["trust"] == "local"):
            yield _at(row, "`local: true` and `trust: local` go together.")
    for row in (*raw["terms"], *raw["preset_terms"]):
        if (row["unit"] == "hours") != (row.get("starts") == "moment"):
            yield _at(row, "a term in hours starts at the moment, and no other term does.")
        if row["unit"] != "days" and row["calendar"] == "working":
            yield _at(row, "only days can be working days.")


def _holidays(raw: Raw) -> Iterator[Fault]:
    weekend = {WEEKDAYS.index(name) for name in raw["pack"]["weekend"]}
    seen: set[int] = set()
    for row in raw["years"]:
        if row["year"] in seen:
            yield _at(row, f"the year {row['year']} is given twice.")
        seen.add(row["year"])
        for name in sorted(set(row["off"].values()) - raw["holiday_names"].keys()):
            yield _at(row, f"no such holiday name: {name!r}.")
        yield from _days(row, weekend)


def _days(row: Raw, weekend: set[int]) -> Iterator[Fault]:
    for day in (*row["off"], *row["worked"]):
        if day.year != row["year"]:
            yield _at(row, f"{day} is not in {row['year']}.")
    for day in row["worked"]:
        if day in row["off"]:
            yield _at(row, f"{day} is both a day off and a make-up day.")
        elif day.weekday() not in weekend:
            yield _at(row, f"{day} is worked anyway; a make-up day falls on a weekend.")


def _search(raw: Raw) -> Iterator[Fault]:
    known = _codes(raw["criteria"])
    for row in raw["signs"]:
        if row["code"] not in known:
            yield _at(row, f"no such clause: {row['code']!r}.")


def _wanted(raw: Raw) -> Iterator[Fault]:
    for name in GROUPS:
        if name not in _codes(raw["categories"]):
            yield Fault("categories.yaml", 1, f"the group {name!r} is missing.")
    for name in TERM_CODES:
        if name not in _codes(raw["terms"]):
            yield Fault("terms.yaml", 1, f"the term {name!r} is missing.")


def _codes(rows: Iterable[Raw]) -> set[str]:
    return {row["code"] for row in rows}


def _committee(raw: Raw) -> Iterator[Fault]:
    for kind in NUMBERS:
        if kind not in raw["numbers"]:
            yield fault_at(
                raw["numbers_at"], f"it does not say how the number of a {kind} is written."
            )
    for kind, written in raw["numbers"].items():
        try:
            shown = written.format(prefix="prefix", year=2026, serial=1)
        except (KeyError, IndexError, ValueError):
            yield fault_at(
                raw["numbers_at"],
                f"{kind}: a number knows {{prefix}}, {{year}} and {{serial}} only.",
            )
            continue
        if "2026" not in shown or "1" not in shown.replace("2026", "") or "prefix" not in shown:
            yield fault_at(
                raw["numbers_at"],
                f"{kind}: a number needs {{prefix}}, {{year}} and {{serial}}, or two would be alike.",
            )
    for row in raw["bodies"]:
        if row["quorum"] > 100:
            yield _at(row, "a quorum is at most 100 per cent.")
