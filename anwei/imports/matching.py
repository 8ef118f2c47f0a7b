"""Recognising what the register already holds: sites by name, hazards by what they say. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from anwei.hazards.models import Hazard
from anwei.imports.models import Place
from anwei.imports.staging import plain
from anwei.responsibility.models import Site

LIKELY_NAME = 88
LIKELY_ADDRESS = 75
LIKELY_TEXT = 90
# Two-character pieces that so many names share say nothing ("公司").
COMMON = 150
RAREST = 6
SHOWN = 3


@dataclass(frozen=True)
class Match:
    """What a place is: known, likely (with candidates) or new."""

    match: str
    site: int | None = None
    candidates: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Known:
    """One site of the register, as far as it is compared."""

    pk: int
    name: str
    address: str


class SiteIndex:
    """The register's sites, held for one rehearsal: exact by key and code, near by pieces of the name."""

    def __init__(self) -> None:
        self.by_key: dict[str, int] = {}
        self.by_code: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.pieces: dict[str, list[Known]] = defaultdict(list)
        rows = Site.objects.order_by("pk").values_list(
            "pk", "external_key", "name", "address", "enterprise__name", "enterprise__credit_code"
        )
        for pk, key, name, address, enterprise, code in rows.iterator(chunk_size=5000):
            self._add(pk, key, name, address, enterprise or "", code or "")

    def _add(self, pk: int, key: str, name: str, address: str, enterprise: str, code: str) -> None:
        if key:
            self.by_key[key] = pk
        for each in {plain(name), plain(enterprise)} - {""}:
            known = Known(pk, each, plain(address))
            self.by_name[each].append(known)
            for piece in pieces(each):
                self.pieces[piece].append(known)
        if code:
            self.by_code[code].append(Known(pk, plain(name), plain(address)))

    def match(self, place: Place) -> Match:
        """Recognise one place."""
        if place.external_key:
            found = self.by_key.get(place.external_key)
            if found:
                return Match("known", found)
        name, address = plain(place.name), plain(place.facts.get("address", ""))
        code = place.facts.get("credit_code", "")
        if code and (match := _by_code(self.by_code.get(code, []), name, address)):
            return match
        exact = [known for known in self.by_name.get(name, []) if known.address == address]
        # A ledger that numbers its sites has two of one name and address on purpose.
        if exact and not place.external_key:
            return Match("known", exact[0].pk)
        near = tuple(self._near(name, address))
        return Match("likely", near[0][0], near) if near else Match("new")

    def _near(self, name: str, address: str) -> Iterable[tuple[int, int]]:
        # The rarest pieces of a name tell most; a name nearly the same shares some of them.
        held = sorted(
            (holders for piece in pieces(name) if (holders := self.pieces.get(piece))), key=len
        )
        shared: Counter[Known] = Counter()
        for holders in held[:RAREST]:
            if len(holders) <= COMMON:
                shared.update(holders)
        found: dict[int, int] = {}
        for known, _count in shared.most_common(20):
            likeness = round(fuzz.ratio(name, known.name))
            if likeness >= LIKELY_NAME and (
                not address
                or not known.address
                or fuzz.ratio(address, known.address) >= LIKELY_ADDRESS
            ):
                found[known.pk] = max(likeness, found.get(known.pk, 0))
        return sorted(found.items(), key=lambda pair: -pair[1])[:SHOWN]


def _by_code(owned: Sequence[Known], name: str, address: str) -> Match | None:
    """The site of an enterprise with this credit code; several are told apart by address, then name."""
    if not owned:
        return None
    same = [known for known in owned if address and known.address == address] or [
        known for known in owned if known.name == name
    ]
    if len(same) == 1 or len(owned) == 1:
        return Match("known", (same or list(owned))[0].pk)
    return Match("likely", owned[0].pk, tuple((known.pk, 100) for known in owned[:SHOWN]))


def pieces(text: str) -> set[str]:
    """Every two neighbouring characters."""
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


@dataclass(frozen=True)
class Told:
    """What a row tells, as far as it is compared: where, when, what."""

    site: int
    found_on: date
    description: str


def twins(told: dict[int, Told], *, besides: str) -> dict[int, tuple[int, int]]:
    """Row -> (hazard, likeness): same site, same day, nearly the same words. `besides`: keys of this ledger.

    Two queries whatever the number of rows.
    """
    if not told:
        return {}
    wanted = {(each.site, each.found_on) for each in told.values()}
    days = {day for _site, day in wanted}
    rows = (
        Hazard.objects.filter(
            site__in={site for site, _day in wanted}, found_on__range=(min(days), max(days))
        )
        .exclude(source="ledger", external_key__startswith=besides)
        .values_list("pk", "site_id", "found_on", "description")
    )
    there: dict[tuple[int, date], list[tuple[int, str]]] = defaultdict(list)
    for pk, site, day, description in rows.iterator(chunk_size=5000):
        if (site, day) in wanted:
            there[site, day].append((pk, plain(description)))
    found = {}
    for row, each in told.items():
        if near := _nearest(plain(each.description), there.get((each.site, each.found_on), [])):
            found[row] = near
    return found


def _nearest(text: str, others: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    best = max(((round(fuzz.ratio(text, other)), -pk) for pk, other in others), default=None)
    return (-best[1], best[0]) if best and best[0] >= LIKELY_TEXT else None
