"""Which meeting of which bodies a text tells of, and whose decisions it hands down."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from anwei.committee.reading.dates import YEAR
from anwei.committee.reading.matching import Lexicon, any_of
from anwei.committee.reading.sentences import Sentence

CHINESE_DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Held:
    """A body and which of its meetings this is; what is not said is None."""

    code: str
    name: str
    kind: str
    number: int | None
    year: int | None


@dataclass(frozen=True)
class Above:
    """Whose decisions are handed down: the name as written, and how high it stands."""

    name: str
    level: str
    sentence: Sentence


def number_of(text: str, words: Lexicon) -> int | None:
    """The number an ordinal says: 四, 十一, fourth, 4th, 4."""
    text = text.strip().casefold()
    if text in words.words.ordinals:
        return words.words.ordinals[text]
    if text.isdecimal():
        return int(text)
    if match := re.fullmatch(rf"([{CHINESE_DIGITS}])?十([{CHINESE_DIGITS}])?", text):
        tens = CHINESE_DIGITS.index(match[1]) + 1 if match[1] else 1
        return tens * 10 + (CHINESE_DIGITS.index(match[2]) + 1 if match[2] else 0)
    return None


def phrases(text: str, words: Lexicon) -> list[tuple[int, int, str, int | None]]:
    """Every "fourth plenary (expanded) meeting" of a text: begin, end, kind, number."""
    ordinal = rf"(?:第\s*(?P<zh>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})\s*次|(?:the\s+)?(?P<en>{any_of(words.words.ordinals)}|\d{{1,2}}(?:st|nd|rd|th))\s+)"
    kinds = any_of(word for thing in words.words.spoken("kinds") for word in thing.words)
    joint = any_of(
        word
        for thing in words.words.spoken("bodies")
        if thing.code == "fire_joint"
        for word in thing.words
    )
    # A joint meeting on fire may be called by its body's name alone: "the fourth joint meeting on fire protection".
    bare = r"(?P<bare>会议|meeting|conference|session)"
    shape = re.compile(rf"{ordinal}(?P<what>{joint}|{kinds}|{bare})", re.I)
    found = []
    for match in shape.finditer(text):
        said = match["zh"] or match["en"] or ""
        kind = words.first("kinds", match["what"])
        code = (
            kind.code if kind else ("joint" if re.search(joint, match["what"], re.I) else "plenary")
        )
        found.append((match.start(), match.end(), code, number_of(said, words)))
    return found


def is_above(text: str, words: Lexicon) -> bool:
    """Whether a stretch of text names a body above the zone."""
    return words.all_of("levels").search(text) is not None


def bodies_in(sources: Iterable[str], words: Lexicon, year: int | None) -> list[Held]:
    """The bodies whose meeting this is, from the title and the sentences that tell that it was held."""
    found: dict[str, Held] = {}
    for text in sources:
        for one in _bodies(text, words, year):
            before = found.get(one.code)
            found[one.code] = one if before is None else _fuller(before, one)
    return list(found.values())


def _fuller(one: Held, other: Held) -> Held:
    """What two sentences say of one body, taken together; the longer name is the fuller one."""
    return Held(
        one.code,
        max(one.name, other.name, key=len),
        other.kind
        if one.kind in {"", "plenary"} and other.kind == "expanded"
        else one.kind or other.kind,
        one.number or other.number,
        one.year or other.year,
    )


def _bodies(text: str, words: Lexicon, year: int | None) -> list[Held]:
    year = int(match[1]) if (match := YEAR.search(text)) else year
    named = _named(text, words)
    rows: list[Held] = []
    for begin, end, kind, number in phrases(text, words):
        around = text[max(0, begin - 60) : begin]
        # "the spirit of the fourth plenary meeting of the Provincial Safety Committee" is no meeting of this body.
        if _handed_down(text, begin, end, words):
            continue
        if kind == "joint" or re.search(_fire(words), text[begin:end], re.I):
            name = next(
                (name for code, name, _at in named if code == "fire_joint"), text[begin:end]
            )
            rows.append(Held("fire_joint", _without_ordinal(name, words), "joint", number, year))
            continue
        owner = _owner(named, begin, around)
        if owner is not None:
            rows.append(Held(owner[0], owner[1], kind, number, year))
    if not rows:
        rows = [
            Held(code, name, _kind_beside(text, words, code), None, year)
            for code, name, at in named
            if code in {"committee", "fire_joint"}
            and not _handed_down(text, at, at + len(name), words)
        ]
    return rows


def _fire(words: Lexicon) -> str:
    return any_of(
        word
        for thing in words.words.spoken("bodies")
        if thing.code == "fire_joint"
        for word in thing.words
    )


def _kind_beside(text: str, words: Lexicon, code: str) -> str:
    if code == "fire_joint":
        return "joint"
    kind = words.first("kinds", re.sub(_fire(words), "", text, flags=re.I))
    return kind.code if kind else ""


def _owner(named: list[tuple[str, str, int]], begin: int, around: str) -> tuple[str, str] | None:
    """Whose meeting a phrase is: the committee named nearest before it, else the first named at all."""
    committees = [
        (code, name, at) for code, name, at in named if code in {"committee", "office", "special"}
    ]
    before = [one for one in committees if one[2] <= begin]
    chosen = before[-1] if before else committees[0] if committees else None
    return (chosen[0], chosen[1]) if chosen else None


def _named(text: str, words: Lexicon) -> list[tuple[str, str, int]]:
    """Bodies a text names that are not above the zone: code, full name, place."""
    found: list[tuple[str, str, int]] = []
    taken: list[tuple[int, int]] = []
    for thing, shape in words.things("bodies"):
        for match in shape.finditer(text):
            if any(begin < match.end() and match.start() < end for begin, end in taken):
                continue
            name, begin, end = _whole_name(text, match.start(), match.end())
            taken.append((match.start(), match.end()))
            # Only the words that belong to the name say whose body it is.
            if not is_above(name, words):
                found.append((thing.code, name, begin))
    return sorted(found, key=lambda one: one[2])


PLACE_ZH = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:开发区|高新区|新区|自治区|园区|区|县|市|镇|乡|街道|州|旗)$"
)
PLACE_EN_BEFORE = re.compile(
    r"((?:[A-Z][\w'-]*|of|and|the)\s+(?:(?:[A-Z][\w'-]*(?:-[a-z]+)?|of|and)\s+)*)$"
)
PLACE_EN_AFTER = re.compile(
    r"^\s+of\s+(?:the\s+)?((?:[A-Z][\w'-]*)(?:\s+(?:[A-Z][\w'-]*|of|and))*)"
)


def _whole_name(text: str, begin: int, end: int) -> tuple[str, int, int]:
    """The name with its place: 吉林高新区 before it, "of Jilin High-tech Zone" behind it, or before it in English."""
    core = text[begin:end]
    before = text[:begin]
    if re.match(r"[\u4e00-\u9fff]", core):
        if match := PLACE_ZH.search(before):
            return match.group() + core, match.start(), end
        if match := re.search(r"[省市区县州]$", before):
            return match.group() + core, match.start(), end
        return core, begin, end
    if match := PLACE_EN_AFTER.match(text[end:]):
        return text[begin : end + match.end()], begin, end + match.end()
    if (match := PLACE_EN_BEFORE.search(before)) and match.group().strip().lower() not in {
        "the",
        "of",
        "and",
        "of the",
    }:
        lead = re.sub(r"^(?:(?:of|and|the|on|in)\s+)+", "", match.group(), flags=re.I)
        return (lead + core).strip(), begin - len(lead), end
    return core, begin, end


def _without_ordinal(name: str, words: Lexicon) -> str:
    return re.sub(
        rf"^(?:第\S{{1,3}}次|(?:the\s+)?(?:{any_of(words.words.ordinals)}|\d+(?:st|nd|rd|th))\s+)",
        "",
        name,
        flags=re.I,
    ).strip()


def _handed_down(text: str, begin: int, end: int, words: Lexicon) -> bool:
    """Whether this stretch belongs to "the spirit of … of the Provincial Committee": words of handing down before it, or a level around it."""
    clause_begin = max((text.rfind(mark, 0, begin) for mark in "，,；;。"), default=-1) + 1
    stops = [place for mark in "，,；;。" if (place := text.find(mark, end)) >= 0]
    clause = text[clause_begin : min(stops, default=len(text))]
    behind = text[end : min([*stops, end + 60])]
    if re.match(r"\s*(?:of|by)\s", behind) and is_above(behind, words):
        return True
    own = text[clause_begin:end]
    nearest = own[-40:]
    if (
        re.search(r"[\u4e00-\u9fff]", nearest)
        and re.search(
            r"(?:省|市|国家|国务院|全国)[\u4e00-\u9fff]{0,12}$", text[max(0, begin - 16) : begin]
        )
        and not re.search(
            r"(?:区|县|镇|街道)[\u4e00-\u9fff]{0,16}$", text[max(0, begin - 16) : begin]
        )
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


def _above_names(text: str, words: Lexicon) -> Iterable[tuple[str, str]]:
    """A body above that is named as such, else the word for its level."""
    rest = text
    for match in words.all_of("bodies").finditer(text):
        name, begin, end = _whole_name(text, match.start(), match.end())
        lead = text[max(0, begin - 24) : begin]
        near = re.search(
            rf"({words.all_of('levels').pattern})\s*$",
            lead + name[: len(name) - len(match.group())],
            re.I,
        )
        level = words.first("levels", name) or (
            words.first("levels", near.group()) if near else None
        )
        if level is not None:
            full = (
                name
                if words.first("levels", name)
                else f"{near.group().strip()} {name}"
                if near and near.group().isascii()
                else f"{near.group().strip() if near else ''}{name}"
            )
            yield full.strip(), level.code
            rest = rest.replace(match.group(), "□" * len(match.group()), 1)
    for thing, shape in words.things("levels"):
        for match in shape.finditer(rest):
            word = match.group()
            # A bare adjective names nobody: "provincial" alone stays out, "provincial government" comes in.
            if len(word) > 2 and (not word.isascii() or " " in word):
                yield word, thing.code
