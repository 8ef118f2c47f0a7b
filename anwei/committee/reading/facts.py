"""A reading as plain values, for machines and for a draft: ISO days, null for what the paper does not say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from anwei.committee.reading.demands import Demand
from anwei.committee.reading.matching import lexicon
from anwei.committee.reading.people import Person
from anwei.committee.reading.reader import Found, Reading
from anwei.committee.reading.sentences import Sentence


def as_json(said: Reading) -> dict[str, Any]:
    """Everything a paper says. `details` gives names in every language, and the sentence, for what else is a bare code;
    `at` is where a sentence begins and ends in `text`, the paper without the rubbish of its page.
    """
    return {
        "kind": said.kind,
        "title": said.title or None,
        "document_number": said.number or None,
        "bodies": [
            {
                "name": one.name,
                "body": one.code,
                "kind": one.kind or None,
                "number": one.number,
                "year": one.year,
                **_from(one.sentence),
            }
            for one in said.bodies
        ],
        "date": _iso(said.day),
        "time": said.time or None,
        "place": said.place or None,
        "published": _published(said),
        "dated": _iso(said.dated_on),
        "issued_by": said.source or None,
        "people": [_person(one) for one in said.people],
        "sectors": [one.code for one in said.sectors],
        "campaigns": [one.name for one in said.campaigns],
        "attitude_problems": [one.code for one in said.attitudes],
        "principles": [one.code for one in said.principles],
        "directives": [
            {"name": one.name, "level": one.level, **_from(one.sentence)} for one in said.above
        ],
        "requirements": [_requirement(one) for one in said.demands],
        "details": {
            "date": [_from(said.day_sentence)] if said.day_sentence else [],
            "sectors": _details(said.sectors),
            "campaigns": _details(said.campaigns, "campaigns"),
            "attitude_problems": _details(said.attitudes, "attitudes"),
            "principles": _details(said.principles, "principles"),
        },
        "text": said.text,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _published(said: Reading) -> str | None:
    """The day, with its time where that is said."""
    day = _iso(said.published_on)
    return f"{day}T{said.published_time}" if day and said.published_time else day


def _person(one: Person) -> dict[str, Any]:
    return {
        "name": one.name or None,
        "post": one.post or None,
        "part": one.part,
        **_from(one.sentence),
    }


def _requirement(one: Demand) -> dict[str, Any]:
    return {
        "text": one.text,
        "addressees": list(one.addressees),
        "helpers": list(one.helpers),
        "term": one.term or None,
        "due": _iso(one.due_on),
        **_from(one.sentence, *one.labels),
    }


def _from(*sentences: Sentence) -> dict[str, Any]:
    """The sentences a fact rests on, and where each begins and ends in `text`."""
    return {
        "source": "\n".join(one.text for one in sentences),
        "at": [[one.start, one.end] for one in sentences],
    }


def _details(found: Iterable[Found], name: str = "") -> list[dict[str, Any]]:
    names = {thing.code: thing.name for thing in lexicon().words.spoken(name)} if name else {}
    sectors = lexicon().source.sectors
    rows = []
    for one in found:
        label = names.get(one.code) or (sectors[one.code].name if one.code in sectors else None)
        rows.append(
            {
                "code": one.code or None,
                "name": dict(label.texts) if label else {},
                "written": one.written,
                **_from(one.sentence),
            }
        )
    return rows
