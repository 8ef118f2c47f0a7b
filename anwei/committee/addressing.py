"""Whom the words of a paper mean: bodies by their kind, units by name or as "all departments", "all streets"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, UnitKind
from anwei.committee import forms, queries
from anwei.committee.models import Body, BodyKind, Kind
from anwei.committee.reading.matching import lexicon

SPLIT = re.compile(r"[、，,]|\s+and\s+|和|及|与")
# Choices that stand for several units at once.
EVERY_DEPARTMENT, EVERY_STREET = "every-department", "every-street"
KINDS = {
    "department": (EVERY_DEPARTMENT,),
    "street": (EVERY_STREET,),
    "everybody": (EVERY_DEPARTMENT, EVERY_STREET),
}


@dataclass(frozen=True)
class Suggested:
    """What a paper says of one of our bodies."""

    body: Body
    kind: str
    year: int | None
    serial: int | None


def bodies_meant(said: dict[str, Any], bodies: Iterable[Body]) -> list[Suggested]:
    """Our bodies of the kinds the paper names; where several are of one kind, the one whose name is most like."""
    found = []
    known = list(bodies)
    for one in said["bodies"]:
        alike = [body for body in known if body.kind == one["body"]]
        if not alike:
            continue
        body = max(alike, key=lambda body: len(set(str(body)) & set(one["name"])))
        usual = Kind.JOINT if body.kind == BodyKind.FIRE_JOINT else Kind.PLENARY
        kind = one["kind"] if one["kind"] in Kind.values else usual.value
        found.append(Suggested(body, kind, one["year"], one["number"]))
        known.remove(body)
    return found


class Addressees:
    """Units that may be asked for something by what bodies decide: one by one, or all of a kind among their members."""

    def __init__(self, bodies: Sequence[Body], day: date) -> None:
        self.known = {unit.pk: unit for unit in forms.tasked_units()}
        members = {member.post.unit_id for member in queries.members_on(bodies, day)}
        self.groups = {
            EVERY_DEPARTMENT: self._of(UnitKind.DEPARTMENT, members),
            EVERY_STREET: self._of(UnitKind.STREET, members),
        }
        self.words = lexicon()

    def _of(self, kind: str, members: set[int]) -> list[Unit]:
        """The members of a kind; all of the kind where no member is."""
        every = [unit for unit in self.known.values() if unit.kind == kind]
        return [unit for unit in every if unit.pk in members] or every

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """The groups that are not empty, then every unit."""
        names = {EVERY_DEPARTMENT: _("All departments"), EVERY_STREET: _("All streets")}
        groups = [
            (code, f"{names[code]} ({len(units)})") for code, units in self.groups.items() if units
        ]
        return [*groups, *((str(pk), str(unit)) for pk, unit in self.known.items())]

    def units(self, chosen: Iterable[str]) -> list[Unit]:
        """The units behind choices, each once, in the order of the choices."""
        found: dict[int, Unit] = {}
        for one in chosen:
            for unit in self.groups.get(one) or [self.known[int(one)]]:
                found.setdefault(unit.pk, unit)
        return list(found.values())

    def meant(self, names: Iterable[str]) -> list[str]:
        """The choices that words mean. "Relevant departments" are none: which are relevant, a person says."""
        found: dict[str, None] = {}
        for name in names:
            parts = [part.strip() for part in SPLIT.split(name) if part.strip()]
            every = any(self.words.plain("every").search(part) for part in parts)
            for part in parts:
                if not self.words.plain("relevant").search(part):
                    found |= dict.fromkeys(self._part(part, every))
        return [one for one in found if one not in self.groups or self.groups[one]]

    def _part(self, part: str, every: bool) -> list[str]:
        if every:
            groups = [thing.code for thing, _w in self.words.in_order("groups", part)]
            return [choice for code in groups for choice in KINDS.get(code, ())]
        return [str(pk) for pk, unit in self.known.items() if _same(unit.name, part)]


def _same(name: str, part: str) -> bool:
    """Whether a paper's word for a unit is its name, longer or shorter: 县住建局 and 住建局."""
    one, other = name.casefold(), part.casefold()
    return len(min(one, other, key=len)) > 1 and (one in other or other in one)
