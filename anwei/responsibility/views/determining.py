"""Proposals for unclear industries, and what the government decided."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may
from anwei.lists.pages import list_page
from anwei.responsibility import access, forms
from anwei.responsibility.actions import determining as actions
from anwei.responsibility.lists.determining import DETERMINATIONS
from anwei.responsibility.models import Determination
from anwei.responsibility.views.answers import form_page
from anwei.responsibility.views.sites import form_methods

MOST = 200


def determination_for(
    request: HttpRequest, pk: int, permission: str = access.VIEW
) -> Determination:
    """The only door to one proposal: they are the zone's own."""
    access.ensure_zone(request.user)
    access.ensure(request.user, permission)
    found = (
        Determination.objects.select_related("interim", "decided_unit", "proposed_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_GET
def determinations(request: HttpRequest) -> HttpResponse:
    """All proposals, open ones first."""
    more = {"may_propose": may(request.user, access.PROPOSE)}
    page = "responsibility/determinations.html"
    return list_page(request, DETERMINATIONS, template=page, extra=more)


@require_GET
def determination(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal."""
    shown = determination_for(request, pk)
    context = {
        "shown": shown,
        "sites": shown.sites.select_related("enterprise").order_by("name")[:MOST],
        "candidates": shown.candidates.order_by("name"),
        "may_decide": shown.state == "proposed" and may(request.user, access.MANAGE),
        "may_withdraw": shown.state == "proposed" and _may_withdraw(request, shown),
    }
    return render(request, "responsibility/determination.html", context)


def _may_withdraw(request: HttpRequest, shown: Determination) -> bool:
    """Whoever proposed it, or the clerk."""
    return may(request.user, access.MANAGE) or (
        may(request.user, access.PROPOSE) and shown.proposed_by_id == request.user.pk
    )


@form_methods
def propose(request: HttpRequest) -> HttpResponse:
    """Propose who regulates an unclear industry."""
    access.ensure(request.user, access.PROPOSE)
    asked = [
        int(text)
        for text in request.GET.getlist("site")[:MOST]
        if text.isascii() and text.isdigit() and len(text) < 19
    ]
    sites = access.visible_sites(request.user).filter(active=True)
    unclear = sites.filter(sectors=[]) | sites.filter(pk__in=asked)
    offered = (
        unclear.filter(pk__in=unclear.order_by("name", "pk").values_list("pk", flat=True)[:MOST])
        if not asked
        else sites.filter(pk__in=asked)
    )
    form = forms.ProposalForm(
        request.POST or None, sites=offered.order_by("name", "pk"), initial={"sites": asked}
    )

    def act() -> str:
        given = form.cleaned_data
        proposal = actions.Proposal(
            given["industry"],
            given["argument"],
            list(given["candidates"]),
            given["interim"],
            list(given["sites"]),
        )
        made = actions.propose(
            proposal, by=request.user, at=timezone.now(), today=timezone.localdate()
        )
        return reverse("responsibility:determination", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Propose a regulator"),
        back=reverse("responsibility:determinations"),
        done=_("The proposal is entered."),
        button=_("Propose"),
        text=_(
            "Who regulates a new or unclear industry is decided by the people's government of county level or above, by similar business (Work Safety Law art. 10(2)). The committee proposes."
        ),
    )


@form_methods
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the government's decision."""
    shown = determination_for(request, pk, access.MANAGE)
    form = forms.DecisionForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> None:
        given = form.cleaned_data
        decision = actions.Decision(
            given["unit"], given["on"], given["decider"], given["paper_no"], given["remark"]
        )
        actions.decide(
            shown, decision, by=request.user, at=timezone.now(), today=timezone.localdate()
        )

    return form_page(
        request,
        form,
        act,
        title=_("Decision on %(industry)s") % {"industry": shown},
        back=reverse("responsibility:determination", args=[pk]),
        done=_("The decision is entered, and the regulator's lines are drawn."),
        button=_("Enter the decision"),
        text=_(
            "From the government's paper. The unit becomes the industry regulator of the sites named, from the day of the decision."
        ),
    )


@form_methods
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back."""
    shown = determination_for(request, pk, access.PROPOSE)
    if not _may_withdraw(request, shown):
        access.ensure(request.user, access.MANAGE)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: actions.withdraw(
            shown,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
        title=_("Withdraw the proposal on %(industry)s") % {"industry": shown},
        back=reverse("responsibility:determination", args=[pk]),
        done=_("The proposal is withdrawn."),
        button=_("Withdraw"),
        grave=True,
    )
