"""What a jurisdiction pack holds, as frozen values. Nothing here assumes a country."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from anwei.standards.clocks import Calendar, Term


@dataclass(frozen=True)
class Label:
    """One text in the languages of the pack; `str()` gives the language of the page."""

    texts: Mapping[str, str]

    def __str__(self) -> str:
        language = (get_language() or "").split("-")[0]
        return self.texts.get(language) or next(iter(self.texts.values()), "")

    def __hash__(self) -> int:
        return hash(tuple(self.texts.items()))

    def everywhere(self) -> str:
        """All languages together, for searching."""
        return " ".join(self.texts.values())


@dataclass(frozen=True)
class Named:
    """A code with a label: a category, an attribute, a group of terms."""

    code: str
    name: Label

    def __str__(self) -> str:
        return str(self.name)


@dataclass(frozen=True)
class Sector(Named):
    """A sector of the situation; `key` marks those that it is judged by."""

    key: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attribute(Named):
    """A risk attribute of a site."""


@dataclass(frozen=True)
class Standard:
    """One version of a determination standard. `until` is the last day it was in force."""

    code: str
    number: str
    title: Label
    sector: str
    family: str
    effective: date
    status: str
    note: Label
    until: date | None = None
    published: date | None = None
    replaces: str = ""
    replaced_by: str = ""
    chapters: Mapping[str, Label] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.code)

    def in_force(self, on: date) -> bool:
        """Whether it applies on this day."""
        return self.effective <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Criterion:
    """One clause of a standard. The title is a short restatement, not the legal text."""

    code: str
    standard: Standard
    clause: str
    kind: str
    title: Label
    verified: bool
    source: str
    chapter: str = ""
    topic_only: bool = False
    placeholder: bool = False
    catch_all: bool = False
    condition: Label | None = None

    @property
    def selectable(self) -> bool:
        """Whether a determination may cite it: its wording was seen and it is a clause of its own."""
        return self.verified and not self.topic_only and not self.placeholder

    @property
    def chapter_name(self) -> Label | None:
        """The chapter's label, if the standard has chapters."""
        return self.standard.chapters.get(self.chapter)


@dataclass(frozen=True)
class LegalTerm(Named):
    """A term with its basis and how far that was checked."""

    group: str
    term: Term
    basis: Label
    trust: str
    local: bool = False


@dataclass(frozen=True)
class Rule:
    """Which sectors' standards fit a site as well."""

    code: str
    sectors: frozenset[str]
    attributes: frozenset[str]
    also: tuple[str, ...]
    because: Label
    basis: str
    caution: Label | None = None

    def fits(self, sectors: frozenset[str], attributes: frozenset[str]) -> bool:
        """Whether it fires for a site of these sectors and attributes."""
        return (not self.sectors or bool(self.sectors & sectors)) and (
            not self.attributes or bool(self.attributes & attributes)
        )


@dataclass(frozen=True)
class Preset:
    """A term offered as a button."""

    name: Label
    term: Term


@dataclass(frozen=True)
class Phrase:
    """A sentence offered for a field that is typed every day."""

    code: str
    use: str
    text: Label


@dataclass(frozen=True)
class Group(Named):
    """A list of labels that a page offers."""

    items: tuple[Named, ...] = ()


@dataclass(frozen=True)
class SearchWords:
    """Words that mean the same, and the words people use for a clause."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class BodyRule:
    """What the rules of procedure say of a kind of body: its rhythm, and the members it needs in per cent."""

    code: str
    meets: str
    quorum: int
    basis: Label


@dataclass(frozen=True)
class Spoken:
    """A thing and the words by which papers speak of it; `name` is None where the code is all that is wanted."""

    code: str
    words: tuple[str, ...]
    name: Label | None = None


@dataclass(frozen=True, eq=False)
class ReadingWords:
    """How notices, minutes and directives speak; what each list is for stands in reading.yaml."""

    lists: Mapping[str, tuple[str, ...]]
    things: Mapping[str, tuple[Spoken, ...]]
    ordinals: Mapping[str, int]

    def words(self, name: str) -> tuple[str, ...]:
        """A plain list of words."""
        return self.lists.get(name, ())

    def spoken(self, name: str) -> tuple[Spoken, ...]:
        """A list of things with their words."""
        return self.things.get(name, ())


@dataclass(frozen=True, eq=False)
class Pack:
    """One jurisdiction: all it says, read once."""

    code: str
    name: Label
    version: str
    reviewed_on: date
    time_zone: str
    languages: tuple[str, ...]
    note: Label
    sectors: Mapping[str, Sector]
    attributes: Mapping[str, Attribute]
    rules: tuple[Rule, ...]
    standards: Mapping[str, Standard]
    criteria: Mapping[str, Criterion]
    terms: Mapping[str, LegalTerm]
    term_groups: tuple[Named, ...]
    calendar: Calendar
    holiday_names: Mapping[str, Label]
    presets: tuple[Preset, ...]
    phrases: tuple[Phrase, ...]
    categories: Mapping[str, Group]
    search: SearchWords
    numbers: Mapping[str, str]
    bodies: Mapping[str, BodyRule]
    reading: ReadingWords

    def term(self, code: str) -> Term:
        """How long, by the term's code. KeyError: the pack has no such term."""
        return self.terms[code].term

    def number(self, kind: str, *, prefix: str, year: int, serial: int) -> str:
        """A number as papers write it, such as 高安委决〔2026〕3号."""
        return self.numbers[kind].format(prefix=prefix, year=year, serial=serial)

    def labels(self, group: str) -> list[tuple[str, str]]:
        """A group's codes and labels in the page's language, as form choices."""
        return [(item.code, str(item.name)) for item in self.categories[group].items]

    def label(self, group: str, code: str) -> str:
        """One label; a code that the pack no longer lists is shown as it is."""
        return next(
            (str(item.name) for item in self.categories[group].items if item.code == code), code
        )

    @cached_property
    def key_sectors(self) -> tuple[Sector, ...]:
        """The sectors the situation is judged by."""
        return tuple(sector for sector in self.sectors.values() if sector.key)

    @cached_property
    def _sector_words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for sector in self.sectors.values():
            for word in (sector.code, *sector.name.texts.values(), *sector.names):
                words.setdefault(word.casefold(), sector.code)
        return words

    def sector_named(self, text: str) -> Sector | None:
        """The sector that a ledger calls by this word, in any language; None: no such word."""
        code = self._sector_words.get(text.strip().casefold())
        return self.sectors[code] if code else None
