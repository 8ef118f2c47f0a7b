"""The agenda of a meeting: arranged by the clerk, proposed from live cases, read by whoever sees the meeting."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.accounts.permissions import may
from anwei.committee import access, forms, lifecycle, proposing, timing
from anwei.committee.actions import arranging
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import AgendaItem, Meeting
from anwei.documents import actions as documents
from anwei.documents import serving
from anwei.documents.content import Content


def _shown(request: HttpRequest, meeting: Meeting, **more: object) -> dict[str, Any]:
    items = list(meeting.items.select_related("unit").prefetch_related("papers__document"))
    return {
        "meeting": meeting,
        "table": timing.timetable(meeting, items),
        "may_arrange": may(request.user, access.CONVENE) and meeting.state in lifecycle.ARRANGING,
        **more,
    }


@require_GET
def agenda(request: HttpRequest, number: str) -> HttpResponse:
    """The items in order, on the clock, with their papers."""
    meeting = access.meeting_for(request.user, number)
    return render(request, "committee/agenda.html", _shown(request, meeting))


@require_POST
def order(request: HttpRequest, number: str) -> HttpResponse:
    """The items in a new order: one moved up or down by its button, or all as they were dragged."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    keys = list(meeting.items.values_list("pk", flat=True))
    wanted = _moved(keys, request.POST.get("move", "")) or _numbers(request.POST.getlist("keys"))
    refusal = ""
    try:
        arranging.order(meeting, wanted, by=request.user, at=timezone.now())
    except MoveRefused as refused:
        refusal = str(refused)
    # A script gets the list alone, with the refusal in it: htmx draws it only under a good status.
    page, status = "committee/agenda.html", 409 if refusal else 200
    if request.htmx:  # type: ignore[attr-defined]
        page, status = "committee/agenda.html#items", 200
    elif not refusal:
        return redirect("committee:agenda", number=meeting.number)
    return render(request, page, _shown(request, meeting, refusal=refusal), status=status)


def _moved(keys: Sequence[int], move: str) -> list[int]:
    """The order after "up:12" or "down:12"; nothing where the words say no such move."""
    way, _colon, key = move.partition(":")
    there = _numbers([key])
    if way not in {"up", "down"} or not there or there[0] not in keys:
        return []
    order = list(keys)
    place = order.index(there[0])
    other = min(max(place + (1 if way == "down" else -1), 0), len(order) - 1)
    order[place], order[other] = order[other], order[place]
    return order


def _numbers(values: Sequence[str]) -> list[int]:
    return [
        int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19
    ]


def _lay(item: AgendaItem, papers: Sequence[Content], request: HttpRequest) -> None:
    at = timezone.now()
    stored = [
        documents.store(paper, by=request.user, at=at, purpose="committee.papers")
        for paper in papers
    ]
    arranging.lay(item, stored, by=request.user, at=at)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Put an item of the clerk's own at the end."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    form = forms.ItemForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                item = arranging.add(
                    meeting, by=request.user, at=timezone.now(), **form.facts(), kind=form.about()
                )
                _lay(item, form.cleaned_data["papers"], request)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:agenda", number=meeting.number)
    context = {
        "form": form,
        "title": _("Put an item on the agenda"),
        "lead": meeting.title,
        "button": _("Put it on the agenda"),
        "agenda": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, presenter, minutes, note and papers of an item."""
    item = access.item_for(request.user, pk, access.CONVENE)
    initial = {
        "title": item.title, "note": item.note, "minutes": item.minutes, "unit": item.unit_id, "version": item.version,
    }  # fmt: skip
    form = forms.ItemForm(request.POST or None, request.FILES or None, initial=initial, item=item)
    if request.method == "POST" and form.is_valid():
        # On top of what was on the screen: the action tells whether that is still so.
        item.version = form.cleaned_data["version"]
        try:
            with transaction.atomic():
                arranging.alter(item, by=request.user, at=timezone.now(), **form.facts())
                _lay(item, form.cleaned_data["papers"], request)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:agenda", number=item.meeting.number)
    context = {
        "form": form,
        "title": _("Change the item"),
        "lead": item.title,
        "button": _("Save"),
        "agenda": item.meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the agenda."""
    item = access.item_for(request.user, pk, access.CONVENE)
    meeting = item.meeting
    try:
        arranging.drop(item, by=request.user, at=timezone.now())
    except MoveRefused as refusal:
        shown = _shown(request, meeting, refusal=str(refusal))
        return render(request, "committee/agenda.html", shown, status=409)
    return redirect("committee:agenda", number=meeting.number)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper laid to an item."""
    return serving.respond(access.agenda_paper_for(request.user, pk).document)


@require_POST
def take_paper_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a paper off its item again."""
    laid = access.agenda_paper_for(request.user, pk, access.CONVENE)
    meeting = laid.item.meeting
    try:
        arranging.take_away(laid, by=request.user, at=timezone.now())
    except MoveRefused as refusal:
        shown = _shown(request, meeting, refusal=str(refusal))
        return render(request, "committee/agenda.html", shown, status=409)
    return redirect("committee:agenda", number=meeting.number)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """What live cases put before the meeting, all ticked; the ticked ones go on the agenda.

    The proposal is made anew when it is sent: a case that was settled meanwhile does not come.
    """
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    found = proposing.proposed(meeting, user=request.user, today=timezone.localdate())
    refusal = ""
    if request.method == "POST":
        picked = set(request.POST.getlist("pick"))
        items = [one.as_item() for one in found if one.about in picked]
        try:
            if not items:
                raise MoveRefused(_("Tick what is to go on the agenda."))
            arranging.add_many(meeting, items, by=request.user, at=timezone.now())
        except MoveRefused as refused:
            refusal = str(refused)
        else:
            return redirect("committee:agenda", number=meeting.number)
    context = {
        "meeting": meeting,
        "found": found,
        "total": ngettext("%(number)s item", "%(number)s items", len(found))
        % {"number": len(found)},
        "refusal": refusal,
        "may_arrange": meeting.state in lifecycle.ARRANGING,
    }
    return render(request, "committee/propose.html", context, status=409 if refusal else 200)
