"""Saying what each column is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anwei.imports import profiles, spec
from anwei.imports.access import batch_for, profiles_for, sees_everything
from anwei.imports.actions import batches as actions
from anwei.imports.actions import profiles as keeping
from anwei.imports.forms import ORDERS, read_tables, sheets_shown
from anwei.imports.models import Batch
from anwei.imports.queries import same_name
from anwei.imports.wording import words_for_spec


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every sheet with sample values; save the mapping and rehearse."""
    batch = batch_for(request, pk, "imports.run")
    files = list(batch.files.all())
    if request.method == "GET":
        tables, namespace, code = _proposed(request, batch)
        return _page(request, batch, tables, namespace, code)
    faults: list[str] = []
    tables = []
    try:
        tables = read_tables(request.POST, files)
        if not any(name.startswith("again") for name in request.POST):
            _save(request, batch, tables)
            return redirect("imports:batch", pk=pk)
    except spec.SpecFault as fault:
        faults = [words_for_spec(fault)]
    except (actions.BatchRefused, keeping.ProfileRefused) as refusal:
        faults = [str(refusal)]
    return _page(
        request,
        batch,
        tables,
        request.POST.get("namespace", ""),
        request.POST.get("profile", ""),
        faults,
    )


def _proposed(request: HttpRequest, batch: Batch) -> tuple[list[spec.Table], str, str]:
    """The mapping to begin with: the one saved, the profile chosen, or what the columns seem to be."""
    files = list(batch.files.all())
    known = profiles_for(request.user, batch.unit).get(request.GET.get("profile", ""))  # type: ignore[arg-type]
    if known is not None:
        tables = profiles.place(known.tables, files)
        if tables:
            return tables, known.namespace, known.code
        messages.warning(
            request,
            _(
                "The files have not the columns of the profile “%s”. The columns were recognised anew."
            )
            % known,
        )
    if batch.spec.get("tables"):
        return spec.tables_of(batch.spec), batch.namespace, batch.profile
    tables = profiles.suggested(files)
    offered = profiles_for(request.user, batch.unit).values()  # type: ignore[arg-type]
    if not any(table.own for table in tables) and (fits := profiles.recognised(offered, files)):
        found, tables = fits
        messages.info(
            request, _("These are the columns of the profile “%s”; they are read by it.") % found
        )
        return tables, found.namespace, found.code
    return tables, profiles.name_of(files, tables), ""


def _page(
    request: HttpRequest,
    batch: Batch,
    tables: list[spec.Table],
    namespace: str,
    code: str,
    faults: list[str] | None = None,
) -> HttpResponse:
    context = {
        "batch": batch, "sheets": sheets_shown(list(batch.files.all()), tables), "namespace": namespace, "profile": code, "faults": faults or [],
        "before": same_name(batch, namespace), "orders": ORDERS, "everywhere": sees_everything(request.user),  # type: ignore[arg-type]
        "crumbs": [(_("Imports"), reverse("imports:batches") + "?all=1"), (batch.title, reverse("imports:batch", args=[batch.pk])), (_("Columns"), "")],
    }  # fmt: skip
    return render(request, "imports/columns.html", context, status=422 if faults else 200)


def _save(request: HttpRequest, batch: Batch, tables: list[spec.Table]) -> None:
    """Save the mapping, keep it as a profile if asked to, and ask for the rehearsal."""
    at, by, post = timezone.now(), request.user, request.POST
    code, namespace = post.get("profile", ""), post.get("namespace", "")[:60]
    if name := post.get("keep_as", "").strip():
        shared = post.get("keep_for") == "all" and sees_everything(by)  # type: ignore[arg-type]
        code = keeping.keep_profile(
            name,
            tables,
            namespace=namespace,
            options=batch.options,
            unit=None if shared else batch.unit,
            by=by,
            at=at,
        ).code
    actions.map_batch(batch, tables, namespace=namespace, options={}, by=by, at=at, profile=code)
    actions.rehearse(batch, by=by, at=at)
