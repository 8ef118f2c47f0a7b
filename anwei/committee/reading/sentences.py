"""A page as lines, and its lines as sentences, each with its place in the text; rubbish of pages dropped."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from anwei.committee.reading.matching import Lexicon

# A full stop of either kind ends a sentence; a Latin one only before white space, so that 2.5 and "No. 3" stay whole.
ENDS = re.compile(
    r"[。！？；;!?]+[”\"’')）]*|(?<![A-Z])(?<!No)(?<!Mr)(?<!Dr)(?<!Ms)(?<![ap]\.m)\.[”\"’')]*(?=\s|$)"
)
# What is left over of a page's mark-up when it was copied as text.
LEFTOVER = re.compile(
    r"</?[a-z][^<>]{0,200}>|[\"'][^\"'<>]{0,40}\s(?:class|style|id|href|onclick|target)\s*=.*$",
    re.I,
)
# The trail of links above a page: "Home > News > Notices".
TRAIL = re.compile(r"[^>»]{1,30}(?:\s*(?:>|»|>>)\s*[^>»]{1,30}){1,6}")
NUMBERED = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|[①-⑳]|[-•·▪])\s*"
)
# Facts under labels stand at the head, and a title too.
HEAD_LINES = 8
HEAD_LENGTH = 160
TITLE_LENGTH = 300
# A stretch without any full stop is no sentence that anyone wrote; it is cut so that no rule runs over a whole book.
LONGEST = 1200


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words and where they stand in the cleaned text."""

    text: str
    start: int
    line: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Labelled:
    """What stood under a label at the head, and the line it stood in."""

    value: str
    sentence: Sentence


@dataclass(frozen=True)
class Page:
    """A page without its rubbish: the cleaned text, its title, facts that stood under labels, and the rest as sentences."""

    text: str
    title: Sentence | None
    labels: dict[str, Labelled]
    sentences: tuple[Sentence, ...]

    def label(self, code: str) -> str:
        """What stood under a label; empty where there was none."""
        found = self.labels.get(code)
        return found.value if found else ""

    @property
    def lines(self) -> list[str]:
        """The lines of the cleaned text."""
        return self.text.split("\n")


def page_of(raw: str, words: Lexicon) -> Page:
    """The page: its title, labelled facts, and the body as sentences."""
    plain = html.unescape(raw).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in (_clean(line, words) for line in plain.split("\n")) if line]
    starts = _starts(lines)
    labels: dict[str, Labelled] = {}
    head: list[int] = []
    body: list[int] = []
    for number, line in enumerate(lines):
        found = _labelled(line, words) if number < HEAD_LINES and len(line) < HEAD_LENGTH else {}
        where = Sentence(line, starts[number], number)
        for code, value in found.items():
            labels.setdefault(code, Labelled(value, where))
        if found:
            continue
        if not body and number < HEAD_LINES and len(line) < TITLE_LENGTH and not ENDS.search(line):
            head.append(number)
        else:
            body.append(number)
    title = _title(lines, head, words)
    rest = sorted({*head, *body} - {title})
    return Page(
        "\n".join(lines),
        None if title is None else Sentence(lines[title], starts[title], title),
        labels,
        tuple(
            sentence
            for number in rest
            for sentence in _sentences(lines[number], starts[number], number)
        ),
    )


def _starts(lines: list[str]) -> list[int]:
    starts, place = [], 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    return starts


def _title(lines: list[str], head: list[int], words: Lexicon) -> int | None:
    """The title: the line of the head that says what paper this is, else the first one."""
    telling = ("minutes", "directives", "held", "gathering")
    for number in head:
        if len(lines[number]) > 5 and any(
            words.plain(name).search(lines[number]) for name in telling
        ):
            return number
    return head[0] if head else None


def _clean(line: str, words: Lexicon) -> str:
    line = line.replace("\u3000", " ").replace("\xa0", " ").replace("\ufeff", "")
    line = LEFTOVER.sub("", line.replace("\u200b", ""))
    line = re.sub(r"[ \t\f\v]+", " ", line).strip()
    rubbish = words.plain("rubbish")
    if rubbish.search(line) and len(line) < 200:
        # A line that is rubbish from end to end, or nearly so, is no line of the paper.
        if len(re.sub(r"[\W\d_]", "", rubbish.sub("", line))) < 6:
            return ""
        if TRAIL.fullmatch(line) or (len(rubbish.findall(line)) > 1 and not ENDS.search(line)):
            return ""
    return line if re.search(r"\w", line) else ""


def _labelled(line: str, words: Lexicon) -> dict[str, str]:
    """Facts under labels: "来源: … 时间: 2023-10-27 14:20". Empty where the line is none of that."""
    marks = list(words.made(_label_shape).finditer(line))
    if not marks or marks[0].start() > 2:
        return {}
    found: dict[str, str] = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        code = words.first("labels", mark.group(1))
        value = line[mark.end() : following.start() if following else len(line)].strip(" |　")
        if code is not None and value:
            found.setdefault(code.code, value)
    return found or {"": ""}


def _label_shape(words: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"({words.all_of('labels').pattern})\s*[:：]\s*", re.I)


def _sentences(line: str, offset: int, number: int) -> Iterator[Sentence]:
    begin = 0
    for end in _ends(line):
        piece = line[begin:end]
        # "1." is the number of what follows, no sentence.
        if end < len(line) and NUMBERED.fullmatch(piece):
            continue
        if re.search(r"\w", piece):
            lead = len(piece) - len(piece.lstrip())
            yield Sentence(piece.strip(), offset + begin + lead, number)
        begin = end


def _ends(line: str) -> Iterator[int]:
    """Where sentences end: at their full stops, and where one grew beyond all measure."""
    begin = 0
    for end in [*(match.end() for match in ENDS.finditer(line)), len(line)]:
        while end - begin > LONGEST:
            begin += LONGEST
            yield begin
        yield end
        begin = end
