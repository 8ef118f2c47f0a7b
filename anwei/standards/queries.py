"""What the pages of standards show."""

from calendar import Calendar as Weeks
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anwei.standards import pack as packs
from anwei.standards.contents import Criterion, Label, LegalTerm, Named, Standard

Words = Promise | str
STATE_WORDS: dict[str, tuple[Words, str]] = {
    "now": (_("in force"), "good"),
    "later": (_("not yet in force"), "info"),
    "over": (_("no longer in force"), "neutral"),
}


@dataclass(frozen=True)
class StandardLine:
    """One standard in a list: where it stands on a day, and how many clauses can be chosen."""

    standard: Standard
    sector: Named | None
    clauses: int
    selectable: int
    state: str

    @property
    def words(self) -> Words:
        """The state in words."""
        return STATE_WORDS[self.state][0]

    @property
    def tone(self) -> str:
        """The tone that goes with the state."""
        return STATE_WORDS[self.state][1]


def state_of(standard: Standard, on: date) -> str:
    """now, later or over, on this day."""
    if standard.in_force(on):
        return "now"
    return "later" if on < standard.effective else "over"


def standard_lines(on: date) -> list[StandardLine]:
    """Every standard of the pack: in force first, by sector and date."""
    pack = packs.current()
    order = {code: place for place, code in enumerate(pack.sectors)}
    counts: dict[str, list[int]] = {code: [0, 0] for code in pack.standards}
    for criterion in pack.criteria.values():
        counts[criterion.standard.code][0] += 1
        counts[criterion.standard.code][1] += criterion.selectable
    lines = [
        StandardLine(
            standard,
            pack.sectors.get(standard.sector),
            counts[standard.code][0],
            counts[standard.code][1],
            state_of(standard, on),
        )
        for standard in pack.standards.values()
    ]
    return sorted(
        lines,
        key=lambda line: (
            not line.standard.in_force(on),
            order[line.standard.sector],
            -line.standard.effective.toordinal(),
        ),
    )


def clauses_by_chapter(standard: Standard) -> list[tuple[Label | None, list[Criterion]]]:
    """A standard's clauses under its chapters, in the order of the document."""
    chapters: dict[str, list[Criterion]] = {}
    for criterion in packs.current().criteria.values():
        if criterion.standard.code == standard.code:
            chapters.setdefault(criterion.chapter, []).append(criterion)
    return [(standard.chapters.get(code), found) for code, found in chapters.items()]


def terms_by_group() -> list[tuple[Named, list[LegalTerm]]]:
    """The pack's terms under their groups."""
    pack = packs.current()
    return [
        (group, [term for term in pack.terms.values() if term.group == group.code])
        for group in pack.term_groups
    ]


@dataclass(frozen=True)
class DayCell:
    """One day of a month page."""

    day: date
    inside: bool
    kind: str
    name: Label | Words


@dataclass(frozen=True)
class Month:
    """One month of the year page."""

    first: date
    weeks: list[list[DayCell]]
    worked: int


def months_of(year: int) -> list[Month]:
    """The twelve months, week by week from Monday."""
    return [_month(year, number) for number in range(1, 13)]


def _month(year: int, number: int) -> Month:
    weeks = [
        [_cell(day, number) for day in week] for week in Weeks().monthdatescalendar(year, number)
    ]
    cells = [cell for week in weeks for cell in week if cell.inside]
    return Month(
        date(year, number, 1), weeks, sum(cell.kind in {"work", "make-up"} for cell in cells)
    )


def _cell(day: date, month: int) -> DayCell:
    calendar = packs.current().calendar
    year = calendar.year(day.year)
    if day in year.worked:
        return DayCell(day, day.month == month, "make-up", _("make-up working day"))
    if day in year.off:
        return DayCell(
            day,
            day.month == month,
            "holiday",
            packs.current().holiday_names.get(year.off[day], _("public holiday")),
        )
    return DayCell(day, day.month == month, "work" if calendar.is_working(day) else "weekend", "")


def days_named(months: Iterable[Month]) -> list[DayCell]:
    """The days off and make-up days of a year, in order: the same as the page, in words."""
    return [
        cell
        for month in months
        for week in month.weeks
        for cell in week
        if cell.inside and cell.name
    ]
