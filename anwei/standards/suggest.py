"""Candidate clauses for the words of an inspector. The software suggests; a person determines.

Chinese text becomes words (rjieba) and pairs of characters, English text word stems; the pack's
synonyms join both, and its `signs` are the words people use for a clause. Each clause is scored by
the rarity of what it shares with the typed text (BM25 per language). Standards that fit the site
weigh more; others stay visible. Measured on `tests/data/held_out.yaml`, see ADR 0011.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import rjieba

from anwei.standards import clauses
from anwei.standards import pack as packs
from anwei.standards.contents import Pack
from anwei.standards.models import LocalClause

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# Words that say nothing about which hazard it is.
STOP = frozenset(
    [
        "的",
        "了",
        "在",
        "是",
        "有",
        "和",
        "与",
        "或",
        "及",
        "并",
        "等",
        "对",
        "为",
        "被",
        "把",
        "将",
        "也",
        "都",
        "就",
        "个",
        "一",
        "上",
        "下",
        "中",
        "内",
        "处",
        "其",
        "该",
        "由",
        "于",
        "到",
        "着",
        "进行",
        "存在",
        "发现",
        "情况",
        "问题",
        "现场",
        "企业",
        "单位",
        "隐患",
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "and",
        "or",
        "with",
        "without",
        "for",
        "from",
        "by",
        "as",
        "not",
        "no",
        "that",
        "this",
        "there",
        "their",
        "they",
        "them",
        "has",
        "have",
        "had",
        "but",
        "so",
        "than",
        "then",
        "when",
        "while",
        "which",
        "who",
        "we",
        "he",
        "she",
        "i",
        "you",
        "our",
        "your",
        "into",
        "over",
        "under",
        "up",
        "out",
        "off",
        "any",
        "some",
        "all",
        "one",
    ]
)
# How much each kind of evidence weighs.
PAIR, SIGN, CHAPTER, CONCEPT = 0.45, 0.9, 0.35, 0.9
SATURATION, LENGTH = 1.2, 0.4
# A clause of a standard that does not fit the site keeps this share of its score.
ELSEWHERE = 0.5


@dataclass(frozen=True)
class Suggestion:
    """One candidate: its clause, how well it fits (0 to 1), and which typed words spoke for it."""

    ref: str
    score: float
    words: tuple[str, ...]
    clause: clauses.Clause
    fits_site: bool

    @property
    def selectable(self) -> bool:
        """Whether it may be chosen; if not, it only points to the official text."""
        return self.clause.selectable


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


@dataclass
class Index:
    """Every clause of a pack by its evidence."""

    concepts: Concepts
    postings: dict[str, dict[str, float]]
    rarity: dict[str, float]
    lengths: dict[str, dict[str, float]]
    mean: dict[str, float]

    def score(self, evidence: Mapping[str, float]) -> dict[str, float]:
        """How well each clause answers to the evidence."""
        total: dict[str, float] = defaultdict(float)
        for key, weight in evidence.items():
            language = _language(key)
            for ref, amount in self.postings.get(key, {}).items():
                length = self.lengths[ref].get(language, 0.0) / self.mean[language]
                saturated = (
                    amount
                    * (SATURATION + 1)
                    / (amount + SATURATION * (1 - LENGTH + LENGTH * length))
                )
                total[ref] += weight * self.rarity[key] * saturated
        return total


def _language(key: str) -> str:
    return "zh" if key.startswith(("zh:", "2:")) else key[:2]


def _index(texts: Mapping[str, Mapping[str, float]], concepts: Concepts) -> Index:
    """An index of clauses, each with its texts and their weights."""
    postings: dict[str, dict[str, float]] = defaultdict(dict)
    lengths: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for ref, parts in texts.items():
        for key, amount in _amounts(parts, concepts).items():
            postings[key][ref] = amount
            lengths[ref][_language(key)] += amount
    rarity = {
        key: math.log(1 + (len(texts) - len(refs) + 0.5) / (len(refs) + 0.5))
        for key, refs in postings.items()
    }
    sums: Counter[str] = Counter()
    for by_language in lengths.values():
        sums.update(by_language)
    mean = {language: amount / max(1, len(texts)) for language, amount in sums.items()}
    return Index(concepts, postings, rarity, lengths, mean)


def _amounts(parts: Mapping[str, float], concepts: Concepts) -> dict[str, float]:
    amounts: dict[str, float] = defaultdict(float)
    for text, weight in parts.items():
        for token in (*tokens(text), *concepts.found_in(text)):
            amounts[token.key] = (
                max(amounts[token.key], weight * token.weight)
                if token.key[0] == "§"
                else amounts[token.key] + weight * token.weight
            )
    return amounts


def _pack_texts(pack: Pack) -> dict[str, dict[str, float]]:
    texts: dict[str, dict[str, float]] = {}
    for code, criterion in pack.criteria.items():
        parts = dict.fromkeys(criterion.title.texts.values(), 1.0)
        if criterion.chapter_name is not None:
            parts |= dict.fromkeys(criterion.chapter_name.texts.values(), CHAPTER)
        parts |= dict.fromkeys(pack.search.signs.get(code, ()), SIGN)
        texts[f"{pack.code}:{code}"] = parts
    return texts


@lru_cache(maxsize=4)
def _pack_index(pack: Pack) -> Index:
    concepts = Concepts.of(pack.search.synonyms)
    return _index(_pack_texts(pack), concepts)


@lru_cache(maxsize=64)
def _with_local(pack: Pack, local: tuple[tuple[str, str], ...]) -> Index:
    """The pack's index with the locality's clauses, kept until one of them changes."""
    texts = _pack_texts(pack) | {ref: {wording: 1.0} for ref, wording in local}
    return _index(texts, _pack_index(pack).concepts)


def rank(
    text: str,
    *,
    sectors: Iterable[str] = (),
    attributes: Iterable[str] = (),
    on: date,
    limit: int = 8,
) -> list[Suggestion]:
    """Candidate clauses in force on this day, best first; empty where nothing fits."""
    pack = packs.current()
    local = {row.ref: row for row in LocalClause.objects.confirmed().in_force(on)}
    index = (
        _with_local(pack, tuple((ref, row.wording) for ref, row in local.items()))
        if local
        else _pack_index(pack)
    )
    typed = [*tokens(text), *index.concepts.found_in(text)]
    evidence = _evidence(typed)
    wanted = _wanted(sectors, attributes)
    scored = []
    for ref, score in index.score(evidence).items():
        sector = local[ref].sector if ref in local else _sector_if_in_force(pack, ref, on)
        if sector:
            fits = wanted is None or sector in wanted
            scored.append((score if fits else score * ELSEWHERE, ref, fits))
    best = sorted(scored, key=lambda row: (-row[0], row[1]))[:limit]
    whole = _whole(evidence, index)
    return [
        Suggestion(
            ref,
            round(min(1.0, score / whole), 3),
            _spoken_for(ref, typed, index),
            _clause(pack, local, ref),
            fits,
        )
        for score, ref, fits in best
    ]


def _wanted(sectors: Iterable[str], attributes: Iterable[str]) -> set[str] | None:
    """The sectors whose standards fit the site; None: nothing is known of the site."""
    if not sectors and not attributes:
        return None
    return {fit.sector for fit in clauses.route(sectors, attributes)}


def _sector_if_in_force(pack: Pack, ref: str, on: date) -> str:
    standard = pack.criteria[ref.partition(":")[2]].standard
    return standard.sector if standard.in_force(on) else ""


def _clause(pack: Pack, local: Mapping[str, LocalClause], ref: str) -> clauses.Clause:
    return (
        clauses.of_local(local[ref])
        if ref in local
        else clauses.of_pack(pack.criteria[ref.partition(":")[2]])
    )


def _evidence(typed: Iterable[Token]) -> dict[str, float]:
    evidence: dict[str, float] = {}
    for token in typed:
        evidence[token.key] = max(evidence.get(token.key, 0.0), token.weight)
    return evidence


def _whole(evidence: Mapping[str, float], index: Index) -> float:
    """What a clause would score that held all of the evidence the pack knows."""
    return (
        sum(
            weight * index.rarity[key] * (SATURATION + 1)
            for key, weight in evidence.items()
            if key in index.rarity
        )
        or 1.0
    )


def _spoken_for(ref: str, typed: Iterable[Token], index: Index) -> tuple[str, ...]:
    """The typed words that spoke for a clause, the weightiest first, none inside another.

    Pairs of characters are told only where no whole word spoke.
    """
    spoke = [token for token in typed if ref in index.postings.get(token.key, {})]
    whole = [token for token in spoke if not token.key.startswith("2:")]
    weights: dict[str, float] = {}
    for token in whole or spoke:
        weights[token.surface] = max(
            weights.get(token.surface, 0.0), token.weight * index.rarity[token.key]
        )
    ordered = sorted(weights, key=lambda word: (-weights[word], word))
    return tuple(
        word for word in ordered if not any(word != other and word in other for other in ordered)
    )
