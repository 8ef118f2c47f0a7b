"""Clauses ranked by the rarity of the evidence they share with a text (BM25, per language)."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from anwei.standards.words import Concepts, tokens

# BM25: how soon a repeated word stops counting, and how much long clauses are held back.
SATURATION, LENGTH = 1.2, 0.4


@dataclass
class Index:
    """Every clause of a pack by its evidence."""

    concepts: Concepts
    postings: dict[str, dict[str, float]]
    rarity: dict[str, float]
    lengths: dict[str, dict[str, float]]
    mean: dict[str, float]

    @property
    def rarest(self) -> float:
        """The rarity of evidence that one clause alone has."""
        return max(self.rarity.values(), default=0.0)

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

    def whole(self, evidence: Mapping[str, float]) -> float:
        """What a clause would score that held all of the evidence the index knows; never 0."""
        known = (
            weight * self.rarity[key] for key, weight in evidence.items() if key in self.rarity
        )
        return sum(known) * (SATURATION + 1) or 1.0


def _language(key: str) -> str:
    return "zh" if key.startswith(("zh:", "2:")) else key[:2]


def index_of(texts: Mapping[str, Mapping[str, float]], concepts: Concepts) -> Index:
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
