"""A leader's instruction on a case (批示) is a task too: it stands among the tasks and follows the case.

The case stays the only door: there it is given, answered, taken as done or sent back. Its task is a
row that is brought into step by the worker, so the two never say different things for long.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from anwei.audit import trail
from anwei.committee.actions.changing import change
from anwei.committee.lifecycle import TaskState
from anwei.committee.models import Task
from anwei.documents import numbering
from anwei.hazards.models import Instruction

GIVEN, ANSWERED, DONE = (
    Instruction.State.GIVEN,
    Instruction.State.ANSWERED,
    Instruction.State.DONE,
)


def without_task() -> QuerySet[Instruction]:
    """Instructions that are no task yet, the oldest first."""
    return Instruction.objects.filter(task=None).select_related("unit").order_by("pk")


def out_of_step() -> QuerySet[Task]:
    """Tasks of instructions that have moved on."""
    in_step = (
        Q(instruction__state=GIVEN, state__in=[TaskState.ISSUED, TaskState.TAKEN])
        | Q(instruction__state=ANSWERED, state=TaskState.ANSWERED)
        | Q(instruction__state=DONE, state=TaskState.ACCEPTED)
    )
    return (
        Task.objects.filter(instruction__isnull=False)
        .exclude(in_step)
        .select_related("instruction")
        .order_by("pk")
    )


@transaction.atomic
def adopt(given: Instruction, *, by: object, at: datetime) -> Task | None:
    """Make the task of an instruction, as it stands; None where another worker was quicker."""
    # Held, so that of two workers the second finds its task.
    Instruction.objects.select_for_update(no_key=True).get(pk=given.pk)
    if Task.objects.filter(instruction=given).exists():
        return None
    day = timezone.localdate(given.recorded_at)
    state = state_of(given)
    task = Task.objects.create(
        number=f"T-{day.year}-{numbering.take(f'committee.task:{day.year}'):05}", title=given.text.strip().split("\n")[0][:300], text=given.text,
        instruction=given, unit=given.unit, due_on=given.due_on, first_due_on=given.due_on, issued_on=day, state=state,
        answered_on=_day(given.answered_at) if state in {TaskState.ANSWERED, TaskState.ACCEPTED} else None,
        ended_on=_day(given.done_at) if state == TaskState.ACCEPTED else None,
        recorded_at=at, recorded_by=trail.name_of(by), changed_at=at,
    )  # fmt: skip
    now = {"number": task.number, "unit": task.unit_id, "instruction": given.pk, "state": state}
    trail.record("committee.task_issued", task, by=by, at=at, held=day, now=now)
    return task


@transaction.atomic
def follow(task: Task, *, by: object, at: datetime) -> None:
    """Bring the task of an instruction into step with it."""
    given = task.instruction
    if given is None:
        return
    state = state_of(given)
    change(
        task, "task_followed", by=by, at=at, state=state,
        answered_on=_day(given.answered_at) if state in {TaskState.ANSWERED, TaskState.ACCEPTED} else None,
        ended_on=_day(given.done_at) if state == TaskState.ACCEPTED else None,
        returns=task.returns + (task.state == TaskState.ANSWERED and state == TaskState.TAKEN),
    )  # fmt: skip


def state_of(given: Instruction) -> str:
    """Where the task of an instruction stands: sent back, it was answered once and is being done again."""
    if given.state == DONE:
        return TaskState.ACCEPTED.value
    if given.state == ANSWERED:
        return TaskState.ANSWERED.value
    return (TaskState.TAKEN if given.answered_at else TaskState.ISSUED).value


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
