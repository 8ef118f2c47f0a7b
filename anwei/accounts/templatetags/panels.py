"""Panels: parts of a page that rooms above it answer for, fetched by address."""

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse

from anwei.accounts.permissions import may

register = template.Library()


@register.inclusion_tag("accounts/panels.html", takes_context=True)
def panels_for(context: Context, page: str, key: object) -> dict[str, list[dict[str, object]]]:
    """The panels `settings.PANELS` names for a page about `key`, those this person may ask for.

    Whether there is anything in them for this person the address itself decides again.
    """
    user = context["request"].user
    return {
        "panels": [
            {"address": reverse(address, args=[key]), "label": label}
            for permission, address, label in settings.PANELS[page]
            if may(user, permission)
        ]
    }
