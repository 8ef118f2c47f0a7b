"""The list of local clauses."""

from textwrap import shorten

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.lists.filters import Choice, Days, Flag
from anwei.lists.keyset import ranked
from anwei.lists.spec import Column, Empty, ListSpec, Search
from anwei.standards import access
from anwei.standards import pack as packs
from anwei.standards.lifecycle import LocalState
from anwei.standards.models import STATES, LocalClause

TONES = {"proposed": "warn", "confirmed": "good", "refused": "bad", "retired": "neutral"}


def _sectors(user: User) -> list[tuple[str, str]]:
    return [(code, str(sector.name)) for code, sector in packs.current().sectors.items()]


def _sector(code: str) -> str:
    sector = packs.current().sectors.get(code)
    return str(sector.name) if sector else code


LOCAL_CLAUSES = ListSpec(
    key="local-clauses",
    title=_("Local clauses"),
    permission=access.VIEW,
    model=LocalClause,
    base=access.visible_local,
    address="standards:local",
    columns=(
        Column(
            "clause",
            _("Clause"),
            ("standard_number", "article"),
            show=lambda number, article: f"{number} {article}",
            sort="standard_number",
            link=True,
        ),
        Column(
            "wording",
            _("Wording"),
            ("wording",),
            show=lambda text: shorten(text, 80, placeholder="…"),
            kind="long",
            export="wording",
        ),
        Column("sector", _("Sector"), ("sector",), show=_sector, sort="sector"),
        Column("effective", _("In force from"), "effective", kind="day", sort=True),
        Column("until", _("In force until"), "until", kind="day", sort=True),
        Column(
            "state",
            _("State"),
            "state",
            kind="badge",
            choices=STATES,
            tones=TONES,
            sort=ranked("state", LocalState.PROPOSED),
        ),
        Column("by", _("Entered by"), "proposed_by__name"),
        Column("entered", _("Entered at"), "proposed_at", kind="moment", sort=True),
        Column("standard", _("Standard"), "standard_title", default=False),
        Column("source", _("Where the official document was found"), "source", default=False),
    ),
    default_sort="-state",
    filters=(
        Choice("state", _("State"), path="state", choices=STATES),
        Choice("sector", _("Sector"), path="sector", choices=_sectors),
        Flag("catch_all", _("Catch-all clauses"), condition=lambda today: Q(catch_all=True)),
        Days("entered", _("Entered at"), path="proposed_at", moment=True),
    ),
    search=Search(
        paths=("standard_number", "standard_title", "article", "wording"),
        hint=_("Standard, article or wording"),
    ),
    row_address=lambda pk: reverse("standards:local_clause", args=[pk]),
    empty=Empty(
        _("Where the pack has no clause in force, enter it from the official document."),
        _("New local clause"),
        "standards:enter",
        access.ENTER,
    ),
    counted=lambda n: ngettext("%(n)s clause", "%(n)s clauses", n) % {"n": f"{n:,}"},
)
