"""Which meeting of which bodies a text tells of, and whose decisions it hands down."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anwei.committee.reading.dates import YEAR
from anwei.committee.reading.matching import BLANK, Lexicon, any_of
from anwei.committee.reading.sentences import Sentence

CHINESE_DIGITS = "一二三四五六七八九"
# How far back a place may stand before the name of a body.
REACH = 60
# Bodies that hold a meeting of their own where no committee does.
SECOND = {"office", "special"}


@dataclass(frozen=True)
class Held:
    """A body and which of its meetings this is; what is not said is None."""

    code: str
    name: str
    kind: str
    number: int | None
    year: int | None
    sentence: Sentence


@dataclass(frozen=True)
class Above:
    """Whose decisions are handed down: the name as written, and how high it stands."""

    name: str
    level: str
    sentence: Sentence


@dataclass(frozen=True)
class _Named:
    """A body's name in a text."""

    code: str
    name: str
    at: int


@dataclass(frozen=True)
class _Phrase:
    """A "fourth plenary (expanded) meeting" in a text."""

    begin: int
    end: int
    kind: str
    number: int | None


def number_of(text: str, words: Lexicon) -> int | None:
    """The number an ordinal says: 四, 十一, fourth, 4th, 4."""
    text = text.strip().casefold()
    if text in words.words.ordinals:
        return words.words.ordinals[text]
    if match := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", text):
        return int(match[1])
    if match := re.fullmatch(rf"([{CHINESE_DIGITS}])?十([{CHINESE_DIGITS}])?", text):
        tens = CHINESE_DIGITS.index(match[1]) + 1 if match[1] else 1
        return tens * 10 + (CHINESE_DIGITS.index(match[2]) + 1 if match[2] else 0)
    return None


def phrases(text: str, words: Lexicon) -> list[_Phrase]:
    """Every "fourth plenary (expanded) meeting" of a text."""
    found = []
    for match in words.made(_phrase_shape).finditer(text):
        kind = words.first("kinds", match["what"])
        # A joint meeting on fire may be called by its body's name alone: "the fourth joint meeting on fire protection".
        fire = words.made(_fire).search(match["what"])
        code = "joint" if fire else kind.code if kind else "plenary"
        number = number_of(match["zh"] or match["en"] or "", words)
        found.append(_Phrase(match.start(), match.end(), code, number))
    return found


def _phrase_shape(words: Lexicon) -> re.Pattern[str]:
    ordinals = any_of(words.words.ordinals)
    ordinal = rf"(?:第\s*(?P<zh>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})\s*次|(?:the\s+)?(?P<en>{ordinals}|\d{{1,2}}(?:st|nd|rd|th))\s+)"
    kinds = any_of(word for thing in words.words.spoken("kinds") for word in thing.words)
    bare = words.plain("gathering").pattern
    return re.compile(rf"{ordinal}(?P<what>{words.made(_fire).pattern}|{kinds}|{bare})", re.I)


def _fire(words: Lexicon) -> re.Pattern[str]:
    return re.compile(
        any_of(
            word
            for thing in words.words.spoken("bodies")
            if thing.code == "fire_joint"
            for word in thing.words
        ),
        re.I,
    )


def is_above(text: str, words: Lexicon) -> bool:
    """Whether a stretch of text names a body above the zone."""
    return words.all_of("levels").search(text) is not None


def bodies_in(sources: Iterable[Sentence], words: Lexicon, year: int | None) -> list[Held]:
    """The bodies whose meeting this is, from the title and the sentences that tell that it was held."""
    found: dict[str, Held] = {}
    for sentence in sources:
        for one in _bodies(sentence, words, year):
            # Who else is named only beside the meeting does not hold it.
            if one.code in SECOND and any(code not in SECOND for code in found):
                continue
            before = found.get(one.code)
            found[one.code] = one if before is None else _fuller(before, one)
    return list(found.values())


def _fuller(one: Held, other: Held) -> Held:
    """What two sentences say of one body, taken together; the longer name is the fuller one, the telling kind the better."""
    kinds = [kind for kind in (one.kind, other.kind) if kind]
    kind = next((kind for kind in kinds if kind != "plenary"), kinds[0] if kinds else "")
    return Held(
        one.code,
        max(one.name, other.name, key=len),
        kind,
        one.number or other.number,
        one.year or other.year,
        one.sentence,
    )


def _bodies(sentence: Sentence, words: Lexicon, year: int | None) -> list[Held]:
    text = sentence.text
    year = int(match[1]) if (match := YEAR.search(text)) else year
    named = _named(text, words)
    rows: list[Held] = []
    for one in phrases(text, words):
        # "the spirit of the fourth plenary meeting of the Provincial Safety Committee" is no meeting of this body.
        if _handed_down(text, one.begin, one.end, words):
            continue
        if one.kind == "joint":
            name = next((body.name for body in named if body.code == "fire_joint"), None)
            name = name or text[one.begin : one.end]
            rows.append(
                Held(
                    "fire_joint", _without_ordinal(name, words), "joint", one.number, year, sentence
                )
            )
        elif owner := _owner(named, one.begin):
            rows.append(Held(owner.code, owner.name, one.kind, one.number, year, sentence))
    return rows or list(_unnumbered(sentence, named, words, year))


def _unnumbered(
    sentence: Sentence, named: list[_Named], words: Lexicon, year: int | None
) -> Iterator[Held]:
    """Bodies of a meeting that has no number: named where a meeting is."""
    text = sentence.text
    if not words.plain("gathering").search(text):
        return
    own = [one for one in named if not _handed_down(text, one.at, one.at + len(one.name), words)]
    first = [one for one in own if one.code not in SECOND] or own[:1]
    for one in first:
        yield Held(one.code, one.name, _kind_beside(text, words, one.code), None, year, sentence)


def _kind_beside(text: str, words: Lexicon, code: str) -> str:
    if code == "fire_joint":
        return "joint"
    kind = words.first("kinds", words.made(_fire).sub("", text))
    return kind.code if kind else ""


def _owner(named: list[_Named], begin: int) -> _Named | None:
    """Whose meeting a phrase is: the committee named nearest before it, else the first named at all."""
    committees = [one for one in named if one.code != "fire_joint"]
    before = [one for one in committees if one.at <= begin]
    return before[-1] if before else committees[0] if committees else None


def _named(text: str, words: Lexicon) -> list[_Named]:
    """Bodies a text names that are not above the zone, in its order."""
    found: list[_Named] = []
    taken: list[tuple[int, int]] = []
    for thing, shape in words.things("bodies"):
        for match in shape.finditer(text):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            name, begin, _end = _whole_name(text, match.start(), match.end())
            taken.append((match.start(), match.end()))
            # Only the words that belong to the name say whose body it is.
            if not is_above(name, words):
                found.append(_Named(thing.code, name, begin))
    return sorted(found, key=lambda one: one.at)


PLACE_ZH = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:开发区|高新区|新区|自治区|园区|区|县|市|镇|乡|街道|州|旗)$"
)
# What ends before a place begins: a verb, a day, a mark.
BEFORE_PLACE = re.compile(
    r"^.*(?:召开|举行|召集|主持|出席|参加|印发|根据|按照|关于|由|在|和|与|及|[日号])"
)
PLACE_EN_BEFORE = re.compile(
    r"((?:[A-Z][\w'-]*|of|and|the)\s+(?:(?:[A-Z][\w'-]*(?:-[a-z]+)?|of|and)\s+){0,8})$"
)
PLACE_EN_AFTER = re.compile(
    r"^\s+of\s+(?:the\s+)?((?:[A-Z][\w'-]*)(?:\s+(?:[A-Z][\w'-]*|of|and)){0,8})"
)


def _whole_name(text: str, begin: int, end: int) -> tuple[str, int, int]:
    """The name with its place: 吉林高新区 before it, "of Jilin High-tech Zone" behind it, or before it in English."""
    core = text[begin:end]
    before = text[max(0, begin - REACH) : begin]
    if re.match(r"[\u4e00-\u9fff]", core):
        if match := PLACE_ZH.search(before) or re.search(r"[省市区县州]$", before):
            place = BEFORE_PLACE.sub("", match.group()) or match.group()
            return place + core, begin - len(place), end
        return core, begin, end
    if match := PLACE_EN_AFTER.match(text[end : end + 2 * REACH]):
        return text[begin : end + match.end()], begin, end + match.end()
    if match := PLACE_EN_BEFORE.search(before):
        lead = re.sub(r"^(?:(?:of|and|the|on|in)\s+)+", "", match.group(), flags=re.I)
        if lead.strip():
            return (lead + core).strip(), begin - len(lead), end
    return core, begin, end


def _without_ordinal(name: str, words: Lexicon) -> str:
    ordinals = any_of(words.words.ordinals)
    return re.sub(
        rf"^(?:第\S{{1,3}}次|(?:the\s+)?(?:{ordinals}|\d+(?:st|nd|rd|th))\s+)",
        "",
        name,
        flags=re.I,
    ).strip()


def _handed_down(text: str, begin: int, end: int, words: Lexicon) -> bool:
    """Whether this stretch belongs to "the spirit of … of the Provincial Committee": words of handing down before it, or a level around it."""
    clause_begin = max((text.rfind(mark, 0, begin) for mark in "，,；;。"), default=-1) + 1
    stops = [place for mark in "，,；;。" if (place := text.find(mark, end)) >= 0]
    clause = text[clause_begin : min(stops, default=len(text))]
    behind = text[end : min([*stops, end + REACH])]
    if re.match(r"\s*(?:of|by)\s", behind) and is_above(behind, words):
        return True
    near = text[max(0, begin - 16) : begin]
    if re.search(r"(?:省|市|国家|国务院|全国)[\u4e00-\u9fff]{0,12}$", near) and not re.search(
        r"(?:区|县|镇|街道)[\u4e00-\u9fff]{0,16}$", near
    ):
        return True
    return bool(words.plain("handed_down").search(clause)) and (
        is_above(clause, words) or "精神" in behind
    )


def above_in(sentences: Iterable[Sentence], words: Lexicon) -> list[Above]:
    """Those above whose decisions the text hands down, each once, with the sentence that says so."""
    found: dict[str, Above] = {}
    for sentence in sentences:
        if not words.plain("handed_down").search(sentence.text):
            continue
        for name, level in _above_names(sentence.text, words):
            found.setdefault(name.casefold(), Above(name, level, sentence))
    return list(found.values())


def _above_names(text: str, words: Lexicon) -> Iterator[tuple[str, str]]:
    """A body above that is named as such, else the word for its level."""
    rest = text
    for match in words.all_of("bodies").finditer(text):
        name, begin, _end = _whole_name(text, match.start(), match.end())
        level = words.first("levels", name)
        near = None
        if level is None:
            lead = text[max(0, begin - 24) : begin]
            own = name[: max(0, len(name) - len(match.group()))]
            near = words.made(_level_last).search(lead + own)
            level = words.first("levels", near.group()) if near else None
        if level is not None:
            before = near.group().strip() if near else ""
            full = f"{before} {name}".strip() if before.isascii() else before + name
            yield full, level.code
            # Of 国务院安委会办公室 the 国务院 is no second source.
            first = max(0, match.end() - len(full) - 2)
            rest = rest[:first] + BLANK * (match.end() - first) + rest[match.end() :]
    for thing, shape in words.things("levels"):
        for match in shape.finditer(rest):
            if name := _source_named(rest, match):
                yield name, thing.code


def _level_last(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"({words.all_of('levels').pattern})\s*$", re.I)


# What a level may hold: "the provincial conference on work safety", 全国安全生产电视电话会议.
MEETING_ZH = re.compile(r"[\u4e00-\u9fff]{0,14}?会议")
MEETING_EN = re.compile(r"\s+(?:[\w-]+\s+){0,3}?(?:conference|meeting)(?:\s+on(?:\s+[a-z]+){1,3})?")


def _source_named(text: str, match: re.Match[str]) -> str:
    """The name that a word for a level stands for; a bare adjective names nobody, unless a meeting follows it."""
    word = match.group()
    if len(word) > 2 and (not word.isascii() or " " in word):
        return word
    behind = text[match.end() : match.end() + REACH]
    meeting = (MEETING_EN if word.isascii() else MEETING_ZH).match(behind)
    return word + meeting.group() if meeting else ""
