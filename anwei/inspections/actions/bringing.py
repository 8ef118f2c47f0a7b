"""Bringing in past visits of a ledger and tying hazards to them, many at a time; and undoing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from anwei.audit import trail
from anwei.foundation import bulk
from anwei.hazards.models import Hazard
from anwei.inspections.models import Finding, Visit


class DeliberativeUnit(ValueError):
    """A visit names a deliberative body as its inspecting unit; such bodies may not inspect (国办发〔2024〕54号)."""


@transaction.atomic
def bring_in_visits(
    rows: Sequence[dict[str, Any]], *, by: object, at: datetime, origin: str
) -> list[Visit]:
    """Insert past visits (columns of Visit); one whose key is known already is left as it is. Returns the new ones.

    Raises DeliberativeUnit, and brings in none, if one of them says that a deliberative body inspected.
    """
    if unit := next(
        (row["unit"] for row in rows if row.get("unit") and row["unit"].deliberative), None
    ):
        raise DeliberativeUnit(unit.name)
    known = set(
        Visit.objects.filter(
            external_key__in=[row["external_key"] for row in rows if row.get("external_key")]
        ).values_list("external_key", flat=True)
    )
    new = [row for row in rows if not row.get("external_key") or row["external_key"] not in known]
    visits = [
        Visit(recorded_at=at, entered_by=trail.name_of(by), origin=origin, **row) for row in new
    ]
    bulk.insert(visits)
    trail.record_many(
        [trail.Line("inspections.visit_brought_in", visit, held=visit.held_on, now={"site": visit.site_id, "held_on": visit.held_on, "origin": origin, "key": visit.external_key}) for visit in visits],
        by=by, at=at,
    )  # fmt: skip
    return visits


@transaction.atomic
def tie(pairs: Sequence[tuple[str, Hazard]], *, by: object, at: datetime, origin: str) -> int:
    """Tie hazards to the visits of these keys; pairs whose visit is unknown are left out. Returns how many were tied."""
    visits = dict(
        Visit.objects.filter(external_key__in={key for key, _hazard in pairs}).values_list(
            "external_key", "pk"
        )
    )
    findings = [
        Finding(visit_id=visits[key], hazard_id=hazard.pk, origin=origin)
        for key, hazard in pairs
        if key in visits
    ]
    bulk.insert(findings)
    trail.record_many(
        [
            trail.Line(
                "inspections.finding_tied",
                finding,
                now={"visit": finding.visit_id, "hazard": finding.hazard_id},
            )
            for finding in findings
        ],
        by=by,
        at=at,
    )
    return len(findings)


@transaction.atomic
def untie(hazards: Sequence[Hazard], *, by: object, at: datetime, origin: str) -> None:
    """Take away the ties of these hazards that came with one batch."""
    findings = list(Finding.objects.filter(hazard__in=hazards, origin=origin))
    trail.record_many(
        [
            trail.Line(
                "inspections.finding_untied",
                finding,
                was={"visit": finding.visit_id, "hazard": finding.hazard_id},
            )
            for finding in findings
        ],
        by=by,
        at=at,
    )
    Finding.objects.filter(pk__in=[finding.pk for finding in findings]).delete()


@transaction.atomic
def take_out_visits(*, by: object, at: datetime, origin: str, most: int) -> int:
    """Take out some of the visits that came with one batch; how many went. A visit something else stands on is protected."""
    visits = list(Visit.objects.filter(origin=origin).order_by("-pk")[:most])
    trail.record_many(
        [
            trail.Line(
                "inspections.visit_taken_out",
                visit,
                was={"site": visit.site_id, "held_on": visit.held_on, "origin": origin},
            )
            for visit in visits
        ],
        by=by,
        at=at,
    )
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).delete()
    return len(visits)
