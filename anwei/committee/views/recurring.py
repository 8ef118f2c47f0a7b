"""Tasks that come back: their list, one of them, setting one up, stopping it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from anwei.accounts.permissions import may
from anwei.committee import access, forms, task_forms
from anwei.committee.actions import recurring as actions
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.models import Recurring, Task
from anwei.committee.tracing import RECURRING
from anwei.committee.views import timeline
from anwei.lists.pages import list_page, neighbours

# Tasks shown with what they come from.
NEWEST = 25


@require_safe
def recurring(request: HttpRequest) -> HttpResponse:
    """Everything that comes back, as far as this person may see it."""
    more = {"may_task": may(request.user, "committee.task")}
    return list_page(request, RECURRING, template="committee/recurring.html", extra=more)


def _rule(request: HttpRequest, pk: int, permission: str = access.VIEW) -> Recurring:
    """The door to one of them: 404 if unseen, 403 if seen but not theirs to do this to."""
    found = Recurring.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None or not may(request.user, access.VIEW):
        raise Http404(_("There is no such task, or it is not yours to see."))
    access.ensure(request.user, permission)
    return found


@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes back, to whom, and what was handed out so far."""
    shown = _rule(request, pk)
    today = timezone.localdate()
    tasks = Task.objects.visible_to(request.user).filter(recurring=shown).select_related("unit")
    context = {
        "rule": shown,
        "units": list(shown.units.order_by("path")),
        "tasks": list(tasks.order_by("-period", "pk")[:NEWEST]),
        "total": tasks.count(),
        "runs": shown.until is None or shown.until > today,
        "may_task": may(request.user, "committee.task"),
        "beside": neighbours(RECURRING, request, shown.pk),
        "today": today,
        "events": timeline.of(shown),
    }
    return render(request, "committee/recurring_rule.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set one up."""
    access.ensure(request.user, "committee.task")
    form = task_forms.RecurringForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        units, form_key = data.pop("units"), data.pop("form_key")
        try:
            made = actions.set_up(
                Rhythm(**data), units, by=request.user, at=timezone.now(), form_key=form_key
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("committee:recurring_rule", pk=made.pk)
    context = {
        "form": form,
        "title": _("Set up a task that comes back"),
        "button": _("Set it up"),
        "back": "committee:recurring",
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it; what was handed out stays owed."""
    shown = _rule(request, pk, "committee.task")
    form = forms.ReasonForm(request.POST or None)
    words = {
        "form": form,
        "title": _("Stop it coming back"),
        "lead": shown.title,
        "button": _("Stop it coming back"),
        "back": "committee:recurring",
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.stop(
                shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except MoveRefused as refusal:
            return render(
                request, "committee/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("committee:recurring_rule", pk=shown.pk)
    return render(request, "committee/form.html", words, status=422 if form.errors else 200)
