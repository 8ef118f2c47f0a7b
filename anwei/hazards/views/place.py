"""The panel of a site's hazards, for the page of the site."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from anwei.accounts.permissions import may
from anwei.hazards.lists import HAZARDS
from anwei.lists import pages, state
from anwei.responsibility.models import Site

# Cases in the panel.
NEWEST = 8
# Label, tone and the filters of the register of each figure.
FIGURES: list[tuple[str | Promise, str, dict[str, str]]] = [
    (gettext_lazy("Overdue"), "bad", {"overdue": "1"}),
    (gettext_lazy("Major hazards open"), "bad", {"level": "major", "family": "open"}),
    (pgettext_lazy("cases", "Open"), "info", {"family": "open"}),
    (gettext_lazy("Fixed and verified"), "good", {"family": "fixed"}),
    (gettext_lazy("Closed without fix"), "plain", {"family": "unfixed"}),
]


@dataclass(frozen=True)
class Figure:
    """A number, and the list of exactly what it counts."""

    label: str | Promise
    tone: str
    number: int
    address: str


@require_GET
@vary_on_headers("HX-Request")
def for_site(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found at a site, as far as this person may see it: figures, and the open cases first."""
    if not may(request.user, HAZARDS.permission):
        raise PermissionDenied
    site = Site.objects.visible_to(request.user).filter(pk=pk).first()
    if site is None:
        raise Http404(_("There is no such site, or it is not yours to see."))
    opened, ended = (_asked(request, site, {"family": family}) for family in ("open", None))
    rows = list(opened.countable.for_pages().order_by("due_on", "pk")[:NEWEST])
    if not rows:
        rows = list(ended.countable.for_pages().order_by("-found_on", "-pk")[:NEWEST])
    context = {
        "site": site,
        "rows": rows,
        "figures": [figure for row in FIGURES if (figure := _figure(request, site, *row)).number],
        "all": _address(ended),
        "may_register": site.active and may(request.user, "hazards.register"),
        "today": timezone.localdate(),
    }
    part = "hazards/for_site.html#panel" if request.htmx else "hazards/for_site.html"  # type: ignore[attr-defined]
    return render(request, part, context)


def _asked(request: HttpRequest, site: Site, narrowed: dict[str, str | None]) -> state.ListState:
    """The register, narrowed to this site and by the filters given."""
    asked = {"site": str(site.pk), **{key: value for key, value in narrowed.items() if value}}
    return state.read(HAZARDS, QueryDict(urlencode(asked)), pages.asker_of(request))


def _address(shown: state.ListState) -> str:
    return f"{reverse(HAZARDS.address)}?{shown.query()}"


def _figure(
    request: HttpRequest,
    site: Site,
    label: str | Promise,
    tone: str,
    narrowed: dict[str, str | None],
) -> Figure:
    # Counted by the register itself, so that figure and list cannot part.
    shown = _asked(request, site, narrowed)
    return Figure(label, tone, shown.countable.order_by().count(), _address(shown))
