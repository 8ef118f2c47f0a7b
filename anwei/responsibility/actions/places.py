"""Sites and buildings: entering, changing, closing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.responsibility import wording
from anwei.responsibility.actions import lining, ruling
from anwei.responsibility.actions.refusing import Refused, differing, digest_of
from anwei.responsibility.models import Building, Site
from anwei.standards import pack as packs

FACTS = (
    "enterprise",
    "building",
    "name",
    "address",
    "territory",
    "sectors",
    "attributes",
    "latitude",
    "longitude",
)


class SiteRefused(Refused):
    """The site cannot be entered, changed, closed or opened so."""


def seen(site: Site) -> str:
    """A digest of what the form shows."""
    return digest_of({name: _plain(getattr(site, name)) for name in FACTS})


@transaction.atomic
def add(given: Mapping[str, Any], *, by: object, at: datetime, today: date) -> Site:
    """Enter a site; its territory answers from today on, and the rules in force draw its other lines."""
    facts = _checked(given)
    site = Site(**facts, origin="manual", recorded_at=at)
    site.search_text = wording.of_site(site, site.enterprise)
    site.save(force_insert=True)
    trail.record(
        "responsibility.site_added",
        site,
        by=by,
        at=at,
        now={name: _plain(value) for name, value in facts.items()},
    )
    lining.follow_territory(site, by=by, at=at, today=today)
    ruling.follow([site], by=by, at=at, today=today)
    return site


@transaction.atomic
def change(
    site: Site, given: Mapping[str, Any], *, as_seen: str, by: object, at: datetime, today: date
) -> None:
    """Change what is written about a site; the rules in force follow, lines set by hand stay. Raises SiteRefused."""
    held = (
        Site.objects.select_for_update(of=("self",))
        .select_related("enterprise", "building", "territory")
        .get(pk=site.pk)
    )
    if as_seen != seen(held):
        raise SiteRefused(
            _("Someone else changed this site meanwhile. Look at it again, then save.")
        )
    facts = _checked(given)
    was, now = differing(
        {name: _plain(getattr(held, name)) for name in FACTS},
        {name: _plain(value) for name, value in facts.items()},
    )
    if not now:
        return
    for name in now:
        setattr(held, name, facts[name])
    held.search_text = wording.of_site(held, held.enterprise)
    held.save(update_fields=[*now, "search_text"])
    trail.record("responsibility.site_changed", held, by=by, at=at, was=was, now=now)
    if "territory" in now:
        lining.follow_territory(held, by=by, at=at, today=today)
    if {"territory", "sectors", "attributes"} & now.keys():
        ruling.follow([held], by=by, at=at, today=today)


@transaction.atomic
def close(site: Site, *, reason: str, by: object, at: datetime) -> None:
    """The site is out of business. Its lines stay: who answers for what is left behind is still known."""
    _turn(site, to=False, verb="closed", reason=reason, by=by, at=at)


@transaction.atomic
def reopen(site: Site, *, reason: str, by: object, at: datetime) -> None:
    """The site is in business again."""
    _turn(site, to=True, verb="reopened", reason=reason, by=by, at=at)


@transaction.atomic
def add_building(given: Mapping[str, Any], *, by: object, at: datetime) -> Building:
    """Enter a building that several tenants share."""
    building = Building.objects.create(**given)
    trail.record(
        "responsibility.building_added",
        building,
        by=by,
        at=at,
        now={name: _plain(value) for name, value in given.items()},
    )
    return building


@transaction.atomic
def change_building(
    building: Building, given: Mapping[str, Any], *, by: object, at: datetime
) -> None:
    """Change what is written about a building."""
    held = (
        Building.objects.select_for_update(of=("self",))
        .select_related("street")
        .get(pk=building.pk)
    )
    was, now = differing(
        {name: _plain(getattr(held, name)) for name in given},
        {name: _plain(value) for name, value in given.items()},
    )
    if now:
        for name in now:
            setattr(held, name, given[name])
        held.save(update_fields=list(now))
        trail.record("responsibility.building_changed", held, by=by, at=at, was=was, now=now)


def _turn(site: Site, *, to: bool, verb: str, reason: str, by: object, at: datetime) -> None:
    if not reason.strip():
        raise SiteRefused(_("Give the reason."))
    if not Site.objects.filter(pk=site.pk, active=not to).update(active=to):
        raise SiteRefused(_("The site was closed or opened by someone else a moment ago."))
    trail.record(
        f"responsibility.site_{verb}",
        site,
        by=by,
        at=at,
        was={"active": not to},
        now={"active": to},
        reason=reason,
    )


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: given.get(name) for name in FACTS}
    facts["name"] = str(facts["name"] or "").strip()
    facts["address"] = str(facts["address"] or "").strip()
    if not facts["name"]:
        raise SiteRefused(_("Give the name of the site."))
    known = packs.current()
    for name, codes in (("sectors", known.sectors), ("attributes", known.attributes)):
        facts[name] = list(dict.fromkeys(facts[name] or []))
        if strange := [code for code in facts[name] if code not in codes]:
            raise SiteRefused(
                _("The jurisdiction pack does not know %(code)s.") % {"code": ", ".join(strange)}
            )
    _check_territory(facts["territory"])
    return facts


def _check_territory(unit: Unit | None) -> None:
    if unit is not None and (unit.kind not in lining.TERRITORIES or not unit.active):
        raise SiteRefused(_("%(unit)s is no street or community in use.") % {"unit": unit})


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Unit | Building) or hasattr(value, "pk") else value
