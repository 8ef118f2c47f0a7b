"""What a text says, as pieces of evidence: words, pairs of Chinese characters, concepts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import rjieba

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# Words that say nothing about which hazard it is.
SILENT = """
的 了 在 是 有 和 与 或 及 并 等 对 为 被 把 将 也 都 就 个 一 上 下 中 内 处 其 该 由 于 到 着 进行 存在 发现 情况 问题 现场 企业 单位 隐患
a an the of to in on at is are was were be been it its and or with without for from by as not no
that this there their they them has have had but so than then when while which who we he she i you our your into over
under up out off any some all one
"""
STOP = frozenset(SILENT.split())
# How much a single character or a pair weighs against a word, and a concept.
PAIR, CONCEPT = 0.45, 0.9


@dataclass(frozen=True)
class Token:
    """One piece of evidence: its key, the words it came from, and its weight."""

    key: str
    surface: str
    weight: float = 1.0


def stem(word: str) -> str:
    """An English word without its commonest endings; numbers and short words stay."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, instead in (
        ("'s", ""),
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def tokens(text: str) -> list[Token]:
    """The evidence in some text, without synonyms."""
    text = text.casefold()
    found = [Token(f"en:{stem(word)}", word) for word in LATIN.findall(text) if word not in STOP]
    for run in HAN.findall(text):
        words = [word for word in rjieba.cut(run) if word not in STOP]
        found += [Token(f"zh:{word}", word) for word in words if len(word) > 1]
        found += [Token(f"zh:{word}", word, PAIR) for word in words if len(word) == 1]
        found += [
            Token(f"2:{pair}", pair, PAIR) for pair in map("".join, zip(run, run[1:], strict=False))
        ]
    return found


@dataclass
class Concepts:
    """The pack's synonyms: every phrase of a group stands for the same concept."""

    han: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    latin: dict[tuple[str, ...], set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Concepts":
        """The concepts of groups of phrases."""
        concepts = cls()
        for number, group in enumerate(groups):
            for phrase in group:
                phrase = phrase.casefold()
                if HAN.search(phrase):
                    concepts.han[phrase].add(number)
                else:
                    concepts.latin[_stems(phrase)].add(number)
        return concepts

    def found_in(self, text: str) -> list[Token]:
        """The concepts a text speaks of, each with the phrase that says so."""
        text = text.casefold()
        hits = [(phrase, numbers) for phrase, numbers in self.han.items() if phrase in text]
        stems = _stems(text)
        places = set(stems)
        for phrase, numbers in self.latin.items():
            if phrase[0] in places and _holds(stems, phrase):
                hits.append((" ".join(phrase), numbers))
        return [
            Token(f"§{number}", phrase, CONCEPT) for phrase, numbers in hits for number in numbers
        ]


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in LATIN.findall(text))


def _holds(stems: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(stems[i : i + size] == phrase for i in range(len(stems) - size + 1))
