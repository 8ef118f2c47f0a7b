"""The register as a list, and what can be done to many of its rows at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.hazards import access, lifecycle, queries
from anwei.hazards.actions import handling, transferring
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.files import EVIDENCE
from anwei.hazards.forms import DayInput, handling_units
from anwei.hazards.models import (
    Capacity,
    ClosureReason,
    Hazard,
    HazardType,
    LevelLabel,
    StatusLabel,
    unowned,
)
from anwei.lists.filters import Asker, Choice, Days, Filter, Flag, Linked, Reading, Text, UnitTree
from anwei.lists.spec import BulkAction, Column, Empty, ListSpec, Search
from anwei.responsibility.models import Enterprise, Site
from anwei.standards import clauses, pack

FAMILIES = (
    ("open", pgettext_lazy("hazards", "Open")),
    ("fixed", _("Fixed and verified")),
    ("unfixed", _("Closed without fix")),
    ("void", _("Not a hazard, duplicate or transferred")),
)
FAMILY_STATUSES = {
    "open": [status.value for status in lifecycle.OPEN],
    **{family.value: [status.value] for status, family in lifecycle.FAMILY_OF.items()},
}


@dataclass(frozen=True)
class Family(Filter):
    """How cases ended, or that they are open; the families are never mixed."""

    kind: str = field(default="choice", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """Any of the families chosen."""
        known = dict(FAMILIES)
        chosen = [value for value in values if value in known]
        statuses = [status for value in chosen for status in FAMILY_STATUSES[value]]
        return Reading(
            Q(status__in=statuses) if chosen else Q(),
            tuple((value, str(known[value])) for value in chosen),
            tuple(value for value in values if value not in known),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        """All families."""
        chosen = {value for value, _words in reading.parts}
        return [
            {"value": value, "label": label, "chosen": value in chosen} for value, label in FAMILIES
        ]


MISSING = {
    "street": (_("no street"), Q(territory__isnull=True)),
    "sector": (_("no sector"), Q(sector="")),
    "unit": (_("no handling unit"), Q(handling_unit__isnull=True)),
}


@dataclass(frozen=True)
class Without(Filter):
    """Hazards on which something is not known; of several choices all must be missing."""

    kind: str = field(default="choice", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """All that is named is missing."""
        condition = Q()
        for value in (chosen := [value for value in values if value in MISSING]):
            condition &= MISSING[value][1]
        return Reading(
            condition,
            tuple((value, str(MISSING[value][0])) for value in chosen),
            tuple(value for value in values if value not in MISSING),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        """All that may be missing."""
        chosen = {value for value, _words in reading.parts}
        return [
            {"value": value, "label": label, "chosen": value in chosen}
            for value, (label, _condition) in MISSING.items()
        ]


@dataclass(frozen=True)
class PileOf(Filter):
    """One pile of "My work", so that its badge and its list are the same cases."""

    kind: str = field(default="choice", init=False)

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """One pile; several are refused."""
        if not values:
            return Reading()
        if values[0] not in queries.PILES or len(values) > 1:
            return Reading(refused=tuple(values))
        cases = queries.pile(asker.user, values[0], today=asker.today)
        return Reading(
            Q(pk__in=cases.order_by().values("pk")),
            ((values[0], str(queries.PILES[values[0]][0])),),
        )

    def options(self, reading: Reading, asker: Asker) -> list[dict]:
        """All piles."""
        chosen = {value for value, _words in reading.parts}
        return [
            {"value": code, "label": label, "chosen": code in chosen}
            for code, (label, _tone) in queries.PILES.items()
        ]


def sectors(user: User) -> list[tuple[str, str]]:
    """Sectors of the pack, and none."""
    return [(code, str(sector.name)) for code, sector in pack.current().sectors.items()]


def overdue(today: date) -> Q:
    """Open, its legal term passed, its clock running."""
    return Q(status__in=FAMILY_STATUSES["open"], due_on__lt=today, paused_since__isnull=True)


class BulkAssignForm(forms.Form):
    """One term for many."""

    due_on = forms.DateField(label=_("Put right by"), widget=DayInput())
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Handling unit"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].queryset = handling_units()


class BulkTransferForm(forms.Form):
    """One taker for many."""

    taker = forms.ModelChoiceField(Unit.objects.none(), label=_("To unit"))
    reason = forms.CharField(label=_("Reason"), max_length=2000)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["taker"].queryset = handling_units()


def _may(hazard: Hazard, by: User, permission: str) -> None:
    if not access.may_do(by, hazard, permission):
        raise MoveRefused(_("This hazard is not yours to do this to."))


def _unfit(verb: str, permission: str) -> Callable[[Hazard, User], str]:
    """Why a hazard would be refused a step, asked before anything is done; "" if it would not."""

    def why(hazard: Hazard, user: User) -> str:
        if not access.may_do(user, hazard, permission):
            return gettext("This hazard is not yours to do this to.")
        offers = access.moves_offered(user, hazard, today=timezone.localdate())
        offer = next((offer for offer in offers if offer.verb == verb), None)
        if offer is not None:
            return offer.why_not
        return gettext("It is not open to this: %(status)s.") % {
            "status": hazard.get_status_display()
        }

    return why


def _assign(hazard: Hazard, *, by: User, at: datetime, values: dict[str, Any]) -> None:
    _may(hazard, by, "hazards.assign")
    handling.assign(
        hazard,
        by=by,
        at=at,
        on=timezone.localdate(at),
        due_on=values["due_on"],
        unit=values["unit"],
    )


def _transfer(hazard: Hazard, *, by: User, at: datetime, values: dict[str, Any]) -> None:
    _may(hazard, by, "hazards.transfer")
    transferring.offer(
        hazard,
        by=by,
        at=at,
        today=timezone.localdate(at),
        taker=values["taker"],
        reason=values["reason"],
    )


TONES = {
    "registered": "warn", "assigned": "info", "planning": "warn", "planned": "info", "rectifying": "info", "rectified": "info", "accepted": "info",
    "reviewed": "info", "resumed": "info", "closed": "good", "unfixed": "neutral", "void": "neutral",
}  # fmt: skip


def joined(site: str | None, place: str | None) -> str:
    """Site and place in one cell."""
    return " · ".join(part for part in (site, place) if part)


def finder(name: str | None, capacity: str | None) -> str:
    """Who found it; never who reported it, whose name is seen one by one and on the record."""
    return "" if capacity == Capacity.REPORT else name or ""


HAZARDS = ListSpec(
    key="hazards",
    title=_("Hazard register"),
    permission="hazards.view",
    model=Hazard,
    base=lambda user: Hazard.objects.visible_to(user),
    address="hazards:register",
    columns=(
        Column("number", _("Number"), "number", sort=True, link=True),
        Column(
            "level",
            _("Level"),
            "level",
            kind="badge",
            choices=LevelLabel.choices,
            tones={"major": "bad", "general": "neutral", "undetermined": "neutral"},
            sort=True,
        ),
        Column("description", _("What was found"), "description", kind="long"),
        Column(
            "site",
            _("Site"),
            ("site__name", "place"),
            show=joined,
            parts=(Column("site", _("Site"), "site__name"), Column("place", _("Place"), "place")),
        ),
        Column(
            "status",
            _("Status"),
            "status",
            kind="badge",
            choices=StatusLabel.choices,
            tones=TONES,
            sort=True,
        ),
        Column("due", _("Due on"), "due_on", kind="day", sort=True),
        Column("handling", _("Handling unit"), "handling_unit__name"),
        Column("street", _("Street"), "territory__name"),
        Column("found", _("Found on"), "found_on", kind="day", sort=True),
        Column(
            "sector",
            _("Sector"),
            "sector",
            show=lambda code: (
                str(pack.current().sectors[code].name) if code in pack.current().sectors else code
            ),
            default=False,
        ),
        Column("capacity", _("Found by"), "capacity", choices=Capacity.choices, default=False),
        Column("found_unit", _("Finding unit"), "found_unit__name", default=False),
        Column("finder", _("Finder"), ("finder", "capacity"), show=finder, default=False),
        Column("address", _("Address"), "site__address", default=False),
        Column("enterprise", _("Enterprise"), "enterprise__name", default=False),
        Column("credit_code", _("Social-credit code"), "enterprise__credit_code", default=False),
        Column("industry", _("Industry regulator"), "industry_unit__name", default=False),
        Column(
            "hazard_type",
            _("Hazard type"),
            "hazard_type",
            choices=HazardType.choices,
            default=False,
        ),
        Column("item", _("Inspection item"), "item", default=False),
        Column("clause", _("Clause"), "clause", show=clauses.named, default=False),
        Column("responsible", _("Responsible person"), "responsible", default=False),
        Column("step_due", _("Step due on"), "step_due_on", kind="day", sort=True, default=False),
        Column("measures", _("Measures"), "measures", kind="long", default=False),
        Column(
            "rectified", _("Rectified on"), "rectified_on", kind="day", sort=True, default=False
        ),
        Column("closed", _("Closed on"), "closed_on", kind="day", sort=True, default=False),
        Column(
            "closure_reason",
            _("Closure reason"),
            "closure_reason",
            choices=ClosureReason.choices,
            default=False,
        ),
        Column(
            "on_the_spot", _("Put right on the spot"), "on_the_spot", kind="flag", default=False
        ),
        Column("reopened", _("Times reopened"), "reopened", kind="number", default=False),
        Column("source_level", _("Grade in the source"), "source_level", default=False),
        Column("recorded", _("Recorded at"), "recorded_at", kind="moment", default=False),
        Column("external_key", _("Key in the source"), "external_key", default=False),
    ),
    default_sort="-found",
    filters=(
        PileOf("pile", _("My work")),
        Family("family", _("Open or ended")),
        Choice("status", _("Status"), path="status", choices=StatusLabel.choices),
        Choice("level", _("Level"), path="level", choices=LevelLabel.choices),
        Flag("overdue", _("Overdue"), condition=overdue),
        Flag(
            "nobodys",
            _("Nobody handles it"),
            condition=lambda today: unowned() & Q(status__in=FAMILY_STATUSES["open"]),
        ),
        UnitTree("street", _("Street"), path="territory"),
        UnitTree("unit", _("Handling unit"), path="handling_unit"),
        UnitTree("regulator", _("Industry regulator"), path="industry_unit"),
        Choice("sector", _("Sector"), path="sector", choices=sectors),
        Days("found", _("Found on"), path="found_on"),
        Days("due", _("Due on"), path="due_on"),
        Days("closed", _("Closed on"), path="closed_on"),
        Choice("capacity", _("Found by"), path="capacity", choices=Capacity.choices),
        Choice("reason", _("Closure reason"), path="closure_reason", choices=ClosureReason.choices),
        Flag("spot", _("Put right on the spot"), condition=lambda today: Q(on_the_spot=True)),
        Flag("reopened", _("Reopened"), condition=lambda today: Q(reopened__gt=0)),
        Flag("suspended", _("Suspended"), condition=lambda today: Q(suspended_on__isnull=False)),
        Flag("real", _("Without those set aside"), condition=lambda today: ~Q(status="void")),
        Without("without", _("Not known")),
        Linked("site", _("Site"), path="site", offered=Site.objects.visible_to),
        Linked(
            "enterprise", _("Enterprise"), path="enterprise", offered=Enterprise.objects.visible_to
        ),
        Text("origin", _("Origin"), paths=("origin",), whole=True),
    ),
    search=Search(column="search_text", hint=_("Number, site, credit code, words")),
    row_address=lambda number: reverse("hazards:detail", args=[number]),
    row_key="number",
    actions=(
        BulkAction(
            "assign",
            _("Set a term"),
            "hazards.assign",
            apply=_assign,
            refusal=_unfit("assign", "hazards.assign"),
            form=BulkAssignForm,
            refusals=(MoveRefused,),
            explain=_(
                "Each hazard that waits for a term gets this one; the others are reported and stay as they are."
            ),
        ),
        BulkAction(
            "transfer",
            _("Transfer to another unit"),
            "hazards.transfer",
            apply=_transfer,
            refusal=_unfit("transfer", "hazards.transfer"),
            form=BulkTransferForm,
            refusals=(MoveRefused,),
            explain=_(
                "Each open hazard is offered to the unit; it stays with its unit until it is received."
            ),
        ),
    ),
    bundle=EVIDENCE,
    related=(
        "handling_unit",
        "industry_unit",
        "business_unit",
        "territory",
        "found_unit",
        "enterprise",
    ),
    empty=Empty(
        _("Hazards come from visits, self-checks, reports and imported ledgers."),
        _("Register a hazard"),
        "hazards:register_new",
        "hazards.register",
    ),
    counted=lambda number: (
        ngettext("%(number)s hazard", "%(number)s hazards", number) % {"number": f"{number:,}"}
    ),
    changed_at="changed_at",
)
