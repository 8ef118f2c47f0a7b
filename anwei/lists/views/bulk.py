"""Several rows at once: freeze them, show what will happen, begin, report."""

import csv
from io import StringIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anwei.accounts.models import User
from anwei.lists import actions, pages, queries, sheets, state
from anwei.lists.access import list_for
from anwei.lists.keyset import BIGGEST
from anwei.lists.models import Selection
from anwei.lists.rows import Reader, whole
from anwei.lists.spec import BulkAction, ListSpec

# Rows shown before the work begins, and refusals shown after it; the rest is counted and in the file.
SHOWN = 25


@require_POST
def select(request: HttpRequest, key: str) -> HttpResponse:
    """Freeze the rows picked, or all that match, for one action."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    action = _action(spec, request.POST.get("action", ""), request.user)  # type: ignore[arg-type]
    shown = state.read(
        spec, QueryDict(request.POST.get("state", "")[:4000]), pages.asker_of(request)
    )
    query = ""
    if request.POST.get("which") == "all":
        # What could not be read must not widen what is acted on.
        if shown.problems:
            messages.error(request, " ".join(shown.problems))
            return HttpResponseRedirect(f"{reverse(spec.address)}?{shown.query()}")
        query, keys = shown.query(), shown.ordered.values_list("pk", flat=True).iterator()
    else:
        keys = iter(_picked(shown, request.POST))
    try:
        selection = actions.freeze(
            spec.key, keys, action=action.key, query=query, by=request.user, at=timezone.now()
        )  # type: ignore[arg-type]
    except actions.NothingChosen as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{reverse(spec.address)}?{shown.query()}")
    return redirect("lists:selection", key=selection.key)


@require_POST
def act(request: HttpRequest, key: str, action_key: str, pk: int) -> HttpResponse:
    """Do it to one row at once, from its own button; back to the same place of the list."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    action = _action(spec, action_key, request.user)  # type: ignore[arg-type]
    row = whole(spec, request.user, [pk] if pk <= BIGGEST else []).get(pk)  # type: ignore[arg-type]
    if row is None or not action.on_row:
        raise Http404
    try:
        with transaction.atomic():
            action.apply(row, by=request.user, at=timezone.now(), values={})
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except action.refusals as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(action.done))
    sent = QueryDict(request.POST.get("here", "")[:4000])
    shown = state.read(spec, sent, pages.asker_of(request), view=sent.get("view", ""))
    return HttpResponseRedirect(f"{reverse(spec.address)}?{shown.here}")


def _picked(shown: state.ListState, sent: QueryDict) -> list[int]:
    """The keys picked, on this page and others, that the person may see; in the order of the list."""
    texts = [*sent.getlist("ids"), *sent.get("more", "").split(",")]
    keys = {
        int(text)
        for text in texts
        if text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= BIGGEST
    }
    ordered = shown.ordering.ordered(shown.base.filter(pk__in=sorted(keys)[:10_000]))
    return list(ordered.values_list("pk", flat=True))


def _action(spec: ListSpec, key: str, user: User) -> BulkAction:
    """The action of a key: 404 if there is none, 403 if the person may not do it."""
    for action in spec.actions:
        if action.key == key:
            if action not in spec.actions_for(user):
                raise PermissionDenied
            return action
    raise Http404


def selection(request: HttpRequest, key: str) -> HttpResponse:
    """What will be done to a frozen set, and once begun, how far it is and what was refused."""
    chosen = queries.selection_of(request.user, key)  # type: ignore[arg-type]
    spec = list_for(request.user, chosen.list_key)  # type: ignore[arg-type]
    action = _action(spec, chosen.action, request.user)  # type: ignore[arg-type]
    form = action.filled(request.POST if request.method == "POST" else None, request.user)  # type: ignore[arg-type]
    if request.method == "POST" and (form is None or form.is_valid()):
        return _begin(request, chosen, spec, action)
    context = {
        "selection": chosen,
        "spec": spec,
        "action": action,
        "form": form,
        "count": spec.counted(chosen.count),
        "back": _back(spec, chosen),
    }
    if chosen.started_at:
        return render(request, "lists/selection_begun.html", context | _report(chosen, spec))
    return render(
        request,
        "lists/selection.html",
        context | _preview(request, chosen, spec, action),
        status=422 if form and form.is_bound else 200,
    )


def _begin(
    request: HttpRequest, chosen: Selection, spec: ListSpec, action: BulkAction
) -> HttpResponse:
    values = {
        name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"
    }
    title = _("%(action)s: %(count)s") % {
        "action": action.label,
        "count": spec.counted(chosen.count),
    }
    try:
        actions.start(chosen, values=values, title=title, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except actions.AlreadyStarted as refusal:
        messages.error(request, str(refusal))
    return redirect("lists:selection", key=chosen.key)


def _back(spec: ListSpec, chosen: Selection) -> str:
    return f"{reverse(spec.address)}?{chosen.query or 'all=1'}"


def _preview(request: HttpRequest, chosen: Selection, spec: ListSpec, action: BulkAction) -> dict:
    """The first rows of the set as the list shows them, each with why it would be refused."""
    shown = state.read(spec, QueryDict(chosen.query), pages.asker_of(request))
    keys = chosen.keys(0, min(SHOWN, chosen.count))
    rows = shown.base.filter(pk__in=keys).annotate(sort_value=shown.ordering.expression)
    shapes = {row.pk: row for row in Reader(spec, shown.columns).page(rows)}
    known = whole(spec, request.user, keys) if action.refusal else {}  # type: ignore[arg-type]
    lines = [
        {
            "row": shapes[pk],
            "refusal": action.refused(known[pk], request.user) if pk in known else "",  # type: ignore[arg-type]
        }
        for pk in keys
        if pk in shapes
    ]
    return {
        "lines": lines,
        "columns": shown.columns,
        "more": max(chosen.count - SHOWN, 0),
        # Not read off the action in the template: that would call the function.
        "warns": action.refusal is not None,
    }


def _report(chosen: Selection, spec: ListSpec) -> dict:
    refused = chosen.refusals.count()
    return {
        "job": chosen.job,
        "done": spec.counted(chosen.done),
        "refused": refused,
        "refusals": list(chosen.refusals.all()[:SHOWN]),
    }


@require_GET
def refusals(request: HttpRequest, key: str) -> HttpResponse:
    """Every row that was left as it was, with the reason, as a csv file."""
    chosen = queries.selection_of(request.user, key)  # type: ignore[arg-type]
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([_("Number"), _("Name"), _("Reason")])
    for one in chosen.refusals.all().iterator():
        writer.writerow([one.row, sheets.neutral(one.name), sheets.neutral(one.reason)])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chosen.list_key}-refused.csv"'
    return response
