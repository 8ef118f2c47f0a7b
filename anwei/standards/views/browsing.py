"""Pages of the pack: standards, clauses, what applies, terms, the calendar. All read only."""

from datetime import date

from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.foundation.keys import key_of
from anwei.standards import access, clauses, queries, suggest
from anwei.standards import pack as packs
from anwei.standards.forms import AppliesForm, CountForm, SearchForm

FIRST_YEAR, LAST_YEAR = 2010, 2040


def tabs(here: str, user: User) -> list[dict[str, object]]:
    """The parts of the standards pages; local clauses with how many wait for this person's confirmation."""
    parts = [
        ("standards", _("Standards")),
        ("applies", _("What applies")),
        ("local", _("Local clauses")),
        ("terms", _("Terms")),
        ("calendar", _("Calendar")),
    ]
    counts = {"local": access.waiting_for(user) or None}
    return [
        {
            "label": label,
            "address": reverse(f"standards:{name}"),
            "current": name == here,
            "count": counts.get(name),
        }
        for name, label in parts
    ]


def _day(text: str) -> date:
    """The day asked for; today where none or nonsense was."""
    try:
        return DateField().clean(text)
    except ValidationError:
        return timezone.localdate()


@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """Standards and versions as of a day, and the search for a clause."""
    access.ensure(request.user, access.VIEW)
    form = SearchForm(request.GET)
    form.is_valid()
    on = _day(request.GET.get("on", ""))
    text, sector = form.cleaned_data.get("q", ""), form.cleaned_data.get("sector", "")
    context = {
        "tabs": tabs("standards", request.user),
        "form": form,
        "on": on,
        "text": text,
        "found": suggest.rank(text, sectors=[sector] if sector else [], on=on, limit=12)
        if text
        else [],
        "why_blind": clauses.why_blind(on, sector) if sector else "",
        "lines": queries.standard_lines(on),
        "blind": [found for found in packs.current().key_sectors if clauses.blind(on, found.code)],
        "pack": packs.current(),
        "may_enter": may(request.user, access.ENTER),
    }
    page = "standards/standards.html#found" if request.htmx else "standards/standards.html"
    return render(request, page, context)


@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One version of one standard, with its clauses."""
    access.ensure(request.user, access.VIEW)
    found = packs.current().standards.get(code)
    if found is None:
        raise Http404
    pack = packs.current()
    context = {
        "standard": found,
        "sector": pack.sectors[found.sector],
        "chapters": queries.clauses_by_chapter(found),
        "state": queries.STATE_WORDS[queries.state_of(found, timezone.localdate())],
        "successor": pack.standards.get(found.replaced_by),
        "pack": pack,
        "crumbs": [(_("Standards"), reverse("standards:standards")), (found.number, "")],
    }
    return render(request, "standards/standard.html", context)


@require_safe
def clause(request: HttpRequest, ref: str) -> HttpResponse:
    """One clause: its conditions, its state, and whether it can be chosen."""
    access.ensure(request.user, access.VIEW)
    origin, _colon, code = ref.partition(":")
    if origin == clauses.LOCAL and (key := key_of(code)) is not None:
        access.local_for(request.user, key)
    try:
        found = clauses.get(ref)
    except clauses.NoSuchClause:
        raise Http404 from None
    today = timezone.localdate()
    code = next(
        (s.code for s in packs.current().standards.values() if s.number == found.standard_number),
        "",
    )
    context = {
        "clause": found,
        "in_force": found.in_force(today),
        "standard_code": "" if found.is_local else code,
        "sector": packs.current().sectors.get(found.sector),
        "crumbs": [(_("Standards"), reverse("standards:standards")), (str(found), "")],
    }
    return render(request, "standards/clause.html", context)


@require_safe
def applies(request: HttpRequest) -> HttpResponse:
    """What applies to a site of these sectors and risks on this day."""
    access.ensure(request.user, access.VIEW)
    form = AppliesForm(request.GET or None)
    on, fits = timezone.localdate(), []
    if form.is_bound and form.is_valid():
        on = form.cleaned_data["on"] or on
        choosable = [found for found in clauses.in_force(on) if found.selectable]
        fits = [
            {
                "sector": packs.current().sectors[fit.sector],
                "rule": fit.rule,
                "standards": clauses.standards_of(fit.sector, on),
                "why_blind": clauses.why_blind(on, fit.sector),
                "clauses": [found for found in choosable if found.sector == fit.sector],
            }
            for fit in clauses.route(form.cleaned_data["sectors"], form.cleaned_data["attributes"])
        ]
    context = {
        "tabs": tabs("applies", request.user),
        "form": form,
        "on": on,
        "fits": fits,
        "asked": form.is_bound,
    }
    return render(request, "standards/applies.html", context)


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Every term with its calendar and its basis."""
    access.ensure(request.user, access.VIEW)
    return render(
        request,
        "standards/terms.html",
        {
            "tabs": tabs("terms", request.user),
            "groups": queries.terms_by_group(),
            "pack": packs.current(),
        },
    )


@require_safe
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The working days of a year, and a term counted."""
    access.ensure(request.user, access.VIEW)
    year = year or timezone.localdate().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    form = CountForm(request.GET if "start" in request.GET else None)
    months = queries.months_of(year)
    context = {
        "tabs": tabs("calendar", request.user),
        "year": year,
        "years": [y for y in (year - 1, year + 1) if FIRST_YEAR <= y <= LAST_YEAR],
        "months": months,
        "named": queries.days_named(months),
        "worked": sum(month.worked for month in months),
        "official": packs.current().calendar.is_official(year),
        "form": form,
        "due": form.due() if form.is_bound and form.is_valid() else None,
    }
    return render(request, "standards/calendar.html", context)
