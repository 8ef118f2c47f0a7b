"""Parts of a list's page that htmx fetches apart."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anwei.lists import pages, state
from anwei.lists.access import list_for
from anwei.lists.filters import UnitTree


@require_GET
def total(request: HttpRequest, key: str) -> HttpResponse:
    """The exact number of rows, counted in full."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    shown = state.read(spec, request.GET, pages.asker_of(request))
    counted = pages.exactly(spec, shown.countable.order_by().count())
    return render(request, "lists/total.html", {"total": counted})


@require_GET
def units(request: HttpRequest, key: str, filter_key: str) -> HttpResponse:
    """The units whose names contain what was typed, as boxes to tick."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    one = spec.filters_by_key().get(filter_key)
    if not isinstance(one, UnitTree):
        raise Http404
    typed = request.GET.get(f"{filter_key}.find", "")
    return render(
        request,
        "lists/units.html",
        {"units": one.find(typed, request.user), "key": filter_key, "typed": typed},
    )  # type: ignore[arg-type]
