"""Pages of numbered papers: those of a case, one paper, its steps, its files."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from anwei.accounts.permissions import may
from anwei.audit import trail
from anwei.documents import access, forms, labels, lifecycle, serving
from anwei.documents import actions as documents
from anwei.documents.actions import papers as actions
from anwei.documents.actions.papers import PaperRefused
from anwei.documents.content import WORD
from anwei.documents.kinds import Case, Kind
from anwei.documents.models import Document, Paper


def public_address(request: HttpRequest, paper: Paper) -> str:
    """The whole address of the paper's public page, as its QR code holds it."""
    path = reverse("portal:paper", args=[paper.token])
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)


@require_safe
@vary_on_headers("HX-Request")
def for_subject(request: HttpRequest, subject: str) -> HttpResponse:
    """A panel for the page of a case: its papers, and which can be prepared."""
    opened = access.case_for(request.user, subject)
    may_issue = may(request.user, access.ISSUE)
    words = {kind.code: kind.label for kind, _case in opened}
    context = {
        "subject": subject,
        "case": opened[0][1],
        "papers": [
            (paper, words.get(paper.kind, ""), labels.TONES[paper.state])
            for paper in access.papers_of(request.user, subject)
        ],
        "offers": [(kind, case.why_not) for kind, case in opened] if may_issue else [],
    }  # fmt: skip
    part = "#panel" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"documents/for_subject.html{part}", context)


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, subject: str, kind: str) -> HttpResponse:
    """Prepare a paper of a case."""
    chosen, case = access.kind_for(request.user, subject, kind)
    start = {"language": translation.get_language()}
    form = forms.PrepareForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            paper = actions.prepare(
                chosen, case, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except PaperRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("documents:paper", pk=paper.pk)
    words = {"form": form, "title": chosen.label, "lead": case.title, "button": _("Prepare it"), "back": case.address}  # fmt: skip
    return render(request, "documents/form.html", words, status=422 if form.errors else 200)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: what it is, its files, how it reached whom, and what may be done."""
    shown, kind, case = access.paper_for(request.user, pk)
    issues = may(request.user, access.ISSUE)
    events = [
        (labels.EVENTS.get(entry.action, entry.action), entry.at, entry.reason)
        for entry in reversed(trail.about(shown))
    ]
    following = shown.replacements.exclude(state=lifecycle.PaperState.DROPPED).first()
    context = {
        "paper": shown,
        "kind": kind,
        "case": case,
        "tone": labels.TONES[shown.state],
        "pdf_tone": labels.PDF_TONES.get(shown.pdf_state, "info"),
        "moves": [(verb, labels.PAPER_STEPS[verb], why_not) for verb, why_not in access.moves(request.user, shown, case)],
        "replaced_by": following if following and following.state in lifecycle.NUMBERED else None,
        "following": following if issues else None,
        "services": list(shown.services.all()) if issues else [],
        "may_issue": issues,
        "numbered": shown.state in lifecycle.NUMBERED,
        "public": public_address(request, shown),
        "events": events if issues else [],
    }  # fmt: skip
    return render(request, "documents/paper.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text that the office adds to a draft."""
    shown, _kind, _case = _draft(request, pk)
    form = forms.NoteForm(request.POST or None, initial={"note": shown.note})
    words = {"form": form, "title": _("Further text"), "lead": shown.title, "button": _("Save"), "paper": shown, "back": reverse("documents:paper", args=[pk])}  # fmt: skip
    if request.method == "POST" and form.is_valid():
        _as_seen(request, shown)
        try:
            actions.alter(shown, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except PaperRefused as refusal:
            return render(
                request, "documents/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("documents:paper", pk=pk)
    return render(request, "documents/form.html", words, status=422 if form.errors else 200)


def _draft(request: HttpRequest, pk: int) -> tuple[Paper, Kind, Case]:
    found = access.paper_for(request.user, pk, access.ISSUE)
    if found[0].state != lifecycle.PaperState.DRAFT:
        raise Http404(_("An issued paper is never edited."))
    return found


@require_safe
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it would be issued now, as a Word file."""
    shown, kind, case = _draft(request, pk)
    try:
        data = actions.look(
            shown, kind, case, at=timezone.now(), address=public_address(request, shown)
        )
    except PaperRefused as refusal:
        words = {"title": kind.label, "refusal": str(refusal), "back": reverse("documents:paper", args=[pk])}  # fmt: skip
        return render(request, "documents/form.html", words, status=409)
    return word_file(data, f"{kind.label} {shown.pk}.docx")


def word_file(data: bytes, name: str) -> FileResponse:
    """A Word file made on the spot, for download."""
    return FileResponse(ContentFile(data), as_attachment=True, filename=name, content_type=WORD)


def _as_seen(request: HttpRequest, paper: Paper) -> None:
    """Let the paper stand at the version its form was drawn for; the action tells whether that is still so."""
    given = request.POST.get("version", "")
    if given.isdecimal() and len(given) < 10:
        paper.version = int(given)


Step = Callable[[HttpRequest, Paper, Kind, Case, dict[str, Any], datetime], Paper | None]


def _issue(request: HttpRequest, paper: Paper, kind: Kind, case: Case, data: dict[str, Any], at: datetime) -> None:  # fmt: skip
    address = public_address(request, paper)
    actions.issue(paper, kind, case, by=request.user, at=at, address=address)


def _drop(request: HttpRequest, paper: Paper, kind: Kind, case: Case, data: dict[str, Any], at: datetime) -> None:  # fmt: skip
    actions.drop(paper, by=request.user, at=at)


def _void(request: HttpRequest, paper: Paper, kind: Kind, case: Case, data: dict[str, Any], at: datetime) -> Paper | None:  # fmt: skip
    if data["replace"]:
        return actions.replace(paper, kind, case, reason=data["reason"], by=request.user, at=at)
    actions.void(paper, reason=data["reason"], by=request.user, at=at)
    return None


def _replace(request: HttpRequest, paper: Paper, kind: Kind, case: Case, data: dict[str, Any], at: datetime) -> Paper:  # fmt: skip
    return actions.prepare_in_place(paper, kind, case, by=request.user, at=at)


STEPS: dict[str, tuple[type[django_forms.Form] | None, Step]] = {
    "issue": (None, _issue),
    "drop": (None, _drop),
    "void": (forms.VoidForm, _void),
    "replace": (None, _replace),
}
LEADS = {
    "issue": gettext_lazy("The paper gets the next number and is frozen. From then on it is never edited; it can only be declared void."),
    "drop": gettext_lazy("The draft is put away. It never had a number."),
    "void": gettext_lazy("Number and file stay, and the public page says that the paper is void."),
    "replace": gettext_lazy("A draft with the same further text, which will name the void paper."),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step of a paper, asked once more before it is done; refused: said in words, nothing changed."""
    if verb not in STEPS:
        raise Http404(_("There is no such step."))
    found = access.paper_for(request.user, pk, access.ISSUE)
    shape, make = STEPS[verb]
    form = shape(request.POST or None) if shape else None
    words = {
        "form": form, "title": labels.PAPER_STEPS[verb], "button": labels.PAPER_STEPS[verb], "lead": found[0].title, "help": LEADS[verb],
        "paper": found[0], "back": reverse("documents:paper", args=[pk]),
    }  # fmt: skip
    if request.method == "POST" and (form is None or form.is_valid()):
        _as_seen(request, found[0])
        try:
            made = make(request, *found, form.cleaned_data if form else {}, timezone.now())
        except PaperRefused as refusal:
            return render(
                request, "documents/form.html", words | {"refusal": str(refusal)}, status=409
            )
        return redirect("documents:paper", pk=made.pk if made else pk)
    return render(
        request,
        "documents/form.html",
        words,
        status=422 if form is not None and form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how the paper reached somebody."""
    shown, _kind, _case = access.paper_for(request.user, pk, access.ISSUE)
    at = timezone.now()
    start = {"served_at": timezone.localtime(at)}
    form = forms.ServeForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            _serve(shown, form.cleaned_data, by=request.user, at=at)
        except PaperRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("documents:paper", pk=pk)
    words = {"form": form, "title": _("Record how it was served"), "lead": f"{shown.number} {shown.title}", "button": _("Record it"), "back": reverse("documents:paper", args=[pk])}  # fmt: skip
    return render(request, "documents/form.html", words, status=422 if form.errors else 200)


def _serve(paper: Paper, data: dict[str, Any], *, by: object, at: datetime) -> None:
    given = data.pop("signature")
    with transaction.atomic():
        signature = (
            documents.store(given, by=by, at=at, purpose="documents.receipts") if given else None
        )
        actions.serve(paper, **data, signature=signature, by=by, at=at)


@require_safe
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed receipt of a record of service."""
    service = access.service_for(request.user, pk)
    return _file(service.signature)


@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file, as it was issued."""
    return _file(access.paper_for(request.user, pk)[0].word)


@require_safe
def pdf_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF made from it."""
    return _file(access.paper_for(request.user, pk)[0].pdf)


def _file(document: Document | None) -> HttpResponse:
    if document is None:
        raise Http404(_("There is no such file, or it is not yours to see."))
    return serving.respond(document)


@require_POST
def pdf_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more for a PDF that could not be made."""
    shown, _kind, _case = access.paper_for(request.user, pk, access.ISSUE)
    try:
        actions.remake_pdf(shown, by=request.user, at=timezone.now())
    except PaperRefused as refusal:
        words = {"title": shown.number, "refusal": str(refusal), "back": reverse("documents:paper", args=[pk])}  # fmt: skip
        return render(request, "documents/form.html", words, status=409)
    return redirect("documents:paper", pk=pk)
