"""Tasks: handed out, received, answered, looked at, called back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions import counting, telling
from anwei.committee.actions.changing import MoveRefused, hold, hold_open, move, sent, sent_once
from anwei.committee.models import (
    Answer,
    AnswerPaper,
    Extension,
    HandOver,
    Recurring,
    Resolution,
    Task,
    TaskPart,
)
from anwei.documents import numbering
from anwei.documents.models import Document
from anwei.hazards.models import Instruction


@dataclass(frozen=True)
class Handed:
    """What is handed to a unit."""

    title: str
    unit: Unit
    due_on: date
    part: str = TaskPart.LEAD
    text: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Origin:
    """Where tasks come from; all empty: the office hands them out by itself."""

    resolution: Resolution | None = None
    instruction: Instruction | None = None
    parent: Task | None = None
    asked_by: Unit | None = None
    recurring: Recurring | None = None
    period: date | None = None


@transaction.atomic
def issue(
    handed: Sequence[Handed],
    origin: Origin,
    *,
    by: object,
    at: datetime,
    form_key: UUID | None = None,
) -> list[Task]:
    """Hand out tasks, each to one unit with a day; lead and co-operating units apart. Each unit is told.

    MoveRefused where nothing is asked, the day is past, or the resolution is no longer open. A `form_key`
    under which they were handed out already hands out nothing more.
    """
    if again := sent(Task.objects.all(), form_key, by=by):
        return again
    today = timezone.localdate(at)
    if not handed:
        raise MoveRefused(_("Choose at least one unit."))
    if origin.resolution is not None:
        # Held, so that it cannot be finished while its tasks are handed out.
        hold_open(origin.resolution)
    for one in handed:
        if not one.title.strip():
            raise MoveRefused(_("Say what is to be done."))
        if one.due_on < today:
            raise MoveRefused(_("The answer cannot be due in the past."))
        if not one.unit.active:
            raise MoveRefused(_("%(unit)s is closed.") % {"unit": one.unit})
    first = numbering.take(f"committee.task:{today.year}", count=len(handed))
    tasks = [
        Task(
            number=f"T-{today.year}-{serial:05}",
            title=one.title.strip()[:300],
            text=one.text.strip(),
            measure=one.measure.strip(),
            resolution=origin.resolution,
            instruction=origin.instruction,
            parent=origin.parent,
            recurring=origin.recurring,
            period=origin.period,
            asked_by_unit=origin.asked_by,
            unit=one.unit,
            part=one.part,
            due_on=one.due_on,
            first_due_on=one.due_on,
            issued_on=today,
            recorded_at=at,
            recorded_by=trail.name_of(by),
            changed_at=at,
            form_key=form_key,
        )  # fmt: skip
        for serial, one in enumerate(handed, start=first)
    ]
    with sent_once():
        Task.objects.bulk_create(tasks)
    trail.record_many(
        (
            trail.Line(
                "committee.task_issued",
                task,
                now={"number": task.number, "unit": task.unit_id, "part": task.part, "due_on": task.due_on,
                     "resolution": origin.resolution and origin.resolution.number},
            )
            for task in tasks
        ),
        by=by,
        at=at,
    )  # fmt: skip
    telling.about_issued(tasks, at=at)
    return tasks


@transaction.atomic
def receive(task: Task, *, by: object, at: datetime, behalf: str = "") -> None:
    """The unit says that it has the task."""
    move(task, "receive", by=by, at=at, behalf=behalf, received_at=at)
    telling.settle(task, at=at)


@dataclass(frozen=True)
class Reported:
    """What a unit reports."""

    text: str
    kind: str = Answer.Kind.FINAL
    percent: int | None = None
    late_reason: str = ""
    open_reason: str = ""
    papers: tuple[Document, ...] = field(default=())


@transaction.atomic
def answer(task: Task, reported: Reported, *, by: object, at: datetime, behalf: str = "") -> Answer:
    """Progress, a part of it, or that it is done.

    After its day the reason for being late is owed; while parts handed down are open, why it is done
    without them. Where cases prove it, they are counted now, and what anyone judges is not asked.
    """
    today = timezone.localdate(at)
    if not reported.text.strip():
        raise MoveRefused(_("Say what was done."))
    final = reported.kind == Answer.Kind.FINAL
    if final and today > task.due_on and not reported.late_reason.strip():
        raise MoveRefused(
            _("It was due on %(day)s. Say why it is late.") % {"day": task.due_on.isoformat()}
        )
    if final:
        _ensure_whole(task, reported)
    if task.state == lifecycle.TaskState.ISSUED:
        receive(task, by=by, at=at, behalf=behalf)
    counted = _counted(task, reported, at=at)
    made = Answer.objects.create(
        task=task, kind=reported.kind, text=reported.text.strip(), late_reason=reported.late_reason.strip(),
        open_reason=reported.open_reason.strip(), **counted, held_on=today, recorded_at=at, recorded_by=trail.name_of(by), behalf=behalf,
        outcome=Answer.Outcome.WAITING if final else Answer.Outcome.NOTED,
    )  # fmt: skip
    AnswerPaper.objects.bulk_create(
        AnswerPaper(answer=made, document=document) for document in reported.papers
    )
    also = {
        "answer": made.pk,
        "text": reported.text,
        "late_reason": reported.late_reason,
        "open_reason": reported.open_reason,
        "papers": len(reported.papers),
        **counted,
    }
    if final:
        move(task, "answer", by=by, at=at, behalf=behalf, held=today, also=also, answered_on=today)
        telling.about_answered(task, at=at)
    else:
        move(task, "progress", by=by, at=at, behalf=behalf, held=today, also=also)
    return made


def _ensure_whole(task: Task, reported: Reported) -> None:
    """Refuse to report as done what is on its way to another unit, or in parts that are open without a word."""
    offered = task.handovers.filter(state=HandOver.State.OFFERED).select_related("taker").first()
    if offered is not None:
        raise MoveRefused(
            _("It is offered to %(unit)s; take the offer back first.") % {"unit": offered.taker}
        )
    parts = open_parts(task)
    if parts and not reported.open_reason.strip():
        raise MoveRefused(
            _("Parts of it are open: %(tasks)s. Say why it is done without them.")
            % {"tasks": ", ".join(parts[:5])}
        )


def open_parts(task: Task) -> list[str]:
    """The numbers of its parts that are open."""
    return list(task.parts.open().order_by("pk").values_list("number", flat=True))


def _counted(task: Task, reported: Reported, *, at: datetime) -> dict[str, int | None]:
    """How far it is: as its cases say, else as the unit judges."""
    if not task.proof_list:
        return {"percent": reported.percent}
    if task.proof_job is not None and not task.proof_job.finished:
        raise MoveRefused(_("The cases that prove it are still being gathered. Wait for the end."))
    counting.recount(task, at=at)
    return {
        "percent": task.proof_percent,
        "cases": task.proof_total,
        "cases_done": task.proof_done,
    }


def waiting_answer(task: Task) -> Answer | None:
    """The answer the office has still to look at."""
    return task.answers.filter(outcome=Answer.Outcome.WAITING).first()


@transaction.atomic
def accept(task: Task, *, by: object, at: datetime, remark: str = "") -> None:
    """The office takes the answer as done; never whoever entered it."""
    waiting = _decided(task, Answer.Outcome.ACCEPTED, remark, by=by, at=at)
    today = timezone.localdate(at)
    also = {"answer": waiting.pk, "remark": remark}
    move(task, "accept", by=by, at=at, reason=remark, held=today, also=also, ended_on=today)
    _drop_requests(task, _("The task is done."), by=by, at=at)
    telling.about_decided(task, at=at, remark=remark)


@transaction.atomic
def return_answer(
    task: Task, *, by: object, at: datetime, remark: str, due_on: date | None = None
) -> None:
    """The office sends the answer back, saying what is missing; with a new day if it gives one."""
    if not remark.strip():
        raise MoveRefused(_("Say what is missing."))
    if due_on is not None and due_on < timezone.localdate(at):
        raise MoveRefused(_("The answer cannot be due in the past."))
    waiting = _decided(task, Answer.Outcome.RETURNED, remark, by=by, at=at)
    more: dict[str, Any] = {"due_on": due_on} if due_on else {}
    move(
        task, "return_answer", by=by, at=at, reason=remark, also={"answer": waiting.pk}, answered_on=None, returns=task.returns + 1, **more,
    )  # fmt: skip
    telling.about_decided(task, at=at, remark=remark)


def _drop_requests(task: Task, remark: str, *, by: object, at: datetime) -> None:
    """What was asked for or offered means nothing any more."""
    task.extensions.filter(state=Extension.State.ASKED).update(
        state=Extension.State.REFUSED, decided_at=at, remark=remark
    )
    task.handovers.filter(state=HandOver.State.OFFERED).update(
        state=HandOver.State.WITHDRAWN, decided_at=at, decided_by=trail.name_of(by), remark=remark
    )


def _decided(task: Task, outcome: str, remark: str, *, by: object, at: datetime) -> Answer:
    waiting = waiting_answer(task)
    if waiting is None:
        raise MoveRefused(_("There is no answer to look at."))
    if waiting.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You entered this answer. Another person has to look at it."))
    Answer.objects.filter(pk=waiting.pk, outcome=Answer.Outcome.WAITING).update(
        outcome=outcome, remark=remark.strip(), decided_at=at, decided_by=trail.name_of(by)
    )
    return waiting


@transaction.atomic
def reopen(task: Task, *, by: object, at: datetime, reason: str, due_on: date) -> None:
    """An accepted task was not done after all; it gets a new day, and its history stays."""
    if not reason.strip():
        raise MoveRefused(_("Say what is left to do."))
    if due_on < timezone.localdate(at):
        raise MoveRefused(_("The answer cannot be due in the past."))
    if task.resolution is not None:
        hold_open(task.resolution)
    if task.parent is not None:
        whole = _("%(task)s, of which it is a part, is at its end.") % {"task": task.parent}
        hold(task.parent, lifecycle.TASK_OPEN, whole)
    move(
        task, "reopen", by=by, at=at, reason=reason, ended_on=None, answered_on=None, due_on=due_on
    )
    telling.about_issued([task], at=at)


@transaction.atomic
def withdraw(task: Task, *, by: object, at: datetime, reason: str) -> None:
    """Call a task back, with a reason; its open parts with it."""
    if not reason.strip():
        raise MoveRefused(_("Say why it is withdrawn."))
    move(task, "withdraw", by=by, at=at, reason=reason, ended_on=timezone.localdate(at))
    _drop_requests(task, reason.strip(), by=by, at=at)
    # Nobody looks at an answer any more that nobody is owed.
    task.answers.filter(outcome=Answer.Outcome.WAITING).update(outcome=Answer.Outcome.NOTED)
    for part in task.parts.open().select_related("unit", "asked_by_unit"):
        withdraw(part, by=by, at=at, reason=reason)
    telling.about_withdrawn(task, at=at, reason=reason)


def part_of(resolution: Resolution, units: Iterable[Unit]) -> list[Handed]:
    """A task for each of the units as the resolution names it: lead or co-operating, its text and its day."""
    return [
        Handed(
            title=resolution.text.split("\n")[0][:300],
            unit=unit,
            due_on=resolution.due_on,
            text=resolution.text,
            measure=resolution.measure,
            part=TaskPart.LEAD if unit.pk == resolution.lead_id else TaskPart.HELP,
        )  # fmt: skip
        for unit in units
        if resolution.due_on is not None
    ]
