"""Who answered for a site on a day, and what else the pages read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from anwei.accounts.models import Tenure, Unit
from anwei.lists import search
from anwei.responsibility.models import Enterprise, Line, LineKind, Rule, Run, Site
from anwei.standards import clauses
from anwei.standards import pack as packs
from anwei.standards.contents import Label, Standard
from anwei.standards.contents import Rule as RoutingRule


@dataclass(frozen=True)
class Answering:
    """The four lines of a site on one day; None where nobody answers."""

    industry: Line | None = None
    business: Line | None = None
    territory: Line | None = None
    operator: Line | None = None

    def unit(self, kind: str) -> Unit | None:
        """The unit of one line."""
        line: Line | None = getattr(self, kind)
        return line.unit if line else None


def answering(site: Site, on: date) -> Answering:
    """The four lines as they stood on that day; the last day of a line still counts.

    Where two lines of one kind overlap the later one is taken; the overlap itself is a fault that
    the page of gaps and overlaps shows.
    """
    lines = (
        Line.objects.on(on)
        .filter(site=site)
        .select_related("unit", "person")
        .order_by("since", "pk")
    )
    return Answering(**{LineKind(line.kind).value: line for line in lines})


@dataclass(frozen=True)
class Held:
    """One line on one day, with who holds its post, or who heads its unit, on that day."""

    line: Line
    holder: Tenure | None = None
    head: Tenure | None = None

    @property
    def who(self) -> str:
        """The person who answers: named by the line, holding its post, else heading the unit; empty if nobody."""
        if self.line.person:
            return str(self.line.person)
        if self.line.post_id:
            return self.holder.name if self.holder else ""
        return self.head.name if self.head else ""


@dataclass(frozen=True)
class Row:
    """One of the four lines as a page shows it: more than one standing is an overlap."""

    kind: str
    label: str
    held: tuple[Held, ...] = ()

    @property
    def law(self) -> str:
        """What the pack says puts this line on somebody."""
        return packs.current().label("legal_bases", f"law:{self.kind}")

    @property
    def overlaps(self) -> bool:
        """Whether two answer for the same."""
        return len(self.held) > 1


def four_lines(site: Site, on: date) -> list[Row]:
    """All four lines on a day, with everybody who stands in them and who that was as a person."""
    lines = list(
        Line.objects.on(on)
        .filter(site=site)
        .select_related("unit", "post", "person")
        .order_by("kind", "-since", "-pk")
    )
    held = dict.fromkeys(LineKind.values, ())
    for one in with_holders(lines, on):
        held[one.line.kind] = (*held[one.line.kind], one)  # type: ignore[assignment]
    return [Row(kind.value, str(kind.label), held[kind.value]) for kind in LineKind]


def with_holders(lines: Iterable[Line], on: date) -> list[Held]:
    """Lines with the holders of their posts and the heads of their units on a day; two queries for any number."""
    lines = list(lines)
    posts = {line.post_id for line in lines if line.post_id}
    units = {line.unit_id for line in lines if line.unit_id}
    standing = Tenure.objects.filter(since__lte=on).exclude(until__lt=on).order_by("since")
    holders = {tenure.post_id: tenure for tenure in standing.filter(post__in=posts)}
    heads = {
        tenure.post.unit_id: tenure
        for tenure in standing.filter(post__in_charge=True, post__unit__in=units).select_related(
            "post"
        )
    }
    return [Held(line, holders.get(line.post_id), heads.get(line.unit_id)) for line in lines]  # type: ignore[arg-type]


def history(site: Site) -> QuerySet[Line]:
    """Every line the site ever had, by kind, the latest first."""
    return site.lines.select_related("unit", "post", "person").order_by("kind", "-since", "-pk")


def tenants(site: Site) -> QuerySet[Site]:
    """The other sites in the same building."""
    if site.building_id is None:
        return Site.objects.none()
    return (
        Site.objects.filter(building=site.building_id)
        .exclude(pk=site.pk)
        .select_related("enterprise")
        .order_by("name", "pk")
    )


def having(field: str, code: str) -> Contains:
    """The sites whose list of codes (`sectors`, `attributes`) has this one: the same text on both databases."""
    return Contains(Cast(field, TextField()), f'"{code}"')


def sector_name(code: str) -> str:
    """A sector in words; the code itself where the pack does not know it."""
    known = packs.current().sectors
    return str(known[code].name) if code in known else code


def attribute_name(code: str) -> str:
    """A risk attribute in words; the code itself where the pack does not know it."""
    known = packs.current().attributes
    return str(known[code].name) if code in known else code


@dataclass(frozen=True)
class Fitting:
    """A sector whose standards fit the site, why, and the standards in force on the day."""

    sector: str
    because: Label | None
    basis: str
    standards: tuple[Standard, ...]


def fitting(site: Site, on: date) -> list[Fitting]:
    """The standards that fit a site of these sectors and risk attributes on a day."""
    found = []
    for fit in clauses.route(site.sectors, site.attributes):
        rule: RoutingRule | None = fit.rule
        found.append(
            Fitting(
                sector_name(fit.sector),
                rule.because if rule else None,
                rule.basis if rule else "",
                tuple(clauses.standards_of(fit.sector, on)),
            )
        )
    return found


def same_code(credit_code: str, *, besides: int | None = None) -> Enterprise | None:
    """The enterprise that has this credit code already."""
    return (
        Enterprise.objects.filter(credit_code=credit_code).exclude(pk=besides).first()  # type: ignore[misc]
        if credit_code
        else None
    )


def same_name(name: str, *, besides: int | None = None) -> Enterprise | None:
    """An enterprise of exactly this name."""
    return Enterprise.objects.filter(name__iexact=name.strip()).exclude(pk=besides).first()  # type: ignore[misc]


@dataclass(frozen=True)
class Past:
    """One line of the history, with the name of the rule that drew it."""

    line: Line
    rule: str = ""


def with_rules(lines: Iterable[Line]) -> list[Past]:
    """Lines with the names of the rules that drew them; one query."""
    lines = list(lines)
    numbers = {
        int(line.origin[5:])
        for line in lines
        if line.origin.startswith("rule:") and line.origin[5:].isdigit()
    }
    names = (
        {
            f"rule:{pk}": name
            for pk, name in Rule.objects.filter(pk__in=numbers).values_list("pk", "name")
        }
        if numbers
        else {}
    )
    return [Past(line, names.get(line.origin, "")) for line in lines]


def sites_called(sites: QuerySet[Site], text: str) -> QuerySet[Site]:
    """The site of this number or key in the source; else those whose name is exactly this; else those that have every word."""
    rows = sites.select_related("enterprise", "territory").order_by("name", "pk")
    keys = Q(external_key=text) | (
        Q(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else Q()
    )
    for found in (rows.filter(keys), rows.filter(name__iexact=text)):
        if found.exists():
            return found
    return search.match(rows, text)


@dataclass(frozen=True)
class RuleInWords:
    """A rule and what it says, in a sentence's parts."""

    rule: Rule
    which: str
    who: str


def rule_in_words(rule: Rule) -> RuleInWords:
    """Which sites a rule speaks of, and who answers for them."""
    asked = [
        sector_name(rule.sector) if rule.sector else "",
        attribute_name(rule.attribute) if rule.attribute else "",
        str(rule.street) if rule.street else "",
    ]
    which = " · ".join(part for part in asked if part)
    who = " · ".join(
        str(part)
        for part in (rule.unit, rule.post.title if rule.post else None, rule.person)
        if part
    )
    return RuleInWords(rule, which, who)


def drawn_by(rule: Rule, on: date) -> int:
    """How many lines of a rule stand on a day."""
    return Line.objects.on(on).filter(origin=f"rule:{rule.pk}").count()


def shifts(run: Run, most: int = 12) -> list[Any]:
    """Which unit loses how many lines to which, the largest first."""
    rows = (
        run.changes.order_by()
        .values("outcome", "from_unit__name", "to_unit__name")
        .annotate(number=Count("pk"))
    )
    return list(rows.order_by("-number", "outcome")[:most])
