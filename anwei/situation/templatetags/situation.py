"""Figures that open their lists, and how they changed."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anwei.foundation.templatetags.parts import figure, percent
from anwei.situation.report import Figure

register = template.Library()


@register.simple_tag
def opens(shown: Figure, kind: str = "") -> SafeString:
    """The number as a link to its list; the number alone where no list says exactly this."""
    if not shown.address:
        return format_html('<span class="{}">{}</span>', kind, figure(shown.value))
    return format_html('<a class="{}" href="{}" data-figure="{}">{}</a>', f"opens {kind}".strip(), shown.address, shown.value, figure(shown.value))


@register.filter
def change(value: float | None) -> str:
    """A change as per cent with its sign; nothing for None."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '±' if value == 0 else ''}{percent(value)}".replace("-", "−")
