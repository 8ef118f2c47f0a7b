"""Who answered for a site on a day: found by name, number or address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from anwei.responsibility import access, queries
from anwei.responsibility.views.sites import day_asked

SHOWN = 12


@require_GET
def on_a_day(request: HttpRequest) -> HttpResponse:
    """The four lines of every site that fits the words, on one day."""
    access.ensure(request.user, access.VIEW)
    today = timezone.localdate()
    on, misread = day_asked(request, today)
    text = " ".join(request.GET.get("q", "").split())[:200]
    found = (
        list(queries.sites_called(access.visible_sites(request.user), text)[: SHOWN + 1])
        if text
        else []
    )
    answers = [(site, queries.four_lines(site, on)) for site in found[:SHOWN]]
    context = {
        "q": text,
        "on": on,
        "today": today,
        "misread": misread,
        "answers": answers,
        "more": len(found) > SHOWN,
    }
    return render(request, "responsibility/on_a_day.html", context)
