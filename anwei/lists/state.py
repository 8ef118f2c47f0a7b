"""What the address of a list says: filters, words, order, columns, place. Decided anew for every request.

Whatever the address holds that the list does not know is left out and named in `problems`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from anwei.lists import keyset, search
from anwei.lists.filters import Asker, Filter, Reading
from anwei.lists.spec import Column, ListSpec

SIZES = (25, 50, 100)
DENSITIES = ("comfortable", "compact")
PLACE = ("after", "before", "end")
OWN = frozenset({"q", "sort", "size", "cols", "density", "view", "all", *PLACE})


@dataclass(frozen=True)
class Chip:
    """One thing the list is narrowed by, in words, and the address without it."""

    label: str
    words: str
    without: str


@dataclass
class ListState:
    """A list as one person asked for it."""

    spec: ListSpec
    asker: Asker
    columns: list[Column]
    readings: dict[str, Reading]
    words: str
    sort: str
    descending: bool
    size: int
    density: str
    view: str = ""
    place: str = ""  # "after", "before", "end", or "" for the first page
    mark: keyset.Mark | None = None
    problems: list[str] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)

    @cached_property
    def ordering(self) -> keyset.Ordering:
        """How the rows are ordered."""
        return ordering_of(self.spec, self.sort, self.descending, self.base)

    @cached_property
    def base(self) -> QuerySet:
        """All rows the person may see."""
        return self.spec.base(self.asker.user).order_by()

    @cached_property
    def filtered(self) -> QuerySet:
        """The rows that pass the filters; quick search not yet applied."""
        rows = self.base
        for reading in self.readings.values():
            rows = rows.filter(reading.condition)
        return rows

    @cached_property
    def found(self) -> search.Found:
        """The rows of the list, unordered, and whether the words searched for are common."""
        look = self.spec.search
        if not self.words or look is None:
            return search.Found(self.filtered)
        if look.column:
            return search.narrow(self.filtered, self.words, look.column)
        return search.Found(self.filtered.filter(search.containing_any(self.words, look.paths)))

    @property
    def countable(self) -> QuerySet:
        """The rows of the list in the form that is quickest to count in full."""
        look = self.spec.search
        if self.words and look is not None and look.column:
            return search.counted(self.filtered, self.words, look.column)
        return self.found.rows

    @property
    def ordered(self) -> QuerySet:
        """All rows of the list in its order, as one query."""
        return self.ordering.ordered(self.found.rows)

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.words) or any(reading.parts for reading in self.readings.values())

    @property
    def sort_param(self) -> str:
        """The order as it stands in the address."""
        return f"-{self.sort}" if self.descending else self.sort

    @property
    def marked(self) -> str:
        """The place as it stands in the address, for the page itself."""
        return self.mark.text() if self.mark else "1"

    def narrowing(self) -> list[tuple[str, str]]:
        """The parameters that narrow the list."""
        pairs = [
            (key, value)
            for key, reading in self.readings.items()
            for value, _words in reading.parts
        ]
        return [*([("q", self.words)] if self.words else []), *pairs]

    def looks(self) -> list[tuple[str, str]]:
        """The parameters of order and looks that differ from the list's own."""
        pairs = (
            [("sort", self.sort_param)]
            if self.view or self.sort_param != self.spec.default_sort
            else []
        )
        if [column.key for column in self.columns] != _default_columns(self.spec, self.asker):
            pairs.append(("cols", ",".join(column.key for column in self.columns)))
        if self.size != SIZES[0]:
            pairs.append(("size", str(self.size)))
        if self.density != DENSITIES[0]:
            pairs.append(("density", self.density))
        return pairs

    def query(
        self,
        *,
        narrowing: Iterable[tuple[str, str]] | None = None,
        place: Mapping[str, str] | None = None,
        **changed: str,
    ) -> str:
        """The address's query for this list, with some of it changed; "" for an unchanged list."""
        kept = self.narrowing() if narrowing is None else narrowing
        looks = [(key, value) for key, value in self.looks() if key not in changed]
        pairs = [*kept, *looks, *((key, value) for key, value in changed.items() if value)]
        pairs += [("view", self.view)] if self.view else []
        # Without any parameter a person's default view would come instead of what was asked for.
        return urlencode([*self.extra, *(pairs or [("all", "1")]), *(place or {}).items()])

    @property
    def here(self) -> str:
        """The query of this very page, its place included."""
        return self.query(place={self.place: self.marked} if self.place else None)

    def chips(self) -> list[Chip]:
        """What narrows the list, each with the address without it."""
        kept = self.narrowing()
        names = self.spec.filters_by_key()
        chips = (
            [Chip(_("Search"), self.words, self.query(narrowing=kept[1:]))] if self.words else []
        )
        for key, reading in self.readings.items():
            for value, words in reading.parts:
                rest = [pair for pair in kept if pair != (key, value)]
                chips.append(Chip(str(names[key].label), words, self.query(narrowing=rest)))
        return chips


def ordering_of(spec: ListSpec, key: str, descending: bool, rows: QuerySet) -> keyset.Ordering:
    """The ordering by a column."""
    column = next(column for column in spec.columns if column.key == key)
    sort = column.paths[0] if column.sort is True else column.sort
    return keyset.ordering(spec.model, sort, descending=descending, sample=rows)


def read(spec: ListSpec, params: QueryDict, asker: Asker, *, view: str = "") -> ListState:
    """The state an address describes. Never fails: what cannot be read is left out and named."""
    problems: list[str] = []
    sort, descending = _sort(spec, params.get("sort", ""), asker, problems)
    state = ListState(
        spec=spec,
        asker=asker,
        columns=_columns(spec, params.getlist("cols"), asker, problems),
        readings=_readings(spec, params, asker, problems),
        words=" ".join(params.get("q", "").replace("\0", " ")[: search.LONGEST].split())
        if spec.search
        else "",
        sort=sort,
        descending=descending,
        size=_one_of(SIZES, params.get("size", ""), problems),
        density=_one_of(DENSITIES, params.get("density", ""), problems),
        view=view,
        problems=problems,
        extra=[(key, value) for key in spec.params for value in params.getlist(key)],
    )
    _find_place(state, params)
    _name_unknown(spec, params, problems)
    return state


def _readings(
    spec: ListSpec, params: QueryDict, asker: Asker, problems: list[str]
) -> dict[str, Reading]:
    readings = {}
    for one in spec.filters:
        reading = one.read(one.gather(params.getlist), asker)
        readings[one.key] = reading
        problems += [_refusal(one, value) for value in reading.refused]
    return readings


def _refusal(one: Filter, value: str) -> str:
    return _("%(filter)s: “%(value)s” is not a value of this filter and was left out.") % {
        "filter": one.label,
        "value": value.lstrip("=")[:80],
    }


def _sort(spec: ListSpec, asked: str, asker: Asker, problems: list[str]) -> tuple[str, bool]:
    sortable = {key for key, column in spec.columns_for(asker.user).items() if column.sort}
    if asked and asked.removeprefix("-") not in sortable:
        problems.append(
            _("The list cannot be sorted by “%(key)s”.") % {"key": asked.removeprefix("-")[:40]}
        )
        asked = ""
    asked = asked or spec.default_sort
    return asked.removeprefix("-"), asked.startswith("-")


def _default_columns(spec: ListSpec, asker: Asker) -> list[str]:
    return [key for key, column in spec.columns_for(asker.user).items() if column.default]


def _columns(spec: ListSpec, asked: list[str], asker: Asker, problems: list[str]) -> list[Column]:
    known = spec.columns_for(asker.user)
    keys = list(dict.fromkeys(key for part in asked for key in part.split(",") if key))
    for key in keys:
        if key not in known:
            problems.append(_("There is no column “%(key)s”.") % {"key": key[:40]})
    chosen = [key for key in keys if key in known]
    return [known[key] for key in chosen or _default_columns(spec, asker)]


def _one_of(known: tuple, asked: str, problems: list[str]) -> int | str:
    for value in known:
        if asked == str(value):
            return value
    if asked:
        problems.append(
            _("“%(value)s” was not understood and was left out.") % {"value": asked[:40]}
        )
    return known[0]


def _find_place(state: ListState, params: QueryDict) -> None:
    """Read the first place the address names."""
    for place in PLACE:
        text = params.get(place, "")
        if not text:
            continue
        try:
            state.mark = None if place == "end" else state.ordering.mark(text)
        except keyset.BadMark:
            state.problems.append(
                _("The place in the list was not understood; this is its beginning.")
            )
            return
        state.place = place
        return


def _name_unknown(spec: ListSpec, params: QueryDict, problems: list[str]) -> None:
    known = {*OWN, *spec.params, *(name for one in spec.filters for name in one.names)}
    if unknown := [key[:40] for key in params if key not in known]:
        problems.append(
            _("Parts of the address were not understood and were left out: %(keys)s")
            % {"keys": ", ".join(unknown[:5])}
        )
