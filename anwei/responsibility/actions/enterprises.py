"""Enterprises and the units by which their people sign in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.foundation import credit_code
from anwei.responsibility import queries, wording
from anwei.responsibility.actions.refusing import Refused, differing, digest_of
from anwei.responsibility.models import Enterprise, Site

FACTS = ("name", "credit_code", "principal", "phone")


class EnterpriseRefused(Refused):
    """The enterprise cannot be entered or changed so."""


class BadCode(EnterpriseRefused):
    """What was given is no social-credit code."""


class AlreadyThere(EnterpriseRefused):
    """Another enterprise has this credit code, or exactly this name without a code to tell them apart."""


def seen(enterprise: Enterprise) -> str:
    """A digest of what the form shows."""
    return digest_of({name: getattr(enterprise, name) for name in FACTS})


@transaction.atomic
def add(given: Mapping[str, Any], *, by: object, at: datetime) -> Enterprise:
    """Enter an enterprise. Raises BadCode and AlreadyThere."""
    facts = _checked(given)
    enterprise = Enterprise(**facts, origin="manual")
    enterprise.search_text = wording.of_enterprise(enterprise)
    enterprise.save(force_insert=True)
    trail.record("responsibility.enterprise_added", enterprise, by=by, at=at, now=facts)
    return enterprise


@transaction.atomic
def change(
    enterprise: Enterprise, given: Mapping[str, Any], *, as_seen: str, by: object, at: datetime
) -> None:
    """Change what is written about an enterprise. Raises BadCode, AlreadyThere, and EnterpriseRefused for a stale form."""
    held = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
    if as_seen != seen(held):
        raise EnterpriseRefused(
            _("Someone else changed this enterprise meanwhile. Look at it again, then save.")
        )
    facts = _checked(given, besides=held.pk)
    was, now = differing({name: getattr(held, name) for name in FACTS}, facts)
    if not now:
        return
    for name, value in now.items():
        setattr(held, name, value)
    held.search_text = wording.of_enterprise(held)
    held.save(update_fields=[*now, "search_text"])
    _find_sites_anew(held)
    trail.record("responsibility.enterprise_changed", held, by=by, at=at, was=was, now=now)


@transaction.atomic
def give_unit(enterprise: Enterprise, unit: Unit, *, by: object, at: datetime) -> None:
    """Join an enterprise with the unit of its people, so that they see its cases."""
    was = enterprise.unit_id
    enterprise.unit = unit
    enterprise.save(update_fields=["unit"])
    trail.record(
        "responsibility.enterprise_joined",
        enterprise,
        by=by,
        at=at,
        was={"unit": was},
        now={"unit": unit.pk},
    )


def _checked(given: Mapping[str, Any], *, besides: int | None = None) -> dict[str, Any]:
    facts = {name: str(given.get(name) or "").strip() for name in FACTS}
    if not facts["name"]:
        raise EnterpriseRefused(_("Give the name of the enterprise."))
    if facts["credit_code"]:
        facts["credit_code"] = valid_code(facts["credit_code"])
        if other := queries.same_code(facts["credit_code"], besides=besides):
            raise AlreadyThere(_("%(name)s has this credit code already.") % {"name": other.name})
    elif other := queries.same_name(facts["name"], besides=besides):
        raise AlreadyThere(
            _(
                "There is an enterprise of exactly this name. Give the credit code to tell them apart, or use that one."
            )
        )
    return facts


def valid_code(text: str) -> str:
    """The tidy credit code. Raises BadCode, in words."""
    try:
        return credit_code.parse(text)
    except credit_code.BadCreditCode as fault:
        raise BadCode(code_faults()[fault.fault]) from None


def code_faults() -> dict[str, str]:
    """What may be wrong with a credit code, in words (GB 32100-2015)."""
    return {
        "length": _("A social-credit code has 18 characters."),
        "character": _(
            "A social-credit code has digits and capital letters without I, O, S, V and Z."
        ),
        "division": _(
            "Characters 3 to 8 of a social-credit code are the digits of an administrative division."
        ),
        "check": _("The check character does not fit: a character was probably misread."),
    }


def _find_sites_anew(enterprise: Enterprise) -> None:
    sites = list(Site.objects.filter(enterprise=enterprise))
    for site in sites:
        site.search_text = wording.of_site(site, enterprise)
    Site.objects.bulk_update(sites, ["search_text"], batch_size=500)
