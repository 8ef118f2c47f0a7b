"""Tags of the hazard pages."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def in_words(text: str | dict[str, str] | None) -> str:
    """A text kept in several languages, in the reader's; plain text as it is."""
    if not isinstance(text, dict):
        return text or ""
    language = (get_language() or "").split("-")[0]
    return text.get(language) or next(iter(text.values()), "")
