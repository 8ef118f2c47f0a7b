"""Tags and filters of the shared page parts. Built in: no template needs to load them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundWidget
from django.forms.widgets import CheckboxSelectMultiple, Input, RadioSelect
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "static" / "foundation" / "vendor" / "icons"
TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
TONE_ICONS = {
    "neutral": "info-circle",
    "info": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
}


# Every script of foundation/js but early.js, which runs before the first paint.
BEHAVIOURS = [
    "charts", "dialogs", "draft", "keep-files", "menus", "notices", "print", "scroll", "shortcuts", "side", "submit-once", "trouble",
    "upload", "warn-before-leaving",
]  # fmt: skip


class NoSuchIcon(Exception):
    """A page asks for an icon that was not taken over; add it to frontend/icons.txt and build."""


@cache
def _drawing(name: str) -> str:
    """The file of one icon, as it stands."""
    try:
        return (ICONS / f"{name}.svg").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise NoSuchIcon(
            f"{name}: add it to frontend/icons.txt and run npm run build there."
        ) from None


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon, drawn in the colour of the text and silent for screen readers."""
    drawing = _drawing(name).replace(
        "<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1
    )
    return mark_safe(drawing)  # noqa: S308 – our own file, no one's input


@register.filter
def tone(level_tag: str) -> str:
    """The tone of a Django message level: "error" becomes "bad"."""
    return TONES.get(level_tag, "neutral")


@register.filter
def tone_icon(name: str) -> str:
    """The icon that goes with a tone, so that colour is never the only sign."""
    return TONE_ICONS.get(name, "info-circle")


def _in_zone(value: datetime) -> datetime:
    """The same instant by the zone's clock."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.simple_tag
def colon() -> str:
    """What stands between a label and its value: ": ", in Chinese the full-width "："."""
    return pgettext("between a label and its value", ": ")


@register.simple_tag
def day(value: date | datetime | None, shape: str = "short") -> str:
    """A day as a <time>: 2026-11-23, or with "long" in the words of the language. Nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = _in_zone(value).date()
    shown = formats.date_format(value, "DATE_FORMAT") if shape == "long" else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.simple_tag
def moment(value: datetime | None, shape: str = "short") -> str:
    """An instant as a <time> by the zone's clock: 2026-11-23 14:05. Nothing for None."""
    if value is None:
        return ""
    local = _in_zone(value)
    shown = (
        formats.date_format(local, "DATETIME_FORMAT")
        if shape == "long"
        else f"{local:%Y-%m-%d %H:%M}"
    )
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)


@register.simple_tag
def due(value: date | None, today: date) -> str:
    """How far a term is, in words with a tone: "3 days overdue", "due today", "5 days left"."""
    if value is None:
        return ""
    left = (value - today).days
    if left < 0:
        words, hue = (
            ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left},
            "bad",
        )
    elif left == 0:
        words, hue = gettext("due today"), "warn"
    else:
        words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        hue = "warn" if left <= 3 else "neutral"
    return format_html('<span class="badge tone-{}">{}</span>', hue, words)


@register.filter
def figure(value: float | Decimal | None, places: int = 0) -> str:
    """A number for reading: grouped in thousands, rounded half up; a dash for None."""
    if value is None:
        return "—"
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return f"{exact:,}"


@register.filter
def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A share between 0 and 1 as per cent; a dash for None."""
    return "—" if value is None else f"{figure(Decimal(str(value)) * 100, places)}%"


@register.simple_tag(takes_context=True)
def marked(context: template.Context, entries: Iterable) -> list[dict]:
    """The navigation entries with their addresses; the one that holds this page is `current`.

    An entry has `address` (name of an address), `label`, `icon` and may have `badge`, the name of
    an address that answers with a count.
    """
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    shown = [
        {
            "url": reverse(entry.address),
            "label": entry.label,
            "icon": entry.icon,
            "badge": reverse(badge) if (badge := getattr(entry, "badge", "")) else "",
        }
        for entry in entries
    ]
    holders = [entry["url"] for entry in shown if path.startswith(entry["url"])]
    nearest = max(holders, key=len, default=None)
    return [{**entry, "current": entry["url"] == nearest} for entry in shown]


@register.simple_tag(takes_context=True)
def to_page(context: template.Context, number: int, name: str = "page") -> str:
    """The address of another page of the list shown, keeping filters and order."""
    query = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def pages_shown(page: Page) -> list[int | None]:
    """The page numbers to offer: the ends and those around this one; None stands for a gap."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


CLASSES = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.Textarea: "form-control",
    Input: "form-control",
}


@register.simple_tag
def control(field: forms.BoundField, **attributes: str) -> str:
    """The widget of a field in the dress of its kind; underscores in attribute names become dashes."""
    widget = field.field.widget
    dress = next((name for kind, name in CLASSES.items() if isinstance(widget, kind)), "")
    given = widget.attrs.get("class", "")
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    attrs["class"] = " ".join(filter(None, [dress, given, attrs.get("class", "")]))
    return field.as_widget(attrs=attrs)


@register.filter
def is_choices(field: forms.BoundField) -> bool:
    """Whether the field is a group of radio buttons or boxes, and so needs a legend, not a label."""
    return bool(field.field.widget.use_fieldset)


@register.filter
def choices_of(field: forms.BoundField) -> list[BoundWidget]:
    """The radio buttons or boxes of a field, dressed; nothing for fields of another kind."""
    if not isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple):
        return []
    for choice in field.subwidgets:
        choice.data["attrs"]["class"] = "form-check-input"
    return field.subwidgets


@register.filter
def is_box(field: forms.BoundField) -> bool:
    """Whether the field is one box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_file(field: forms.BoundField) -> bool:
    """Whether the field takes files."""
    return isinstance(field.field.widget, forms.FileInput)


@register.simple_block_tag(takes_context=True)
def kept(context: template.Context, content: str, name: str) -> str:
    """Shows what it holds and keeps it under `name`: the title of a page is also its heading."""
    context[name] = content
    return content


@register.simple_tag
def behaviours() -> SafeString:
    """The small scripts, one behaviour each, as modules."""
    return format_html_join(
        "\n  ",
        '<script src="{}" type="module"></script>',
        ((static(f"foundation/js/{name}.js"),) for name in BEHAVIOURS),
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> str:
    """A native dialog; a button with `data-opens="<id>"` opens it."""
    return format_html(
        '<dialog class="dialog" id="{id}" aria-labelledby="{id}-title">'
        '<div class="dialog-head"><h2 id="{id}-title">{title}</h2>'
        '<button type="button" class="top-button" data-closes aria-label="{close}">{cross}</button></div>'
        '<div class="dialog-body">{content}</div></dialog>',
        id=id,
        title=title,
        close=gettext("Close"),
        cross=icon("x"),
        content=content,
    )
