"""Checked rows made into the frozen values of a pack."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import holidays

from anwei.standards import contents
from anwei.standards.clocks import Calendar, Direction, Kind, Start, Term, Unit, Year
from anwei.standards.contents import Label, Named
from anwei.standards.layout import WEEKDAYS

Raw = dict[str, Any]


def build(raw: Raw) -> contents.Pack:
    """The pack of rows that were checked before."""
    head = raw["pack"]
    standards = {row["code"]: _standard(row) for row in raw["standards"]}
    sources = {row["code"]: row["sources"] for row in raw["standards"]}
    return contents.Pack(
        code=head["code"],
        name=Label(head["name"]),
        version=head["version"],
        reviewed_on=head["reviewed_on"],
        time_zone=head["time_zone"],
        languages=tuple(head["languages"]),
        note=Label(head["note"]),
        sectors=_by_code(
            contents.Sector(
                row["code"], Label(row["name"]), row.get("key", False), tuple(row.get("names", ()))
            )
            for row in raw["sectors"]
        ),
        attributes=_by_code(
            contents.Attribute(row["code"], Label(row["name"])) for row in raw["attributes"]
        ),
        rules=tuple(map(_rule, raw["rules"])),
        standards=standards,
        criteria=_by_code(
            _criterion(row, standards[row["standard"]], sources[row["standard"]])
            for row in raw["criteria"]
        ),
        terms=_by_code(map(_term, raw["terms"])),
        term_groups=tuple(Named(row["code"], Label(row["name"])) for row in raw["term_groups"]),
        calendar=_calendar(raw),
        holiday_names={code: Label(texts) for code, texts in raw["holiday_names"].items()},
        presets=tuple(
            contents.Preset(Label(row["name"]), _length(row)) for row in raw["preset_terms"]
        ),
        phrases=tuple(
            contents.Phrase(row["code"], row["use"], Label(row["text"])) for row in raw["phrases"]
        ),
        categories=_by_code(_group(row) for row in raw["categories"]),
        search=contents.SearchWords(
            tuple(map(tuple, raw["synonyms"])),
            {row["code"]: tuple(row["words"]) for row in raw["signs"]},
        ),
        numbers=dict(raw["numbers"]),
        bodies=_by_code(
            contents.BodyRule(row["code"], row["meets"], row["quorum"], Label(row["basis"]))
            for row in raw["bodies"]
        ),
        reading=_reading(raw["reading"]),
    )


def _by_code(values: Iterable[Any]) -> Mapping[str, Any]:
    return {value.code: value for value in values}


def _label(texts: Mapping[str, str] | None) -> Label | None:
    return Label(texts) if texts else None


def _group(row: Raw) -> contents.Group:
    return contents.Group(
        row["code"],
        Label(row["name"]),
        tuple(Named(item["code"], Label(item["name"])) for item in row["items"]),
    )


def _standard(row: Raw) -> contents.Standard:
    return contents.Standard(
        code=row["code"],
        number=row["number"],
        title=Label(row["title"]),
        sector=row["sector"],
        family=row["family"],
        effective=row["effective"],
        status=row["status"],
        note=Label(row["note"]),
        until=row.get("until"),
        published=row.get("published"),
        replaces=row.get("replaces", ""),
        replaced_by=row.get("replaced_by", ""),
        chapters={chapter["code"]: Label(chapter["name"]) for chapter in row.get("chapters", ())},
    )


def _criterion(
    row: Raw, standard: contents.Standard, sources: Mapping[str, str]
) -> contents.Criterion:
    return contents.Criterion(
        code=row["code"],
        standard=standard,
        clause=row["clause"],
        kind=row["kind"],
        title=Label(row["title"]),
        verified=row["verified"],
        source=sources.get(row["source"], row["source"]),
        chapter=row.get("chapter", ""),
        topic_only=row.get("topic_only", False),
        placeholder=row.get("placeholder", False),
        catch_all=row.get("catch_all", False),
        condition=_label(row.get("condition")),
    )


def _rule(row: Raw) -> contents.Rule:
    return contents.Rule(
        code=row["code"],
        sectors=frozenset(row.get("sectors", ())),
        attributes=frozenset(row.get("attributes", ())),
        also=tuple(row["also"]),
        because=Label(row["because"]),
        basis=row["basis"],
        caution=_label(row.get("caution")),
    )


def _length(row: Raw) -> Term:
    return Term(
        count=row["count"],
        unit=Unit(row["unit"]),
        kind=Kind(row["calendar"]),
        starts=Start(row.get("starts", "day_after")),
        direction=Direction(row.get("direction", "after")),
        roll=row.get("roll", False),
    )


def _term(row: Raw) -> contents.LegalTerm:
    return contents.LegalTerm(
        row["code"],
        Label(row["name"]),
        row["group"],
        _length(row),
        Label(row["basis"]),
        row["trust"],
        row.get("local", False),
    )


def _calendar(raw: Raw) -> Calendar:
    years = {
        row["year"]: Year(row["off"], frozenset(row["worked"]), official=row["basis"] == "official")
        for row in raw["years"]
    }
    weekend = frozenset(WEEKDAYS.index(name) for name in raw["pack"]["weekend"])
    return Calendar(years, weekend, by_rule=_rule_of(raw["library"]) if raw["library"] else None)


def _rule_of(country: str) -> Callable[[int], Year]:
    """Days off by the country's rule, for years that the pack does not list. Never official."""

    def year(number: int) -> Year:
        days = holidays.country_holidays(country, years=number)
        worked = frozenset(
            day for day in getattr(days, "weekend_workdays", ()) if day.year == number
        )
        off: dict[date, str] = {day: "by_rule" for day in days if day.year == number}
        return Year(off, worked, official=False)

    return year


def _reading(raw: Raw) -> contents.ReadingWords:
    lists = {name: tuple(rows) for name, rows in raw.items() if _plain(rows)}
    lists["campaigns"] = tuple(raw["campaigns"]["words"])
    things = {
        name: tuple(map(_spoken, rows))
        for name, rows in raw.items()
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "code" in rows[0]
    }
    things["campaigns"] = tuple(map(_spoken, raw["campaigns"]["known"]))
    ordinals = {word.casefold(): row["number"] for row in raw["ordinals"] for word in row["words"]}
    return contents.ReadingWords(lists, things, ordinals)


def _plain(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, str) for row in rows)


def _spoken(row: Raw) -> contents.Spoken:
    return contents.Spoken(row["code"], tuple(row["words"]), _label(row.get("name")))
