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
    """A demand: its text, to whom it is addressed, who helps, the term in its own words and the day it names.

    `announced` tells that the paper itself says so: it is numbered, decided, or opened with "the meeting required".
    """

    text: str
    addressees: tuple[str, ...]
    helpers: tuple[str, ...]
    term: str
    due_on: date | None
    sentence: Sentence
    announced: bool = False
    # Lines behind it that say who leads, who helps and until when.
    labels: tuple[Sentence, ...] = ()


def demands_in(
    sentences: Iterable[Sentence], words: Lexicon, *, since: date | None
) -> list[Demand]:
    """Every sentence that asks for something, in the order of the text. Terms without a year fall after `since`."""
    found: list[Demand] = []
    before: Sentence | None = None
    listed = False
    for sentence in sentences:
        if _labels_only(sentence.text, words):
            if before is not None and not (found and found[-1].sentence == before):
                # Who leads stands only behind a decision, whatever words the decision has.
                found.append(_bare(before, words, since))
            if found:
                known = _with_labels(found[-1], sentence.text, words, since)
                found[-1] = replace(known, labels=(*known.labels, sentence))
            continue
        listed = bool(NUMBERED.match(sentence.text)) or (listed and _goes_on(before, sentence))
        before = sentence
        if (demand := _demand(sentence, words, since, listed=listed)) is not None:
            found.append(demand)
    return found


def _bare(sentence: Sentence, words: Lexicon, since: date | None) -> Demand:
    text = NUMBERED.sub("", sentence.text)
    term, due = term_in(text, words, since=since)
    return Demand(_tidy(text), addressees_of(text, words), (), term, due, sentence, True)


def _goes_on(before: Sentence | None, sentence: Sentence) -> bool:
    """Whether a sentence goes on where the one before it made only half a stop."""
    return bool(before and before.line == sentence.line and before.text.endswith((";", "；")))


def _demand(
    sentence: Sentence, words: Lexicon, since: date | None, *, listed: bool
) -> Demand | None:
    text = NUMBERED.sub("", sentence.text)
    opener = words.plain("openers").match(text)
    body = text[opener.end() :].lstrip("，,：: ") if opener else text
    body = re.sub(r"^that\s+", "", body)
    # "The meeting decided as follows:" only announces.
    if not body or body.endswith((":", "：")):
        return None
    decided = bool(words.plain("decides").match(text)) or bool(words.made(_labels).search(body))
    if not decided and not _asks(body, words, listed=listed or opener is not None):
        return None
    term, due = term_in(body, words, since=since)
    announced = listed or decided or opener is not None
    demand = Demand(_tidy(body), addressees_of(body, words), (), term, due, sentence, announced)
    return _with_labels(demand, body, words, since)


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in re.split(r"[，,；;：:]", text) if clause.strip()]


def _asks(body: str, words: Lexicon, *, listed: bool) -> bool:
    """A word of asking; or, where demands are announced or numbered, a bare deed, or a deed with who is to do it."""
    told = words.masked("not_asking", body)
    if words.plain("asks").search(told):
        return True
    clauses = _clauses(body)
    bare = [clause for clause in clauses if words.plain("bare").match(clause)]
    if bare and bare[0] == clauses[0] and (listed or len(bare) > 1):
        return True
    return listed and bool(addressees_of(body, words)) and bool(words.plain("bare").search(told))


def _tidy(text: str) -> str:
    return text.strip().rstrip("。.；; ").strip()


def addressees_of(body: str, words: Lexicon) -> tuple[str, ...]:
    """To whom a demand is addressed: who stands at its beginning, before the word that asks."""
    found = _addressed(body, words)
    # "有关要求：请各单位…": a heading of its own says nothing of who.
    heading = re.match(r"[^，,。；;：:]{2,24}[：:]\s*", body)
    return found or (_addressed(body[heading.end() :], words) if heading else ())


def _addressed(body: str, words: Lexicon) -> tuple[str, ...]:
    text = re.sub(r"^(?:请|please\s+)", "", body.strip(), flags=re.I)
    if (match := words.made(_subject_zh).match(text)) and words.made(_unit_last).search(
        match["who"]
    ):
        return (match["who"],)
    if (match := words.made(_subject_en).match(text)) and not words.plain("nobody").match(text):
        return (match["who"].strip(),)
    listed = words.plain("addressees").match(text)
    return (listed.group().strip(),) if listed else ()


def _subject_zh(words: Lexicon) -> re.Pattern[str]:
    """各街道、各有关部门 before 要: as short as may be, so that the word that asks is the first."""
    asks = words.plain("asks").pattern
    return re.compile(
        rf"(?P<who>[\u4e00-\u9fff、]{{2,30}}?)(?:{asks}|负责|牵头|于(?=\d)|在(?=\d))", re.I
    )


def _unit_last(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{words.plain('unit_ends').pattern})$")


def _subject_en(words: Lexicon) -> re.Pattern[str]:
    """ "Enterprises handling hazardous chemicals" before "shall"."""
    modal = words.plain("modals").pattern
    return re.compile(rf"(?P<who>[A-Za-z][\w'’-]*(?:\s+[\w'’-]+){{0,7}}?)\s+{modal}", re.I)


def _labels(words: Lexicon) -> re.Pattern[str]:
    """ "牵头单位：…", "Lead unit: …", up to the next mark or label."""
    lead, help_, term = (words.plain(name).pattern for name in ("lead", "help", "term"))
    return re.compile(
        rf"(?:(?P<lead>{lead})|(?P<help>{help_})|(?P<term>{term}))\s*[:：]\s*(?P<what>[^；;。)）】\]]+)",
        re.I,
    )


def _labels_only(text: str, words: Lexicon) -> bool:
    """A line that only says who leads: "牵头单位：应急局；配合单位：各街道" after the decision it belongs to."""
    inner = text.strip("（）()[]【】 ")
    return words.made(_labels).match(inner) is not None


def _with_labels(demand: Demand, text: str, words: Lexicon, since: date | None) -> Demand:
    """Who leads, who helps and the term, where they stand under labels; they are no part of the demand's own text."""
    labelled = list(words.made(_labels).finditer(text))
    for match in labelled:
        what = match["what"].strip(" ，,.")
        if match["lead"]:
            demand = replace(demand, addressees=_units(what))
        elif match["help"]:
            demand = replace(demand, helpers=_units(what))
        else:
            term, due = term_in(what, words, since=since)
            demand = replace(
                demand, term=term or what, due_on=due or last_day(what, words, since=since)
            )
    if labelled and (cut := demand.text.find(labelled[0].group()[:8])) > 4:
        own = demand.text[:cut].rstrip("（( [【，,")
        demand = replace(demand, text=_tidy(own))
    return demand


def _units(text: str) -> tuple[str, ...]:
    parts = re.split(r"[、，,]|\s+and\s+|和|及", text)
    return tuple(part.strip() for part in parts if part.strip())
