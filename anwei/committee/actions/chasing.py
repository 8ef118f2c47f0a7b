"""A unit is told again, by name of the task, that something is owed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.committee import lifecycle
from anwei.committee.actions import telling
from anwei.committee.actions.changing import MoveRefused, change
from anwei.committee.models import Task


def why_not(task: Task, today: date) -> str:
    """Why the task is not chased now; "" if it may be."""
    if task.state not in lifecycle.TASK_OWED:
        return _("It is “%(state)s”: nothing is owed by the unit.") % {
            "state": task.get_state_display()
        }
    if task.chased_at is not None and timezone.localdate(task.chased_at) >= today:
        return _("It was chased today already.")
    return ""


@transaction.atomic
def chase(task: Task, *, by: object, at: datetime, remark: str = "") -> None:
    """Tell the unit that its answer is missed; at most once a day."""
    today = timezone.localdate(at)
    if refused := why_not(task, today):
        raise MoveRefused(refused)
    change(
        task,
        "task_chased",
        by=by,
        at=at,
        reason=remark,
        held=today,
        chases=task.chases + 1,
        chased_at=at,
    )
    telling.of_task(task, "task_chased", [task.unit], at=at, remark=remark)
