"""Past visits as a list."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.hazards.models import Hazard
from anwei.inspections import access
from anwei.inspections.models import Visit
from anwei.lists.filters import Choice, Days, Linked, Text, UnitTree
from anwei.lists.spec import Column, Empty, ListSpec, Search
from anwei.responsibility.models import Site

# Kinds come as the ledgers call them; more than these are found by searching.
KINDS_OFFERED = 60


def _visits(user: User) -> QuerySet[Visit]:
    """The visits in reach, each with the number of its findings that this person may open."""
    seen = Hazard.objects.visible_to(user).filter(finding__visit=OuterRef("pk")).order_by()
    counted = seen.values("finding__visit").annotate(number=Count("pk")).values("number")
    return Visit.objects.visible_to(user).annotate(found=Coalesce(Subquery(counted), 0))


def kinds(user: User) -> list[tuple[str, str]]:
    """The kinds of visit there are among those in reach."""
    named = Visit.objects.visible_to(user).exclude(kind="").order_by("kind")
    return [
        (kind, kind) for kind in named.values_list("kind", flat=True).distinct()[:KINDS_OFFERED]
    ]


VISITS = ListSpec(
    key="visits",
    title=_("Visits"),
    permission=access.VIEW,
    model=Visit,
    base=_visits,
    address="inspections:visits",
    columns=(
        Column("held", _("Visited on"), "held_on", kind="day", sort=True),
        Column("site", _("Site"), "site__name", link=True),
        Column("kind", _("Kind of visit"), "kind"),
        Column("officers", _("Officers"), "officers"),
        Column("unit", _("Inspecting unit"), "unit__name"),
        Column("result", _("Result"), "result"),
        Column("found", _("Findings"), "found", kind="number"),
        Column("address", _("Address"), "site__address", default=False),
        Column("enterprise", _("Enterprise"), "site__enterprise__name", default=False),
        Column("street", _("Street"), "site__territory__name", default=False),
        Column("external_key", _("Key in the source"), "external_key", default=False),
        Column("recorded", _("Recorded at"), "recorded_at", kind="moment", default=False),
    ),
    default_sort="-held",
    filters=(
        Days("held", _("Visited on"), path="held_on"),
        Choice("kind", _("Kind of visit"), path="kind", choices=kinds),
        UnitTree("unit", _("Inspecting unit"), path="unit"),
        UnitTree("street", _("Street"), path="site__territory"),
        Text("place", _("Site"), paths=("site__name", "site__address")),
        Linked("site", _("Site"), path="site", offered=Site.objects.visible_to),
        Text("origin", _("Origin"), paths=("origin",)),
    ),
    search=Search(
        paths=("site__search_text", "kind", "result"),
        hint=_("Site, address, enterprise, kind, result"),
    ),
    row_address=lambda pk: reverse("inspections:visit", args=[pk]),
    empty=Empty(
        _("Past visits come with a ledger that has a date and a site for each of them."),
        _("Import a ledger"),
        "imports:batches",
        "imports.run",
    ),
    counted=lambda number: (
        ngettext("%(number)s visit", "%(number)s visits", number) % {"number": f"{number:,}"}
    ),
)
