"""Parts of a list's page that htmx fetches apart."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may
from anwei.lists import pages, registered, search, state
from anwei.lists.access import list_for
from anwei.lists.filters import UnitTree

# Rows of each list that the search over all lists shows.
FIRST = 5


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


@require_GET
def search_all(request: HttpRequest) -> HttpResponse:
    """Quick search over every list the person may see: the first rows of each, and the way to the rest."""
    words = " ".join(request.GET.get("q", "").replace("\0", " ")[: search.LONGEST].split())
    results = [
        found for key in registered.names() if words and (found := _found_in(request, key, words))
    ]
    return render(request, "lists/search.html", {"words": words, "results": results})


def _found_in(request: HttpRequest, key: str, words: str) -> dict | None:
    """The first rows of one list that have the words; None where it has none or may not be seen."""
    spec = registered.find(key)
    if spec.search is None or spec.row_address is None or not may(request.user, spec.permission):
        return None
    asked = QueryDict(urlencode({"q": words, "all": "1"}))
    shown = state.read(spec, asked, pages.asker_of(request))
    rows = pages.page_of(shown).rows[:FIRST]
    address = f"{reverse(spec.address)}?{shown.query()}"
    origin = urlencode({pages.FROM: shown.here})
    return {"spec": spec, "rows": rows, "address": address, "origin": origin} if rows else None
