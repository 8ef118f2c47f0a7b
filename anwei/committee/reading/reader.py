"""A notice, minutes or a directive read: what kind of paper it is and every fact it states."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from anwei.committee.reading import dates
from anwei.committee.reading.demands import Demand, demands_in
from anwei.committee.reading.matching import BLANK, Lexicon, lexicon
from anwei.committee.reading.meetings import Above, Held, above_in, bodies_in, phrases
from anwei.committee.reading.people import Person, people_in
from anwei.committee.reading.sentences import ENDS, HEAD_LINES, Page, Sentence, page_of
from anwei.standards.contents import Spoken

# A line that only signs or dates a paper is no longer, and the day at its end neither.
SHORT = 60
DAY_LENGTH = 20


@dataclass(frozen=True)
class Found:
    """Something of the pack that a sentence speaks of."""

    code: str
    name: str
    written: str
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
    day_sentence: Sentence | None
    time: str
    place: str
    published_on: date | None
    published_time: str
    # The day the paper bears: of its publication, or below its text.
    dated_on: date | None
    source: str
    people: tuple[Person, ...]
    sectors: tuple[Found, ...]
    campaigns: tuple[Found, ...]
    attitudes: tuple[Found, ...]
    principles: tuple[Found, ...]
    above: tuple[Above, ...]
    demands: tuple[Demand, ...]


NOT_MET: tuple[date | None, str, Sentence | None] = (None, "", None)


def read(raw: str) -> Reading:
    """What a text says. A text that says nothing of a meeting or of demands gives an empty reading of kind "other"."""
    words = lexicon()
    page = page_of(raw, words)
    head = page.title.text if page.title else ""
    kind = _kind_by_head(page, words)
    published, clock = _published(page, words, kind)
    near = published or _footed(page, words)
    year = dates.year_of(head) or (None if near else dates.year_of(page.text))
    telling = [one for one in page.sentences if _tells(one, words)][:3]
    sources = [page.title] if page.title else []
    bodies = [] if kind == "directive" else bodies_in([*sources, *telling], words, year)
    met = _met(page, telling, words, near, year) if bodies or kind == "minutes" else NOT_MET
    people = people_in(page, words) if bodies or kind == "minutes" else []
    aside = {person.sentence for person in people} | set(telling[:1] if bodies else [])
    # A term falls after the paper and after the meeting it tells of; a meeting to come has not been yet.
    since = min((day for day in (met[0], near) if day), default=None)
    demands = demands_in((one for one in page.sentences if one not in aside), words, since=since)
    everything = [*sources, *page.sentences]
    return Reading(
        kind=kind or _kind_by_content(page, bodies, demands),
        title=head,
        text=page.text,
        number=_number(page),
        bodies=tuple(_with_year(bodies, met[0] or near)),
        day=met[0],
        day_sentence=met[2],
        time=met[1],
        place=page.label("place"),
        published_on=published,
        published_time=clock,
        dated_on=near,
        source=page.label("source") or (_signed(page, words) if kind == "directive" else ""),
        people=tuple(people),
        sectors=tuple(_sectors(everything, words)),
        campaigns=tuple(_campaigns(everything, words)),
        attitudes=tuple(_attitudes(page.sentences, words)),
        principles=tuple(_things("principles", page.sentences, words)),
        above=tuple(above_in(everything, words)),
        demands=tuple(demands),
    )


def _kind_by_head(page: Page, words: Lexicon) -> str:
    """What the title says the paper is; empty where only the rest can tell. A notice of a meeting is no directive."""
    head = page.title.text if page.title else ""
    if words.plain("minutes").search(head) and not words.plain("directives").search(head):
        return "minutes"
    if words.plain("directives").search(head):
        meeting = phrases(head, words) or words.all_of("kinds").search(head)
        return "" if meeting else "directive"
    return ""


def _kind_by_content(page: Page, bodies: list[Held], demands: list[Demand]) -> str:
    if bodies:
        return "meeting"
    # One "should" in a report makes no directive of it.
    announced = sum(demand.announced for demand in demands)
    return "directive" if demands and (_number(page) or announced > 1) else "other"


def _tells(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence tells that a meeting was or will be held: it says so, and names a body or a meeting with its number."""
    text = sentence.text
    if words.plain("openers").match(text) or not words.plain("held").search(text):
        return False
    if phrases(text, words) or words.all_of("bodies").search(text):
        return True
    return bool(words.plain("gathering").search(text) and dates.days_in(text, words, year=2000))


def _published(page: Page, words: Lexicon, kind: str) -> tuple[date | None, str]:
    """The day and time of publication. In minutes, and where a place stands beside it, "time" is that of the meeting."""
    said = page.label("published")
    if not said and kind != "minutes" and not page.label("place"):
        said = page.label("time")
    return dates.moment_of(said, words) if said else (None, "")


def _footed(page: Page, words: Lexicon) -> date | None:
    """The day that stands below a paper, or at the end of a line of its head, as the office writes it."""
    lines = [line for line in page.lines if len(line) < SHORT]
    for line in [*page.lines[-3:][::-1], *lines[:HEAD_LINES]]:
        days = dates.days_in(line, words, year=None) if len(line) < SHORT else []
        if days and len(line) - days[-1][0] < DAY_LENGTH:
            return days[-1][1]
    return None


def _signed(page: Page, words: Lexicon) -> str:
    """Who signs a paper: the short line above the day below its text."""
    lines = page.lines
    for above, below in zip(lines[-4:-1], lines[-3:], strict=True) if len(lines) > 3 else ():
        days = dates.days_in(below, words, year=None)
        if days and len(below) <= DAY_LENGTH and len(above) < SHORT and not ENDS.search(above):
            return above
    return ""


def _met(
    page: Page, telling: list[Sentence], words: Lexicon, near: date | None, year: int | None
) -> tuple[date | None, str, Sentence | None]:
    """The day of the meeting, its time and their sentence, where a label or the sentence that tells of it says so; never those of the publication."""
    label = page.labels.get("met") or (page.labels.get("time") if page.label("place") else None)
    if label is not None:
        day, clock = dates.moment_of(label.value, words)
        if day:
            return day, clock, label.sentence
    for sentence in telling:
        ahead = bool(words.plain("coming").search(sentence.text))
        day = dates.day_near(sentence.text, words, near, year=year, ahead=ahead)
        day = day or _days_ago(sentence.text, words, near)
        if day:
            return day, dates.time_in(sentence.text), sentence
    return NOT_MET


def _days_ago(text: str, words: Lexicon, near: date | None) -> date | None:
    """The day that "yesterday" is, where the paper has a day of its own."""
    thing = words.first("days_ago", text[:SHORT])
    return near - timedelta(days=int(thing.code)) if thing and near else None


def _with_year(bodies: list[Held], day: date | None) -> list[Held]:
    """A meeting whose year is not said is one of the year of its day."""
    return [replace(one, year=one.year or (day.year if day else None)) for one in bodies]


NUMBER = re.compile(
    r"[\u4e00-\u9fffA-Z]{1,12}[〔\[（(]\s*20\d{2}\s*[〕\]）)]\s*(?:第)?\d{1,4}\s*号"
)


def _number(page: Page) -> str:
    """The number of the paper, such as 安委〔2023〕1号."""
    if given := page.label("number"):
        return given
    match = NUMBER.search(page.text[:600])
    return match.group() if match else ""


def _things(name: str, sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    found: dict[str, Found] = {}
    for sentence in sentences:
        for thing, written in words.in_order(name, sentence.text):
            one = Found(thing.code, str(thing.name or thing.code), written, sentence)
            found.setdefault(thing.code, one)
    return list(found.values())


# So far behind a warning a list of what it warns of may go on.
LIST = 24


def _attitudes(sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    """Hollow work that a sentence warns of; the same words without a warning mean something else."""
    found: dict[str, Found] = {}
    for sentence in sentences:
        for thing, written in _warned_of(words.masked("not_attitudes", sentence.text), words):
            found.setdefault(thing.code, Found(thing.code, str(thing.name), written, sentence))
    return list(found.values())


def _warned_of(text: str, words: Lexicon) -> Iterator[tuple[Spoken, str]]:
    """What stands in one clause with a word of warning, or goes on a list that began with one."""
    named = sorted(
        (match.start(), match.end(), place, thing)
        for place, (thing, shape) in enumerate(words.things("attitudes"))
        for match in shape.finditer(text)
    )
    last = -LIST
    for begin, end, _place, thing in named:
        clause = max((text.rfind(mark, 0, begin) for mark in "，,；;。"), default=-1) + 1
        stop = min(
            (at for mark in "，,；;。" if (at := text.find(mark, end)) >= 0), default=len(text)
        )
        if words.plain("warns").search(text[clause:stop]) or begin - last < LIST:
            last = end
            yield thing, text[begin:end]


def _sectors(sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    """Sectors the text speaks of, in its order; the name of a body, a unit or a meeting is not its subject."""
    found: dict[str, Found] = {}
    for sentence in sentences:
        text = words.masked("institutions", sentence.text)
        # Of the same length, so that places stay.
        text = words.all_of("bodies").sub(lambda match: BLANK * len(match.group()), text)
        for code, written in words.sectors_in(text):
            name = str(words.source.sectors[code].name)
            found.setdefault(code, Found(code, name, written, sentence))
    return list(found.values())


QUOTED = (
    r"(?:“(?P<a>[^”]{4,120})”|\"(?P<b>[^\"]{4,120})\"|「(?P<c>[^」]{4,120})」|『(?P<d>[^』]{4,120})』"
    r"|《(?P<e>[^》]{4,120})》|‘(?P<f>[^’]{4,120})’)"
)


def _named_by_quotes(words: Lexicon) -> re.Pattern[str]:
    kind = words.plain("campaigns").pattern
    return re.compile(rf"{QUOTED}\s*(?:的)?\s*(?:安全生产|消防安全)?\s*{kind}", re.I)


def _quoted_behind(words: Lexicon) -> re.Pattern[str]:
    kind = words.plain("campaigns").pattern
    return re.compile(
        rf"{kind}\s*(?:of|called|named|under|—|–|-|:|：|on)?\s*(?:the\s+)?{QUOTED}", re.I
    )


def _campaigns(sentences: Iterable[Sentence], words: Lexicon) -> list[Found]:
    """Special actions by name: in quotes beside the word for one, or known to the pack."""
    found: dict[str, Found] = {}
    for sentence in sentences:
        taken: list[tuple[int, int]] = []
        for make in (_named_by_quotes, _quoted_behind):
            for match in words.made(make).finditer(sentence.text):
                name = next(one for one in match.groups() if one).strip(" ，,。.")
                known = words.first("campaigns", name)
                taken.append(match.span())
                key = known.code if known else name.casefold()
                found.setdefault(key, Found(known.code if known else "", name, name, sentence))
        for thing, word in words.things("campaigns"):
            named = word.search(sentence.text)
            if named and not any(begin <= named.start() < end for begin, end in taken):
                found.setdefault(
                    thing.code, Found(thing.code, named.group(), named.group(), sentence)
                )
    return list(found.values())
