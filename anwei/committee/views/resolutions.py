"""Resolutions: taken while the meeting runs, handed out as tasks, finished."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from anwei.accounts.permissions import may
from anwei.committee import access, forms, labels, lifecycle, tracing
from anwei.committee.actions import resolving, tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.resolving import Decided
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.lists import RESOLUTIONS
from anwei.committee.models import Body, Meeting, Resolution, TaskPart
from anwei.committee.views import timeline
from anwei.committee.views.seen import as_seen
from anwei.lists.pages import asker_of, list_page, neighbours


@require_safe
def resolutions(request: HttpRequest) -> HttpResponse:
    """Every resolution this person may see."""
    return list_page(request, RESOLUTIONS)


@require_GET
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """One resolution: its words, who owes what for it, and how far that is."""
    shown = access.resolution_for(request.user, pk)
    trace = tracing.trace_of(shown, asker_of(request))
    tasks = [task for task in trace.tasks if task.resolution_id == shown.pk]
    moves = [
        (move.verb, labels.RESOLUTION_STEPS[move.verb])
        for move in lifecycle.open_moves(lifecycle.RESOLUTION_MOVES, shown.state)
        if may(request.user, move.permission)
    ]
    context = {
        "resolution": shown,
        "beside": neighbours(RESOLUTIONS, request, shown.pk),
        "sees_meeting": Meeting.objects.visible_to(request.user).filter(pk=shown.meeting_id).exists(),
        "tasks": tasks,
        "trace": trace,
        "accepted": sum(task.state == lifecycle.TaskState.ACCEPTED for task in tasks),
        "counted": sum(task.state != lifecycle.TaskState.WITHDRAWN for task in tasks),
        "helpers": list(shown.helpers.all()),
        "moves": moves,
        "backward": labels.BACKWARD,
        "may_task": may(request.user, "committee.task") and shown.state == lifecycle.ResolutionState.OPEN,
        "may_edit": may(request.user, access.CONVENE) and shown.meeting.state in lifecycle.WRITING and not tasks,
        "today": timezone.localdate(),
        "events": timeline.of(shown),
    }  # fmt: skip
    return render(request, "committee/resolution.html", context)


def _form(
    request: HttpRequest, meeting: Meeting, initial: dict[str, Any] | None = None
) -> forms.ResolutionForm:
    return forms.ResolutionForm(
        request.POST or None,
        bodies=Body.objects.filter(convenings__meeting=meeting),
        points=meeting.points.filter(removed_at=None).exclude(text=""),
        initial=initial or {},
    )


def _decided(data: dict[str, Any]) -> Decided:
    return Decided(
        data["text"], data["lead"], tuple(data["helpers"]), data["due_on"], data["measure"]
    )


@require_http_methods(["GET", "POST"])
def resolve(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a resolution while the meeting runs."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    initial: dict[str, Any] = {}
    if (asked := request.GET.get("point", "")).isdecimal() and len(asked) < 19:
        point = meeting.points.filter(pk=asked, removed_at=None).first()
        initial = {"point": point.pk, "text": point.text} if point else {}
    form = _form(request, meeting, initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = resolving.resolve(
                meeting,
                _decided(data),
                body=data["body"],
                point=data["point"],
                by=request.user,
                at=timezone.now(),
                form_key=data["form_key"],
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:resolution", pk=made.pk)
    context = {
        "form": form,
        "title": _("Take a resolution"),
        "lead": meeting.title,
        "button": _("Write it down"),
        "to": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a resolution while the minutes are open."""
    shown = access.resolution_for(request.user, pk, access.CONVENE)
    initial = {
        "text": shown.text, "body": shown.body_id, "lead": shown.lead_id, "helpers": list(shown.helpers.values_list("pk", flat=True)),
        "due_on": shown.due_on, "measure": shown.measure, "point": shown.point_id,
    }  # fmt: skip
    form = _form(request, shown.meeting, initial)
    del form.fields["body"], form.fields["point"]
    if request.method == "POST" and form.is_valid():
        as_seen(request, shown)
        try:
            resolving.correct(
                shown, _decided(form.cleaned_data), by=request.user, at=timezone.now()
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:resolution", pk=shown.pk)
    context = {
        "form": form,
        "title": _("Correct the resolution"),
        "lead": shown.number,
        "button": _("Save"),
        "resolution": shown,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out tasks for a resolution: lead and co-operating units as it names them, others as chosen."""
    shown = access.resolution_for(request.user, pk, "committee.task")
    today = timezone.localdate()
    done = set(shown.tasks.open().values_list("unit", flat=True))
    initial = {
        "title": shown.text.split("\n")[0][:300], "text": shown.text, "measure": shown.measure, "due_on": shown.due_on,
        "lead": [shown.lead_id] if shown.lead_id not in done else [],
        "helpers": [unit.pk for unit in shown.helpers.all() if unit.pk not in done],
    }  # fmt: skip
    form = forms.IssueForm(request.POST or None, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tasking.issue(
                handed(form.cleaned_data),
                Origin(resolution=shown),
                by=request.user,
                at=timezone.now(),
                form_key=form.cleaned_data["form_key"],
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:resolution", pk=shown.pk)
    context = {
        "form": form,
        "title": _("Hand out tasks"),
        "lead": f"{shown.number} · {shown.text}",
        "button": _("Hand them out"),
        "resolution": shown,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


def handed(data: dict[str, Any]) -> list[Handed]:
    """One task per unit chosen."""
    return [
        Handed(
            title=data["title"],
            unit=unit,
            due_on=data["due_on"],
            part=part,
            text=data["text"],
            measure=data["measure"],
        )
        for part, units in ((TaskPart.LEAD, data["lead"]), (TaskPart.HELP, data["helpers"]))
        for unit in units
    ]


Step = Callable[[Resolution, Any, datetime, str], None]
STEPS: dict[str, Step] = {
    "conclude": lambda row, by, at, words: resolving.conclude(row, by=by, at=at, remark=words),
    "revoke": lambda row, by, at, words: resolving.revoke(row, by=by, at=at, reason=words),
    "resume": lambda row, by, at, words: resolving.resume(row, by=by, at=at, reason=words),
}


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Finish a resolution, revoke it, or take it up again; each says why."""
    if verb not in STEPS:
        raise Http404(_("There is no such step."))
    move = next(move for move in lifecycle.RESOLUTION_MOVES if move.verb == verb)
    shown = access.resolution_for(request.user, pk, move.permission)
    form: django_forms.Form = forms.ReasonForm(request.POST or None)
    words = {
        "form": form,
        "title": labels.RESOLUTION_STEPS[verb],
        "button": labels.RESOLUTION_STEPS[verb],
        "lead": f"{shown.number} · {shown.text}",
        "resolution": shown,
    }
    if request.method == "POST" and form.is_valid():
        as_seen(request, shown)
        try:
            STEPS[verb](shown, request.user, timezone.now(), form.cleaned_data["reason"])
        except MoveRefused as refusal:
            return render(
                request, "committee/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("committee:resolution", pk=shown.pk)
    return render(request, "committee/form.html", words, status=422 if form.errors else 200)
