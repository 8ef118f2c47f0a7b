"""The situation page, and the same on one sheet of paper."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anwei.accounts.permissions import may
from anwei.situation import periods, report
from anwei.situation.measures import MEASURES
from anwei.situation.scope import Scope, scope_for

SORT, HEAT = "-overdue", "found"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Found, fixed, open, overdue, major: by street, sector and unit, against the same period last year."""
    return _shown(request, "situation/page.html")


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The same figures on A4."""
    return _shown(request, "situation/sheet.html")


def _shown(request: HttpRequest, template: str) -> HttpResponse:
    if not may(request.user, "situation.view"):
        raise PermissionDenied
    today, asked = timezone.localdate(), request.GET.get("period", "")
    scope = scope_for(request.user, request.GET)  # type: ignore[arg-type]
    try:
        chosen, refused = periods.read(asked, today), ""
    except periods.NoSuchPeriod:
        chosen, refused = periods.read("", today), asked[:40]
    sort, heat = _sort(request.GET.get("sort", "")), request.GET.get("heat", "")
    heat = heat if heat in report.HEATS else HEAT
    situation = report.build(request.user, scope, chosen, sort=sort, heat=heat)  # type: ignore[arg-type]
    kept = {**scope.params, "period": chosen.code, "sort": sort, "heat": heat}
    context = {
        "situation": situation, "scope": scope, "chosen": chosen, "refused": refused, "today": today,
        "spans": _spans(chosen, kept), "columns": _columns(kept, sort), "heats": _heats(kept, heat),
        "earlier": _here(kept, period=chosen.earlier) if chosen.earlier else "",
        "later": _here(kept, period=chosen.later) if chosen.later else "",
        "print_address": f"{reverse('situation:sheet')}?{urlencode(kept)}",
        "back": f"{reverse('situation:page')}?{urlencode(kept)}",
        "whole_zone": _whole_zone(request, scope, chosen),
    }  # fmt: skip
    return render(request, template, context)


def _sort(asked: str) -> str:
    return asked if asked.removeprefix("-") in {"name", *report.COLUMNS} else SORT


def _here(kept: dict[str, str], part: str = "", **changed: str) -> str:
    """This page with something else chosen."""
    return f"?{urlencode({**kept, **changed})}{part}"


def _spans(chosen: periods.Chosen, kept: dict[str, str]) -> list[dict]:
    labels = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
    return [
        {
            "label": label,
            "address": _here(kept, period=chosen.of_span(span)),
            "current": span == chosen.span,
        }
        for span, label in labels.items()
    ]


def _heats(kept: dict[str, str], heat: str) -> list[dict]:
    return [
        {
            "label": MEASURES[key].label,
            "address": _here(kept, "#heat", heat=key),
            "current": key == heat,
        }
        for key in report.HEATS
    ]


def _columns(kept: dict[str, str], sort: str) -> list[dict]:
    """The header of the tables: what each column is, and the address that sorts by it."""
    columns = []
    for key in report.COLUMNS:
        falling = sort == f"-{key}"
        columns.append({
            "measure": MEASURES[key],
            "address": _here(kept, sort=key if falling else f"-{key}"),
            "order": "descending" if falling else "ascending" if sort == key else "",
        })  # fmt: skip
    return columns


def _whole_zone(request: HttpRequest, scope: Scope, chosen: periods.Chosen) -> str:
    """The way back from one street or unit to all the person sees; empty where this is it."""
    if not request.GET.get(scope.axis):
        return ""
    return f"{reverse('situation:page')}?{urlencode({'period': chosen.code})}"
