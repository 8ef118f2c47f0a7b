"""Pages of local clauses: the list, one, entering one, and deciding about one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anwei.accounts.permissions import may
from anwei.documents import serving
from anwei.documents.content import UploadRefused
from anwei.lists.pages import list_page
from anwei.standards import access, actions, clauses, exporting
from anwei.standards import pack as packs
from anwei.standards.forms import LocalClauseForm
from anwei.standards.lists import LOCAL_CLAUSES, TONES
from anwei.standards.models import LocalClause
from anwei.standards.views.browsing import tabs


@require_safe
def local(request: HttpRequest) -> HttpResponse:
    """The local clauses, those that wait first."""
    more = {
        "tabs": tabs("local", request.user),
        "may_enter": may(request.user, access.ENTER),
    }
    return list_page(request, LOCAL_CLAUSES, template="standards/local.html", extra=more)


@require_safe
def local_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """One local clause beside its page, with what this person may do about it."""
    row = access.local_for(request.user, pk)
    context = {
        "row": row,
        "clause": clauses.of_local(row),
        "sector": packs.current().sectors.get(row.sector),
        "tone": TONES[row.state],
        "verbs": {move.verb for move in access.moves_offered(request.user, row)},
        "own": row.proposed_by_id == request.user.pk,
        "may_hand_on": row.state == "confirmed" and may(request.user, access.MANAGE),
        "crumbs": [
            (_("Standards"), reverse("standards:standards")),
            (_("Local clauses"), reverse("standards:local")),
            (str(row), ""),
        ],
    }
    return render(request, "standards/local_clause.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the official document."""
    row = access.local_for(request.user, pk)
    return serving.respond(row.page, preview="preview" in request.GET and row.page.is_picture)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a clause from an official document."""
    access.ensure(request.user, access.ENTER)
    sector = request.GET.get("sector", "")
    form = LocalClauseForm(request.POST or None, request.FILES or None, initial=_known_of(sector))
    if request.method == "POST" and form.is_valid() and (row := _proposed(request, form)):
        messages.success(
            request, _("Entered. It can be chosen once a second person has confirmed it.")
        )
        return redirect("standards:local_clause", row.pk)
    crumbs = [
        (_("Standards"), reverse("standards:standards")),
        (_("Local clauses"), reverse("standards:local")),
        (_("New local clause"), ""),
    ]
    status = 422 if form.is_bound else 200
    return render(request, "standards/enter.html", {"form": form, "crumbs": crumbs}, status=status)


def _known_of(sector: str) -> dict[str, object]:
    """What the pack already knows of the sector's standard in force: number, title, date."""
    standards = clauses.standards_of(sector, timezone.localdate())
    if not standards:
        return {"sector": sector}
    known = standards[0]
    return {
        "sector": sector,
        "standard_number": known.number,
        "standard_title": str(known.title),
        "effective": known.effective,
    }


def _proposed(request: HttpRequest, form: LocalClauseForm) -> LocalClause | None:
    try:
        return actions.propose(
            form.wording_entered(),
            page=form.cleaned_data["page"],
            by=request.user,
            at=timezone.now(),
        )
    except UploadRefused as refusal:
        form.add_error("page", str(refusal))
    except actions.ClauseRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _decided(
    request: HttpRequest, pk: int, act: Callable[[LocalClause], None], words: str, permission: str
) -> HttpResponse:
    """One decision; a refusal is told on the clause's page."""
    row = access.local_for(request.user, pk, permission)
    try:
        act(row)
    except actions.ClauseRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("standards:local_clause", pk)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person confirms."""
    return _decided(
        request,
        pk,
        lambda row: actions.confirm(row, by=request.user, at=timezone.now()),
        _("Confirmed. The clause can be chosen now."),
        access.ENTER,
    )


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person refuses, with a remark."""
    remark = request.POST.get("reason", "")
    return _decided(
        request,
        pk,
        lambda row: actions.refuse(row, remark=remark, by=request.user, at=timezone.now()),
        _("Refused."),
        access.ENTER,
    )


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The author takes it back."""
    return _decided(
        request,
        pk,
        lambda row: actions.withdraw(row, by=request.user, at=timezone.now()),
        _("Taken back."),
        access.ENTER,
    )


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """It can no longer be chosen."""
    remark = request.POST.get("reason", "")
    return _decided(
        request,
        pk,
        lambda row: actions.retire(row, remark=remark, by=request.user, at=timezone.now()),
        _("Retired. Cases that cite it stay as they are."),
        access.MANAGE,
    )


@require_POST
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The clause as an entry for the pack, to download."""
    row = access.local_for(request.user, pk, access.MANAGE)
    try:
        actions.hand_on(row, by=request.user, at=timezone.now())
    except actions.ClauseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("standards:local_clause", pk)
    answer = HttpResponse(exporting.pack_entry(row), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="clause-{row.pk}.yaml"'
    return answer
