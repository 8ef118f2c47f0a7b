"""The list of past visits, one visit, and the panels for the pages of a site and of a hazard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from anwei.inspections import access
from anwei.inspections.lists import VISITS
from anwei.lists.pages import list_page, neighbours

# Visits in the panel of a site.
NEWEST = 10


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Every past visit this person may see."""
    return list_page(request, VISITS)


@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit and what was found on it, as far as this person may see it."""
    shown = access.visit_for(request.user, pk)  # type: ignore[arg-type]
    context = {
        "visit": shown,
        "hazards": list(access.found_on(shown, request.user)),  # type: ignore[arg-type]
        "today": timezone.localdate(),
        "beside": neighbours(VISITS, request, shown.pk),
    }
    return render(request, "inspections/visit.html", context)


@require_GET
@vary_on_headers("HX-Request")
def for_site(request: HttpRequest, pk: int) -> HttpResponse:
    """A panel for the page of a site: its latest visits."""
    site = access.site_for(request.user, pk)  # type: ignore[arg-type]
    found = access.visits_at(request.user, site)  # type: ignore[arg-type]
    return render(
        request,
        _part(request, "inspections/for_site.html"),
        {"site": site, "visits": list(found[:NEWEST]), "total": found.count()},
    )


@require_GET
@vary_on_headers("HX-Request")
def for_hazard(request: HttpRequest, number: str) -> HttpResponse:
    """A panel for the page of a hazard: the visit that found it, if one did."""
    hazard = access.hazard_for(request.user, number)  # type: ignore[arg-type]
    context = {"hazard": hazard, "visit": access.visit_that_found(request.user, hazard)}  # type: ignore[arg-type]
    return render(request, _part(request, "inspections/for_hazard.html"), context)


def _part(request: HttpRequest, template: str) -> str:
    """The panel alone for the page that includes it, else the panel as a page of its own."""
    return f"{template}#panel" if request.htmx else template  # type: ignore[attr-defined]
