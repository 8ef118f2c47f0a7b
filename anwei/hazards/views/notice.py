"""The printed notice with its QR link, and the answer of an enterprise without an account."""

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anwei.documents import actions as documents
from anwei.foundation.middleware import takes
from anwei.hazards import access, lifecycle
from anwei.hazards.actions import answering
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.actions.registering import Proof
from anwei.hazards.forms import AnswerForm
from anwei.hazards.models import AnswerLink, Evidence

# A dozen photos as a phone takes them.
MAX_BYTES = 100 * 1024 * 1024
AFTER_THE_FIX = {
    lifecycle.Status.RECTIFIED,
    lifecycle.Status.ACCEPTED,
    lifecycle.Status.REVIEWED,
    lifecycle.Status.RESUMED,
}


@never_cache
@require_POST
def print_notice(request: HttpRequest, number: str) -> HttpResponse:
    """The one-page notice. Each printing makes a new link and code; the older one stops working."""
    hazard = access.hazard_for(request.user, number, "hazards.print")
    try:
        printed = answering.make_link(hazard, by=request.user, at=timezone.now())
    except MoveRefused as refusal:
        return render(
            request, "hazards/refused.html", {"hazard": hazard, "reason": str(refusal)}, status=409
        )
    path = reverse("hazards:answer", args=[printed.token])
    address = (
        f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)
    )
    language = request.POST.get("language", "") or translation.get_language()
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    with translation.override(language):
        return render(
            request,
            "hazards/notice.html",
            {
                "hazard": hazard, "printed": printed, "address": address, "paper_language": language, "today": timezone.localdate(),
                "qr": segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=False),
                "planning": hazard.status == lifecycle.Status.PLANNING,
                "determination": hazard.determinations.filter(state="in_force").first(),
            },
        )  # fmt: skip


@takes(MAX_BYTES)
@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a notice without an account: a code, the fix, its proof. A dead link says so and shows nothing."""
    at, today = timezone.now(), timezone.localdate()
    link = answering.find_link(token, at=at)
    if link is None:
        return render(request, "hazards/answer_closed.html", status=404)
    if not answering.waits_for_fix(link.hazard):
        return _not_now(request, link)
    form = AnswerForm(request.POST or None, request.FILES or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            _answered(link, token, form)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            # Led on, so that the form is not sent again by a reload; there it says that it was received.
            return redirect(request.path)
    return render(
        request,
        "hazards/answer.html",
        {"form": form, "hazard": link.hazard},
        status=422 if request.method == "POST" else 200,
    )


def _not_now(request: HttpRequest, link: AnswerLink) -> HttpResponse:
    """Said before anything is filled in: the fix was reported, or the case does not wait for one yet."""
    hazard = link.hazard
    planning = hazard.status == lifecycle.Status.PLANNING
    page = "hazards/answer_later.html"
    if link.answered_at and hazard.status in AFTER_THE_FIX:
        page = "hazards/answered.html"
    status = 409 if request.method == "POST" else 200
    return render(request, page, {"hazard": hazard, "planning": planning}, status=status)


def _answered(link: AnswerLink, token: str, form: AnswerForm) -> None:
    """The code first, on its own: a wrong one costs a try whatever happens to the rest."""
    data, at, today = form.cleaned_data, timezone.now(), timezone.localdate()
    answering.open_link(link, token, data["code"], at=at)
    with transaction.atomic():
        proofs = [
            Proof(
                documents.store(
                    file, by=f"hazards.answerlink:{link.pk}", at=at, purpose="hazards.evidence"
                ),
                Evidence.Side.AFTER,
            )
            for file in data["after"]
        ]
        answering.answer(
            link,
            at=at,
            on=data["on"],
            today=today,
            measures=data["measures"],
            fixer=data["fixer"],
            proofs=proofs,
        )
