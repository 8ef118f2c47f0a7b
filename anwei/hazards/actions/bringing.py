"""Bringing in history: hazards of a ledger, many at a time, dated when they were true."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.documents import numbering
from anwei.foundation import bulk
from anwei.hazards.actions import tallying
from anwei.hazards.actions.changing import MoveRefused, search_text
from anwei.hazards.actions.registering import number_for
from anwei.hazards.models import (
    AnswerLink,
    Check,
    Clock,
    Determination,
    Ending,
    Evidence,
    Fact,
    Hazard,
)

# How a hazard says that it came with a ledger.
LEDGER = "ledger"


@dataclass
class Brought:
    """One hazard of a ledger. `fields` are columns of Hazard except number, recorded_at and entered_by.

    Ended ones give closed_on; closed_at and closed_by are set here. `facts` are columns of Fact.
    """

    fields: dict[str, Any]
    facts: Sequence[dict[str, Any]] = ()
    checks: Sequence[dict[str, Any]] = ()
    # Columns of a determination in force, where the ledger carries one made against a clause.
    determination: dict[str, Any] | None = None


@transaction.atomic
def bring_in(rows: Sequence[Brought], *, by: object, at: datetime, origin: str) -> list[Hazard]:
    """Insert many hazards of one batch with trail, clocks and counters, in one transaction.

    Each keeps the days on which things were true; recorded is now. Nothing is determined: a grade
    of the source stays the source's own. Returns the hazards in the order given.
    """
    numbers = _numbers([row.fields["found_on"].year for row in rows])
    hazards = [
        _built(row, number, by=by, at=at, origin=origin)
        for row, number in zip(rows, numbers, strict=True)
    ]
    bulk.insert(hazards)
    _with_facts(rows, hazards, by=by, at=at, origin=origin)
    trail.record_many(
        [
            trail.Line(
                "hazards.brought_in", hazard, held=hazard.found_on,
                now={"number": hazard.number, "origin": origin, "key": hazard.external_key, "found_on": hazard.found_on, "status": hazard.status, "due_on": hazard.due_on},
            )
            for hazard in hazards
        ],
        by=by, at=at,
    )  # fmt: skip
    tallying.write(tallying.of_many(hazards))
    return hazards


def _numbers(years: Sequence[int]) -> list[str]:
    """Numbers for hazards found in these years, in the order given."""
    following = {
        year: numbering.take(f"hazards.{year}", count=many) for year, many in Counter(years).items()
    }
    numbers = []
    for year in years:
        numbers.append(number_for(year, following[year]))
        following[year] += 1
    return numbers


def _built(row: Brought, number: str, *, by: object, at: datetime, origin: str) -> Hazard:
    own = {"number": number, "recorded_at": at, "changed_at": at, "origin": origin}
    hazard = bulk.build(Hazard, {**row.fields, **own, "entered_by": trail.name_of(by)})
    if not hazard.status_on:
        hazard.status_on = hazard.closed_on or hazard.rectified_on or hazard.found_on
    if hazard.closed_on:
        hazard.closed_at, hazard.closed_by = at, trail.name_of(by)
    hazard.search_text = search_text(hazard)
    return hazard


def _with_facts(
    rows: Sequence[Brought], hazards: Sequence[Hazard], *, by: object, at: datetime, origin: str
) -> None:
    who = trail.name_of(by)
    pairs = list(zip(rows, hazards, strict=True))
    bulk.insert(
        [
            Fact(hazard=hazard, origin=origin, recorded_at=at, recorded_by=who, **fact)
            for row, hazard in pairs
            for fact in row.facts
        ],
        keys=False,
    )
    bulk.insert(
        [
            Check(hazard=hazard, recorded_at=at, recorded_by=who, **check)
            for row, hazard in pairs
            for check in row.checks
        ],
        keys=False,
    )
    bulk.insert(
        [
            Determination(
                hazard=hazard,
                level=hazard.level,
                clause_ref=hazard.clause,
                state=Determination.State.IN_FORCE,
                recorded_at=at,
                recorded_by=who,
                **row.determination,
            )
            for row, hazard in pairs
            if row.determination is not None
        ],
        keys=False,
    )
    bulk.insert(
        [
            Clock(
                hazard_id=hazard.pk,
                kind=Clock.Kind.TERM,
                started_on=hazard.found_on,
                agreed_on=hazard.due_on,
                due_on=hazard.due_on,
                stopped_on=hazard.closed_on,
            )
            for hazard in hazards
            if hazard.due_on is not None
        ],
        keys=False,
    )


def _worked_on() -> Q:
    """Of another version; or something from outside the batch points to it: a notice, a hazard that repeats it or is said to.

    That another ledger was found to be alike is no work: `take_out` lets go of it.
    """
    elsewhere = Hazard.objects.exclude(origin=OuterRef("origin"))
    return (
        Q(version__gt=1)
        | Q(Exists(AnswerLink.objects.filter(hazard=OuterRef("pk"))))
        | Q(Exists(elsewhere.exclude(source=LEDGER).filter(seen_before=OuterRef("pk"))))
        | Q(Exists(elsewhere.filter(duplicate_of=OuterRef("pk"))))
        | Q(Exists(Ending.objects.filter(duplicate_of=OuterRef("pk"))))
    )


def built_on(origin: str) -> list[str]:
    """Numbers of a batch's hazards on which something was built since they were brought in (at most 20)."""
    brought = Hazard.objects.filter(origin=origin)
    return list(brought.filter(_worked_on()).values_list("number", flat=True)[:20])


@transaction.atomic
def take_out(hazards: Sequence[Hazard], *, by: object, at: datetime, origin: str) -> None:
    """Undo `bring_in` for these hazards of one batch; refused where something was built on one."""
    pks = [hazard.pk for hazard in hazards]
    touched = Hazard.objects.filter(pk__in=pks).filter(_worked_on() | ~Q(origin=origin)).first()
    if touched is not None:
        raise MoveRefused(
            _("%(hazard)s has been worked on since it was brought in.") % {"hazard": touched.number}
        )
    _forget_likeness(pks, by=by, at=at, origin=origin)
    tallying.write(Counter(), minus=tallying.of_many(hazards))
    trail.record_many(
        [
            trail.Line("hazards.taken_out", hazard, was={"number": hazard.number, "origin": origin})
            for hazard in hazards
        ],
        by=by,
        at=at,
    )
    for model in (Fact, Check, Clock, Determination, Evidence):
        model.objects.filter(hazard__in=pks).delete()
    # What a later rehearsal noted about a hazard goes with it, and is not counted here.
    _all, gone = Hazard.objects.filter(pk__in=pks, version=1).delete()
    if gone.get(Hazard._meta.label, 0) != len(pks):
        raise MoveRefused(_("A hazard was changed while its batch was being undone."))


def _forget_likeness(pks: Sequence[int], *, by: object, at: datetime, origin: str) -> None:
    """Hazards of other ledgers that were found alike no longer point to these.

    Their version stays: nobody worked on them, and their own batch can still be undone.
    """
    alike = list(
        Hazard.objects.filter(source=LEDGER, seen_before__in=pks)
        .exclude(origin=origin)
        .select_related("seen_before")
    )
    trail.record_many(
        [
            trail.Line(
                "hazards.likeness_dropped", hazard, was={"seen_before": hazard.seen_before.number}
            )
            for hazard in alike
            if hazard.seen_before is not None
        ],
        by=by,
        at=at,
    )
    Hazard.objects.filter(pk__in=[hazard.pk for hazard in alike]).update(seen_before=None)
