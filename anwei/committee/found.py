"""What a paper was found to say, in the words of the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anwei.committee.models import Kind, MeetingPerson
from anwei.committee.reading.marking import facts_of
from anwei.committee.words import ordinal


@dataclass(frozen=True)
class Fact:
    """One fact: its key, what it says, and the places of its sentences."""

    key: str
    label: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """Facts of one kind."""

    title: str
    facts: list[Fact]


def groups_of(said: dict[str, Any]) -> list[Group]:
    """Everything found, by kind, in the order of the page; demands stand by themselves."""
    titles = {
        "bodies": _("Bodies"),
        "date": _("Day"),
        "people": _("People"),
        "sectors": pgettext("of a paper", "Sectors"),
        "campaigns": _("Special actions"),
        "attitude_problems": _("Attitudes warned of"),
        "principles": _("Principles"),
        "directives": _("Decisions of those above"),
        "requirements": _("Demands"),
    }
    found: dict[str, list[Fact]] = {name: [] for name in titles}
    for key, fact in facts_of(said):
        name, _dash, place = key.rpartition("-")
        label = _label(name, fact, said, int(place) + 1)
        found[name].append(Fact(key, label, tuple(at[0] for at in fact["at"])))
    return [Group(title, found[name]) for name, title in titles.items() if found[name]]


def _label(name: str, fact: dict[str, Any], said: dict[str, Any], number: int) -> str:
    """A fact in a few words."""
    if name == "bodies":
        return _body(fact)
    if name == "date":
        return " ".join(filter(None, (said["date"], said["time"])))
    if name == "people":
        part = dict(MeetingPerson.Role.choices).get(fact["part"], fact["part"])
        return f"{part}: {fact['name'] or fact['post']}"
    if name == "directives":
        return str(fact["name"])
    if name == "requirements":
        return _("Demand %(number)s") % {"number": number}
    return named(fact)


def _body(fact: dict[str, Any]) -> str:
    kind = dict(Kind.choices).get(fact["kind"] or "", "")
    which = ordinal(fact["number"]) if fact["number"] else ""
    return " · ".join(str(word) for word in (fact["name"], which, kind, fact["year"]) if word)


def named(fact: dict[str, Any]) -> str:
    """A fact of the pack by its name in the page's language, else as the paper writes it."""
    language = (get_language() or "").split("-")[0]
    return str(fact["name"].get(language) or fact["written"])


def topic_of(said: dict[str, Any]) -> str:
    """What the meeting was about, as the paper tells it: for the clerk to correct."""
    details = said["details"]
    rows = (
        (pgettext("of a paper", "Sectors"), [named(one) for one in details["sectors"]]),
        (_("Special actions"), [one["written"] for one in details["campaigns"]]),
        (_("Attitudes warned of"), [named(one) for one in details["attitude_problems"]]),
        (_("Principles"), [named(one) for one in details["principles"]]),
        (_("Decisions of those above"), [one["name"] for one in said["directives"]]),
    )
    return "\n".join(
        _("%(what)s: %(which)s") % {"what": what, "which": "; ".join(which)}
        for what, which in rows
        if which
    )
