"""Seats: the reply to a notice of meeting, the code at the door, the roll."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anwei.committee import access, forms
from anwei.committee.actions import convening, sitting
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import Seat


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes for this seat. Looking at it confirms nothing: receipt is said by the button."""
    seat = access.seat_for(request.user, pk)
    initial = {name: getattr(seat, name) for name in ("delegate_name", "delegate_post", "reason")}
    form = forms.ReplyForm(request.POST or None, initial=initial | {"coming": seat.reply})
    behalf = "" if access.own_unit(request.user, seat.unit.path) else str(seat.unit)
    if request.method == "POST":
        try:
            if "receive" in request.POST:
                convening.receive(seat, by=request.user, at=timezone.now(), behalf=behalf)
                return redirect("committee:meeting", number=seat.meeting.number)
            if form.is_valid():
                convening.reply(
                    seat, by=request.user, at=timezone.now(), behalf=behalf, **form.cleaned_data
                )
                return redirect("committee:meeting", number=seat.meeting.number)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"seat": seat, "form": form, "behalf": behalf}
    return render(request, "committee/seat.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, number: str) -> HttpResponse:
    """Type the code that is said at the door."""
    meeting = access.meeting_for(request.user, number)
    access.ensure(request.user, "committee.answer")
    form = forms.DoorForm(request.POST or None, initial={"attended": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            sitting.arrive_by_code(
                meeting,
                form.cleaned_data["code"],
                by=request.user,
                at=timezone.now(),
                attended=form.cleaned_data["attended"],
            )
        except MoveRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("You are on the roll."))
            return redirect("committee:meeting", number=meeting.number)
    context = {
        "form": form,
        "title": _("At the door"),
        "lead": meeting.title,
        "button": _("I am here"),
        "to": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, number: str) -> HttpResponse:
    """The roll, called by the office: who sits on each seat."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    refusal = ""
    if request.method == "POST":
        key = request.POST.get("seat", "")
        seat = meeting.seats.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        try:
            if seat is None:
                raise MoveRefused(_("This seat is not of this meeting."))
            if "free" in request.POST:
                sitting.not_there(
                    seat, by=request.user, at=timezone.now(), reason=request.POST.get("reason", "")
                )
            else:
                sitting.arrive(
                    seat,
                    by=request.user,
                    at=timezone.now(),
                    how=Seat.How.CLERK,
                    attended=request.POST.get("attended", "") or seat.delegate_name or seat.name,
                )
        except MoveRefused as refused:
            refusal = str(refused)
        else:
            return redirect("committee:roll", number=meeting.number)
    context = {
        "meeting": meeting,
        "seats": meeting.seats.select_related("unit", "member"),
        "refusal": refusal,
    }
    return render(request, "committee/roll.html", context, status=409 if refusal else 200)
