"""A page as lines, and its lines as sentences, each with its place in the text; rubbish of pages dropped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anwei.committee.reading.matching import Lexicon

# A full stop of either kind ends a sentence; a Latin one only before white space, so that 2.5 and "No. 3" stay whole.
ENDS = re.compile(r"[。！？；;!?]+[”\"’')）]*|(?<![A-Z])(?<!No)(?<!Mr)(?<!Dr)\.[”\"’')]*(?=\s|$)")
# What is left over of a page's mark-up when it was copied as text.
LEFTOVER = re.compile(
    r"[\"'][^\"'<>]{0,40}\s(?:class|style|id|href|onclick|target)\s*=.*$|</?[a-z][^>]{0,200}>", re.I
)
NUMBERED = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|[①-⑳]|[-•·▪])\s*"
)


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
class Page:
    """A page without its rubbish: the cleaned text, its lines, and facts that stood under labels at its head."""

    text: str
    title: str
    labels: dict[str, str]
    sentences: tuple[Sentence, ...]
    body_line: int


def page_of(raw: str, words: Lexicon) -> Page:
    """The page: title first, then labelled facts, then the body as sentences."""
    lines = [
        line
        for line in (_clean(line, words) for line in raw.replace("\r\n", "\n").split("\n"))
        if line
    ]
    labels: dict[str, str] = {}
    title, kept = "", []
    for line in lines:
        found = _labelled(line, words)
        if found and len(line) < 120 and len(kept) < 4:
            labels |= {key: value for key, value in found.items() if value and key not in labels}
            continue
        if not title and not kept and not ENDS.search(line) and len(line) < 300:
            title = line
            continue
        kept.append(line)
    text = "\n".join(([title] if title else []) + kept)
    offset = len(title) + 1 if title else 0
    return Page(text, title, labels, tuple(_sentences(kept, offset)), 1 if title else 0)


def _clean(line: str, words: Lexicon) -> str:
    line = LEFTOVER.sub("", line.replace("\u3000", " ").replace("\xa0", " ").replace("\ufeff", ""))
    line = re.sub(r"[ \t]+", " ", line).strip()
    rubbish = words.plain("rubbish")
    left = rubbish.sub("", line)
    # A line that is rubbish from end to end, or nearly so, is no line of the paper.
    if rubbish.search(line) and (len(re.sub(r"[\W\d_]", "", left)) < 6 and len(line) < 200):
        return ""
    return line if re.search(r"\w", line) else ""


def _labelled(line: str, words: Lexicon) -> dict[str, str]:
    """Facts under labels: "来源: … 时间: 2023-10-27 14:20". Empty where the line is none of that."""
    shape = re.compile(rf"({words.all_of('labels').pattern})\s*[:：]\s*", re.I)
    marks = list(shape.finditer(line))
    if not marks or marks[0].start() > 2:
        return {}
    found = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        code = words.first("labels", mark.group(1))
        value = line[mark.end() : following.start() if following else len(line)].strip(" |　")
        if code is not None:
            found[code.code] = value
    return found


def _sentences(lines: list[str], offset: int) -> Iterator[Sentence]:
    for number, line in enumerate(lines):
        begin = 0
        for end in [*(match.end() for match in ENDS.finditer(line)), len(line)]:
            piece = line[begin:end]
            if re.search(r"\w", piece):
                lead = len(piece) - len(piece.lstrip())
                yield Sentence(piece.strip(), offset + begin + lead, number)
            begin = end
        offset += len(line) + 1
