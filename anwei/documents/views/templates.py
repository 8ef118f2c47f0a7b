"""Pages of the Word templates: download, edit in Word, upload, try on a real paper, make current, take back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anwei.documents import access, forms, kinds, serving, templating
from anwei.documents.actions import letterheads
from anwei.documents.actions import templates as actions
from anwei.documents.content import UploadRefused
from anwei.documents.kinds import LANGUAGES, Kind
from anwei.documents.models import Letterhead, Paper, PaperTemplate
from anwei.documents.views.papers import public_address, word_file

# Papers offered for trying a version.
NEWEST = 8


def _opened(request: HttpRequest, code: str, language: str) -> Kind:
    access.ensure(request.user, access.TEMPLATES)
    if language not in LANGUAGES:
        raise Http404(_("There is no paper in this language."))
    return kinds.of(code)


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every kind of paper in every language, and which version of its template is current."""
    access.ensure(request.user, access.TEMPLATES)
    current = {(row.kind, row.language): row for row in PaperTemplate.objects.filter(current=True)}
    rows = [
        (kind, [(language, current.get((code, language))) for language in LANGUAGES])
        for code, kind in kinds.every().items()
    ]
    heads = Letterhead.objects.select_related("office")
    return render(request, "documents/templates.html", {"rows": rows, "heads": heads})


@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """What an office writes above its papers and before their numbers."""
    access.ensure(request.user, access.TEMPLATES)
    form = forms.LetterheadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letterheads.set_up(by=request.user, at=timezone.now(), **form.cleaned_data)
        except letterheads.LetterheadRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("documents:templates")
    words = {"form": form, "title": _("Letterhead of an office"), "button": _("Save"), "back": reverse("documents:templates")}  # fmt: skip
    return render(request, "documents/form.html", words, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The versions of one template; a new one comes in here."""
    chosen = _opened(request, kind, language)
    form = forms.TemplateForm(request.POST or None, request.FILES or None)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.upload(
                chosen, language, given["file"], note=given["note"], by=request.user, at=at
            )
        except (UploadRefused, templating.TemplateRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("documents:template", kind=kind, language=language)
    papers = list(Paper.objects.filter(kind=kind, language=language).exclude(facts={})[:NEWEST])
    context = {
        "kind": chosen,
        "language": language,
        "versions": list(PaperTemplate.objects.filter(kind=kind, language=language)),
        "current": actions.current(kind, language),
        "papers": papers,
        "fields": sorted({*actions.sample_of(chosen, language, at=at), "qr"}),
        "form": form,
        "crumbs": [(_("Templates of papers"), reverse("documents:templates")), (str(chosen.label), "")],
    }  # fmt: skip
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@require_safe
def shipped(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The template that comes with the pack, as a Word file."""
    chosen = _opened(request, kind, language)
    try:
        data = actions.content_of(chosen, language, None)
    except templating.TemplateRefused as refusal:
        raise Http404(str(refusal)) from None
    return word_file(data, f"{chosen.label} {language}.docx")


@require_POST
def take_back(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Papers are made from the template of the pack again."""
    chosen = _opened(request, kind, language)
    actions.make_current(chosen, language, None, by=request.user, at=timezone.now())
    return redirect("documents:template", kind=kind, language=language)


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, as it was uploaded."""
    return serving.respond(access.template_for(request.user, pk).document)


@require_safe
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """A version filled with the facts of a real paper (?paper=…), or with those of nobody's case."""
    row = access.template_for(request.user, pk)
    kind = kinds.of(row.kind)
    facts = actions.sample_of(kind, row.language, at=timezone.now())
    address = request.build_absolute_uri("/")
    asked = request.GET.get("paper", "")
    if asked.isdecimal() and len(asked) < 18:
        paper, _kind, _case = access.paper_for(request.user, int(asked))
        if (paper.kind, paper.language) != (row.kind, row.language):
            raise Http404(_("There is no such paper, or it is not yours to see."))
        # What an older version of the program did not print yet is filled from the sample.
        facts, address = facts | paper.facts, public_address(request, paper)
    try:
        data = templating.render(
            actions.content_of(kind, row.language, row), facts, address=address
        )
    except templating.TemplateRefused as refusal:
        back = reverse("documents:template", args=[row.kind, row.language])
        words = {"title": kind.label, "refusal": str(refusal), "back": back}
        return render(request, "documents/form.html", words, status=409)
    return word_file(data, f"{kind.label} {row.version}.docx")


@require_POST
def make_current(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers are made from this version from now on."""
    row = access.template_for(request.user, pk)
    kind = kinds.of(row.kind)
    actions.make_current(kind, row.language, row, by=request.user, at=timezone.now())
    return redirect("documents:template", kind=row.kind, language=row.language)
