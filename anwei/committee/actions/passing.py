"""A task passed on: over to another unit, which gives a receipt; or in parts down to units below."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions import tasking, telling
from anwei.committee.actions.changing import MoveRefused, change, ensure
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import HandOver, Task


def offered(task: Task) -> HandOver | None:
    """The offer that waits for an answer."""
    return (
        task.handovers.filter(state=HandOver.State.OFFERED).select_related("giver", "taker").first()
    )


@transaction.atomic
def hand_over(
    task: Task, taker: Unit, *, reason: str, by: object, at: datetime, behalf: str = ""
) -> HandOver:
    """Offer the task to another unit; it stays owed by this one until the other has received it."""
    ensure(task, lifecycle.TASK_OWED, _("A task is handed over while it is being done."))
    if not reason.strip():
        raise MoveRefused(_("Say why the task goes to another unit."))
    if taker.pk == task.unit_id:
        raise MoveRefused(_("%(unit)s has it already.") % {"unit": taker})
    if not taker.active:
        raise MoveRefused(_("%(unit)s is closed.") % {"unit": taker})
    _refuse_second(task, taker)
    if offered(task) is not None:
        raise MoveRefused(_("The task is offered to another unit already."))
    open_parts = tasking.open_parts(task)
    if open_parts:
        raise MoveRefused(
            _("Parts of it are open: %(tasks)s. They answer to this unit.")
            % {"tasks": ", ".join(open_parts[:5])}
        )
    today = timezone.localdate(at)
    change(
        task, "task_offered", by=by, at=at, behalf=behalf, reason=reason, held=today,
        also={"giver": task.unit_id, "taker": taker.pk},
    )  # fmt: skip
    made = HandOver.objects.create(
        task=task,
        giver=task.unit,
        taker=taker,
        reason=reason.strip(),
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    telling.of_task(task, "task_offered", [taker], at=at)
    return made


def _refuse_second(task: Task, taker: Unit) -> None:
    """A task that comes back is each unit's once a period."""
    if task.recurring_id is None:
        return
    if Task.objects.filter(recurring=task.recurring_id, period=task.period, unit=taker).exists():
        raise MoveRefused(
            _("%(unit)s has this task for the same period already.") % {"unit": taker}
        )


@transaction.atomic
def answer_hand_over(
    task: Task, *, received: bool, by: object, at: datetime, remark: str = "", behalf: str = ""
) -> None:
    """The unit offered the task receives it, and owes it from now on; or sends it back, saying why."""
    offer = offered(task)
    if offer is None:
        raise MoveRefused(_("The task is offered to nobody."))
    if not received and not remark.strip():
        raise MoveRefused(_("Say why it is sent back."))
    ensure(task, lifecycle.TASK_OWED, _("The task has moved on; there is nothing to receive."))
    if received:
        _refuse_second(task, offer.taker)
    fields = (
        {"unit": offer.taker, "state": lifecycle.TaskState.TAKEN, "received_at": at}
        if received
        else {}
    )
    change(
        task, "task_offer_answered", by=by, at=at, behalf=behalf, reason=remark, held=timezone.localdate(at),
        also={"received": received}, **fields,
    )  # fmt: skip
    _settle(
        offer,
        HandOver.State.RECEIVED if received else HandOver.State.REFUSED,
        by=by,
        at=at,
        remark=remark,
    )
    if received:
        # What the giver was asked to do is the taker's now.
        telling.settle(task, at=at)
        words = _("%(unit)s has received it.") % {"unit": offer.taker}
    else:
        telling.settle(task, at=at, kind="task_offered")
        words = _("%(unit)s sent it back: %(remark)s") % {"unit": offer.taker, "remark": remark}
    told = [offer.giver, *([offer.taker, *telling.asker(task)] if received else [])]
    telling.of_task(task, "task_offer_answered", told, at=at, remark=words)


@transaction.atomic
def withdraw_hand_over(task: Task, *, by: object, at: datetime, behalf: str = "") -> None:
    """The giver takes the offer back."""
    offer = offered(task)
    if offer is None:
        raise MoveRefused(_("The task is offered to nobody."))
    change(
        task,
        "task_offer_withdrawn",
        by=by,
        at=at,
        behalf=behalf,
        held=timezone.localdate(at),
        also={"taker": offer.taker_id},
    )
    _settle(offer, HandOver.State.WITHDRAWN, by=by, at=at, remark="")
    telling.settle(task, at=at, kind="task_offered")


def _settle(offer: HandOver, state: str, *, by: object, at: datetime, remark: str) -> None:
    HandOver.objects.filter(pk=offer.pk).update(
        state=state, decided_at=at, decided_by=trail.name_of(by), remark=remark.strip()
    )


@transaction.atomic
def hand_down(
    task: Task, handed: Sequence[Handed], *, by: object, at: datetime, behalf: str = ""
) -> list[Task]:
    """Hand parts of a task to units below the one that owes it; it looks at their answers itself."""
    ensure(task, {lifecycle.TaskState.TAKEN}, _("A task is handed down while it is being done."))
    if offered(task) is not None:
        raise MoveRefused(_("The task is offered to another unit; take the offer back first."))
    for one in handed:
        if one.unit.pk == task.unit_id or not one.unit.path.startswith(task.unit.path):
            raise MoveRefused(
                _("%(unit)s does not stand below %(above)s.")
                % {"unit": one.unit, "above": task.unit}
            )
        if one.due_on > task.due_on:
            raise MoveRefused(
                _("A part is due by the day of the whole: %(day)s.")
                % {"day": task.due_on.isoformat()}
            )
    # The whole first: it cannot be reported as done while parts of it are handed out.
    change(
        task, "task_handed_down", by=by, at=at, behalf=behalf, held=timezone.localdate(at),
        also={"units": [one.unit.pk for one in handed]},
    )  # fmt: skip
    return tasking.issue(handed, Origin(parent=task, asked_by=task.unit), by=by, at=at)
