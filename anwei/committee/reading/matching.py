"""Words of the pack as patterns: Latin words whole and in any case, Chinese ones wherever they stand."""

import re
from collections.abc import Iterable
from functools import cache

from anwei.standards import pack
from anwei.standards.contents import Pack, Spoken


def pattern_of(word: str) -> str:
    """The pattern of one word; a space stands for any white space, straight quotes for curly ones."""
    body = r"\s+".join(re.escape(part) for part in word.split())
    body = body.replace("'", "['’]")
    before = r"(?<![A-Za-z])" if word[:1].isascii() and word[:1].isalpha() else ""
    after = r"(?![A-Za-z])" if word[-1:].isascii() and word[-1:].isalpha() else ""
    return f"{before}{body}{after}"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; one that never fits where there are none."""
    found = sorted(set(words), key=len, reverse=True)
    return f"(?:{'|'.join(map(pattern_of, found))})" if found else r"(?!)"


class Lexicon:
    """The word lists of one pack, compiled once."""

    def __init__(self, source: Pack) -> None:
        self.source = source
        self.words = source.reading

    @cache  # noqa: B019 – one lexicon per pack lives as long as the program
    def plain(self, name: str) -> re.Pattern[str]:
        """A plain list as one pattern."""
        return re.compile(any_of(self.words.words(name)), re.I)

    @cache  # noqa: B019
    def things(self, name: str) -> tuple[tuple[Spoken, re.Pattern[str]], ...]:
        """Each thing of a list with its pattern."""
        return tuple(
            (thing, re.compile(any_of(thing.words), re.I)) for thing in self.words.spoken(name)
        )

    @cache  # noqa: B019
    def all_of(self, name: str) -> re.Pattern[str]:
        """Any word of any thing of a list."""
        every = (word for thing in self.words.spoken(name) for word in thing.words)
        return re.compile(any_of(every), re.I)

    def first(self, name: str, text: str) -> Spoken | None:
        """The first thing of a list, in the order of the list, that the text speaks of."""
        return next((thing for thing, shape in self.things(name) if shape.search(text)), None)

    def in_order(self, name: str, text: str) -> list[Spoken]:
        """Every thing of a list that the text speaks of, in the order of the text."""
        found = [
            (match.start(), place, thing)
            for place, (thing, shape) in enumerate(self.things(name))
            if (match := shape.search(text))
        ]
        return [thing for _start, _place, thing in sorted(found, key=lambda one: one[:2])]


@cache
def _of(source: Pack) -> Lexicon:
    return Lexicon(source)


def lexicon() -> Lexicon:
    """The words of the pack in force."""
    return _of(pack.current())
