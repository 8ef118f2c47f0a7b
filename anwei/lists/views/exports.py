"""Exports: ask for one, see one's own, fetch the file."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from anwei.lists import actions, pages, queries, registered, state
from anwei.lists.access import list_for
from anwei.lists.models import Export

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


@require_POST
def export(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the list as it is filtered and sorted now."""
    spec = list_for(request.user, key, "lists.export")  # type: ignore[arg-type]
    kind = request.POST.get("format", "")
    if kind not in Export.Format.values or (kind == Export.Format.ZIP and spec.bundle is None):
        raise Http404
    shown = state.read(
        spec, QueryDict(request.POST.get("state", "")[:4000]), pages.asker_of(request)
    )
    title = _("Export: %(list)s") % {"list": spec.title}
    if kind == Export.Format.ZIP and spec.bundle is not None:
        title = f"{title} – {spec.bundle.label}"
    wanted = actions.export(
        list_key=key,
        title=title,
        query=shown.query(),
        kind=kind,
        language=get_language() or "",
        by=request.user,
        at=timezone.now(),
    )  # type: ignore[arg-type]
    return redirect("lists:one-export", key=wanted.key)


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """A person's exports of the last days."""
    mine = (
        Export.objects.filter(owner=request.user, expires_at__gt=timezone.now())
        .select_related("job")
        .order_by("-asked_at")[:100]
    )  # type: ignore[misc]
    rows = [{"export": one, "title": _title(one.list_key)} for one in mine]
    return render(request, "lists/exports.html", {"rows": rows})


@require_GET
def one(request: HttpRequest, key: str) -> HttpResponse:
    """How far an export is."""
    wanted = queries.export_of(request.user, key)  # type: ignore[arg-type]
    return render(
        request,
        "lists/export.html",
        {"export": wanted, "job": wanted.job, "title": _title(wanted.list_key)},
    )


@require_GET
@never_cache
def download(request: HttpRequest, key: str) -> HttpResponseBase:
    """The file, for the one who asked for it, while it is kept."""
    wanted = queries.export_of(request.user, key)  # type: ignore[arg-type]
    list_for(request.user, wanted.list_key, "lists.export")  # type: ignore[arg-type]
    if (
        not wanted.file
        or wanted.expires_at <= timezone.now()
        or not default_storage.exists(wanted.file)
    ):
        raise Http404(_("This file is not there, or no longer kept."))
    name = f"{wanted.list_key}-{timezone.localdate(wanted.asked_at).isoformat()}.{wanted.format}"
    return FileResponse(
        default_storage.open(wanted.file),
        as_attachment=True,
        filename=name,
        content_type=TYPES[wanted.format],
    )


def _title(list_key: str) -> str:
    try:
        return str(registered.find(list_key).title)
    except registered.UnknownList:
        return list_key
