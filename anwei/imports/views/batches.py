"""The list of imports, opening one, and its page with what can be done to it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anwei.accounts.permissions import may
from anwei.imports import profiles, spec
from anwei.imports.access import batch_for, profiles_for, require, sees_everything, unit_of
from anwei.imports.actions import batches as actions
from anwei.imports.forms import CommitForm, UploadForm
from anwei.imports.lists import BATCHES
from anwei.imports.models import Batch, StateLabel
from anwei.imports.queries import same_files
from anwei.imports.reading.faults import Unreadable
from anwei.imports.wording import target_label, titles, words_for_file
from anwei.lists.pages import list_page

BROUGHT = (
    ("hazards", gettext_lazy("Hazards brought in")),
    ("changes", gettext_lazy("Hazards brought up to date")),
    ("linked", gettext_lazy("Hazards that were there")),
    ("sites", gettext_lazy("New sites")),
    ("visits", gettext_lazy("New visits")),
    ("pictures", gettext_lazy("Pictures as evidence")),
    ("pictures_left", gettext_lazy("Pictures that cannot be shown, left out")),
)
TONES = {"error": "bad", "warning": "warn", "note": "neutral"}


@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """All imports this person may see."""
    return list_page(
        request,
        BATCHES,
        template="imports/batches.html",
        extra={"may_run": may(request.user, "imports.run")},
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload the files of one import."""
    user = require(request, "imports.run")
    offered = profiles_for(user, user.unit)
    form = UploadForm(
        request.POST or None,
        profiles=[(code, str(known)) for code, known in offered.items()],
        units=sees_everything(user),
    )
    if request.method == "POST" and form.is_valid() and (batch := _opened(request, form)):
        return redirect(
            f"{reverse('imports:columns', args=[batch.pk])}?profile={form.cleaned_data['profile']}"
        )
    return render(
        request,
        "imports/new.html",
        {"form": form, "crumbs": _crumbs(_("Bring in a ledger"))},
        status=422 if form.errors else 200,
    )


def _opened(request: HttpRequest, form: UploadForm) -> Batch | None:
    """The batch, or None with the refusal on the form."""
    user = require(request, "imports.run")
    files = [file for file in request.FILES.getlist("files") if file]
    if not files:
        form.add_error(None, _("Choose at least one file."))
        return None
    try:
        return actions.open_batch(
            files,
            by=user,
            at=timezone.now(),
            unit=unit_of(user, form.cleaned_data.get("unit")),
            title=form.cleaned_data["title"],
        )
    except Unreadable as fault:
        form.add_error(None, words_for_file(fault, files[0].name or "" if len(files) == 1 else ""))
        return None


def _crumbs(*labels: str) -> list[tuple[str, str]]:
    return [
        (_("Imports"), reverse("imports:batches") + "?all=1"),
        *((label, "") for label in labels),
    ]


@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: where it stands, what was noticed, what can be done next."""
    found = batch_for(request, pk)
    return render(request, "imports/batch.html", page_of(request, found))


def page_of(request: HttpRequest, found: Batch, form: CommitForm | None = None) -> dict:
    """What the page of an import shows."""
    counts, words = found.counts, titles()
    tables = spec.tables_of(found.spec)
    rows = [
        (target_label(target), counts.get(f"{target}_rows", 0), counts.get(f"{target}_bad", 0))
        for target in dict.fromkeys(table.target for table in tables)
    ]
    nothing = bool(rows) and all(number == bad for _label, number, bad in rows)
    run, undo = may(request.user, "imports.run"), may(request.user, "imports.undo")
    return {
        "batch": found,
        "crumbs": _crumbs(found.title),
        "rows": rows,
        "nothing": nothing,
        "brought": _brought(found),
        "remarks": [
            (TONES[severity], code, words.get(code, code), number)
            for severity, code, number in counts.get("remarks", [])
        ],
        "same": list(same_files(found)[:5])
        if found.state in {"uploaded", "mapped", "rehearsed"}
        else [],
        "state_label": StateLabel(found.state).label,
        "form": form or CommitForm(batch=found),
        "may_run": run,
        "may_undo": undo and found.state in {"committed", "committing"},
        "may_discard": run and found.state in {"uploaded", "mapped", "rehearsed", "undone"},
        "profile": str(profiles_for(request.user, found.unit).get(found.profile, ""))
        if found.profile
        else "",  # type: ignore[arg-type]
        "shipped": found.profile in profiles.shipped(),
    }


def _brought(found: Batch) -> list[tuple[str, int, str]]:
    """What came of the commit: label, number and the list it is in."""
    made = found.counts.get("brought_in", {})
    register = f"{reverse('hazards:register')}?{urlencode({'origin': found.origin})}"
    return [
        (str(label), made.get(name, 0), register if name == "hazards" else "")
        for name, label in BROUGHT
        if made.get(name) or name == "hazards" and made
    ]


def _acted(
    request: HttpRequest, pk: int, permission: str, act: Callable[[Batch], None]
) -> HttpResponse:
    """Do one action on a batch and return to its page, with the refusal if there was one."""
    found = batch_for(request, pk, permission)
    try:
        act(found)
    except actions.BatchRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("imports:batch", pk=pk)


@require_POST
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the dry run."""
    return _acted(
        request,
        pk,
        "imports.run",
        lambda found: actions.rehearse(found, by=request.user, at=timezone.now()),
    )


@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it to be brought in."""
    found = batch_for(request, pk, "imports.run")
    form = CommitForm(request.POST, batch=found)
    if not form.is_valid():
        return render(request, "imports/batch.html", page_of(request, found, form), status=422)
    return _acted(
        request,
        pk,
        "imports.run",
        lambda found: actions.commit(
            found, by=request.user, at=timezone.now(), options=form.cleaned_data
        ),
    )


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for everything to be taken out again; a reason is needed."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        batch_for(request, pk, "imports.undo")
        messages.error(request, _("Say why the import is undone."))
        return redirect("imports:batch", pk=pk)
    return _acted(
        request,
        pk,
        "imports.undo",
        lambda found: actions.undo(found, by=request.user, at=timezone.now(), reason=reason),
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the import away."""
    found = batch_for(request, pk, "imports.run")
    try:
        actions.discard(found, by=request.user, at=timezone.now())
    except actions.BatchRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:batch", pk=pk)
    messages.success(request, _("The import was thrown away; nothing of it was in the register."))
    return redirect(reverse("imports:batches") + "?all=1")
