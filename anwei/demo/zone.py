"""Building the sample zone: units, posts, people, enterprises, sites and who answers for them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import cycle

from django.db import transaction

from anwei.accounts.actions import appointing, enrolling, placing
from anwei.accounts.models import Unit, UnitKind, User
from anwei.demo import words
from anwei.foundation import credit_code
from anwei.responsibility.actions import bringing, enterprises, lining
from anwei.responsibility.models import Line, LineKind, Site

WHO = "system:demo"
ORIGIN = "demo"
# One login per role; the enterprise and its officers belong together, so that one case can be clicked through.
LOGINS = (
    "administrator",
    "clerk",
    "leader",
    "officer",
    "colleague",
    "inspector",
    "street",
    "enterprise",
    "expert",
    "auditor",
)


@dataclass
class Zone:
    """What was built, by the codes that the history needs."""

    departments: dict[str, Unit] = field(default_factory=dict)
    regulators: dict[str, Unit] = field(default_factory=dict)  # by sector
    streets: list[Unit] = field(default_factory=list)
    communities: list[Unit] = field(default_factory=list)
    people: dict[str, User] = field(default_factory=dict)
    officers: dict[int, list[User]] = field(default_factory=dict)  # by unit
    sites: list[Site] = field(default_factory=list)


def name_of(rng: random.Random, language: str) -> str:
    """An invented person's name."""
    family, given = (
        rng.choice(words.FAMILY_NAMES)[language],
        rng.choice(words.GIVEN_NAMES)[language],
    )
    return f"{family}{given}" if language.startswith("zh") else f"{given} {family}"


@transaction.atomic
def build_bodies(rng: random.Random, *, at: datetime, language: str) -> Zone:
    """The committee, its office, the joint meeting, departments, streets, communities and their people."""
    zone = Zone()
    top = placing.add_unit(
        name=words.ZONE[language], kind=UnitKind.ZONE, by=WHO, at=at, code="zone"
    )
    for code, pair, kind in (
        ("committee", words.COMMITTEE, UnitKind.COMMITTEE),
        ("office", words.OFFICE, UnitKind.OFFICE),
        ("joint", words.JOINT, UnitKind.JOINT_MEETING),
    ):
        zone.departments[code] = placing.add_unit(
            name=pair[language], kind=kind, parent=top, by=WHO, at=at, code=code
        )
    for code, pair, enforcing, sectors in words.DEPARTMENTS:
        unit = placing.add_unit(
            name=pair[language],
            kind=UnitKind.DEPARTMENT,
            parent=top,
            by=WHO,
            at=at,
            code=code,
            enforcing=enforcing,
        )
        zone.departments[code] = unit
        zone.regulators |= dict.fromkeys(sectors, unit)
    for serial, (street, communities) in enumerate(words.STREETS, start=1):
        unit = placing.add_unit(
            name=street[language],
            kind=UnitKind.STREET,
            parent=top,
            by=WHO,
            at=at,
            code=f"street-{serial}",
        )
        zone.streets.append(unit)
        for part, community in enumerate(communities, start=1):
            zone.communities.append(
                placing.add_unit(
                    name=community[language],
                    kind=UnitKind.COMMUNITY,
                    parent=unit,
                    by=WHO,
                    at=at,
                    code=f"street-{serial}-{part}",
                )
            )
    _staff(zone, rng, at=at, language=language)
    return zone


def _staff(zone: Zone, rng: random.Random, *, at: datetime, language: str) -> None:
    """A head with a post for every body, two officers and an inspector per department, two people per street."""
    since = date(at.year - 3, 1, 1)
    for unit in [*zone.departments.values(), *zone.streets]:
        head = appointing.add_post(
            unit=unit,
            title="主任" if language.startswith("zh") else "Director",
            in_charge=True,
            by=WHO,
            at=at,
        )
        appointing.fill_post(post=head, name=name_of(rng, language), since=since, by=WHO, at=at)
    for code, *_rest in words.DEPARTMENTS:
        unit = zone.departments[code]
        kinds = ("officer", "officer", "inspector") if unit.enforcing else ("officer",)
        zone.officers[unit.pk] = [
            _person(zone, rng, f"{code}{serial}", role, unit, at=at, language=language)
            for serial, role in enumerate(kinds, start=1)
        ]
    for serial, unit in enumerate(zone.streets, start=1):
        zone.officers[unit.pk] = [
            _person(zone, rng, f"street{serial}.{part}", "street", unit, at=at, language=language)
            for part in (1, 2)
        ]


def _person(
    zone: Zone,
    rng: random.Random,
    username: str,
    role: str,
    unit: Unit | None,
    *,
    at: datetime,
    language: str,
    password: str | None = None,
) -> User:
    return enrolling.add_user(
        username=username,
        name=name_of(rng, language),
        role=role,
        unit=unit,
        by=WHO,
        at=at,
        password=password,
        email=f"{username}@example.org",
    )


def add_logins(
    zone: Zone, rng: random.Random, *, at: datetime, language: str, password: str
) -> dict[str, User]:
    """One person per role who can sign in with the demo password."""
    emergency = zone.departments["emergency"]
    site = next(site for site in zone.sites if site.sectors == ["industrial_trade"])
    firm = placing.add_unit(
        name=site.enterprise.name, kind=UnitKind.ENTERPRISE, by=WHO, at=at, code="enterprise-1"
    )
    enterprises.give_unit(site.enterprise, firm, by=WHO, at=at)
    units = {
        "clerk": zone.departments["office"], "leader": zone.departments["committee"], "officer": emergency, "colleague": emergency,
        "inspector": emergency, "street": site.territory.parent, "enterprise": firm,
    }  # fmt: skip
    roles = {"colleague": "officer"}
    zone.people = {
        login: _person(
            zone,
            rng,
            login,
            roles.get(login, login),
            units.get(login),
            at=at,
            language=language,
            password=password,
        )
        for login in LOGINS
    }
    zone.officers[emergency.pk] += [zone.people["officer"], zone.people["colleague"]]
    return zone.people


def build_sites(
    zone: Zone, rng: random.Random, *, at: datetime, languages: Sequence[str], many: int
) -> None:
    """Enterprises with their sites (a tenth has two), and the lines of each."""
    rows = [
        row
        for serial, language in zip(range(many), cycle(languages), strict=False)
        for row in _firm(zone, rng, serial, language)
    ]
    for begin in range(0, len(rows), 1000):
        zone.sites += bringing.bring_in_sites(
            rows[begin : begin + 1000], by=WHO, at=at, origin=ORIGIN
        )
    since = date(at.year - 3, 1, 1)
    lines = [line for site in zone.sites for line in _lines(zone, rng, site, since)]
    for begin in range(0, len(lines), 2000):
        lining.draw_many(lines[begin : begin + 2000], by=WHO, at=at)


def _firm(zone: Zone, rng: random.Random, serial: int, language: str) -> list[bringing.BroughtSite]:
    sector = rng.choices(list(words.SECTOR_SHARES), weights=list(words.SECTOR_SHARES.values()))[0]
    zh = language.startswith("zh")
    head, kind = (
        rng.choice(words.FIRM_HEADS)[language],
        rng.choice(words.FIRM_KINDS[sector])[language],
    )
    name = f"{head}{kind}{serial + 1}号" if zh else f"{head} {kind} No. {serial + 1}"
    enterprise = {"name": name, "credit_code": _code(serial), "principal": name_of(rng, language)}
    territory = rng.choice(zone.communities)
    road = rng.choice(words.FIRM_HEADS)[language]
    attributes = [code for code in words.ATTRIBUTES.get(sector, ()) if rng.random() < 0.45]
    fields = {
        "name": name, "address": f"{road}路{rng.randint(1, 300)}号" if zh else f"{rng.randint(1, 300)} {road} Road", "territory": territory,
        "sectors": [sector], "attributes": attributes, "external_key": f"D{serial + 1}",
    }  # fmt: skip
    sites = [bringing.BroughtSite(fields, enterprise)]
    if rng.random() < 0.1:
        second = {
            **fields,
            "name": f"{name} {'二厂区' if zh else 'second site'}",
            "territory": rng.choice(zone.communities),
            "external_key": f"D{serial + 1}-2",
        }
        sites.append(bringing.BroughtSite(second, enterprise))
    return sites


def _code(serial: int) -> str:
    """A social-credit code with a right check character, of a district that does not exist."""
    body = f"91999900{serial:09d}"  # no such district; the organisation part is a plain serial
    return body + credit_code.check_character(body)


def _lines(zone: Zone, rng: random.Random, site: Site, since: date) -> list[Line]:
    """Industry and territory; a few sites lack their regulator, and some have a business-line supervisor."""
    lines = [
        Line(
            site=site,
            kind=LineKind.TERRITORY,
            unit=site.territory.parent,
            since=since,
            origin=ORIGIN,
            source="law:territory",
        )
    ]
    regulator = zone.regulators.get(site.sectors[0])
    if regulator is not None and rng.random() > 0.02:
        lines.append(
            Line(
                site=site,
                kind=LineKind.INDUSTRY,
                unit=regulator,
                person=rng.choice(zone.officers[regulator.pk]),
                since=since,
                origin=ORIGIN,
                source="law:industry",
            )
        )
    if site.sectors[0] == "fire":
        lines.append(
            Line(
                site=site,
                kind=LineKind.BUSINESS,
                unit=zone.departments["commerce"],
                since=since,
                origin=ORIGIN,
                source="law:business",
            )
        )
    return lines
