"""The counters: what a hazard adds to which figure, and the difference a change makes."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from anwei.foundation import bulk
from anwei.hazards import lifecycle
from anwei.hazards.models import Hazard, Tally

Key = tuple[date, int | None, int | None, str, str]  # day, unit, street, sector, measure


def contributions(hazard: Hazard) -> Counter[Key]:
    """What this hazard adds, as it stands. A void one was no hazard and counts only as void."""
    return of_many([hazard])


def _measures(hazard: Hazard) -> list[tuple[date, str]]:
    family = lifecycle.FAMILY_OF.get(lifecycle.Status(hazard.status))
    ended = [(hazard.closed_on, family.value)] if family and hazard.closed_on else []
    if family == lifecycle.Family.VOID:
        return ended
    major = hazard.level == lifecycle.Level.MAJOR
    return [
        (hazard.found_on, "found"),
        *ended,
        *([(hazard.found_on, "major")] if major else []),
        *([(hazard.found_on, "spot")] if hazard.on_the_spot else []),
        *_swift(hazard, family),
        *(
            [(hazard.closed_on, "major_fixed")]
            if major and family == lifecycle.Family.FIXED and hazard.closed_on
            else []
        ),
    ]


def _swift(hazard: Hazard, family: lifecycle.Family | None) -> list[tuple[date, str]]:
    """Found and fixed within one month, else one quarter, else one year; else nothing.

    Counted on the later of both days, so that a period up to any day adds up to what was found and
    fixed within it: its fix rate, which compares fairly with that of a year ago.
    """
    found, closed = hazard.found_on, hazard.closed_on
    if family != lifecycle.Family.FIXED or closed is None or found.year != closed.year:
        return []
    quarters = {(day.month - 1) // 3 for day in (found, closed)}
    within = (
        "same_month"
        if found.month == closed.month
        else "same_quarter"
        if len(quarters) == 1
        else "same_year"
    )
    return [(max(found, closed), within)]


def write(plus: Counter[Key], *, minus: Counter[Key] | None = None) -> None:
    """Write the difference, if there is one."""
    difference = Counter(plus)
    difference.subtract(minus or {})
    bulk.insert([_row(key, amount) for key, amount in difference.items() if amount], keys=False)


def _row(key: Key, amount: int) -> Tally:
    day, unit, street, sector, measure = key
    return Tally(day=day, unit=unit, street=street, sector=sector, measure=measure, amount=amount)


def of_many(hazards: Iterable[Hazard]) -> Counter[Key]:
    """The sum of many hazards' contributions."""
    return Counter(
        (day, hazard.handling_unit_id, hazard.territory_id, hazard.sector, measure)
        for hazard in hazards
        for day, measure in _measures(hazard)
    )


@transaction.atomic
def fold(day: date) -> int:
    """Fold one day's rows of the same key into one; returns how many rows went. Safe beside writers.

    Rows are deleted by their ids, so one committed meanwhile stays; where another fold was faster
    nothing is done.
    """
    rows = list(
        Tally.objects.filter(day=day).values_list(
            "pk", "unit", "street", "sector", "measure", "amount"
        )
    )
    total: Counter[Key] = Counter()
    for _pk, unit, street, sector, measure, amount in rows:
        total[day, unit, street, sector, measure] += amount
    if len(rows) == len(total):
        return 0
    ids = [row[0] for row in rows]
    gone = sum(
        Tally.objects.filter(pk__in=ids[at : at + 500]).delete()[0]
        for at in range(0, len(ids), 500)
    )
    if gone != len(ids):
        transaction.set_rollback(True)
        return 0
    bulk.insert([_row(key, amount) for key, amount in total.items() if amount], keys=False)
    return gone - len(total)
