"""Tasks: their list, one task, and its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.committee import access, forms, labels
from anwei.committee.actions import tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.tasking import Origin, Reported
from anwei.committee.lists import TASKS
from anwei.committee.models import Resolution, Task
from anwei.committee.views import timeline
from anwei.committee.views.resolutions import handed
from anwei.committee.views.seen import as_seen
from anwei.documents import actions as documents
from anwei.documents import serving
from anwei.documents.models import Document
from anwei.lists.pages import list_page, neighbours


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
                handed(form.cleaned_data), Origin(), by=request.user, at=timezone.now()
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
    offers = [
        (offer, labels.TASK_STEPS[offer.verb]) for offer in access.task_moves(request.user, shown)
    ]
    resolution = shown.resolution
    context = {
        "task": shown,
        "beside": neighbours(TASKS, request, shown.pk),
        "today": timezone.localdate(),
        "moves": offers,
        "backward": labels.BACKWARD,
        "sees_resolution": resolution is not None and Resolution.objects.visible_to(request.user).filter(pk=resolution.pk).exists(),
        "answers": list(shown.answers.prefetch_related("papers__document").order_by("-pk")),
        "extensions": list(shown.extensions.select_related("decided_by").order_by("-pk")),
        "handovers": list(shown.handovers.select_related("giver", "taker").order_by("-pk")),
        "parts": list(shown.parts.select_related("unit")),
        "events": timeline.of(shown),
    }  # fmt: skip
    return render(request, "committee/task.html", context)


@dataclass
class Doing:
    """One step about to be made: the task, who makes it, when, in whose name, and the cleaned input."""

    task: Task
    user: User
    at: datetime
    behalf: str
    data: dict[str, Any]

    @property
    def who(self) -> dict[str, Any]:
        """by and at, as every action wants them."""
        return {"by": self.user, "at": self.at}

    def papers(self) -> tuple[Document, ...]:
        """The files that came along, stored."""
        return tuple(
            documents.store(file, by=self.user, at=self.at, purpose="committee.answers")
            for file in self.data.get("papers") or []
        )


def _answer(doing: Doing, kind: str) -> None:
    data = doing.data
    reported = Reported(
        data["text"], kind, data.get("percent"), data.get("late_reason", ""), doing.papers()
    )
    tasking.answer(doing.task, reported, **doing.who, behalf=doing.behalf)


@dataclass(frozen=True)
class Step:
    """What a step asks for, needs and does."""

    permission: str
    form: Callable[..., django_forms.Form] | None
    make: Callable[[Doing], object]


def _final_form(*given: Any, **named: Any) -> django_forms.Form:
    form = forms.AnswerForm(*given, **named)
    del form.fields["kind"], form.fields["percent"]
    return form


def _progress_form(*given: Any, **named: Any) -> django_forms.Form:
    form = forms.AnswerForm(*given, **named)
    del form.fields["late_reason"]
    return form


UNIT, OFFICE = "committee.answer", "committee.task"
STEPS: dict[str, Step] = {
    "receive": Step(UNIT, None, lambda one: tasking.receive(one.task, **one.who, behalf=one.behalf)),
    "progress": Step(UNIT, _progress_form, lambda one: _answer(one, one.data["kind"])),
    "answer": Step(UNIT, _final_form, lambda one: _answer(one, "final")),
    "accept": Step(OFFICE, forms.RemarkForm, lambda one: tasking.accept(one.task, **one.who, remark=one.data["reason"])),
    "return_answer": Step(OFFICE, forms.ReturnForm, lambda one: tasking.return_answer(one.task, **one.who, remark=one.data["reason"], due_on=one.data["due_on"])),
    "reopen": Step(OFFICE, forms.TermForm, lambda one: tasking.reopen(one.task, **one.who, reason=one.data["reason"], due_on=one.data["due_on"])),
    "withdraw": Step(OFFICE, forms.ReasonForm, lambda one: tasking.withdraw(one.task, **one.who, reason=one.data["reason"])),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a task: its form, and what it does. Refused: said in words, nothing changed."""
    name = verb.replace("-", "_")
    known = STEPS.get(name)
    if known is None:
        raise Http404(_("There is no such step."))
    shown = access.task_for(request.user, number)
    if not access.may_do(request.user, shown, known.permission):
        raise PermissionDenied
    form = known.form(request.POST or None, request.FILES or None) if known.form else None
    words = {"form": form, "title": labels.TASK_STEPS[name], "button": labels.TASK_STEPS[name], "lead": f"{shown.number} · {shown.title}", "task": shown,
             "behalf": access.behalf_of(request.user, shown) if known.permission == UNIT else ""}  # fmt: skip
    if request.method == "POST" and (form is None or form.is_valid()):
        as_seen(request, shown)
        doing = Doing(
            shown,
            request.user,
            timezone.now(),
            str(words["behalf"]),
            form.cleaned_data if form else {},
        )
        try:
            with transaction.atomic():
                known.make(doing)
        except MoveRefused as refusal:
            return render(
                request, "committee/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("committee:task", number=shown.number)
    return render(
        request,
        "committee/form.html",
        words,
        status=422 if form is not None and form.errors else 200,
    )


@require_GET
def answer_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper of an answer: whoever sees the task sees what proves it."""
    return serving.respond(access.answer_paper_for(request.user, pk).document)
