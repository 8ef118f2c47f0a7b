"""How far a task is, counted from the cases that prove it. The families of their ends are kept apart."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from anwei.committee.models import Target, Task
from anwei.hazards.lifecycle import Status

# A page counts anew what was counted longer ago than this.
FRESH = timedelta(minutes=5)


def recount(task: Task, *, at: datetime) -> None:
    """Count the cases as they stand. No fact of the task: its version stays, and the trail is silent."""
    ended = {
        "proof_done": Status.CLOSED,
        "proof_unfixed": Status.UNFIXED,
        "proof_void": Status.VOID,
    }
    counted = Target.objects.filter(task=task).aggregate(
        cases=Count("pk"),
        proof_sites=Count("hazard__site", distinct=True),
        **{name: Count("pk", filter=Q(hazard__status=status)) for name, status in ended.items()},
    )
    # What was set aside was none, is counted elsewhere, or is another's: it is left out of the whole.
    counted["proof_total"] = counted.pop("cases") - counted["proof_void"]
    counted["proof_at"] = at
    Task.objects.filter(pk=task.pk).update(**counted)
    for name, value in counted.items():
        setattr(task, name, value)


def refresh(task: Task, *, at: datetime) -> None:
    """Count anew where a count is no longer fresh; before the first one the cases are still being gathered."""
    if task.proof_at is not None and at - task.proof_at > FRESH:
        recount(task, at=at)
