"""One point of the minutes: taken, saved, left, removed, read back. Answers a script in JSON and a plain form with a page.

A refusal says which: 409 the text was changed meanwhile, 423 somebody else is writing, 422 it cannot be done at all;
the answer holds the point as it stands, so that both texts can be shown.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.committee import access, forms
from anwei.committee.actions import concluding, minuting
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.minuting import Conflict, Held, Window
from anwei.committee.models import Meeting, Point
from anwei.hazards.queries import names_of

Act = Callable[[Point, Window, datetime], Point | None]


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks, which names its window; a plain form does not."""
    return bool(_key(request))


def _key(request: HttpRequest) -> str:
    given = request.POST if request.method == "POST" else request.GET
    return given.get("window", "")[:32]


def window_of(request: HttpRequest) -> Window:
    """Who writes, and in which window. All plain forms of one person are one window."""
    return Window(request.user, _key(request) or f"form-{request.user.pk}")


def as_row(point: Point, window: Window, at: datetime) -> dict[str, Any]:
    """A point as the script gets it. Who is writing goes by name: whoever writes too has to know."""
    held = None
    if point.editor is not None and point.editor_until is not None and point.editor_until >= at:
        held = {
            "name": str(point.editor),
            "mine": point.editor == window.user and point.editor_key == window.key,
            "own": point.editor == window.user,
            "seconds": (point.editor_until - at).total_seconds(),
        }
    return {
        "id": point.pk,
        "token": point.token,
        "item": point.item_id,
        "version": point.version,
        "text": point.text,
        "kind": point.kind,
        "removed": point.removed_at is not None,
        "held": held,
    }


def done(request: HttpRequest, point: Point, window: Window, at: datetime) -> HttpResponse:
    """The point as it stands now, or the page with it."""
    if by_script(request):
        return JsonResponse({"point": as_row(point, window, at)})
    address = reverse("committee:minutes", args=[point.meeting.number])
    return redirect(f"{address}#point-{point.pk}")


def refused(
    request: HttpRequest,
    point: Point | None,
    words: str,
    status: int,
    *,
    meeting: Meeting | None = None,
) -> HttpResponse:
    """Why not, with the text as it stands and the text that was sent: nothing typed is lost by a refusal."""
    sent = request.POST.get("text")
    if by_script(request):
        row = point and as_row(point, window_of(request), timezone.now())
        return JsonResponse({"refusal": words, "point": row, "mine": sent}, status=status)
    context = {
        "refusal": words,
        "point": point,
        "meeting": point.meeting if point else meeting,
        "mine": sent,
        "may_write": status != 422 and point is not None and point.removed_at is None,
    }
    return render(request, "committee/point_refused.html", context, status=status)


def _do(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    point = access.point_for(request.user, pk, access.CONVENE)
    window, at = window_of(request), timezone.now()
    try:
        changed = act(point, window, at) or point
        if not by_script(request):
            # A form is closed once it is sent: nobody waits for it.
            minuting.leave(changed, window=window, at=at)
    except Held as held:
        return refused(request, held.point, str(held), 423)
    except Conflict as conflict:
        return refused(request, conflict.point, str(conflict), 409)
    except MoveRefused as refusal:
        return refused(request, point, str(refusal), 422)
    return done(request, changed, window, at)


def _version(request: HttpRequest) -> int:
    """On what the text was written; a version that is none fits no point."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the text. `over`: take the point from whoever writes it, because the person decided so."""

    def act(point: Point, window: Window, at: datetime) -> Point:
        if request.POST.get("over"):
            minuting.take(point, window=window, at=at, over=True)
        text = request.POST.get("text", "")
        saved = minuting.save(point, text, version=_version(request), window=window, at=at)
        if kind := request.POST.get("kind"):
            minuting.set_kind(saved, kind, by=request.user, at=at)
        return saved

    return _do(request, pk, act)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to write, or go on; with `over`, from whoever writes it now."""
    over = bool(request.POST.get("over"))
    return _do(
        request, pk, lambda point, window, at: minuting.take(point, window=window, at=at, over=over)
    )


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """This window writes the point no more."""

    def act(point: Point, window: Window, at: datetime) -> Point:
        minuting.leave(point, window=window, at=at)
        return Point.objects.select_related("editor", "meeting").get(pk=point.pk)

    return _do(request, pk, act)


@require_POST
def set_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """A record, an information or a decision."""
    kind = request.POST.get("kind", "")
    return _do(
        request,
        pk,
        lambda point, window, at: minuting.set_kind(point, kind, by=window.user, at=at),
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the point out of the minutes."""

    def act(point: Point, window: Window, at: datetime) -> Point:
        minuting.remove(point, window=window, version=_version(request), at=at)
        return Point.objects.select_related("editor", "meeting").get(pk=point.pk)

    return _do(request, pk, act)


@require_GET
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """What a point said before: its texts, who wrote them, and when."""
    shown = access.point_for(request.user, pk)
    if not access.sees_drafts(request.user):
        raise PermissionDenied
    texts = list(shown.texts.order_by("-version"))
    names = names_of(text.recorded_by for text in texts)
    context = {
        "point": shown,
        "texts": [(text, names.get(text.recorded_by, _("the system"))) for text in texts],
    }
    return render(request, "committee/point.html", context)


@require_http_methods(["GET", "POST"])
def annotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction beside a point of approved minutes."""
    shown = access.point_for(request.user, pk, access.CONVENE)
    form = forms.ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Correction")
    if request.method == "POST" and form.is_valid():
        try:
            concluding.annotate(
                shown, form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, shown, window_of(request), timezone.now())
    context = {
        "form": form,
        "title": _("Correct approved minutes"),
        "lead": shown.text,
        "button": _("Write it down"),
        "point": shown,
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)
