"""Timed work of the register: reminders in windows, transfers nobody answered, counters folded.

Each is called again and again by the worker, one chunk a transaction, until it answers True.
"""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from anwei.hazards.actions import tallying, telling, transferring
from anwei.hazards.models import Hazard, Tally, Transfer
from anwei.jobs.work import Work

CHUNK = 200
SOON, LONG = timedelta(days=3), timedelta(days=30)
STAGES = {"s": "hazard_soon", "o": "hazard_overdue", "l": "hazard_long_overdue"}


def remind(work: Work) -> bool:
    """Tell of terms that come near or have passed. A day missed is caught up: windows, not dates."""
    today = timezone.localdate(work.at)
    after = work.cursor.get("after", 0)
    due = Q(due_on__lte=today + SOON, paused_since__isnull=True) | Q(step_due_on__lte=today + SOON)
    chunk = list(
        Hazard.objects.still_open().filter(due, pk__gt=after).for_pages().order_by("pk")[:CHUNK]
    )
    for hazard in chunk:
        _remind(hazard, today, at=work.at)
    work.cursor["after"] = chunk[-1].pk if chunk else after
    work.progress(done=work.cursor.setdefault("done", 0) + len(chunk))
    work.cursor["done"] += len(chunk)
    return len(chunk) < CHUNK


def _remind(hazard: Hazard, today: date, *, at: datetime) -> None:
    """Each clock that runs is told of on its own: a step long overdue hides no term that comes near."""
    term = hazard.due_on if hazard.paused_since is None else None
    days = [day for day in (term, hazard.step_due_on) if day is not None and day <= today + SOON]
    told = {f"{_stage(day, today)}{day:%y%m%d}": day for day in days}
    known = hazard.reminded.split()
    for mark, day in told.items():
        if mark not in known:
            telling.about_term(hazard, STAGES[mark[0]], day, at=at)
    if told.keys() != set(known):
        # No fact of the case: it only spares the next run the same work.
        Hazard.objects.filter(pk=hazard.pk).update(reminded=" ".join(told))


def _stage(day: date, today: date) -> str:
    """The letter of STAGES."""
    if day >= today:
        return "s"
    return "l" if day < today - LONG else "o"


def lapse(work: Work) -> bool:
    """Transfers not answered by their day go back, and the office is told."""
    today = timezone.localdate(work.at)
    late = Transfer.objects.filter(
        state=Transfer.State.OFFERED, answer_by__lt=today
    ).select_related("hazard", "giver", "taker")[:CHUNK]
    for offered in late:
        transferring.lapse(offered.hazard, offered, by="system:worker", at=work.at, on=today)
    return len(late) < CHUNK


def fold(work: Work) -> bool:
    """Fold the counters of one day after another, from the oldest on."""
    after = work.cursor.get("after", "")
    days = Tally.objects.order_by("day").values_list("day", flat=True)
    day = (days.filter(day__gt=after) if after else days).first()
    if day is None:
        return True
    tallying.fold(day)
    work.cursor["after"] = day.isoformat()
    return False
