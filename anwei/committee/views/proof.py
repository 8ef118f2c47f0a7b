"""What proves a task: choosing a list of the register, the list of its cases, and the way back from a hazard."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from anwei.committee import access, tracing
from anwei.committee.actions import proving
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import Meeting, Resolution, Task
from anwei.committee.views.seen import as_seen
from anwei.hazards import access as hazard_access
from anwei.hazards.lists import HAZARDS
from anwei.lists import pages, queries, state

# Hazards shown before a list is frozen, and tasks in the panel of a hazard.
EXAMPLES, NEWEST = 5, 10


@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, number: str) -> HttpResponse:
    """Choose the list that proves a task: first what it is understood to be and how many it finds, then frozen."""
    task = access.task_for(request.user, number)
    if not access.may_prove(request.user, task):
        raise PermissionDenied
    asked = (request.POST if request.method == "POST" else request.GET).get("list", "")[:4000]
    shown = _read(request, asked)
    context = {
        "task": task,
        "asked": asked,
        "views": [
            (view, urlencode({"list": view.query}))
            for view in queries.views_of(request.user, HAZARDS.key)
        ],
        "register": reverse(HAZARDS.address),
        "gathering": proving.is_gathering(task) or bool(task.proof_list),
    } | _understood(shown, asked)
    if request.method == "POST" and shown is not None and not shown.problems:
        as_seen(request, task)
        try:
            proving.point(
                task,
                urlencode(shown.narrowing()),
                by=request.user,
                at=timezone.now(),
                behalf=_behalf(request, task),
            )
        except MoveRefused as refusal:
            return render(
                request, "committee/proof.html", context | {"refusal": str(refusal)}, status=409
            )
        return redirect("committee:task", number=task.number)
    wrong = request.method == "POST" or bool(shown and shown.problems)
    return render(request, "committee/proof.html", context, status=422 if wrong else 200)


def _behalf(request: HttpRequest, task: Task) -> str:
    """The office chooses in its own name; who speaks for another unit, in that unit's."""
    if access.may_look_after(request.user, task):
        return ""
    return access.behalf_of(request.user, task)


def _read(request: HttpRequest, asked: str) -> state.ListState | None:
    """The register as an address or its query describes it; None where nothing was asked for."""
    query = urlsplit(asked.strip()).query or asked.strip().partition("?")[2] or asked.strip()
    given = QueryDict(query, mutable=True)
    # The order, the looks and the place in the list say nothing of which cases are meant.
    for name in state.OWN - {"q", "all"}:
        given.pop(name, None)
    return state.read(HAZARDS, given, pages.asker_of(request)) if given else None


def _understood(shown: state.ListState | None, asked: str) -> dict:
    """What was understood, in words, with a few of its cases."""
    if shown is None or shown.problems:
        return {"problems": shown.problems if shown else []}
    page = pages.page_of(shown)
    return {
        "shown": shown,
        "chips": shown.chips(),
        "total": pages.total_of(shown, page),
        "examples": page.rows[:EXAMPLES],
        "columns": shown.columns,
        "problems": [],
    }


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """The hazards that prove tasks: those of one task, or of all that a resolution became."""
    return pages.list_page(request, tracing.TARGETS)


@require_GET
@vary_on_headers("HX-Request")
def for_hazard(request: HttpRequest, number: str) -> HttpResponse:
    """A panel for the page of a hazard: which tasks, resolutions and meetings set it moving."""
    access.ensure(request.user)
    hazard = hazard_access.hazard_for(request.user, number)
    tasks = tracing.decided_on(hazard, request.user)
    shown = tasks[:NEWEST]
    origins = {
        task.pk: task.resolution or (task.parent and task.parent.resolution) for task in shown
    }
    known = [one.pk for one in origins.values() if one]
    seen = set(
        Resolution.objects.visible_to(request.user)
        .filter(pk__in=known)
        .values_list("pk", flat=True)
    )
    meetings = {one.meeting_id for one in origins.values() if one}
    met = set(
        Meeting.objects.visible_to(request.user)
        .filter(pk__in=meetings)
        .values_list("pk", flat=True)
    )
    context = {
        "hazard": hazard,
        "rows": [
            {"task": task, "resolution": one, "sees_resolution": bool(one and one.pk in seen), "sees_meeting": bool(one and one.meeting_id in met)}
            for task in shown
            for one in [origins[task.pk]]
        ],
        "more": len(tasks) - len(shown),
    }  # fmt: skip
    part = "#panel" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"committee/for_hazard.html{part}", context)
