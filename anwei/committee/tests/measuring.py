"""What a paper says and what the reader made of it, as two sets of facts that can be compared.

Beside each text in `notices/` stands what a person reads there. A key that is missing says that the paper tells
nothing of it, so that a fact made up counts as much against the reader as one overlooked.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from anwei.committee.reading.demands import Demand
from anwei.committee.reading.reader import Reading, read

NOTICES = Path(__file__).parent / "notices"

Fact = tuple[Any, ...]


def papers(folder: str) -> list[Path]:
    """The texts of a folder: "tuned" or "held_out"."""
    return sorted((NOTICES / folder).glob("*.txt"))


def compare(text: Path) -> tuple[set[Fact], set[Fact]]:
    """What a person reads in a text, and what the reader found."""
    expected = yaml.safe_load(text.with_suffix(".yaml").read_text(encoding="utf-8"))
    said = read(text.read_text(encoding="utf-8"))
    wanted = [str(one["text"]) for one in expected.get("demands") or []]
    return _expected(expected), _found(said, wanted)


def score(texts: Iterable[Path]) -> tuple[float, float]:
    """Of what was found, how much is so; of what is so, how much was found."""
    right = found = wanted = 0
    for text in texts:
        one, other = compare(text)
        right += len(one & other)
        found += len(other)
        wanted += len(one)
    return right / found, right / wanted


def _expected(paper: dict[str, Any]) -> set[Fact]:
    facts: set[Fact] = {("kind", paper["kind"])}
    facts |= {(key, str(paper[key])) for key in ("day", "time", "number") if key in paper}
    facts |= {("body", *body) for body in paper.get("bodies", [])}
    facts |= {("person", *person) for person in paper.get("people", [])}
    facts |= {
        (key, one)
        for key in ("sectors", "campaigns", "attitudes", "principles", "above")
        for one in paper.get(key, [])
    }
    for demand in paper.get("demands") or []:
        text = demand["text"]
        facts.add(("demand", text))
        facts |= {("to", text, who.casefold()) for who in demand.get("addressees", [])}
        facts |= {("helped by", text, who) for who in demand.get("helpers", [])}
        facts |= {(key, text, str(demand[key])) for key in ("term", "due") if key in demand}
    return facts


def _found(said: Reading, wanted: list[str]) -> set[Fact]:
    facts: set[Fact] = {("kind", said.kind)}
    given = {"day": said.day, "time": said.time, "number": said.number}
    facts |= {(key, str(value)) for key, value in given.items() if value}
    facts |= {("body", one.code, one.kind, one.number, one.year) for one in said.bodies}
    facts |= {("person", one.name, one.part) for one in said.people}
    facts |= {("sectors", one.code) for one in said.sectors}
    facts |= {("campaigns", one.code or one.name) for one in said.campaigns}
    facts |= {("attitudes", one.code) for one in said.attitudes}
    facts |= {("principles", one.code) for one in said.principles}
    facts |= {("above", one.level) for one in said.above}
    for demand in said.demands:
        facts |= _of_demand(demand, wanted)
    return facts


def _of_demand(demand: Demand, wanted: list[str]) -> set[Fact]:
    """A demand under the words a person would know it by; one nobody expects, under its own."""
    text = next((one for one in wanted if one in demand.text), demand.text)
    facts: set[Fact] = {("demand", text)}
    facts |= {("to", text, who.casefold()) for who in demand.addressees}
    facts |= {("helped by", text, who) for who in demand.helpers}
    facts |= {("term", text, demand.term)} if demand.term else set()
    facts |= {("due", text, str(demand.due_on))} if demand.due_on else set()
    return facts
