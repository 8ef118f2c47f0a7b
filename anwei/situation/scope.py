"""Whose situation is shown: the whole zone, one unit's cases, or one street's ground."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import Http404

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach

GROUND = (UnitKind.STREET, UnitKind.COMMUNITY)
COLUMN = {"street": "territory", "unit": "handling_unit"}


@dataclass(frozen=True)
class Scope:
    """`axis` is "all", "street" (the ground of `unit`) or "unit" (what `unit` handles).

    `ids` are the unit and all below it, as the register's own filter takes them.
    """

    axis: str = "all"
    unit: Unit | None = None
    ids: frozenset[int] = field(default_factory=frozenset)

    @property
    def params(self) -> dict[str, str]:
        """The filter of the register that narrows it as far as this."""
        return {self.axis: str(self.unit.pk)} if self.unit else {}

    @property
    def condition(self) -> Q:
        """The same for a question to the hazards."""
        return Q(**{f"{COLUMN[self.axis]}__in": self.ids}) if self.unit else Q()

    @property
    def tallied(self) -> Q:
        """The same for a question to the counters."""
        return Q(**{f"{self.axis}__in": self.ids}) if self.unit else Q()


def scope_for(user: User, asked: Mapping[str, str]) -> Scope:
    """What the person asked for (`street` or `unit`, a unit's id), or all the person may see.

    Who does not reach everything sees the own unit: a street its ground, a department its cases.
    Raises Http404 for a unit that is not there or not the person's.
    """
    everything = reach_of(user) == Reach.EVERYTHING
    axis = next((axis for axis in COLUMN if asked.get(axis)), "")
    if axis:
        unit = _unit(asked[axis])
        if not everything and not (
            user.unit and user.unit.covers(unit) and axis == _axis_of(user.unit)
        ):
            raise Http404
        return _of(axis, unit)
    if everything:
        return Scope()
    if user.unit is None:
        raise Http404
    return _of(_axis_of(user.unit), user.unit)


def _axis_of(unit: Unit) -> str:
    return "street" if unit.kind in GROUND else "unit"


def _unit(text: str) -> Unit:
    found = (
        Unit.objects.filter(pk=int(text)).first()
        if text.isascii() and text.isdigit() and len(text) < 19
        else None
    )
    if found is None:
        raise Http404
    return found


def _of(axis: str, unit: Unit) -> Scope:
    return Scope(axis, unit, frozenset(Unit.objects.below(unit).values_list("pk", flat=True)))
