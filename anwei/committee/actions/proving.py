"""What proves a task: a list of hazards, frozen case by case, so that progress is counted and not typed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions import counting
from anwei.committee.actions.changing import MoveRefused, change, ensure
from anwei.committee.models import Target, Task
from anwei.foundation import bulk
from anwei.hazards.models import Hazard
from anwei.jobs import actions as jobs

LONGEST = 2000


@transaction.atomic
def point(task: Task, query: str, *, by: User, at: datetime, behalf: str = "") -> None:
    """Let the hazards that this query of the register finds, as this person sees it, prove the task.

    They are gathered in the background and frozen; `gather` again adds what was found since.
    """
    _ensure_pointing(task)
    if task.proof_list:
        raise MoveRefused(_("A list proves it already; let go of that one first."))
    if len(query) > LONGEST:
        raise MoveRefused(_("These filters are too long to be kept."))
    _start(
        task, "task_pointed", by=by, at=at, behalf=behalf, proof_list="hazards", proof_query=query
    )


@transaction.atomic
def gather(task: Task, *, by: User, at: datetime, behalf: str = "") -> None:
    """Look through the register again: what the filters find by now is added, nothing is dropped."""
    _ensure_pointing(task)
    if not task.proof_list:
        raise MoveRefused(_("No list proves it yet."))
    _start(task, "task_gathered", by=by, at=at, behalf=behalf)


def _ensure_pointing(task: Task) -> None:
    ensure(
        task,
        lifecycle.TASK_OWED,
        _("The cases that prove a task are chosen while it is being done."),
    )
    if is_gathering(task):
        raise MoveRefused(_("The cases that prove it are still being gathered. Wait for the end."))


def is_gathering(task: Task) -> bool:
    """Whether its cases are being gathered now."""
    return task.proof_job is not None and not task.proof_job.finished


def _start(task: Task, event: str, *, by: User, at: datetime, behalf: str, **fields: Any) -> None:
    job = jobs.enqueue(
        "committee.gather",
        by=by,
        at=at,
        payload={"task": task.pk, "by": by.pk},
        title=_("Gathering the cases of %s") % task,
        key=f"committee.gather:{task.pk}",
    )
    change(task, event, by=by, at=at, behalf=behalf, proof_job=job, **fields)


@transaction.atomic
def add(task: Task, keys: Sequence[int]) -> int:
    """Add these hazards to the task's cases, those that are there already left alone; how many are new.

    A part of the work of `committee.gather`, whose end is on the trail.
    """
    known = set(
        Target.objects.filter(task=task, hazard__in=keys).values_list("hazard_id", flat=True)
    )
    # One that was taken out of the register since the set was frozen is no case any more.
    there = Hazard.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    new = [Target(task=task, hazard_id=pk) for pk in there if pk not in known]
    bulk.insert(new, keys=False)
    return len(new)


@transaction.atomic
def end_gathering(task: Task, *, added: int, by: object, at: datetime) -> None:
    """All are in: counted, and on the trail."""
    bulk.recount([Target], many=added)
    counting.recount(task, at=at)
    now = {"added": added, "cases": task.proof_total, "set_aside": task.proof_void}
    trail.record("committee.task_cases_added", task, by=by, at=at, now=now)


@transaction.atomic
def let_go(task: Task, *, reason: str, by: object, at: datetime, behalf: str = "") -> None:
    """The list was the wrong one: its cases prove nothing any more, and the reason is kept."""
    _ensure_pointing(task)
    if not task.proof_list:
        raise MoveRefused(_("No list proves it yet."))
    if not reason.strip():
        raise MoveRefused(_("Say why this list is let go."))
    change(
        task, "task_unpointed", by=by, at=at, behalf=behalf, reason=reason, proof_list="", proof_query="", proof_job=None, proof_total=0,
        proof_done=0, proof_unfixed=0, proof_void=0, proof_sites=0, proof_at=None,
    )  # fmt: skip
    Target.objects.filter(task=task).delete()
