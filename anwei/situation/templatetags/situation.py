"""Figures that open their lists, and how they changed."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anwei.foundation.templatetags.parts import figure, percent
from anwei.situation.report import Figure, Told

register = template.Library()


@register.simple_tag
def opens(shown: Figure, kind: str = "") -> SafeString:
    """The number as a link to its list; the number alone where no list says exactly this."""
    if not shown.address:
        return format_html('<span class="{}">{}</span>', kind, figure(shown.value))
    return format_html(
        '<a class="{}" href="{}" data-figure="{}">{}</a>',
        f"opens {kind}".strip(),
        shown.address,
        shown.value,
        figure(shown.value),
    )


@register.simple_tag
def opens_share(told: Told) -> SafeString | str:
    """A rate as a link to the cases it counts; how many they are on hover."""
    shown = percent(told.share)
    if told.share is None or not told.now.address:
        return shown
    return format_html(
        '<a class="opens" href="{}" data-figure="{}" title="{}">{}</a>',
        told.now.address,
        told.now.value,
        figure(told.now.value),
        shown,
    )


@register.filter
def change(value: float | None) -> str:
    """A change as per cent with its sign; nothing for None."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '±' if value == 0 else ''}{percent(value)}".replace("-", "−")
