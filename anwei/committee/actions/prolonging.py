"""More time for a task: asked for before its day, decided by whoever handed it out, never by who asked."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions import telling
from anwei.committee.actions.changing import MoveRefused, change, ensure
from anwei.committee.models import Extension, Task


@transaction.atomic
def ask(
    task: Task, *, until: date, reason: str, by: object, at: datetime, behalf: str = ""
) -> Extension:
    """Ask for more time while the day has not passed; afterwards the answer says why it is late."""
    ensure(task, lifecycle.TASK_OWED, _("More time is asked for while the task is being done."))
    if not reason.strip():
        raise MoveRefused(_("Say why more time is needed."))
    today = timezone.localdate(at)
    if today > task.due_on:
        raise MoveRefused(
            _("More time had to be asked for by %(day)s.") % {"day": task.due_on.isoformat()}
        )
    _ensure_longer(task, until)
    if waiting(task) is not None:
        raise MoveRefused(_("A request waits for its decision already."))
    # The task first: of two who ask at once, the second finds it changed.
    change(
        task,
        "task_extension_asked",
        by=by,
        at=at,
        behalf=behalf,
        reason=reason,
        held=today,
        also={"until": until},
    )
    asked = Extension.objects.create(
        task=task,
        until=until,
        reason=reason.strip(),
        recorded_at=at,
        recorded_by=trail.name_of(by),
        behalf=behalf,
    )
    telling.of_task(task, "task_extension_asked", telling.asker(task), at=at)
    return asked


def waiting(task: Task) -> Extension | None:
    """The request that waits for its decision."""
    return task.extensions.filter(state=Extension.State.ASKED).first()


@transaction.atomic
def decide(task: Task, *, granted: bool, by: User, at: datetime, remark: str = "") -> None:
    """Grant or refuse. Granted: the day moves, and the first one stays to be read."""
    ensure(task, lifecycle.TASK_OWED, _("More time is decided on while the task is being done."))
    asked = waiting(task)
    if asked is None:
        raise MoveRefused(_("No request for more time waits for a decision."))
    if asked.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You entered this request. Another person has to decide on it."))
    if not granted and not remark.strip():
        raise MoveRefused(_("Say why it is refused."))
    today = timezone.localdate(at)
    if granted:
        if asked.until < today:
            raise MoveRefused(
                _("The day asked for, %(day)s, has passed.") % {"day": asked.until.isoformat()}
            )
        _ensure_longer(task, asked.until)
    moved: dict[str, Any] = {"due_on": asked.until} if granted else {}
    change(
        task,
        "task_extension_decided",
        by=by,
        at=at,
        reason=remark,
        held=today,
        also={"extension": asked.pk, "granted": granted},
        **moved,
    )
    Extension.objects.filter(pk=asked.pk).update(
        state=Extension.State.GRANTED if granted else Extension.State.REFUSED,
        decided_at=at,
        decided_by=by,
        remark=remark.strip(),
    )
    telling.settle(task, at=at, kind="task_extension_asked")
    words = remark or (_("Granted") if granted else _("Refused"))
    telling.of_task(task, "task_extension_decided", [task.unit], at=at, remark=words)


def _ensure_longer(task: Task, until: date) -> None:
    if until <= task.due_on:
        raise MoveRefused(
            _("The new day must lie after %(day)s.") % {"day": task.due_on.isoformat()}
        )
    whole = task.parent
    if whole is not None and whole.is_open and until > whole.due_on:
        raise MoveRefused(
            _("It is part of %(task)s, which is due on %(day)s.")
            % {"task": whole, "day": whole.due_on.isoformat()}
        )
