"""The paper with its facts marked: every sentence a fact rests on is a place, and knows its facts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Facts that stand in lists of the reading, and those among its details.
LISTS = ("bodies", "people", "directives", "requirements")
DETAILS = ("date", "sectors", "campaigns", "attitude_problems", "principles")


@dataclass(frozen=True)
class Piece:
    """A stretch of a line; with a place, a sentence, and the keys of the facts it says."""

    text: str
    place: int | None = None
    facts: tuple[str, ...] = ()


def facts_of(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fact of a reading with its key, such as "people-1"."""
    for home, names in ((said, LISTS), (said["details"], DETAILS)):
        for name in names:
            for place, fact in enumerate(home[name]):
                yield f"{name}-{place}", fact


def lines_of(text: str, said: dict[str, Any]) -> list[list[Piece]]:
    """The paper line by line, each cut where the sentences of facts begin and end."""
    keys: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key, fact in facts_of(said):
        for begin, end in fact["at"]:
            keys[begin, end].append(key)
    lines, start = [], 0
    for line in text.split("\n"):
        stop = start + len(line)
        places = sorted(place for place in keys if start <= place[0] and place[1] <= stop)
        lines.append(list(_pieces(text, start, stop, places, keys)))
        start = stop + 1
    return lines


def _pieces(
    text: str,
    start: int,
    stop: int,
    places: list[tuple[int, int]],
    keys: dict[tuple[int, int], list[str]],
) -> Iterator[Piece]:
    at = start
    for begin, end in places:
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], begin, tuple(keys[begin, end]))
        at = end
    if at < stop:
        yield Piece(text[at:stop])
