"""Tasks: their list, one task, and its steps."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.committee import access, forms, labels, steps
from anwei.committee.actions import counting, proving, tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.tasking import Origin
from anwei.committee.lists import TASKS
from anwei.committee.models import Directive, Resolution, Task
from anwei.committee.steps import Doing
from anwei.committee.views import timeline
from anwei.committee.views.resolutions import handed
from anwei.committee.views.seen import as_seen
from anwei.documents import serving
from anwei.hazards.lists import HAZARDS
from anwei.jobs import queries as jobs
from anwei.lists import state
from anwei.lists.pages import asker_of, list_page, neighbours


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task this person may see."""
    more = {"may_task": may(request.user, "committee.task")}
    return list_page(request, TASKS, template="committee/tasks.html", extra=more)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The office hands out tasks of its own."""
    access.ensure(request.user, "committee.task")
    form = forms.IssueForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = tasking.issue(
                handed(form.cleaned_data),
                Origin(),
                by=request.user,
                at=timezone.now(),
                form_key=form.cleaned_data["form_key"],
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return (
                redirect("committee:task", number=made[0].number)
                if len(made) == 1
                else redirect("committee:tasks")
            )
    context = {
        "form": form,
        "title": _("Hand out tasks"),
        "button": _("Hand them out"),
        "back": "committee:tasks",
    }
    return render(request, "committee/form.html", context, status=422 if form.errors else 200)


@require_GET
def task(request: HttpRequest, number: str) -> HttpResponse:
    """One task: what is owed, by when, what was answered, and the next steps."""
    shown = access.task_for(request.user, number)
    counting.refresh(shown, at=timezone.now())
    offers = [
        (offer, labels.TASK_STEPS[offer.verb], _address(shown, offer.verb))
        for offer in access.task_moves(request.user, shown)
    ]
    resolution = shown.resolution
    context = {
        "task": shown,
        "beside": neighbours(TASKS, request, shown.pk),
        "today": timezone.localdate(),
        "moves": offers,
        "backward": labels.BACKWARD,
        "sees_resolution": resolution is not None and Resolution.objects.visible_to(request.user).filter(pk=resolution.pk).exists(),
        "directive_points": list(shown.directive_points.filter(directive__in=Directive.objects.visible_to(request.user)).select_related("directive")),
        "answers": list(shown.answers.prefetch_related("papers__document").order_by("-pk")),
        "extensions": list(shown.extensions.select_related("decided_by").order_by("-pk")),
        "handovers": list(shown.handovers.select_related("giver", "taker").order_by("-pk")),
        "parts": list(Task.objects.visible_to(request.user).filter(parent=shown).select_related("unit").order_by("pk")),
        "sees_parent": shown.parent_id is not None and Task.objects.visible_to(request.user).filter(pk=shown.parent_id).exists(),
        "cases": f"{reverse('committee:targets')}?task={shown.pk}",
        "gathering": proving.is_gathering(shown),
        "sees_job": jobs.visible_to(request.user).filter(pk=shown.proof_job_id).exists(),
        "filters": _filters(request, shown),
        "sees_all": reach_of(request.user) == Reach.EVERYTHING,
        "events": timeline.of(shown),
    }  # fmt: skip
    return render(request, "committee/task.html", context)


def _address(shown: Task, verb: str) -> str:
    """Where a step is made."""
    if verb == "point":
        return reverse("committee:task_proof", args=[shown.number])
    return reverse("committee:task_step", args=[shown.number, verb])


def _filters(request: HttpRequest, shown: Task) -> list[state.Chip]:
    """By which filters its cases were chosen, in words."""
    if not shown.proof_list:
        return []
    return state.read(HAZARDS, QueryDict(shown.proof_query), asker_of(request)).chips()


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a task: its form, and what it does. Refused: said in words, nothing changed."""
    name = verb.replace("-", "_")
    known = steps.STEPS.get(name)
    if known is None:
        raise Http404(_("There is no such step."))
    shown = access.task_for(request.user, number)
    if not known.may(request.user, shown):
        raise PermissionDenied
    form = (
        known.form(request.POST or None, request.FILES or None, task=shown, user=request.user)
        if known.form
        else None
    )
    behalf = known.behalf(request.user, shown)
    words = {"form": form, "title": labels.TASK_STEPS[name], "button": labels.TASK_STEPS[name], "lead": f"{shown.number} · {shown.title}", "task": shown,
             "behalf": behalf}  # fmt: skip
    if request.method == "POST" and (form is None or form.is_valid()):
        as_seen(request, shown)
        data = form.cleaned_data if form else {}
        try:
            with transaction.atomic():
                known.make(Doing(shown, request.user, timezone.now(), behalf, data))
        except MoveRefused as refusal:
            return render(
                request, "committee/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return _after(request, shown)
    status = 422 if form is not None and form.errors else 200
    return render(request, "committee/form.html", words, status=status)


def _after(request: HttpRequest, shown: Task) -> HttpResponse:
    """Back to the task, or to the list where it is no longer this person's to see."""
    if Task.objects.visible_to(request.user).filter(pk=shown.pk).exists():
        return redirect("committee:task", number=shown.number)
    return redirect("committee:tasks")


@require_GET
def answer_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper of an answer: whoever sees the task sees what proves it."""
    return serving.respond(access.answer_paper_for(request.user, pk).document)
