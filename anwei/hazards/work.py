"""Timed work of the register: reminders in windows, transfers nobody answered, counters folded.

Each is called again and again by the worker, one chunk a transaction, until it answers True.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from anwei.hazards.actions import tallying, telling, transferring
from anwei.hazards.models import Hazard, Tally, Transfer
from anwei.jobs.work import Work

CHUNK = 200
SOON, LONG = timedelta(days=3), timedelta(days=30)


def remind(work: Work) -> bool:
    """Tell of terms that come near or have passed. A day missed is caught up: windows, not dates."""
    today = timezone.localdate(work.at)
    after = work.cursor.get("after", 0)
    due = Q(due_on__lte=today + SOON, paused_since__isnull=True) | Q(step_due_on__lte=today + SOON)
    chunk = list(
        Hazard.objects.still_open().filter(due, pk__gt=after).for_pages().order_by("pk")[:CHUNK]
    )
    for hazard in chunk:
        day = min(day for day in (hazard.due_on, hazard.step_due_on) if day is not None)
        stage = (
            "hazard_soon"
            if day >= today
            else "hazard_long_overdue"
            if day < today - LONG
            else "hazard_overdue"
        )
        mark = f"{stage}:{day.isoformat()}"
        if hazard.reminded != mark:
            telling.about_term(hazard, stage, day, at=work.at)
            # No fact of the case: it only spares the next run the same work.
            Hazard.objects.filter(pk=hazard.pk).update(reminded=mark)
    work.cursor["after"] = chunk[-1].pk if chunk else after
    work.progress(done=work.cursor.setdefault("done", 0) + len(chunk))
    work.cursor["done"] += len(chunk)
    return len(chunk) < CHUNK


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
