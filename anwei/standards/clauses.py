"""Clauses that a determination may cite: the pack's and the locality's own, in one form.

A clause is cited by its reference: `cn:GM10-04-01` (pack and code) or `local:12`. What is cited is
the version in force on the day of the finding; a record keeps `Clause.facts()`, so that no later
change of the pack relabels it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anwei.foundation.keys import key_of
from anwei.standards import pack as packs
from anwei.standards.contents import Criterion, Label, Rule, Standard
from anwei.standards.lifecycle import LocalState
from anwei.standards.models import LocalClause

LOCAL = "local"

Words = Label | str | Promise


class NoSuchClause(LookupError):
    """No clause has this reference."""


class NotCitable(Exception):
    """The clause may not be cited on this day; the message says why."""


@dataclass(frozen=True)
class Clause:
    """One clause as a page shows it and a determination cites it."""

    ref: str
    sector: str
    standard_number: str
    standard_title: Words
    article: str
    title: Words
    effective: date
    until: date | None
    selectable: bool
    why_not: Words
    condition: Words
    kind: str
    catch_all: bool
    verified: bool
    placeholder: bool
    topic_only: bool
    chapter: Words
    source: str
    is_local: bool = False

    def __str__(self) -> str:
        return f"{self.standard_number} {self.article}"

    def in_force(self, on: date) -> bool:
        """Whether it applies on this day."""
        return self.effective <= on and (self.until is None or on <= self.until)

    def facts(self) -> dict[str, Any]:
        """What a record keeps of it, in every language: plain values for JSON."""
        return {
            "ref": self.ref,
            "standard": self.standard_number,
            "standard_title": _texts(self.standard_title),
            "article": self.article,
            "title": _texts(self.title),
            "condition": _texts(self.condition),
            "effective": self.effective.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "catch_all": self.catch_all,
            "is_local": self.is_local,
        }


def _texts(words: Words) -> Any:
    return dict(words.texts) if isinstance(words, Label) else str(words)


def get(ref: str) -> Clause:
    """The clause of a reference. Raises NoSuchClause."""
    origin, _colon, code = ref.partition(":")
    if origin == LOCAL and (key := key_of(code)) is not None:
        row = LocalClause.objects.filter(pk=key).first()
        if row is not None:
            return of_local(row)
    pack = packs.current()
    if origin == pack.code and code in pack.criteria:
        return of_pack(pack.criteria[code])
    raise NoSuchClause(_("There is no clause %(ref)s.") % {"ref": ref})


def named(ref: str) -> str:
    """A clause by its standard and article, as people cite it; one that went, by its reference."""
    try:
        return str(get(ref)) if ref else ""
    except NoSuchClause:
        return ref


def cite(ref: str, *, on: date) -> Clause:
    """The clause, if a determination about a finding of this day may cite it. Raises NotCitable."""
    clause = get(ref)
    if not clause.selectable:
        raise NotCitable(
            _("%(clause)s cannot be chosen: %(reason)s")
            % {"clause": clause, "reason": clause.why_not}
        )
    if not clause.in_force(on):
        raise NotCitable(
            _("%(clause)s was not in force on %(day)s.") % {"clause": clause, "day": on.isoformat()}
        )
    return clause


def of_pack(criterion: Criterion) -> Clause:
    """A clause of the pack."""
    standard = criterion.standard
    return Clause(
        ref=f"{packs.current().code}:{criterion.code}",
        sector=standard.sector,
        standard_number=standard.number,
        standard_title=standard.title,
        article=criterion.clause,
        title=criterion.title,
        effective=standard.effective,
        until=standard.until,
        selectable=criterion.selectable,
        why_not=_why_not(criterion),
        condition=criterion.condition or "",
        kind=criterion.kind,
        catch_all=criterion.catch_all,
        verified=criterion.verified,
        placeholder=criterion.placeholder,
        topic_only=criterion.topic_only,
        chapter=criterion.chapter_name or "",
        source=criterion.source,
    )


def _why_not(criterion: Criterion) -> Words:
    if criterion.placeholder:
        return gettext_lazy(
            "it stands for a chapter whose text the pack does not hold; see the official text."
        )
    if criterion.topic_only:
        return gettext_lazy("only its number and topic are known; see the official text.")
    if not criterion.verified:
        return gettext_lazy("its wording has not been verified; see the official text.")
    return ""


def of_local(row: LocalClause) -> Clause:
    """A clause the locality entered."""
    confirmed = row.state == LocalState.CONFIRMED
    return Clause(
        ref=row.ref,
        sector=row.sector,
        standard_number=row.standard_number,
        standard_title=row.standard_title,
        article=row.article,
        title=row.wording,
        effective=row.effective,
        until=row.until,
        selectable=confirmed,
        why_not="" if confirmed else gettext_lazy("no second person has confirmed it."),
        condition=row.condition,
        kind="item",
        catch_all=row.catch_all,
        verified=confirmed,
        placeholder=False,
        topic_only=False,
        chapter="",
        source=row.source,
        is_local=True,
    )


def in_force(on: date, sectors: Iterable[str] = (), attributes: Iterable[str] = ()) -> list[Clause]:
    """Clauses in force on this day, also those that cannot be chosen; with sectors, of the standards that fit."""
    wanted = {fit.sector for fit in route(sectors, attributes)} if sectors or attributes else None
    found = [
        of_pack(criterion)
        for criterion in packs.current().criteria.values()
        if criterion.standard.in_force(on)
    ]
    found += [of_local(row) for row in LocalClause.objects.confirmed().in_force(on)]
    return [clause for clause in found if wanted is None or clause.sector in wanted]


@dataclass(frozen=True)
class Fit:
    """A sector whose standards fit a site, and why."""

    sector: str
    rule: Rule | None = None


def route(sectors: Iterable[str], attributes: Iterable[str] = ()) -> list[Fit]:
    """The sectors whose standards fit a site of these sectors and risk attributes, its own first."""
    own, risks = list(dict.fromkeys(sectors)), frozenset(attributes)
    fits = {sector: Fit(sector) for sector in own}
    for rule in packs.current().rules:
        if rule.fits(frozenset(own), risks):
            for sector in rule.also:
                fits.setdefault(sector, Fit(sector, rule))
    return list(fits.values())


def standards_of(sector: str, on: date) -> list[Standard]:
    """The pack's standards of a sector that are in force on this day."""
    return [
        standard
        for standard in packs.current().standards.values()
        if standard.sector == sector and standard.in_force(on)
    ]


def blind(on: date, sector: str) -> bool:
    """Whether no clause of this sector's standards can be chosen on this day."""
    if any(
        criterion.selectable
        and criterion.standard.sector == sector
        and criterion.standard.in_force(on)
        for criterion in packs.current().criteria.values()
    ):
        return False
    return not LocalClause.objects.confirmed().in_force(on).filter(sector=sector).exists()


def why_blind(on: date, sector: str) -> str:
    """In words, why nothing can be chosen; empty where something can."""
    if not blind(on, sector):
        return ""
    name = packs.current().sectors[sector].name if sector in packs.current().sectors else sector
    standards = standards_of(sector, on)
    if not standards:
        return _("The pack holds no determination standard for %(sector)s on this day.") % {
            "sector": name
        }
    return _(
        "For %(sector)s the standard in force is %(standard)s (since %(day)s), and the pack holds no clause of it that can be chosen. "
        "Enter the clause from the official document as a local clause; a second person confirms it."
    ) % {"sector": name, "standard": standards[0].number, "day": standards[0].effective.isoformat()}
