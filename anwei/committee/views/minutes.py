"""The minutes of a meeting: written by several people at once, read by whoever sees the meeting."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.accounts.permissions import may
from anwei.committee import access, forms, lifecycle
from anwei.committee.actions import concluding, convening, minuting
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import AgendaItem, Meeting, Point, PointKind
from anwei.committee.views import points
from anwei.committee.views.seen import as_seen

# Asked for again each time: a change that another server, or a slow transaction, wrote a moment late is not missed.
OVERLAP = timedelta(seconds=10)


@require_GET
def minutes(request: HttpRequest, number: str) -> HttpResponse:
    """Points under the items of the agenda; text areas while they are written, else to be read and remarked on."""
    meeting = access.meeting_for(request.user, number)
    may_convene = may(request.user, access.CONVENE)
    said = list(
        meeting.points.filter(removed_at=None)
        .select_related("editor")
        .prefetch_related("annotations__recorded_by", "resolutions", "remarks__unit")
    )
    context = {
        "meeting": meeting,
        "groups": _grouped(list(meeting.items.select_related("unit")), said),
        "kinds": PointKind.choices,
        "longest": minuting.LONGEST,
        "may_write": may_convene and meeting.state in lifecycle.WRITING,
        "may_remark": may(request.user, "committee.answer") and meeting.state == lifecycle.MeetingState.CIRCULATED,
        "may_annotate": may_convene and meeting.state == lifecycle.MeetingState.APPROVED,
        "may_name": may_convene and meeting.state != lifecycle.MeetingState.APPROVED,
        "sees_drafts": access.sees_drafts(request.user),
        "remarks": list(meeting.remarks.filter(point=None).select_related("unit", "recorded_by")),
        "words": _words(),
    }  # fmt: skip
    return render(request, "committee/minutes.html", context)


def _grouped(
    items: list[AgendaItem], said: list[Point]
) -> list[tuple[AgendaItem | None, list[Point]]]:
    """Every item with its points, and last what stands under none."""
    groups: list[tuple[AgendaItem | None, list[Point]]] = [
        (item, [point for point in said if point.item_id == item.pk]) for item in items
    ]
    return [*groups, (None, [point for point in said if point.item_id is None])]


def _words() -> dict[str, str]:
    """What the script says."""
    return {
        "saving": _("Saving…"),
        "saved": _("Saved {time}"),
        "kept": _("Kept in this browser, not saved yet"),
        "gone": _("No connection. What you type is kept in this browser and sent when the connection is back."),
        "back": _("The connection is back."),
        "signed_out": _("You are signed out. Sign in in another window; what you typed is kept in this browser and sent then."),
        "held": _("{name} is writing this point."),
        "taken": _("{name} took this point over at {time}."),
        "conflict": _("This point was changed meanwhile. Both texts are shown; decide which one stays."),
        "held_back": _("{name} is writing this point, and your text was not saved. Decide which one stays."),
        "removed": _("This point was removed meanwhile; your text was not saved."),
        "unsent": _("Not everything is saved yet; what you typed is kept. Try again when the connection is back."),
        "over": _("The minutes are closed for writing. What you typed is kept in this browser."),
    }  # fmt: skip


@require_GET
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """What changed since a cursor: points, their order, and whether the minutes are still written."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    window, at = points.window_of(request), timezone.now()
    touched = meeting.points.select_related("editor")
    if (since := request.GET.get("since", "")).isdecimal() and len(since) < 18:
        moment = datetime.fromtimestamp(int(since) / 1_000_000, UTC)
        touched = touched.filter(touched_at__gte=moment - OVERLAP)
    rows = [points.as_row(point, window, at) for point in touched]
    return JsonResponse(
        {
            "cursor": str(int(at.timestamp() * 1_000_000)),
            "points": rows,
            "order": list(meeting.points.filter(removed_at=None).values_list("pk", flat=True)) if rows else None,
            "writing": meeting.state in lifecycle.WRITING,
            # Whoever signed in again meanwhile has another one.
            "token": get_token(request),
        }
    )  # fmt: skip


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """A new, empty point under an item."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    window, at = points.window_of(request), timezone.now()
    item = _item(meeting, request.POST.get("item", ""))
    given: dict[str, Any] = {
        "kind": request.POST.get("kind") or PointKind.NOTE,
        "token": request.POST.get("token", "")[:32],
    }
    try:
        point = minuting.add_point(meeting, window=window, at=at, item=item, **given)
    except MoveRefused as refused:
        return points.refused(request, None, str(refused), 422, meeting=meeting)
    if not points.by_script(request):
        minuting.leave(point, window=window, at=at)
    return points.done(request, point, window, at)


def _item(meeting: Meeting, key: str) -> AgendaItem | None:
    """The item named; none where it was taken off the agenda, so that what was said is kept all the same."""
    return meeting.items.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, number: str) -> HttpResponse:
    """A unit that was asked says what is missing in circulated minutes, on a point or on the whole."""
    meeting = access.meeting_for(request.user, number, "committee.answer")
    asked = request.GET.get("point", "")
    point = (
        meeting.points.filter(pk=asked, removed_at=None).first()
        if asked.isdecimal() and len(asked) < 19
        else None
    )
    form = forms.ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Remark")
    if request.method == "POST" and form.is_valid():
        try:
            concluding.remark(
                meeting,
                form.cleaned_data["reason"],
                unit=request.user.unit,
                by=request.user,
                at=timezone.now(),
                point=point,
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:minutes", number=meeting.number)
    context = {
        "form": form,
        "title": _("Remark on the minutes"),
        "lead": point.text if point else meeting.title,
        "button": _("Send the remark"),
        "minutes": meeting,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Who presided, spoke, conveyed and reported, as the record names them."""
    meeting = access.meeting_for(request.user, number, access.CONVENE)
    named = [{"role": one.role, "name": one.name, "post": one.post} for one in meeting.people.all()]
    rows = forms.PeopleForms(request.POST or None, initial=named, prefix="people")
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        as_seen(request, meeting)
        given = [
            (row["role"], row.get("name", ""), row.get("post", ""))
            for row in rows.cleaned_data
            if row.get("role")
        ]
        try:
            convening.name_people(meeting, given, by=request.user, at=timezone.now())
        except MoveRefused as refused:
            refusal = str(refused)
        else:
            return redirect("committee:meeting", number=meeting.number)
    bad = request.method == "POST" and not rows.is_valid()
    context = {"meeting": meeting, "rows": rows, "refusal": refusal}
    return render(
        request, "committee/people.html", context, status=409 if refusal else 422 if bad else 200
    )
