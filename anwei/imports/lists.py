"""The list of imports."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anwei.imports.models import Batch, StateLabel
from anwei.lists.filters import Choice, Text, UnitTree
from anwei.lists.spec import Column, Empty, ListSpec, Search

TONES = {
    StateLabel.COMMITTED: "good",
    StateLabel.UNDONE: "neutral",
    StateLabel.REHEARSED: "info",
    StateLabel.COMMITTING: "warn",
    StateLabel.UNDOING: "warn",
}

BATCHES = ListSpec(
    key="imports",
    title=_("Imports"),
    permission="imports.view",
    model=Batch,
    base=lambda user: Batch.objects.visible_to(user),
    address="imports:batches",
    columns=(
        Column("title", _("Title"), "title", sort=True, link=True),
        Column(
            "state",
            _("State"),
            "state",
            kind="badge",
            choices=StateLabel.choices,
            tones=TONES,
            sort=True,
        ),
        Column("ledger", _("Name of the ledger"), "namespace", sort=True),
        Column("unit", _("Unit"), "unit__name"),
        Column("made", _("Uploaded at"), "made_at", kind="moment", sort=True),
        Column("committed", _("Brought in at"), "committed_at", kind="moment"),
    ),
    default_sort="-made",
    filters=(
        Choice("state", _("State"), path="state", choices=StateLabel.choices),
        UnitTree("unit", _("Unit"), path="unit"),
        Text("ledger", _("Name of the ledger"), paths=("namespace",)),
    ),
    search=Search(paths=("title", "namespace"), hint=_("Title or name of the ledger")),
    row_address=lambda pk: reverse("imports:batch", args=[pk]),
    row_key="pk",
    empty=Empty(
        _(
            "Ledgers that you bring in are listed here: what came, what was odd, and how to take it back."
        ),
        _("Bring in a ledger"),
        "imports:new",
        "imports.run",
    ),
    counted=lambda n: ngettext("%(n)s import", "%(n)s imports", n) % {"n": f"{n:,}"},
)
