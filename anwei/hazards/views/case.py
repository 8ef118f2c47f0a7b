"""The case page and its steps."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.documents import serving
from anwei.hazards import access, lifecycle, queries, steps
from anwei.hazards.actions import clocking, extending, looking, treating
from anwei.hazards.actions.changing import MoveRefused, Stale
from anwei.hazards.lists import HAZARDS
from anwei.hazards.models import Evidence, Hazard
from anwei.hazards.views import entering
from anwei.hazards.words import STEPS as WORDS
from anwei.lists.pages import neighbours
from anwei.responsibility import queries as responsibility
from anwei.responsibility.access import visible_sites


@require_GET
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one case: facts, clocks, next steps, evidence, timeline, who answers."""
    hazard = access.hazard_for(request.user, number)
    today = timezone.localdate()
    beside = neighbours(HAZARDS, request, hazard.pk)
    offers = [
        (offer, WORDS[offer.verb])
        for offer in access.moves_offered(request.user, hazard, today=today)
    ]
    road = [(offer, word) for offer, word in offers if offer.verb in ROAD]
    evidence = list(hazard.evidence.select_related("document"))
    return render(
        request,
        "hazards/detail.html",
        {
            "hazard": hazard,
            "today": today,
            "beside": beside,
            "road": road,
            "backward": BACKWARD,
            "besides": sorted(
                (pair for pair in offers if pair not in road), key=lambda pair: _place(pair[0].verb)
            ),
            "checks_fixes": any(
                access.may_do(request.user, hazard, permission)
                for permission in ("hazards.verify", "hazards.review")
            ),
            "before": [one for one in evidence if one.side == Evidence.Side.BEFORE],
            "after": [one for one in evidence if one.side == Evidence.Side.AFTER],
            "papers": [one for one in evidence if one.side == Evidence.Side.PAPER],
            "clocks": clocking.faces(hazard, today=today),
            "site_address": _site_address(request.user, hazard),
            "answering": responsibility.answering(hazard.site, hazard.found_on)
            if hazard.site
            else None,
            "events": queries.timeline(hazard, seen_by=request.user),
            "may_see_reporter": _has_reporter(hazard)
            and access.may_do(request.user, hazard, "hazards.reporter"),
            **_related(hazard, request.user),
        },
    )


def _place(verb: str) -> int:
    """Where a step beside the road stands: what is done every day first, what ends the case last."""
    if verb in lifecycle.ENDING_VERBS:
        return len(EVERYDAY) + 1
    return EVERYDAY.index(verb) if verb in EVERYDAY else len(EVERYDAY)


def _has_reporter(hazard: Hazard) -> bool:
    return bool(hazard.finder) and hazard.shields_finder


@never_cache
@require_POST
def reporter(request: HttpRequest, number: str) -> HttpResponse:
    """Who reported it, for the few who may know; asked for each time, and on the trail each time."""
    hazard = access.hazard_for(request.user, number, "hazards.reporter")
    if not _has_reporter(hazard):
        raise Http404
    name = looking.see_reporter(hazard, by=request.user, at=timezone.now())
    return render(request, "hazards/reporter.html", {"hazard": hazard, "reporter": name})


def _site_address(user: Any, hazard: Hazard) -> str:
    """The site's own page, for who may see it; a case may be seen by more people than its site."""
    seen = visible_sites(user).filter(pk=hazard.site_id).exists()
    return reverse("responsibility:site", args=[hazard.site_id]) if seen else ""


ROAD = {
    "assign", "ask_plan", "rectify", "verify", "fail_check", "reopen", "submit_plan", "approve_plan", "return_plan", "accept",
    "refuse_acceptance", "review", "apply_resume", "consent_resume", "write_off", "answer_transfer", "confirm", "confirm_end", "decide_extension",
}  # fmt: skip


# Steps that lead back: offered, but never the first thing the eye falls on.
BACKWARD = {"fail_check", "return_plan", "refuse_acceptance", "reopen"}
EVERYDAY = (
    "add_evidence",
    "note_fact",
    "print_notice",
    "correct",
    "ask_extension",
    "transfer",
    "determine",
)
ON_BEHALF = {"rectify", "submit_plan", "ask_extension", "apply_resume"}


def _related(hazard: Hazard, user: Any) -> dict[str, Any]:
    return {
        "determination": hazard.determinations.order_by("-pk").first(),
        "ending": hazard.endings.order_by("-pk").first(),
        "plan": hazard.plans.order_by("-serial").first(),
        "checks": hazard.checks.all(),
        "facts": hazard.facts.all(),
        "extensions": hazard.extensions.all(),
        "transfers": _transfers(hazard),
        **_leading(hazard, user),
        "seen_before": queries.seen_before(
            hazard.site,
            seen_by=user,
            description=hazard.description,
            item=hazard.item,
            leave_out=hazard.pk,
        )
        if hazard.site
        else [],
    }


def _leading(hazard: Hazard, user: Any) -> dict[str, Any]:
    """What a leader decides on a case stays among those who supervise."""
    if not queries.sees_leading(user):
        return {}
    return {
        "instructions": hazard.instructions.select_related("leader", "unit"),
        "referrals": hazard.referrals.select_related("leader"),
    }


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One step of a case: its form, and what it does. Stale, refused or incomplete: said in words, nothing changed."""
    name = verb.replace("-", "_")
    known = steps.STEPS.get(name)
    if known is None:
        raise Http404(_("There is no such step."))
    today = timezone.localdate()
    hazard = access.hazard_for(request.user, number)
    if not access.may_step(request.user, hazard, name, known.permission):
        raise PermissionDenied
    if reason := _why_closed(request, hazard, name, today):
        return _refused(request, hazard, reason)
    form = known.form(
        request.POST or None,
        request.FILES or None,
        hazard=hazard,
        user=request.user,
        today=today,
        initial=_defaults(known, today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _make(request, hazard, known, form)
        except Stale as refusal:
            return _asked_again(request, number, name, str(refusal))
        except MoveRefused as refusal:
            steps.bound_errors(form, refusal)
        else:
            return redirect("hazards:detail", number=hazard.number)
    return _asked(request, hazard, name, form)


def _why_closed(request: HttpRequest, hazard: Hazard, name: str, today: date) -> str:
    """Why this step cannot be made now; empty where it can."""
    offers = access.moves_offered(request.user, hazard, today=today)
    offer = next((one for one in offers if one.verb == name), None)
    if offer is not None:
        return "" if offer.allowed else offer.why_not
    return _("%(hazard)s is “%(status)s”: this step is not open now.") % {
        "hazard": hazard.number,
        "status": hazard.get_status_display(),
    }


def _refused(request: HttpRequest, hazard: Hazard, reason: str) -> HttpResponse:
    """Not now, and why; nothing was changed."""
    words = {"hazard": hazard, "reason": reason}
    return render(request, "hazards/refused.html", words, status=409)


def _asked_again(request: HttpRequest, number: str, name: str, reason: str) -> HttpResponse:
    """The case moved on meanwhile. Where the step is still open, what was typed stays, for the case as it is now."""
    hazard, today = access.hazard_for(request.user, number), timezone.localdate()
    if _why_closed(request, hazard, name, today):
        return _refused(request, hazard, reason)
    given = request.POST.copy()
    given["version"] = str(hazard.version)
    form = steps.STEPS[name].form(
        given, request.FILES, hazard=hazard, user=request.user, today=today
    )
    form.add_error(None, reason)
    return _asked(request, hazard, name, form, status=409)


def _asked(
    request: HttpRequest, hazard: Hazard, name: str, form: Any, *, status: int = 422
) -> HttpResponse:
    """The form of a step; what was typed stays when something is missing."""
    return render(
        request,
        "hazards/step.html",
        {
            "hazard": hazard,
            "form": form,
            "step": steps.STEPS[name],
            "verb": name,
            "label": WORDS[name],
            "form_files": steps.file_fields(form),
            **_beside(name, hazard, form),
        },
        status=status if request.method == "POST" else 200,
    )


def _make(request: HttpRequest, hazard: Hazard, known: steps.Step, form: Any) -> None:
    if form.cleaned_data["version"] != hazard.version:
        raise Stale(
            _("%(hazard)s was changed by someone else a moment ago. Look at it again, then decide.")
            % {"hazard": hazard.number}
        )
    case = steps.Case(
        hazard, request.user, timezone.now(), timezone.localdate(), form.cleaned_data, form.behalf
    )
    with transaction.atomic():
        known.run(case)


def _defaults(known: steps.Step, today: date) -> dict[str, date]:
    """Proposed days, from the terms of the pack."""
    return {name: clocking.due_by(term, today) for name, term in known.defaults.items()}


# What waits for a decision: under which name its page shows it, and where it is found.
DECIDED: dict[str, tuple[str, Callable[[Hazard], QuerySet[Any]]]] = {
    "confirm": ("determination", lambda hazard: hazard.determinations.filter(state="proposed")),
    "confirm_end": ("ending", lambda hazard: hazard.endings.filter(state="proposed")),
    "answer_transfer": ("offered", lambda hazard: _transfers(hazard).filter(state="offered")),
    "withdraw_transfer": ("offered", lambda hazard: _transfers(hazard).filter(state="offered")),
}


def _transfers(hazard: Hazard) -> QuerySet[Any]:
    return hazard.transfers.select_related("giver", "taker")


def _beside(verb: str, hazard: Hazard, form: Any) -> dict[str, Any]:
    """What the form of a verb shows beside its fields."""
    if verb in DECIDED:
        name, rows = DECIDED[verb]
        return {name: rows(hazard).first()}
    if verb == "determine":
        return entering.choices_of_clauses(hazard, chosen=form["clause_ref"].value() or "")
    if verb in ON_BEHALF:
        return _behalf_note(form) | (_term_to_extend(hazard) if verb == "ask_extension" else {})
    if verb in {"approve_plan", "return_plan"}:
        return _plan_to_decide(hazard, approving=verb == "approve_plan")
    if verb == "decide_extension":
        return _extension_asked(hazard)
    if lifecycle.needs_second(verb, hazard.status, hazard.level):
        note = _(
            "A major hazard is ended without a fix by two persons. You propose it; until another person confirms, the case stays as it is."
        )
        return {"note": note}
    return {}


def _behalf_note(form: Any) -> dict[str, Any]:
    if not form.behalf:
        return {}
    note = _(
        "You enter this on behalf of %(name)s; it is recorded so, and somebody else has to check it."
    )
    return {"note": note % {"name": form.behalf}}


def _plan_to_decide(hazard: Hazard, *, approving: bool) -> dict[str, Any]:
    """The plan, and what its approval makes of the term."""
    plan = hazard.plans.order_by("-serial").first()
    if plan is None or not approving:
        return {"plan": plan}
    return {"plan": plan, "term": hazard.due_on, "becomes": treating.term_with(hazard, plan)}


def _term_to_extend(hazard: Hazard) -> dict[str, Any]:
    """The term as it is, and the last day on which more can be asked for."""
    last = extending.last_day_to_ask(hazard.due_on) if hazard.due_on else None
    return {"term": hazard.due_on, "last_day": last}


def _extension_asked(hazard: Hazard) -> dict[str, Any]:
    """The request that waits, who asks, and the term it would move."""
    asked = hazard.extensions.filter(state="asked").first()
    if asked is None:
        return {}
    asker = queries.names_of([asked.recorded_by]).get(asked.recorded_by, _("the system"))
    return {"extension": asked, "asker": asker, "term": hazard.due_on}


@require_GET
def evidence(request: HttpRequest, pk: int, preview: bool = False) -> HttpResponse:
    """One file of a case, or its small picture."""
    return serving.respond(access.evidence_for(request.user, pk).document, thumb=preview)
