"""The committee at a glance: its bodies and their rhythm, the next meeting, what is unfinished, what is owed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.committee import access, queries
from anwei.committee.lifecycle import MeetingState, ResolutionState, TaskState
from anwei.committee.models import Body, Meeting, Resolution, Seat, Task

SHOWN = 8


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What a person of the committee looks at first."""
    access.ensure(request.user)
    today = timezone.localdate()
    bodies = list(Body.objects.filter(active=True).select_related("unit", "office"))
    meetings = Meeting.objects.visible_to(request.user)
    tasks = Task.objects.visible_to(request.user)
    owed = tasks.owed().select_related("unit").order_by("due_on", "pk")
    open_ones = Resolution.objects.visible_to(request.user).filter(state=ResolutionState.OPEN)
    context = {
        "today": today,
        "bodies": [(body, queries.due_of(body, today)) for body in bodies],
        "coming": meetings.filter(state__in=[MeetingState.PLANNED, MeetingState.CALLED]).order_by("held_on", "pk")[:SHOWN],
        "running": meetings.filter(state__in=[MeetingState.SITTING, MeetingState.HELD, MeetingState.CIRCULATED]).order_by("-held_on")[:SHOWN],
        "to_reply": _to_reply(request),
        "unfinished": open_ones.select_related("lead").order_by("due_on", "pk")[:SHOWN],
        "unfinished_total": open_ones.count(),
        "owed": owed[:SHOWN],
        "owed_total": owed.count(),
        "overdue_total": owed.filter(due_on__lt=today).count(),
        "waiting_total": tasks.filter(state=TaskState.ANSWERED).count(),
        "may_convene": may(request.user, access.CONVENE),
        "sees_all": reach_of(request.user) == Reach.EVERYTHING,
        "may_task": may(request.user, "committee.task"),
    }  # fmt: skip
    return render(request, "committee/desk.html", context)


def _to_reply(request: HttpRequest) -> list[Seat]:
    """Seats of the person's own unit whose notice is not answered."""
    unit = request.user.unit  # type: ignore[union-attr]
    if unit is None:
        return []
    seats = Seat.objects.filter(
        unit__path__startswith=unit.path, reply="", meeting__state=MeetingState.CALLED
    )
    return list(seats.select_related("meeting", "unit").order_by("meeting__held_on")[:SHOWN])
