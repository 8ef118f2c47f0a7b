"""A notice, minutes or a directive read: what kind of paper it is and every fact it states."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anwei.committee.reading import dates
from anwei.committee.reading.demands import Demand, demands_in
from anwei.committee.reading.matching import Lexicon, any_of, lexicon
from anwei.committee.reading.meetings import Above, Held, above_in, bodies_in, phrases
from anwei.committee.reading.people import Person, people_in
from anwei.committee.reading.sentences import Page, Sentence, page_of


@dataclass(frozen=True)
class Found:
    """Something of the pack that a sentence speaks of."""

    code: str
    name: str
    sentence: Sentence


@dataclass(frozen=True)
class Reading:
    """All that a paper says. Empty and None mean that it does not say it."""

    kind: str
    title: str
    text: str
    number: str
    bodies: tuple[Held, ...]
    day: date | None
    time: str
    published_on: date | None
    published_time: str
    source: str
    people: tuple[Person, ...]
    sectors: tuple[Found, ...]
    campaigns: tuple[Found, ...]
    attitudes: tuple[Found, ...]
    principles: tuple[Found, ...]
    above: tuple[Above, ...]
    demands: tuple[Demand, ...]


def read(raw: str) -> Reading:
    """What a text says. A text that says nothing of a meeting or of demands gives an empty reading of kind "other"."""
    words = lexicon()
    page = page_of(raw, words)
    published, clock = dates.moment_of(page.labels.get("published", ""), words)
    year = dates.year_of(page.title, published) or dates.year_of(page.text, published)
    telling = [sentence for sentence in page.sentences if words.plain("held").search(sentence.text)]
    telling = [sentence for sentence in telling if _tells(sentence, words)][:3]
    bodies = bodies_in([page.title, *(sentence.text for sentence in telling)], words, year)
    people = people_in(page.sentences, words)
    named = {person.sentence for person in people} | set(telling[:1])
    demands = demands_in((one for one in page.sentences if one not in named), words, year=year)
    day, time = _day(page, telling, words, year, published)
    return Reading(
        kind=_kind(page, bodies, demands, words), title=page.title, text=page.text, number=_number(page),
        bodies=tuple(bodies), day=day, time=time, published_on=published, published_time=clock, source=page.labels.get("source", ""),
        people=tuple(people), sectors=tuple(_sectors(page, words)), campaigns=tuple(_campaigns(page.sentences, page.title, words)),
        attitudes=tuple(_attitudes(page.sentences, words)), principles=tuple(_things("principles", page.sentences, words)),
        above=tuple(above_in(page.sentences, words)), demands=tuple(demands),
    )  # fmt: skip


def _tells(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence tells that a meeting was held: it names a body or a meeting with its number."""
    return bool(phrases(sentence.text, words) or words.all_of("bodies").search(sentence.text))


def _day(
    page: Page, telling: list[Sentence], words: Lexicon, year: int | None, published: date | None
) -> tuple[date | None, str]:
    """The day of the meeting and its time, where the sentence that tells of it says so; never those of the publication."""
    for sentence in telling:
        if days := dates.days_in(sentence.text, words, year=year):
            day = days[0][1]
            # "December 28" in a paper of January is last year's.
            if (
                published
                and not dates.YEAR.search(sentence.text)
                and day > published
                and year == published.year
            ):
                day = day.replace(year=day.year - 1)
            return day, dates.time_in(sentence.text)
    return None, ""


def _kind(page: Page, bodies: list[Held], demands: list[Demand], words: Lexicon) -> str:
    head = page.title or (page.sentences[0].text if page.sentences else "")
    if words.plain("minutes").search(head):
        return "minutes"
    if words.plain("directives").search(head) and not phrases(head, words):
        return "directive"
    if bodies:
        return "meeting"
    return "directive" if demands else "other"


def _number(page: Page) -> str:
    """The number of the paper, such as 安委〔2023〕1号."""
    if given := page.labels.get("number"):
        return given
    match = re.search(
        r"[\u4e00-\u9fffA-Z]{1,12}[〔\[（(]\s*20\d{2}\s*[〕\]）)]\s*(?:第)?\d{1,4}\s*号",
        page.text[:600],
    )
    return match.group() if match else ""


def _things(name: str, sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    found: dict[str, Found] = {}
    for sentence in sentences:
        for thing in words.in_order(name, sentence.text):
            found.setdefault(thing.code, Found(thing.code, str(thing.name or thing.code), sentence))
    return list(found.values())


def _attitudes(sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    """Hollow work that a sentence warns of; the same words without a warning mean something else."""
    return _things(
        "attitudes", (one for one in sentences if words.plain("warns").search(one.text)), words
    )


def _sectors(page: Page, words: Lexicon) -> list[Found]:
    """Sectors the text speaks of, in its order; the name of a body or of a meeting is not its subject."""
    own = re.compile(
        any_of(word for thing in words.words.spoken("bodies") for word in thing.words), re.I
    )
    more = {thing.code: thing.words for thing in words.words.spoken("sectors")}
    shapes = {
        code: re.compile(
            any_of([*sector.names, *sector.name.texts.values(), *more.get(code, ())]), re.I
        )
        for code, sector in words.source.sectors.items()
        if sector.key or code in more
    }
    found: list[tuple[int, int, Found]] = []
    for sentence in page.sentences:
        # Of the same length, so that places stay.
        text = own.sub(lambda match: "□" * len(match.group()), sentence.text)
        for code, shape in shapes.items():
            if (match := shape.search(text)) and all(code != one[2].code for one in found):
                found.append(
                    (
                        sentence.start,
                        match.start(),
                        Found(code, str(words.source.sectors[code].name), sentence),
                    )
                )
    return [one for _sentence, _place, one in sorted(found, key=lambda row: row[:2])]


QUOTED = r"[“\"「『《‘']\s*(?P<name>[^”\"」』》’']{4,120}?)\s*[”\"」』》’']"


def _campaigns(sentences: Iterable[Sentence], title: str, words: Lexicon) -> list[Found]:
    """Special actions by name: in quotes beside the word for one, or known to the pack."""
    word = words.plain("campaigns").pattern
    shapes = (
        re.compile(rf"{QUOTED}\s*(?:的)?\s*(?:安全生产|消防安全)?\s*(?:{word})", re.I),
        re.compile(rf"(?:{word})\s*(?:of|called|named|—|-|:|：|on)?\s*(?:the\s+)?{QUOTED}", re.I),
    )
    found: dict[str, Found] = {}
    head = [Sentence(title, 0, -1)] if title else []
    for sentence in [*head, *sentences]:
        taken: list[tuple[int, int]] = []
        for shape in shapes:
            for match in shape.finditer(sentence.text):
                known = words.first("campaigns", match["name"])
                name = match["name"].strip(" ，,。.")
                taken.append(match.span("name"))
                found.setdefault(
                    known.code if known else name.casefold(),
                    Found(known.code if known else "", name, sentence),
                )
        for thing, shape in words.things("campaigns"):
            match = shape.search(sentence.text)
            if match and not any(begin <= match.start() < end for begin, end in taken):
                found.setdefault(thing.code, Found(thing.code, match.group(), sentence))
    return list(found.values())
