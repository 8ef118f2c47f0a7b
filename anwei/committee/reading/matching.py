"""Words of the pack as patterns: Latin words whole and in any case, Chinese ones wherever they stand."""

import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property

from anwei.standards import pack
from anwei.standards.contents import Pack, Spoken

# Stands for a blanked-out character; no word of any list holds it.
BLANK = "□"


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
    if not found:
        return r"(?!)"
    # Looking at the first character before trying every word makes long lists several times as quick.
    first = "".join(sorted({re.escape(word[0]) for word in found}))
    return f"(?:(?=[{first}])(?:{'|'.join(map(pattern_of, found))}))"


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

    @cache  # noqa: B019
    def made(self, make: "Callable[[Lexicon], re.Pattern[str]]") -> re.Pattern[str]:
        """A pattern put together of several lists, made once."""
        return make(self)

    def masked(self, name: str, text: str) -> str:
        """The text with the words of a list blanked out; every place stays where it is."""
        return self.plain(name).sub(lambda match: BLANK * len(match.group()), text)

    def first(self, name: str, text: str) -> Spoken | None:
        """The first thing of a list, in the order of the list, that the text speaks of."""
        return next((thing for thing, shape in self.things(name) if shape.search(text)), None)

    def in_order(self, name: str, text: str) -> list[tuple[Spoken, str]]:
        """Every thing of a list that the text speaks of, as it is written there, in the order of the text."""
        found = [
            (match.start(), place, thing, match.group())
            for place, (thing, shape) in enumerate(self.things(name))
            if (match := shape.search(text))
        ]
        return [
            (thing, written)
            for _at, _place, thing, written in sorted(found, key=lambda one: one[:2])
        ]

    @cached_property
    def _sectors(self) -> dict[str, re.Pattern[str]]:
        """What papers call each sector. A ledger's words are left out: there 建筑 is a sector, in a paper any building."""
        more = {thing.code: thing.words for thing in self.words.spoken("sectors")}
        return {
            code: re.compile(any_of([*sector.name.texts.values(), *more.get(code, ())]), re.I)
            for code, sector in self.source.sectors.items()
            if sector.key or code in more
        }

    def sectors_in(self, text: str) -> list[tuple[str, str]]:
        """The codes of the sectors a text speaks of, each as it is written there, in its order."""
        found = [
            (match.start(), code, match.group())
            for code, shape in self._sectors.items()
            if (match := shape.search(text))
        ]
        return [(code, written) for _at, code, written in sorted(found)]


@cache
def _of(source: Pack) -> Lexicon:
    return Lexicon(source)


def lexicon() -> Lexicon:
    """The words of the pack in force."""
    return _of(pack.current())
