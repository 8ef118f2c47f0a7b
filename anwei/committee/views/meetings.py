"""Meetings: their list, one meeting, and its steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.committee import access, forms, labels, lifecycle, queries
from anwei.committee.actions import concluding, convening, sitting
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.convening import Belonging
from anwei.committee.lists import MEETINGS
from anwei.committee.models import Body, Meeting, Seat
from anwei.committee.views import timeline
from anwei.committee.views.seen import as_seen
from anwei.lists.pages import list_page, neighbours


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting this person may see."""
    more = {"may_convene": may(request.user, access.CONVENE)}
    return list_page(request, MEETINGS, template="committee/meetings.html", extra=more)


def _bodies() -> list[Body]:
    return list(Body.objects.filter(active=True).select_related("unit"))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting of one or several bodies."""
    access.ensure(request.user, access.CONVENE)
    bodies = _bodies()
    form = forms.MeetingForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        belongings = [Belonging(body, kind) for body, kind in form.kinds()]
        try:
            made = convening.plan(
                belongings,
                by=request.user,
                at=timezone.now(),
                form_key=form.cleaned_data["form_key"],
                **form.facts(),
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:meeting", number=made.number)
    context = {
        "form": form,
        "title": _("Plan a meeting"),
        "button": _("Plan it"),
        "back": "committee:meetings",
        "bodies": bodies,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Day, time, place and topic, until the meeting begins."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    initial = {
        name: getattr(meeting, name) for name in ("held_on", "starts", "ends", "place", "topic")
    }
    form = forms.MeetingForm(request.POST or None, bodies=[], initial=initial)
    if request.method == "POST" and form.is_valid():
        as_seen(request, meeting)
        try:
            convening.alter(meeting, by=request.user, at=timezone.now(), **form.facts())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:meeting", number=meeting.number)
    context = {
        "form": form,
        "title": _("Change the meeting"),
        "lead": meeting.title,
        "button": _("Save"),
        "to": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask units beside the members."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    form = forms.AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            convening.ask(
                meeting, data["units"], by=request.user, at=timezone.now(), reports=data["reports"]
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:meeting", number=meeting.number)
    context = {
        "form": form,
        "title": _("Ask more units"),
        "lead": meeting.title,
        "button": _("Ask them"),
        "to": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_GET
def meeting(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting: bodies, who is asked and who came, agenda, minutes, resolutions, next steps."""
    shown = access.meeting_for(request.user, number)
    convenings = list(shown.convenings.select_related("body__unit"))
    seats = list(shown.seats.select_related("unit", "member"))
    user = request.user
    context = {
        "meeting": shown,
        "beside": neighbours(MEETINGS, request, shown.pk),
        "moves": [(offer, labels.MEETING_STEPS[offer.verb]) for offer in access.meeting_moves(user, shown)],
        "backward": labels.BACKWARD,
        "convenings": convenings,
        "quorums": [(row.body, queries.quorum_of(shown, row.body)) for row in convenings] if shown.opened_at else [],
        "seats": [(seat, access.may_answer_seat(user, seat)) for seat in seats],
        "to_reply": _to_reply(user, shown, seats),
        # Why somebody does not come, an illness perhaps, is for the unit, the office and who supervises it.
        "sees_all": reach_of(user) == Reach.EVERYTHING,
        "counts": _counts(seats),
        "items": list(shown.items.select_related("unit").prefetch_related("papers__document")),
        "points": list(shown.points.filter(removed_at=None).select_related("item").prefetch_related("annotations", "resolutions")),
        "resolutions": list(shown.resolutions.select_related("lead").order_by("pk")),
        "remarks": list(shown.remarks.select_related("unit", "recorded_by")),
        "people": list(shown.people.all()),
        "may_convene": may(user, access.CONVENE),
        "may_write": may(user, access.CONVENE) and shown.state in lifecycle.WRITING,
        "may_arrange": may(user, access.CONVENE) and shown.state in lifecycle.ARRANGING,
        "may_alter": may(user, access.CONVENE) and shown.state in {"planned", "called"},
        "sees_door": may(user, access.CONVENE) and shown.state == lifecycle.MeetingState.SITTING,
        "events": timeline.of(shown),
    }  # fmt: skip
    return render(request, "committee/meeting.html", context)


def _to_reply(user: Any, meeting: Meeting, seats: list[Seat]) -> list[Seat]:
    """Seats of the person's own unit that nobody has answered for yet: what is at hand before all else."""
    if meeting.state != lifecycle.MeetingState.CALLED:
        return []
    mine = [seat for seat in seats if not seat.reply and access.own_unit(user, seat.unit.path)]
    return [seat for seat in mine if access.may_answer_seat(user, seat)]


def _counts(seats: list[Any]) -> dict[str, int]:
    """How many are asked, answered, coming, there."""
    return {
        "asked": len(seats),
        "received": sum(seat.received_at is not None for seat in seats),
        "coming": sum(seat.reply in {"coming", "delegate"} for seat in seats),
        "absent": sum(seat.reply == "absent" for seat in seats),
        "there": sum(seat.arrived_at is not None for seat in seats),
    }


Step = Callable[[Meeting, Any, datetime, dict[str, Any]], None]
STEPS: dict[str, tuple[type[django_forms.Form] | None, Step]] = {
    "call": (None, lambda meeting, by, at, data: convening.call(meeting, by=by, at=at)),
    "open": (None, lambda meeting, by, at, data: sitting.open_meeting(meeting, by=by, at=at)),
    "record": (None, lambda meeting, by, at, data: convening.record_held(meeting, by=by, at=at)),
    "close": (None, lambda meeting, by, at, data: sitting.close(meeting, by=by, at=at)),
    "circulate": (None, lambda meeting, by, at, data: concluding.circulate(meeting, by=by, at=at)),
    "approve": (None, lambda meeting, by, at, data: concluding.approve(meeting, by=by, at=at)),
    "cancel": (forms.ReasonForm, lambda meeting, by, at, data: convening.cancel(meeting, by=by, at=at, reason=data["reason"])),
    "send_back": (forms.ReasonForm, lambda meeting, by, at, data: concluding.send_back(meeting, by=by, at=at, remark=data["reason"])),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a meeting, asked once more before it is done; refused: said in words, nothing changed."""
    name = verb.replace("-", "_")
    if name not in STEPS:
        raise Http404(_("There is no such step."))
    meeting = access.meeting_for(request.user, number)
    wanted = next(move for move in lifecycle.MEETING_MOVES if move.verb == name)
    if not may(request.user, wanted.permission):
        raise PermissionDenied
    shape, make = STEPS[name]
    form = shape(request.POST or None) if shape else None
    words = {
        "form": form,
        "title": labels.MEETING_STEPS[name],
        "button": labels.MEETING_STEPS[name],
        "lead": meeting.title,
        "to": meeting,
    }
    if request.method == "POST" and (form is None or form.is_valid()):
        as_seen(request, meeting)
        try:
            make(meeting, request.user, timezone.now(), form.cleaned_data if form else {})
        except MoveRefused as refusal:
            return render(
                request, "committee/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("committee:meeting", number=meeting.number)
    return render(
        request,
        "committee/form.html",
        words,
        status=422 if form is not None and form.errors else 200,
    )
