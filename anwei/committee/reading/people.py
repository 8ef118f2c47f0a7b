"""Who did what at the meeting: presided, spoke, conveyed, reported, attended, with the post the text gives them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from anwei.committee.reading.matching import Lexicon
from anwei.committee.reading.sentences import Sentence

# A Chinese name: two to four characters that end before a verb or a comma.
NAME_ZH = r"(?P<name>[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,6})?)"
NAME_EN = r"(?P<name>[A-Z][a-z]+(?:[-'][A-Za-z]+)?(?:\s+[A-Z][a-z]+(?:-[A-Za-z]+)?){1,2})"


@dataclass(frozen=True)
class Person:
    """A person or a group, as the text names them."""

    name: str
    post: str
    part: str
    sentence: Sentence


def people_in(sentences: Iterable[Sentence], words: Lexicon) -> list[Person]:
    """Everyone the text gives a part at the meeting, in its order; what is demanded of people is no part of theirs."""
    found = []
    for sentence in sentences:
        part = words.first("parts", sentence.text)
        if part is None or words.plain("openers").match(sentence.text):
            continue
        found += (
            _chinese(sentence, words) if _is_chinese(sentence.text) else _english(sentence, words)
        )
    kept: dict[tuple[str, str], Person] = {}
    for person in found:
        kept.setdefault((person.name or person.post, person.part), person)
    return list(kept.values())


def _is_chinese(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[A-Za-z]{2,}", text))


def _chinese(sentence: Sentence, words: Lexicon) -> list[Person]:
    """ "高新区党工委副书记、管委会主任焦某出席会议并讲话", "会议由管委会副主任王某主持"."""
    found = []
    post_end = f"(?:{words.plain('posts').pattern})"
    text = sentence.text
    for clause in re.split(r"[，,；;。]", text):
        part = _part(clause, words)
        if part is None:
            continue
        verb = f"(?:{words.all_of('parts').pattern})"
        shape = re.compile(
            rf"(?:由|会议由)?(?P<post>[^，,；;。]*?{post_end})\s*{NAME_ZH}\s*(?:同志)?\s*(?=(?:分别|共同)?(?:{verb}))"
        )
        if match := shape.search(clause):
            found.append(Person(match["name"], _post_of(match["post"]), part, sentence))
            continue
        group = re.sub(rf"(?:{verb}).*$", "", clause).strip()
        if group and re.search(post_end, group):
            found.append(Person("", _post_of(group), part, sentence))
    # One clause may go on after a comma: "…主任焦某出席会议，并讲话".
    return found


def _post_of(text: str) -> str:
    return re.sub(r"^(?:会议由|会议|由|\d{1,2}月\d{1,2}日)", "", text).strip("，, 、")


def _part(text: str, words: Lexicon) -> str | None:
    """The weightiest part a stretch of text names: who spoke also attended."""
    thing = words.first("parts", text)
    return thing.code if thing else None


def _english(sentence: Sentence, words: Lexicon) -> list[Person]:
    """ "Jiao Jiguo, director of …, attended the meeting and made a speech"; "The meeting was chaired by …"."""
    text = sentence.text.rstrip("。.;；")
    verb = f"(?:{words.all_of('parts').pattern})"
    part = _part(text, words) or ""
    if match := re.search(rf"(?:was|were)?\s*{verb}\s+by\s+(?P<who>.+)$", text, re.I):
        who = match["who"]
    elif match := re.search(verb, text, re.I):
        who = text[: match.start()]
    else:
        return []
    who = re.sub(r"^(?:On|In)\s+[^,]+,\s*", "", who).strip(" ,")
    if not words.plain("posts").search(who):
        return []
    if match := re.match(rf"{NAME_EN}\s*,\s*(?P<post>.+)$", who):
        if not words.plain("posts").search(match["name"]):
            return [Person(match["name"], match["post"].strip(" ,"), part, sentence)]
    if match := re.match(
        rf"(?P<post>.*?(?:{words.plain('posts').pattern})(?:\s+of\s+[^,]+)?)\s*,?\s+{NAME_EN}$",
        who,
        re.I,
    ):
        if not words.plain("posts").search(match["name"]) and re.fullmatch(NAME_EN, match["name"]):
            return [Person(match["name"], match["post"].strip(" ,"), part, sentence)]
    return [Person("", who, part, sentence)]
