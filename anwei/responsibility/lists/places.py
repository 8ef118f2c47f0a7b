"""Sites, enterprises and buildings as lists, and what is done to many sites at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anwei.accounts.models import Unit, User
from anwei.lists.filters import Asker, Choice, Filter, Flag, Reading, Text, UnitTree
from anwei.lists.spec import BulkAction, Column, Empty, ListSpec, Search
from anwei.responsibility import access, faults, queries
from anwei.responsibility.actions import lining
from anwei.responsibility.forms import BulkLineForm
from anwei.responsibility.models import (
    Building,
    Enterprise,
    Line,
    LineKind,
    Site,
)
from anwei.standards import pack as packs


@dataclass(frozen=True)
class FaultFilter(Filter):
    """A gap or an overlap as of today; the counts of the page and this list come from one condition."""

    kind: str = field(default="choice", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """Sites in business that have any of the faults chosen."""
        chosen = [value for value in dict.fromkeys(values) if value in faults.FAULTS]
        condition = Q()
        for code in chosen:
            condition |= faults.FAULTS[code].condition(asker.today)
        return Reading(
            condition & Q(active=True) if chosen else Q(),
            tuple((code, str(faults.FAULTS[code].label)) for code in chosen),
            tuple(value for value in values if value not in faults.FAULTS),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        """All kinds of fault."""
        chosen = {value for value, _words in reading.parts}
        return [
            {"value": code, "label": fault.label, "chosen": code in chosen}
            for code, fault in faults.FAULTS.items()
        ]


@dataclass(frozen=True)
class Having(Choice):
    """One of the codes that a row keeps as a list; several chosen: any of them."""

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """The rows whose list has one of the codes."""
        reading = super().read(values, asker)
        condition = Q()
        for code, _words in reading.parts:
            condition |= Q(queries.having(self.path, code))
        return Reading(condition, reading.parts, reading.refused)


@dataclass(frozen=True)
class AnsweredBy(UnitTree):
    """A unit, or one below it, that answers today in one line."""

    line: str = LineKind.INDUSTRY

    def _below(self, chosen: list[Unit]) -> Q:
        tree = Q()
        for unit in chosen:
            tree |= Q(unit__path__startswith=unit.path)
        lines = Line.objects.on(timezone.localdate()).filter(tree, kind=self.line)
        return Q(pk__in=lines.order_by().values("site")) if chosen else Q()


def sector_choices(user: User) -> list[tuple[str, str]]:
    """Sectors of the pack."""
    return [(code, str(sector.name)) for code, sector in packs.current().sectors.items()]


def attribute_choices(user: User) -> list[tuple[str, str]]:
    """Risk attributes of the pack."""
    return [(code, str(attribute.name)) for code, attribute in packs.current().attributes.items()]


def sector_names(codes: list[str]) -> str:
    """Sectors in words."""
    return ", ".join(queries.sector_name(code) for code in codes)


def attribute_names(codes: list[str]) -> str:
    """Risk attributes in words."""
    return ", ".join(queries.attribute_name(code) for code in codes)


def _answering(kind: str) -> Subquery:
    """The unit of the latest line of a kind that stands today."""
    lines = Line.objects.on(timezone.localdate()).filter(site=OuterRef("pk"), kind=kind)
    return Subquery(lines.order_by("-since", "-pk").values("unit__name")[:1])


def _sites(user: User) -> QuerySet[Site]:
    return access.visible_sites(user).annotate(
        industry_now=_answering(LineKind.INDUSTRY),
        business_now=_answering(LineKind.BUSINESS),
        territory_now=_answering(LineKind.TERRITORY),
    )


def _set_line(site: Site, *, by: User, at: datetime, values: dict[str, Any]) -> None:
    lining.set_line(
        site,
        values["kind"],
        lining.Named(values["unit"], values["post"], values["person"]),
        source=values["source"],
        since=values["since"],
        reason=values["reason"],
        by=by,
        at=at,
    )


SITES = ListSpec(
    key="sites",
    title=_("Sites"),
    permission=access.VIEW,
    model=Site,
    base=_sites,
    address="responsibility:sites",
    columns=(
        Column("name", _("Site"), "name", sort=True, link=True),
        Column("enterprise", _("Enterprise"), "enterprise__name"),
        Column("address", _("Address"), "address"),
        Column("sectors", _("Sectors"), ("sectors",), show=sector_names),
        Column("industry", _("Industry regulator"), "industry_now"),
        Column("territory", _("Territory"), "territory__name"),
        Column("business", _("Business-line supervisor"), "business_now", default=False),
        Column("territory_line", _("Territory line"), "territory_now", default=False),
        Column("attributes", _("Risk attributes"), ("attributes",), show=attribute_names, default=False),
        Column("credit_code", _("Social-credit code"), "enterprise__credit_code", default=False),
        Column("principal", _("Principal in charge"), "enterprise__principal", default=False),
        Column("building", _("Building"), "building__name", default=False),
        Column("active", _("In business"), "active", kind="flag", default=False),
        Column("external_key", _("Key in the source"), "external_key", default=False),
        Column("recorded", _("Recorded at"), "recorded_at", kind="moment", default=False),
    ),
    default_sort="name",
    filters=(
        FaultFilter("fault", _("Gap or overlap")),
        Having("sector", _("Sector"), path="sectors", choices=sector_choices),
        Having("attribute", _("Risk attribute"), path="attributes", choices=attribute_choices),
        UnitTree("street", _("Territory"), path="territory"),
        AnsweredBy("regulator", _("Industry regulator"), line=LineKind.INDUSTRY),
        AnsweredBy("supervisor", _("Business-line supervisor"), line=LineKind.BUSINESS),
        Choice("in_business", _("In business"), path="active", choices=(("True", _("in business")), ("False", _("closed")))),
        Text("enterprise", _("Enterprise"), paths=("enterprise__name", "enterprise__credit_code")),
        Text("building", _("Building"), paths=("building__name",)),
        Text("origin", _("Origin"), paths=("origin",)),
    ),
    search=Search(column="search_text", hint=_("Site, address, enterprise, credit code")),
    row_address=lambda pk: reverse("responsibility:site", args=[pk]),
    actions=(
        BulkAction(
            "line", _("Set who answers"), access.MANAGE, apply=_set_line, form=BulkLineForm, refusals=(lining.LineRefused,),
            explain=_("Each site gets this line by hand from the first day on; what stood ends the day before, and no rule replaces it."),
        ),
    ),
    empty=Empty(_("Sites come from ledgers or are entered one by one."), _("New site"), "responsibility:add_site", access.MANAGE),
    counted=lambda number: ngettext("%(number)s site", "%(number)s sites", number) % {"number": f"{number:,}"},
)  # fmt: skip


ENTERPRISES = ListSpec(
    key="enterprises",
    title=_("Enterprises"),
    permission=access.VIEW,
    model=Enterprise,
    base=lambda user: access.visible_enterprises(user).annotate(site_count=_count_of_sites()),
    address="responsibility:enterprises",
    columns=(
        Column("name", _("Enterprise"), "name", sort=True, link=True),
        Column("credit_code", _("Social-credit code"), "credit_code", sort=True),
        Column("principal", _("Principal in charge"), "principal"),
        Column("phone", _("Telephone"), "phone", default=False),
        Column("sites", _("Sites"), "site_count", kind="number"),
        Column("account", _("Signs in as"), "unit__name", default=False),
        Column("external_key", _("Key in the source"), "external_key", default=False),
    ),
    default_sort="name",
    filters=(
        Flag("without_code", _("Without credit code"), condition=lambda today: Q(credit_code="")),
        Flag("with_account", _("With an account"), condition=lambda today: Q(unit__isnull=False)),
        Text("origin", _("Origin"), paths=("origin",)),
    ),
    search=Search(column="search_text", hint=_("Name, credit code")),
    row_address=lambda pk: reverse("responsibility:enterprise", args=[pk]),
    empty=Empty(
        _("Enterprises come from ledgers or are entered one by one."),
        _("New enterprise"),
        "responsibility:add_enterprise",
        access.MANAGE,
    ),
    counted=lambda number: (
        ngettext("%(number)s enterprise", "%(number)s enterprises", number)
        % {"number": f"{number:,}"}
    ),
)


def _count_of_sites() -> Subquery:
    counted = (
        Site.objects.filter(enterprise=OuterRef("pk"))
        .order_by()
        .values("enterprise")
        .annotate(number=Count("pk"))
    )
    return Subquery(counted.values("number"))


def _buildings(user: User) -> QuerySet[Building]:
    counted = (
        Site.objects.filter(building=OuterRef("pk"))
        .order_by()
        .values("building")
        .annotate(number=Count("pk"))
    )
    buildings = Building.objects.annotate(site_count=Subquery(counted.values("number")))
    return (
        buildings
        if access.sees_all(user)
        else buildings.filter(sites__in=access.visible_sites(user)).distinct()
    )


BUILDINGS = ListSpec(
    key="buildings",
    title=_("Buildings"),
    permission=access.VIEW,
    model=Building,
    base=_buildings,
    address="responsibility:buildings",
    columns=(
        Column("name", _("Building"), "name", sort=True, link=True),
        Column("address", _("Address"), "address"),
        Column("street", _("Territory"), "street__name"),
        Column("sites", _("Tenants"), "site_count", kind="number"),
    ),
    default_sort="name",
    filters=(UnitTree("street", _("Territory"), path="street"),),
    search=Search(paths=("name", "address"), hint=_("Name, address")),
    row_address=lambda pk: reverse("responsibility:building", args=[pk]),
    empty=Empty(
        _("A building is entered once several tenants share it."),
        _("New building"),
        "responsibility:add_building",
        access.MANAGE,
    ),
    counted=lambda number: (
        ngettext("%(number)s building", "%(number)s buildings", number) % {"number": f"{number:,}"}
    ),
)
