"""Rows that tell of a hazard the register holds: by the ledger's key, or by the number the register gave.

A number alone is not believed: two registers number alike. Of day, words and site two must agree, and
where the key of the ledger leads to another hazard, the one that agrees better is meant. A unit's batch knows only the cases that the unit answers for or found; of others it learns nothing but
that the row stays out. What comes back by number corrects words; status, days and people move by steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from rapidfuzz import fuzz

from anwei.accounts.models import Unit
from anwei.hazards.actions.registering import CORRECTABLE
from anwei.hazards.models import Hazard, StatusLabel
from anwei.imports.matching import LIKELY_TEXT
from anwei.imports.models import Batch, StagedRow
from anwei.imports.reading.values import text_of
from anwei.imports.staging import plain
from anwei.lists import sheets

DUTY = ("handling_unit", "industry_unit", "business_unit", "territory", "found_unit")
# Compared, but never taken over from a file.
BY_STEPS = ("status", "due_on", "rectified_on", "closed_on", "finder", "measures")


@dataclass
class Recognised:
    """Rows by their keys: what they tell of, which numbers belong to others, which are another register's."""

    by_key: dict[int, Hazard] = field(default_factory=dict)
    by_number: dict[int, Hazard] = field(default_factory=dict)
    not_yours: set[int] = field(default_factory=set)
    elsewhere: set[int] = field(default_factory=set)

    def of(self, row: StagedRow) -> Hazard | None:
        """The hazard a row tells of."""
        return self.by_key.get(row.pk) or self.by_number.get(row.pk)


def recognise(batch: Batch, rows: Sequence[StagedRow]) -> Recognised:
    """Find the hazards these rows tell of. Two queries, three where rows bring numbers of the register."""
    keys = {row.key: row.pk for row in rows if row.key}
    found = Recognised()
    ledgers = Hazard.objects.filter(source="ledger", external_key__in=keys)
    for hazard in ledgers.select_related("site", "enterprise"):
        found.by_key[keys[hazard.external_key]] = hazard
    numbered = [row for row in rows if row.clean["v"].get("number")]
    if numbered:
        _by_number(batch, numbered, found)
    return found


def _by_number(batch: Batch, rows: Sequence[StagedRow], found: Recognised) -> None:
    numbers = {row.clean["v"]["number"] for row in rows}
    there = {
        hazard.number: hazard
        for hazard in Hazard.objects.filter(number__in=numbers).select_related("site", "enterprise")
    }
    own = _own(batch.unit, numbers) if batch.unit is not None else set(there)
    for row in rows:
        values, hazard = row.clean["v"], there.get(row.clean["v"]["number"])
        if hazard is None:
            continue
        by_key = found.by_key.get(row.pk)
        if by_key is not None and _agreement(values, by_key) >= _agreement(values, hazard):
            continue
        if _agreement(values, hazard)[0] < 2:
            if by_key is None:
                found.elsewhere.add(row.pk)
        elif hazard.number in own:
            found.by_key.pop(row.pk, None)
            found.by_number[row.pk] = hazard
        else:
            found.by_key.pop(row.pk, None)
            found.not_yours.add(row.pk)


def _own(unit: Unit, numbers: set[str]) -> set[str]:
    """Which of these cases the unit, or one below it, answers for or found: those whose words it may correct."""
    below = list(Unit.objects.below(unit).values_list("pk", flat=True))
    duty = Q()
    for name in DUTY:
        duty |= Q(**{f"{name}__in": below})
    return set(Hazard.objects.filter(duty, number__in=numbers).values_list("number", flat=True))


def _agreement(values: dict, hazard: Hazard) -> tuple[int, float]:
    """How many of three agree, the day, the words, the place; and how much alike the words are."""
    where = {plain(str(each)) for each in (hazard.site, hazard.enterprise) if each is not None}
    named = {plain(values[name]) for name in ("site", "enterprise") if values.get(name)}
    likeness = fuzz.ratio(plain(values["description"]), plain(hazard.description))
    day = values["found_on"] == hazard.found_on.isoformat()
    return day + (likeness >= LIKELY_TEXT) + bool(named & where), likeness


def corrections(values: dict, hazard: Hazard) -> tuple[dict[str, list], list[str]]:
    """What a row of the register's own file says differently: `{field: [here, there]}` to be taken over, and what is not."""
    differing = {
        name: [_here(hazard, name), values[name]]
        for name in (*CORRECTABLE, *BY_STEPS)
        if name != "sector" and values.get(name) and _differs(values, hazard, name)
    }
    taken = set(CORRECTABLE) if hazard.is_open else set()
    return (
        {name: pair for name, pair in differing.items() if name in taken},
        [name for name in differing if name not in taken],
    )


def _differs(values: dict, hazard: Hazard, name: str) -> bool:
    if name == "status":
        return values["status="] not in _labels(hazard.status)
    return bool(values[name] != _here(hazard, name))


def _here(hazard: Hazard, name: str) -> str:
    """The register's value as a file would bring it back."""
    value = getattr(hazard, name)
    return value.isoformat() if hasattr(value, "isoformat") else text_of(sheets.cell(value))


def _labels(status: str) -> set[str]:
    """What a status is called, in every language."""
    called = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            called.add(str(StatusLabel(status).label))
    return called
