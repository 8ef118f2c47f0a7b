"""Candidate clauses for the words of an inspector. The software suggests; a person determines.

Chinese text becomes words (rjieba) and pairs of characters, English text word stems; the pack's
synonyms join both, and its `signs` are the words people use for a clause. Each clause is scored by
the rarity of what it shares with the typed text (BM25 per language). Standards that fit the site
weigh more; others stay visible. Measured on `tests/data/held_out.yaml`, see ADR 0011.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anwei.standards import clauses
from anwei.standards import pack as packs
from anwei.standards.contents import Pack
from anwei.standards.models import LocalClause
from anwei.standards.ranking import Index, index_of
from anwei.standards.words import Concepts, Token, tells, tokens

# How much a sign and the name of a chapter weigh against the title of a clause.
SIGN, CHAPTER = 0.9, 0.35
# A clause of a standard that does not fit the site keeps this share of its score.
ELSEWHERE = 0.5
# Below this score a clause has little more than a common word in common with the text.
LEAST = 0.2
# Ordinary words apart, the best clause shares at least this much with the text, measured in words that no
# other clause has; else the text points to none. (One such pair of characters is about a quarter.)
VAGUE = 1 / 3


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
class BlindSpot:
    """A sector that the text points to, and in words why none of its clauses can be chosen."""

    sector: str
    words: str


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
    return index_of(_pack_texts(pack), concepts)


@lru_cache(maxsize=64)
def _with_local(pack: Pack, local: tuple[tuple[str, str], ...]) -> Index:
    """The pack's index with the locality's clauses, kept until one of them changes."""
    texts = _pack_texts(pack) | {ref: {wording: 1.0} for ref, wording in local}
    return index_of(texts, _pack_index(pack).concepts)


def rank(
    text: str,
    *,
    sectors: Iterable[str] = (),
    attributes: Iterable[str] = (),
    on: date,
    limit: int = 8,
) -> list[Suggestion]:
    """Candidate clauses in force on this day, best first; empty where nothing fits.

    What a clause shares with the text must say more than ordinary words do ("missing", "未检查").
    """
    pack = packs.current()
    local = _local(on)
    index = _index(pack, local)
    typed = [*tokens(text), *index.concepts.found_in(text)]
    evidence = _evidence(typed)
    telling = index.score(_evidence(token for token in typed if tells(token)))
    wanted = _wanted(sectors, attributes)
    scored, most = [], 0.0
    for ref, score in index.score(evidence).items():
        if ref not in telling:
            continue
        sector = local[ref].sector if ref in local else _sector_if_in_force(pack, ref, on)
        if sector:
            fits = wanted is None or sector in wanted
            scored.append((score if fits else score * ELSEWHERE, ref, fits))
            most = max(most, telling[ref])
    if most < VAGUE * index.rarest:
        return []
    best = sorted(scored, key=lambda row: (-row[0], row[1]))[:limit]
    whole = index.whole(evidence)
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


def blind_spots(
    text: str, *, sectors: Iterable[str] = (), attributes: Iterable[str] = (), on: date
) -> list[BlindSpot]:
    """The sectors in which nothing can be chosen on this day although the case may fall under them.

    These are the sectors named, and any other of which a clause (no longer in force, or known by
    its topic only) fits the text better than every clause that can be chosen.
    """
    named = list(dict.fromkeys(sectors))
    pointed = _pointed_to(text, _wanted(named, attributes), on) if text else []
    return [
        BlindSpot(sector, why)
        for sector in dict.fromkeys([*named, *pointed])
        if (why := clauses.why_blind(on, sector))
    ]


def _pointed_to(text: str, wanted: set[str] | None, on: date) -> list[str]:
    """The sectors of the pack's clauses that fit the text better than what can be chosen, best first."""
    pack, local = packs.current(), _local(on)
    index = _index(pack, local)
    evidence = _evidence([*tokens(text), *index.concepts.found_in(text)])
    best, others = LEAST * index.whole(evidence), []
    for ref, score in index.score(evidence).items():
        clause = _clause(pack, local, ref)
        weighed = score if wanted is None or clause.sector in wanted else score * ELSEWHERE
        if clause.selectable and clause.in_force(on):
            best = max(best, weighed)
        elif ref not in local:
            others.append((weighed, clause.sector))
    return [sector for weighed, sector in sorted(others, reverse=True) if weighed >= best]


def _local(on: date) -> dict[str, LocalClause]:
    return {row.ref: row for row in LocalClause.objects.confirmed().in_force(on)}


def _index(pack: Pack, local: Mapping[str, LocalClause]) -> Index:
    if not local:
        return _pack_index(pack)
    return _with_local(pack, tuple((ref, row.wording) for ref, row in local.items()))


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
