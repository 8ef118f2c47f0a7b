"""Who did what at the meeting: presided, spoke, conveyed, reported, attended, with the post the text gives them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anwei.committee.reading.matching import Lexicon
from anwei.committee.reading.sentences import Page, Sentence

# A Chinese name: two to four characters that end before a verb or a comma.
NAME_ZH = r"(?P<name>[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,6})?)"
NAME_EN = r"(?P<name>[A-Z][a-z]+(?:[-'][A-Za-z]+)?(?:\s+[A-Z][a-z]+(?:-[A-Za-z]+)?){1,2})"
NAME_FIRST = re.compile(rf"(?:^|[,，]\s*){NAME_EN}\s*[,，]\s*(?P<post>.+)$")
NAME_LAST = re.compile(rf"(?:^|\s){NAME_EN}$")
# No clause that names a person is longer.
LONGEST = 400


@dataclass(frozen=True)
class Person:
    """A person or a group, as the text names them."""

    name: str
    post: str
    part: str
    sentence: Sentence


def people_in(page: Page, words: Lexicon) -> list[Person]:
    """Everyone the text gives a part at the meeting, in its order; what is demanded of people is no part of theirs."""
    found = list(_labelled(page))
    for sentence in page.sentences:
        if not words.all_of("parts").search(sentence.text):
            continue
        if words.plain("openers").match(sentence.text):
            continue
        found += (
            _chinese(sentence, words) if _is_chinese(sentence.text) else _english(sentence, words)
        )
    kept: dict[tuple[str, str], Person] = {}
    for person in found:
        key = (person.name or person.post, person.part)
        # A label gives a name alone; a sentence gives the post as well.
        if key not in kept or (person.post and not kept[key].post):
            kept[key] = person
    return list(kept.values())


def _labelled(page: Page) -> Iterator[Person]:
    """ "主持：沈芳" at the head of minutes."""
    chair = page.labels.get("chair")
    if chair and re.fullmatch(rf"{NAME_ZH}|{NAME_EN.replace('name', 'latin')}", chair.value):
        yield Person(chair.value, "", "presided", chair.sentence)


def _is_chinese(text: str) -> bool:
    return len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[A-Za-z]{2,}", text))


def _parts(text: str, words: Lexicon) -> list[str]:
    """What a stretch of text says somebody did; who spoke or presided attended as well."""
    told = words.masked("not_parts", text)
    parts = [thing.code for thing, _written in words.in_order("parts", told)]
    return [part for part in parts if part != "attended"] or parts


def _chinese(sentence: Sentence, words: Lexicon) -> Iterator[Person]:
    """ "高新区党工委副书记、管委会主任焦某出席会议并讲话", "会议由管委会副主任王某主持"."""
    for clause in re.split(r"[，,；;。]", sentence.text):
        parts = _parts(clause, words)
        if not parts or len(clause) > LONGEST:
            continue
        told = words.masked("not_parts", clause)
        if match := words.made(_chinese_shape).search(told):
            name, post = match["name"], _post_of(match["post"])
        else:
            name, post = "", words.made(_deed_on).sub("", told).strip()
            if not words.plain("posts").search(post):
                continue
            post = _post_of(post)
        for part in parts:
            yield Person(name, post, part, sentence)


def _chinese_shape(words: Lexicon) -> re.Pattern[str]:
    post, verb = words.plain("posts").pattern, words.all_of("parts").pattern
    return re.compile(
        rf"(?:由|会议由)?(?P<post>[^，,；;。]{{0,80}}{post})\s*{NAME_ZH}\s*(?:同志)?\s*(?=(?:分别|共同)?{verb})"
    )


def _deed_on(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{words.all_of('parts').pattern}.*$")


def _post_of(text: str) -> str:
    return re.sub(r"^(?:会议由|会议|由|\d{1,2}月\d{1,2}日)", "", text).strip("，, 、")


def _english(sentence: Sentence, words: Lexicon) -> Iterator[Person]:
    """ "Jiao Jiguo, director of …, attended the meeting and made a speech"; "The meeting was chaired by …"."""
    for clause in re.split(r"[;；]", sentence.text):
        who = _who(clause.strip().rstrip("。. "), words)
        if not who or not words.plain("posts").search(who):
            continue
        name, post = _name_and_post(who, words)
        for part in _parts(clause, words):
            yield Person(name, post, part, sentence)


def _who(text: str, words: Lexicon) -> str:
    """The stretch that says who: behind "chaired by", else before the verb."""
    if match := words.made(_done_by).search(text):
        who = match["who"]
    elif match := words.all_of("parts").search(text):
        who = text[: match.start()]
    else:
        return ""
    return re.sub(r"^(?:On|In)\s+[^,，]+[,，]\s*", "", who)[-LONGEST:].strip(" ,，")


def _done_by(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:was|were)?\s*{words.all_of('parts').pattern}\s+by\s+(?P<who>.+)$", re.I)


def _name_and_post(who: str, words: Lexicon) -> tuple[str, str]:
    """ "Jiao Jiguo, director of …" or "Deputy director Irene Soh"; a group has a post alone."""
    for match in NAME_FIRST.finditer(who):
        if words.plain("posts").search(match["post"]) and _is_name(match["name"], words):
            return match["name"], match["post"].strip(" ,，")
    if last := NAME_LAST.search(who):
        name = last["name"].split()
        # "director of the Management Committee Irene Soh": the name begins behind the last word that is none.
        while len(name) > 1 and not _is_name(" ".join(name), words):
            name.pop(0)
        post = who[: last.end() - len(" ".join(name))].strip(" ,，")
        if len(name) > 1 and words.plain("posts").search(post):
            return " ".join(name), post
    return "", who


def _is_name(text: str, words: Lexicon) -> bool:
    return not (words.plain("posts").search(text) or words.plain("not_names").search(text))
