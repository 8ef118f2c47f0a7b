"""Tags of the hazard pages."""

import re

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anwei.hazards.models import Hazard

register = template.Library()


@register.simple_tag
def in_words(text: str | dict[str, str] | None) -> str:
    """A text kept in several languages, in the reader's; plain text as it is."""
    if not isinstance(text, dict):
        return text or ""
    language = (get_language() or "").split("-")[0]
    return text.get(language) or next(iter(text.values()), "")


@register.simple_tag
def ledger_of(hazard: Hazard) -> str:
    """Which ledger a hazard came with and as what, in words: of `u3.monthly:7` the "monthly" and the "7"."""
    ledger, _sign, key = hazard.external_key.partition(":")
    ledger = re.sub(r"^u\d+\.", "", ledger)
    if not ledger or not key:
        return _("Brought in from a ledger")
    return _("Brought in from the ledger “%(ledger)s”, as “%(key)s”") % {
        "ledger": ledger,
        "key": key,
    }


@register.filter
def beside(hazard: Hazard) -> list[tuple[str, object]]:
    """What a ledger said that has no place of its own: a column by its name, a field by its label."""
    return [(_name_beside(name), value) for name, value in hazard.extra.items()]


def _name_beside(name: str) -> str:
    if name == "found_at":
        return _("Time it was found")
    try:
        field = Hazard._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return _("%(field)s (in the ledger)") % {"field": getattr(field, "verbose_name", name)}
