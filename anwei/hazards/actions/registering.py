"""Registering a hazard: who found what, where, when, in what capacity."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import DELIBERATIVE, Unit, UnitKind
from anwei.audit import trail
from anwei.documents import numbering
from anwei.documents.models import Document
from anwei.hazards import lifecycle
from anwei.hazards.actions import tallying, telling
from anwei.hazards.actions.changing import (
    MoveRefused,
    Stale,
    advance,
    change,
    refuse_future,
    search_text,
)
from anwei.hazards.models import Capacity, Evidence, Fact, Hazard
from anwei.messaging import actions as messaging
from anwei.responsibility import queries as responsibility
from anwei.responsibility.models import Site


class NotAFinder(MoveRefused):
    """This unit may not appear as the finder of a hazard."""


@dataclass(frozen=True)
class Finding:
    """What was found. `found_unit` is required for departments and streets."""

    description: str
    found_on: date
    capacity: str
    site: Site | None = None
    place: str = ""
    sector: str = ""
    hazard_type: str = ""
    item: str = ""
    cause: str = ""
    consequence: str = ""
    found_unit: Unit | None = None
    finder: str = ""
    responsible: str = ""
    latitude: float | None = None
    longitude: float | None = None
    seen_before: Hazard | None = None


@dataclass(frozen=True)
class SpotFix:
    """A hazard put right on the spot (立行立改): what was done and by whom; proof comes as evidence."""

    measures: str
    rectified_by: str
    on: date


@dataclass(frozen=True)
class Proof:
    """A stored file and what it shows."""

    document: Document
    side: str
    caption: str = ""


@dataclass(frozen=True)
class Owners:
    """The units of a case, as responsibility stood on the day of the finding."""

    territory: Unit | None = None
    industry_unit: Unit | None = None
    business_unit: Unit | None = None
    handling_unit: Unit | None = None
    extra: dict[str, object] = field(default_factory=dict)


def owners_of(finding: Finding) -> Owners:
    """Who answers for the site on that day, and who handles the case first.

    A department with enforcement power handles what it found; else the industry regulator, else
    the territory. None: nobody's, and shown as such first.
    """
    found, site = finding.found_unit, finding.site
    lines = responsibility.answering(site, finding.found_on) if site else responsibility.Answering()
    territory = lines.unit("territory") or (site.territory if site else None)
    industry = lines.unit("industry")
    own = (
        found
        if found is not None and found.kind == UnitKind.DEPARTMENT and found.enforcing
        else None
    )
    return Owners(territory, industry, lines.unit("business"), own or industry or territory)


def check_finder(capacity: str, unit: Unit | None) -> None:
    """Refuse a finder that the law refuses, or that does not fit the capacity."""
    if unit is not None and unit.kind in DELIBERATIVE:
        raise NotAFinder(
            _(
                "%(unit)s deliberates and coordinates; it may enter what others found, but not be the finder."
            )
            % {"unit": unit}
        )
    if capacity == Capacity.DEPARTMENT and (unit is None or unit.kind != UnitKind.DEPARTMENT):
        raise NotAFinder(_("Name the department that found it."))
    if capacity == Capacity.STREET and (
        unit is None or unit.kind not in {UnitKind.STREET, UnitKind.COMMUNITY}
    ):
        raise NotAFinder(_("Name the street or community that found it."))


@transaction.atomic
def register(
    finding: Finding,
    *,
    by: object,
    at: datetime,
    today: date,
    behalf: str = "",
    spot: SpotFix | None = None,
    proofs: Sequence[Proof] = (),
    form_key: UUID | None = None,
) -> Hazard:
    """Enter a hazard. With `spot` it was put right on the spot and waits for another person's check.

    With a `form_key` under which this person entered one already (the answer to the form was lost
    on its way, and it was sent again), that hazard is returned and nothing is written.
    """
    if form_key and (sent := Hazard.objects.filter(form_key=form_key).first()) is not None:
        if sent.entered_by != trail.name_of(by):
            raise MoveRefused(_("This form was sent already. Open a new one."))
        return sent
    if not finding.description.strip():
        raise MoveRefused(_("Say what was found."))
    refuse_future(finding.found_on, today)
    check_finder(finding.capacity, finding.found_unit)
    if spot is not None:
        _check_spot(finding, spot, proofs, today)
    hazard = _insert(
        finding, owners_of(finding), by=by, at=at, behalf=behalf, spot=spot, form_key=form_key
    )
    attach(hazard, proofs, by=by, at=at)
    telling.about_registered(hazard, by=by, at=at)
    return hazard


def _check_spot(finding: Finding, spot: SpotFix, proofs: Sequence[Proof], today: date) -> None:
    refuse_future(spot.on, today)
    if spot.on < finding.found_on:
        raise MoveRefused(_("It cannot have been put right before it was found."))
    missing = {Evidence.Side.BEFORE, Evidence.Side.AFTER} - {proof.side for proof in proofs}
    if missing:
        raise MoveRefused(
            _("Put right on the spot needs a picture from before and one from after.")
        )


def _insert(
    finding: Finding,
    owners: Owners,
    *,
    by: object,
    at: datetime,
    behalf: str,
    spot: SpotFix | None,
    form_key: UUID | None,
) -> Hazard:
    site = finding.site
    hazard = Hazard(
        number=number_for(finding.found_on.year, numbering.take(f"hazards.{finding.found_on.year}")),
        description=finding.description.strip(),
        place=finding.place, site=site, enterprise=site.enterprise if site else None,
        sector=finding.sector or (site.sectors[0] if site and site.sectors else ""),
        hazard_type=finding.hazard_type, item=finding.item, cause=finding.cause, consequence=finding.consequence,
        latitude=finding.latitude, longitude=finding.longitude,
        capacity=finding.capacity, found_unit=finding.found_unit, finder=finding.finder, found_on=finding.found_on,
        recorded_at=at, changed_at=at, entered_by=trail.name_of(by), on_behalf=behalf,
        territory=owners.territory, industry_unit=owners.industry_unit, business_unit=owners.business_unit,
        handling_unit=owners.handling_unit, responsible=finding.responsible, seen_before=finding.seen_before,
        status=lifecycle.Status.RECTIFIED if spot else lifecycle.Status.REGISTERED,
        status_on=spot.on if spot else finding.found_on,
        on_the_spot=spot is not None, measures=spot.measures if spot else "",
        rectified_on=spot.on if spot else None, rectified_by=spot.rectified_by if spot else "",
        fix_entered_by=trail.name_of(by) if spot else "", form_key=form_key,
    )  # fmt: skip
    hazard.search_text = search_text(hazard)
    try:
        with transaction.atomic():
            hazard.save(force_insert=True)
    except IntegrityError:
        # The same form at the same moment: both pressed, one is taken.
        raise Stale(_("This form was sent already. Open a new one.")) from None
    trail.record(
        "hazards.registered", hazard, by=by, at=at, behalf=behalf, held=finding.found_on,
        now={
            "number": hazard.number, "description": hazard.description, "found_on": hazard.found_on, "capacity": hazard.capacity,
            "found_unit": finding.found_unit and finding.found_unit.pk, "finder": hazard.finder, "site": site and site.pk,
            "handling_unit": owners.handling_unit and owners.handling_unit.pk, "status": hazard.status, "on_the_spot": hazard.on_the_spot,
        },
    )  # fmt: skip
    tallying.write(tallying.contributions(hazard))
    if spot:
        Fact.objects.create(
            hazard=hazard,
            kind=Fact.Kind.ON_THE_SPOT,
            held_on=spot.on,
            scope=spot.measures,
            people=spot.rectified_by,
            recorded_at=at,
            recorded_by=trail.name_of(by),
        )
    return hazard


def number_for(year: int, serial: int) -> str:
    """The number of a hazard: H-2026-000123."""
    return f"H-{year}-{serial:06d}"


def attach(hazard: Hazard, proofs: Sequence[Proof], *, by: object, at: datetime) -> None:
    """Add files to a case; each is on the trail with the digest of its content."""
    for proof in proofs:
        Evidence.objects.create(
            hazard=hazard,
            document=proof.document,
            side=proof.side,
            caption=proof.caption,
            recorded_at=at,
            recorded_by=trail.name_of(by),
        )
    trail.record_many(
        [trail.Line("hazards.evidence_added", hazard, now={"side": proof.side, "sha256": proof.document.file.sha256, "document": proof.document.pk}) for proof in proofs],
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def add_evidence(hazard: Hazard, proofs: Sequence[Proof], *, by: object, at: datetime) -> None:
    """Add files to an open case after registration."""
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    advance(hazard, at=at)
    attach(hazard, proofs, by=by, at=at)


CORRECTABLE = (
    "description",
    "place",
    "hazard_type",
    "item",
    "cause",
    "consequence",
    "sector",
    "responsible",
)


@transaction.atomic
def correct(
    hazard: Hazard, fields: dict[str, Any], *, by: object, at: datetime, reason: str
) -> None:
    """Correct what was written down; what it said before stays on the trail.

    A site that is missing can be named: whoever answers for it then has the case, as at registration.
    """
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    corrected = copy(hazard)
    changed: dict[str, Any] = {
        name: fields[name]
        for name in CORRECTABLE
        if name in fields and fields[name] != getattr(hazard, name)
    }
    if (site := fields.get("site")) is not None and hazard.site_id is None:
        changed |= _sited(hazard, site)
    if not changed:
        raise MoveRefused(_("Nothing was changed."))
    if not reason.strip():
        raise MoveRefused(_("Say why this is corrected."))
    for name, value in changed.items():
        setattr(corrected, name, value)
    change(
        hazard,
        "corrected",
        by=by,
        at=at,
        reason=reason,
        **changed,
        search_text=search_text(corrected),
    )
    if "handling_unit" in changed:
        messaging.settle(about=hazard, at=at)
        telling.about_registered(hazard, by=by, at=at)


def _sited(hazard: Hazard, site: Site) -> dict[str, Any]:
    """What the site brings along on the day of the finding; what the case has already is left as it is."""
    owners = owners_of(
        Finding(
            hazard.description, hazard.found_on, hazard.capacity, site, found_unit=hazard.found_unit
        )
    )
    brought = {
        "enterprise": site.enterprise,
        "territory": owners.territory,
        "industry_unit": owners.industry_unit,
        "business_unit": owners.business_unit,
        "handling_unit": owners.handling_unit,
    }
    missing = {
        name: value
        for name, value in brought.items()
        if value is not None and getattr(hazard, name) is None
    }
    return {"site": site, **missing}
