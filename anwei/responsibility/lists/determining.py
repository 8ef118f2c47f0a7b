"""Proposals who regulates an unclear industry, as a list."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.lists.filters import Choice, Days, UnitTree
from anwei.lists.keyset import ranked
from anwei.lists.spec import Column, Empty, ListSpec, Search
from anwei.responsibility import access
from anwei.responsibility.models import Determination


def _determinations(user: User) -> QuerySet[Determination]:
    if not access.sees_all(user):
        return Determination.objects.none()
    through = Determination.sites.through.objects.filter(determination=OuterRef("pk")).order_by()
    counted = through.values("determination").annotate(number=Count("pk"))
    return Determination.objects.prefetch_related("candidates").annotate(
        site_count=Coalesce(Subquery(counted.values("number")), 0)
    )


PROPOSAL_STATES = Determination._meta.get_field("state").choices
DETERMINATIONS = ListSpec(
    key="determinations",
    title=_("Unclear industries"),
    permission=access.GAPS,
    model=Determination,
    base=_determinations,
    address="responsibility:determinations",
    columns=(
        Column("industry", _("Industry"), "industry", sort=True, link=True),
        Column("candidates", _("Candidates"), lambda row: ", ".join(map(str, row.candidates.all()))),
        Column("interim", _("Interim owner"), "interim__name"),
        Column("sites", _("Sites"), "site_count", kind="number"),
        Column("proposed", _("Proposed on"), "proposed_on", kind="day", sort=True),
        Column("state", _("State"), "state", kind="badge", choices=PROPOSAL_STATES, tones={"proposed": "warn", "decided": "good", "withdrawn": "neutral"}, sort=ranked("state", "proposed")),
        Column("regulator", _("Regulator decided"), "decided_unit__name"),
        Column("decided", _("Decided on"), "decided_on", kind="day", default=False),
        Column("paper", _("Paper number"), "paper_no", default=False),
    ),
    default_sort="-state",
    filters=(
        Choice("state", _("State"), path="state", choices=PROPOSAL_STATES),
        UnitTree("interim", _("Interim owner"), path="interim"),
        UnitTree("regulator", _("Regulator decided"), path="decided_unit"),
        Days("proposed", _("Proposed on"), path="proposed_on"),
    ),
    search=Search(paths=("industry", "argument", "paper_no"), hint=_("Industry, reasons or paper number")),
    row_address=lambda pk: reverse("responsibility:determination", args=[pk]),
    related=("interim", "decided_unit"),
    empty=Empty(
        _("Where no department answers for a new industry, propose one by similar business. The government decides; its decision becomes the regulator's line."),
        _("Propose a regulator"), "responsibility:propose", access.PROPOSE,
    ),
    counted=lambda number: ngettext("%(number)s proposal", "%(number)s proposals", number) % {"number": f"{number:,}"},
)  # fmt: skip
