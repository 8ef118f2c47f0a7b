"""What a text asks for, of whom, until when: each demand with the sentence it stands in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from anwei.committee.reading.dates import last_day, term_in
from anwei.committee.reading.matching import Lexicon
from anwei.committee.reading.sentences import NUMBERED, Sentence


@dataclass(frozen=True)
class Demand:
    """A demand: its text, to whom it is addressed, who helps, the term in its own words and the day it names."""

    text: str
    addressees: tuple[str, ...]
    helpers: tuple[str, ...]
    term: str
    due_on: date | None
    sentence: Sentence


def demands_in(sentences: Iterable[Sentence], words: Lexicon, *, year: int | None) -> list[Demand]:
    """Every sentence that asks for something, in the order of the text."""
    found: list[Demand] = []
    for sentence in sentences:
        bracket = _bracket_only(sentence.text, words)
        if bracket and found:
            found[-1] = _with_bracket(found[-1], sentence.text, words, year)
            continue
        if (demand := _demand(sentence, words, year)) is not None:
            found.append(demand)
    return found


def _demand(sentence: Sentence, words: Lexicon, year: int | None) -> Demand | None:
    text = NUMBERED.sub("", sentence.text)
    opener = _opener(text, words)
    body = text[opener:].lstrip("，,：: ") if opener else text
    body = re.sub(r"^that\s+", "", body)
    if not _asks(body, words, opened=bool(opener), numbered=bool(NUMBERED.match(sentence.text))):
        return None
    term, due = term_in(body, words, year=year)
    demand = Demand(_tidy(body), addressees_of(body, words), (), term, due, sentence)
    return _with_bracket(demand, body, words, year)


def _opener(text: str, words: Lexicon) -> int:
    match = words.plain("openers").match(text)
    return match.end() if match else 0


def _asks(body: str, words: Lexicon, *, opened: bool, numbered: bool) -> bool:
    """A word of asking, or a bare demand: a list of deeds without one is a demand where it is announced, numbered, or stands as such."""
    clauses = re.split(r"[，,；;：:]", body)
    if any(_asking(clause, words) for clause in clauses):
        return True
    starts = words.plain("bare")
    if any(starts.match(clause.strip()) for clause in clauses[:1]):
        return opened or numbered or len(clauses) > 1
    return False


def _asking(clause: str, words: Lexicon) -> bool:
    """A clause that asks. 要 and 应 are also parts of other words (重要, 主要, 应急), which ask for nothing."""
    for match in words.plain("asks").finditer(clause):
        word = match.group()
        around = clause[max(0, match.start() - 1) : match.end() + 1]
        if word == "要" and re.search(r"[重主首必需扼简概纪]要|要[求素点件害闻员领]", around):
            continue
        if word == "应" and re.search(r"应[急对用变届]|[响相适供反效回]应", around):
            continue
        if word == "须" and "必须" in clause[max(0, match.start() - 1) : match.end()]:
            return True
        if word == "请" and re.search(r"请[示假]|[申邀]请", around):
            continue
        return True
    return False


def _tidy(text: str) -> str:
    return text.strip().rstrip("。.；; ").strip()


def addressees_of(body: str, words: Lexicon) -> tuple[str, ...]:
    """To whom a demand is addressed: who stands at its beginning, before the word that asks."""
    found = words.plain("addressees").match(body.strip())
    return (found.group().strip(),) if found else ()


def _bracket_only(text: str, words: Lexicon) -> bool:
    """A line that only says who leads: "牵头单位：应急局；配合单位：各街道" after the decision it belongs to."""
    inner = text.strip("（）()[]【】 ")
    return bool(
        words.plain("lead").match(inner)
        or words.plain("help").match(inner)
        or re.match(rf"(?:{words.plain('term').pattern})\s*[:：]", inner, re.I)
    )


def _with_bracket(demand: Demand, text: str, words: Lexicon, year: int | None) -> Demand:
    """Who leads, who helps and the term, where they stand under labels."""
    marks = re.compile(
        rf"(?P<lead>{words.plain('lead').pattern})|(?P<help>{words.plain('help').pattern})|(?P<term>{words.plain('term').pattern})",
        re.I,
    )
    labelled = list(
        re.finditer(rf"(?:{marks.pattern})\s*[:：]\s*(?P<what>[^；;。)）]+)", text, re.I)
    )
    for match in labelled:
        what = match["what"].strip(" ，,.")
        if match["lead"]:
            demand = replace(demand, addressees=_units(what))
        elif match["help"]:
            demand = replace(demand, helpers=_units(what))
        elif match["term"]:
            term, due = term_in(what, words, year=year)
            demand = replace(demand, term=term or what, due_on=due or last_day(what, words, year))
    if labelled and labelled[0].start() > 4:
        cut = demand.text.find(labelled[0].group()[:12])
        if cut > 4:
            demand = replace(demand, text=demand.text[:cut].rstrip("（( [【，,"))
    return demand


def _units(text: str) -> tuple[str, ...]:
    return tuple(
        part.strip() for part in re.split(r"[、，,]|\s+and\s+|和|及", text) if part.strip()
    )
