"""Who is told of which move of the committee. The notice is a row written with the move."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from anwei.accounts.models import Unit, UnitKind, User
from anwei.committee.models import Meeting, Seat, Task
from anwei.messaging import actions as messaging


def office() -> list[Unit]:
    """The committee offices in use."""
    return list(Unit.objects.filter(kind=UnitKind.OFFICE, active=True))


def _of_meeting(
    meeting: Meeting,
    kind: str,
    to: Iterable[Unit | User],
    *,
    about: object,
    at: datetime,
    remark: str = "",
) -> None:
    params = {
        "number": meeting.number,
        "what": meeting.title,
        "day": meeting.held_on,
        "place": meeting.place,
        "remark": remark[:300],
    }
    messaging.tell(
        to, kind, about=about, at=at, params=params, key=f"{kind}:{meeting.pk}:{meeting.version}",
        url=reverse("committee:meeting", args=[meeting.number]), due_on=meeting.held_on,
    )  # fmt: skip


def about_called(meeting: Meeting, seats: Iterable[Seat], *, at: datetime) -> None:
    """Every unit with a seat is asked to confirm; each seat settles its own notice."""
    for seat in seats:
        _of_meeting(meeting, "meeting_called", [seat.unit], about=seat, at=at)


def settle_seat(seat: Seat, *, at: datetime) -> None:
    """The unit has the notice of meeting."""
    messaging.settle(about=seat, at=at)


def about_altered(meeting: Meeting, *, at: datetime) -> None:
    """Who was asked learns of the new day, time or place."""
    _of_meeting(meeting, "meeting_altered", _asked(meeting), about=meeting, at=at)


def about_cancelled(meeting: Meeting, reason: str, *, at: datetime) -> None:
    """Who was asked learns that it is off; nothing is left to confirm."""
    for seat in meeting.seats.all():
        messaging.settle(about=seat, at=at)
    _of_meeting(meeting, "meeting_cancelled", _asked(meeting), about=meeting, at=at, remark=reason)


def about_circulated(meeting: Meeting, chairs: Iterable[User], *, at: datetime) -> None:
    """Who was asked may remark; whoever directs one of the bodies is to approve."""
    messaging.settle(about=meeting, at=at)
    _of_meeting(meeting, "minutes_circulated", _asked(meeting), about=meeting, at=at)
    _of_meeting(meeting, "minutes_to_approve", chairs, about=meeting, at=at)


def about_sent_back(meeting: Meeting, *, at: datetime, remark: str) -> None:
    """The office has the minutes again."""
    messaging.settle(about=meeting, at=at)
    _of_meeting(meeting, "minutes_returned", office(), about=meeting, at=at, remark=remark)


def about_approved(meeting: Meeting, *, at: datetime) -> None:
    """The minutes stand; who was asked knows."""
    messaging.settle(about=meeting, at=at)
    _of_meeting(meeting, "minutes_approved", [*_asked(meeting), *office()], about=meeting, at=at)


def _asked(meeting: Meeting) -> list[Unit]:
    return list(Unit.objects.filter(seats__meeting=meeting).distinct())


def of_task(
    task: Task,
    kind: str,
    to: Iterable[Unit | User],
    *,
    at: datetime,
    remark: str = "",
    due: date | None = None,
    key: str = "",
) -> None:
    """One notice for each person meant, once for this version of the task."""
    params = {
        "number": task.number,
        "what": task.title[:160],
        "due": due or task.due_on,
        "remark": remark[:300],
    }
    messaging.tell(
        to, kind, about=task, at=at, params=params, key=f"{kind}:{task.pk}:{key or task.version}",
        url=reverse("committee:task", args=[task.number]), due_on=due or task.due_on,
    )  # fmt: skip


def asker(task: Task) -> list[Unit]:
    """Who looks at the answer: the unit that handed it out, else the office."""
    return [task.asked_by_unit] if task.asked_by_unit is not None else office()


def about_issued(tasks: Iterable[Task], *, at: datetime) -> None:
    """The unit has a task."""
    for task in tasks:
        of_task(task, "task_issued", [task.unit], at=at)


def settle(task: Task, *, at: datetime, kind: str | None = None) -> None:
    """What the notices of this task asked for is done; with a `kind`, only those of that kind."""
    messaging.settle(about=task, at=at, kind=kind)


def about_answered(task: Task, *, at: datetime) -> None:
    """Whoever handed it out looks at the answer."""
    settle(task, at=at)
    of_task(task, "task_answered", asker(task), at=at)


def about_decided(task: Task, *, at: datetime, remark: str) -> None:
    """The unit learns that its answer was accepted, or what is missing."""
    settle(task, at=at)
    kind = "task_returned" if task.is_open else "task_accepted"
    of_task(task, kind, [task.unit], at=at, remark=remark)


def about_withdrawn(task: Task, *, at: datetime, reason: str) -> None:
    """Nothing is owed any more."""
    settle(task, at=at)
    of_task(task, "task_withdrawn", [task.unit], at=at, remark=reason)
