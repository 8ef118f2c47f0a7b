"""My work, and what lies before a leader."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anwei.accounts.permissions import may
from anwei.hazards import access, queries
from anwei.hazards.actions import leading
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.lists import HAZARDS
from anwei.hazards.models import Instruction, Referral
from anwei.lists.pages import list_page

SHOWN = 8


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register: every hazard this person may see, filtered, searched, sorted."""
    return list_page(
        request,
        HAZARDS,
        template="hazards/register_list.html",
        extra={"may_register": may(request.user, "hazards.register")},
    )


@require_GET
def my_work(request: HttpRequest) -> HttpResponse:
    """Overdue, today, this week, waiting for others, returned to me; and decisions that wait for me."""
    if not may(request.user, "hazards.view"):
        raise PermissionDenied
    today = timezone.localdate()
    piles = []
    for code, (label, tone) in queries.PILES.items():
        cases = queries.pile(request.user, code, today=today)
        if total := cases.count():
            piles.append(
                queries.Pile(
                    code,
                    label,
                    total,
                    list(cases.for_pages().order_by("due_on", "pk")[:SHOWN]),
                    tone,
                )
            )
    return render(
        request,
        "hazards/my_work.html",
        {
            "piles": piles,
            "may_register": may(request.user, "hazards.register"),
            "today": today,
            **{
                kind: queries.waiting(found, shown=SHOWN)
                for kind, found in queries.decisions(request.user).items()
            },
            "given": Instruction.objects.filter(leader=request.user)
            .exclude(state=Instruction.State.DONE)
            .select_related("hazard", "unit")[:SHOWN],
        },
    )


@require_GET
def my_work_count(request: HttpRequest) -> HttpResponse:
    """The badge beside "My work": what nobody handles, overdue or due today, and decisions that wait."""
    if not may(request.user, "hazards.view"):
        raise PermissionDenied
    today = timezone.localdate()
    urgent = queries.pressing(request.user, today=today).count() + sum(
        found.count() for found in queries.decisions(request.user).values()
    )
    return HttpResponse(str(urgent) if urgent else "", content_type="text/plain; charset=utf-8")


@require_POST
def decide_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader approves what was put before him or her, or returns it with remarks."""
    if not may(request.user, "hazards.leader_decide"):
        raise PermissionDenied
    put = get_object_or_404(
        Referral.objects.select_related("hazard", "leader"), pk=pk, leader=request.user
    )
    return _done(
        request,
        put,
        lambda: leading.decide(
            put.hazard,
            put,
            by=request.user,
            at=timezone.now(),
            approved="approve" in request.POST,
            remark=request.POST.get("remark", ""),
        ),
    )


@require_POST
def answer_instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit instructed answers."""
    given = queries.instructions_to_answer(request.user).filter(pk=pk).first()
    if given is None:
        raise Http404(_("There is no such instruction, or it is not yours to answer."))
    return _done(
        request,
        given,
        lambda: leading.answer_instruction(
            given.hazard,
            given,
            by=request.user,
            at=timezone.now(),
            text=request.POST.get("text", ""),
        ),
    )


@require_POST
def settle_instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader takes an answer as done, or sends it back."""
    if not may(request.user, "hazards.instruct"):
        raise PermissionDenied
    given = get_object_or_404(
        Instruction.objects.select_related("hazard", "leader"), pk=pk, leader=request.user
    )
    return _done(
        request,
        given,
        lambda: leading.settle_instruction(
            given.hazard,
            given,
            by=request.user,
            at=timezone.now(),
            done="done" in request.POST,
            remark=request.POST.get("remark", ""),
        ),
    )


def _done(request: HttpRequest, about: Referral | Instruction, act) -> HttpResponse:  # type: ignore[no-untyped-def]
    """Do it and go back to the case, or say why not."""
    access.hazard_for(request.user, about.hazard.number)
    try:
        with transaction.atomic():
            act()
    except MoveRefused as refusal:
        return render(
            request,
            "hazards/refused.html",
            {"hazard": about.hazard, "reason": str(refusal)},
            status=409,
        )
    return redirect("hazards:detail", number=about.hazard.number)
