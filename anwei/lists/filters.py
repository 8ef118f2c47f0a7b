"""What a list can be narrowed by. Each filter reads its values from the address and answers with a
condition, the chips that say so in words, and the values it refused."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.lists import days, search

Label = str | Promise
Pairs = Iterable[tuple[str, Label]]


@dataclass(frozen=True)
class Asker:
    """Who asks, and on which day: all that a filter may depend on besides the address."""

    user: User
    today: date


@dataclass(frozen=True)
class Reading:
    """What a filter made of its values."""

    condition: Q = field(default_factory=Q)
    # (value as in the address, the same in words)
    parts: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """What all filters have: a key for the address and a label for people."""

    key: str
    label: Label
    kind: str = field(default="", init=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the address that belong to this filter."""
        return (self.key,)

    def gather(self, values: Callable[[str], list[str]]) -> list[str]:
        """This filter's values, from the address's parameters."""
        return [value for value in values(self.key) if value != ""]

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """The condition and its words."""
        raise NotImplementedError

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        """What the filter panel offers."""
        return []


@dataclass(frozen=True)
class Choice(Filter):
    """One or several of a set of values; `choices` may depend on the person."""

    path: str = ""
    choices: Pairs | Callable[[User], Pairs] = ()
    kind: str = field(default="choice", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        known = self._known(asker)
        chosen = [value for value in dict.fromkeys(values) if value in known]
        return Reading(
            Q(**{f"{self.path}__in": chosen}) if chosen else Q(),
            tuple((value, known[value]) for value in chosen),
            tuple(value for value in values if value not in known),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        chosen = {value for value, _words in reading.parts}
        return [
            {"value": value, "label": label, "chosen": value in chosen}
            for value, label in self._known(asker).items()
        ]

    def _known(self, asker: Asker) -> dict[str, str]:
        pairs = self.choices(asker.user) if callable(self.choices) else self.choices
        return {str(value): str(label) for value, label in pairs}


@dataclass(frozen=True)
class Flag(Filter):
    """Yes or nothing; `condition` is built from today's date."""

    condition: Callable[[date], Q] = field(default=lambda today: Q())
    kind: str = field(default="flag", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        if not values:
            return Reading()
        if values[0] != "1":
            return Reading(refused=(values[0],))
        return Reading(self.condition(asker.today), (("1", ""),))

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        return [{"value": "1", "label": self.label, "chosen": bool(reading.parts)}]


@dataclass(frozen=True)
class Days(Filter):
    """A span of days: a named one ("this-month") or "2026-01-01..2026-03-31", open at either end."""

    path: str = ""
    # The column holds an instant, so a day is a span of instants in the zone's calendar.
    moment: bool = False
    kind: str = field(default="days", init=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}.from", f"{self.key}.to")

    def gather(self, values: Callable[[str], list[str]]) -> list[str]:
        named = [value for value in values(self.key) if value != ""]
        first, last = (next(iter(values(f"{self.key}.{end}")), "") for end in ("from", "to"))
        return [f"{first}..{last}"] if first or last else named[:1]

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        if not values:
            return Reading()
        try:
            span = days.read(values[0], asker.today)
        except ValueError:
            return Reading(refused=(values[0],))
        return Reading(self._between(span), ((values[0], days.words(values[0])),))

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        chosen = reading.parts[0][0] if reading.parts else ""
        return [
            {"value": code, "label": label, "chosen": code == chosen}
            for code, label in days.NAMES.items()
        ]

    def _between(self, span: days.Span) -> Q:
        condition = Q()
        if span.first:
            condition &= Q(**{f"{self.path}__gte": self._start(span.first)})
        if span.last and self.moment:
            condition &= Q(**{f"{self.path}__lt": self._start(span.last + timedelta(days=1))})
        elif span.last:
            condition &= Q(**{f"{self.path}__lte": span.last})
        return condition

    def _start(self, day: date) -> date | datetime:
        return timezone.make_aware(datetime.combine(day, time.min)) if self.moment else day


def units_offered(user: User) -> QuerySet[Unit]:
    """The units a person may filter by: public bodies for those who work in one, and what lies below the own unit."""
    reach = reach_of(user)
    if reach == Reach.EVERYTHING:
        return Unit.objects.all()
    below = Unit.objects.below(user.unit) if user.unit else Unit.objects.none()
    return Unit.objects.exclude(kind=UnitKind.ENTERPRISE) | below if reach == Reach.UNIT else below


@dataclass(frozen=True)
class UnitTree(Filter):
    """A unit and everything below it, found by typing."""

    path: str = ""
    offered: Callable[[User], QuerySet[Unit]] = units_offered
    kind: str = field(default="unit", init=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}.find")

    def gather(self, values: Callable[[str], list[str]]) -> list[str]:
        typed = [f"={value}" for value in values(f"{self.key}.find") if value.strip()]
        return [value for value in values(self.key) if value != ""] + typed

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        if not values:
            return Reading()
        numbers = [int(value) for value in values if _is_key(value)]
        chosen = list(self.offered(asker.user).filter(pk__in=numbers)) if numbers else []
        refused = [
            value
            for value in values
            if not value.startswith("=") and value not in {str(unit.pk) for unit in chosen}
        ]
        for value in values:
            # What was typed to find a unit that is ticked by now has done its work.
            if value.startswith("=") and not any(_called(unit, value[1:]) for unit in chosen):
                found = self.find(value[1:], asker.user)[:6]
                chosen += found if len(found) == 1 else []
                refused += [] if len(found) == 1 else [_several(value[1:], found)]
        return Reading(
            self._below(chosen), tuple((str(unit.pk), str(unit)) for unit in chosen), tuple(refused)
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        return [{"value": value, "label": words, "chosen": True} for value, words in reading.parts]

    def find(self, text: str, user: User) -> list[Unit]:
        """Units whose name or code contains every word typed, at most twenty; a full name counts as itself."""
        words = search.containing_any(text, ("name", "short_name", "code"))
        found = (
            list(self.offered(user).filter(words, active=True).order_by("name", "pk")[:20])
            if search.words(text)
            else []
        )
        exact = [unit for unit in found if text.strip() in {unit.name, unit.short_name}]
        return exact if len(exact) == 1 else found

    def _below(self, chosen: list[Unit]) -> Q:
        if not chosen:
            return Q()
        tree = Q()
        for unit in chosen:
            tree |= Q(path__startswith=unit.path)
        # The keys are fetched first: a planner that knows them walks the list in its order.
        return Q(
            **{f"{self.path}__in": list(Unit.objects.filter(tree).values_list("pk", flat=True))}
        )


def _called(unit: Unit, text: str) -> bool:
    called = search.text_of(unit.name, unit.short_name, unit.code)
    return all(word in called for word in search.words(text))


def _several(text: str, found: list[Unit]) -> str:
    if not found:
        return _("%(text)s (no unit is called so)") % {"text": text}
    names = ", ".join(str(unit) for unit in found)
    return _("%(text)s (several units are called so: %(names)s)") % {"text": text, "names": names}


@dataclass(frozen=True)
class Text(Filter):
    """Words that one column, or one of several, must contain; or, with `whole`, the very value."""

    paths: tuple[str, ...] = ()
    whole: bool = False
    kind: str = field(default="text", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        kept = [
            text
            for value in values
            if (text := " ".join(value.replace("\0", "")[: search.LONGEST].split()))
        ]
        condition = Q()
        for value in kept:
            condition &= self._condition(value)
        return Reading(condition, tuple((value, value) for value in kept))

    def _condition(self, value: str) -> Q:
        if not self.whole:
            return search.containing_any(value, self.paths)
        condition = Q()
        for path in self.paths:
            condition |= Q(**{path: value})
        return condition


@dataclass(frozen=True)
class Linked(Filter):
    """Rows that belong to one row of another table, such as a site: set by a link, never typed.

    `offered(user)` is what the person may see of that table; the rest is refused like what is not there.
    """

    path: str = ""
    offered: Callable[[User], QuerySet] = field(default=lambda user: Unit.objects.none())
    kind: str = field(default="linked", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        numbers = [int(value) for value in values if _is_key(value)]
        found = (
            {str(row.pk): str(row) for row in self.offered(asker.user).filter(pk__in=numbers)}
            if numbers
            else {}
        )
        # What may not be seen finds nothing; leaving the condition out would show everything.
        return Reading(
            Q(**{f"{self.path}__in": [int(key) for key in found]}) if values else Q(),
            tuple(found.items()),
            tuple(value for value in values if value not in found),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        return [{"value": value, "label": words, "chosen": True} for value, words in reading.parts]


def _is_key(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19
