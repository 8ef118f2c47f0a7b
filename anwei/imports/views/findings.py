"""What the rehearsal found: remarks, likely duplicates, changes, what is missing; and the answers to it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anwei.hazards.models import Hazard
from anwei.imports import queries, report
from anwei.imports.access import batch_for
from anwei.imports.actions import choices as actions
from anwei.imports.actions.batches import BatchRefused
from anwei.imports.models import Batch, Choice, Remark, Severity
from anwei.imports.updating import left_for_decision
from anwei.imports.wording import field_label, titles, words_for
from anwei.responsibility.models import Site

PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _paged(request: HttpRequest, rows: QuerySet) -> object:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _crumbs(batch: Batch, label: str) -> list[tuple[str, str]]:
    return [
        (_("Imports"), reverse("imports:batches") + "?all=1"),
        (batch.title, reverse("imports:batch", args=[batch.pk])),
        (label, ""),
    ]


@require_GET
def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """The remarks of one kind (or all), each in words with its row."""
    batch = batch_for(request, pk)
    code = request.GET.get("code", "")
    rows = batch.remarks.filter(code=code) if code else batch.remarks.all()
    page = _paged(request, rows.select_related("row").order_by("table", "number", "pk"))
    tables = batch.spec.get("tables", [])
    shown = [
        (
            tables[each.table].get("sheet", ""),
            each.number,
            each.severity,
            words_for(each, tables[each.table]["target"]),
            _told(each),
        )
        for each in page
    ]  # type: ignore[attr-defined]
    title = titles().get(code, _("What was noticed"))
    return render(
        request,
        "imports/remarks.html",
        {
            "batch": batch,
            "page": page,
            "shown": shown,
            "code": code,
            "title": title,
            "crumbs": _crumbs(batch, title),
            "weights": dict(Severity.choices),
        },
    )


def _told(remark: Remark) -> str:
    """What the row is about, so that nobody has to open the file to know it."""
    values = remark.row.clean["v"] if remark.row is not None else {}
    about = ("description", "name", "measures", "remark", "enterprise", "site", "kind")
    return next((values[name] for name in about if values.get(name)), "")


@require_GET
def download(request: HttpRequest, pk: int, shape: str) -> HttpResponse | StreamingHttpResponse:
    """The rows with remarks as a file to work through."""
    batch = batch_for(request, pk)
    which = {name: request.GET[name] for name in ("severity", "code") if request.GET.get(name)}
    name = f"anwei-import-{batch.pk}.{shape}"
    response: HttpResponse | StreamingHttpResponse
    if shape == "csv":
        response = StreamingHttpResponse(
            report.as_csv(batch, **which), content_type="text/csv; charset=utf-8"
        )
    else:
        response = HttpResponse(report.as_xlsx(batch, **which), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
def duplicates(request: HttpRequest, pk: int) -> HttpResponse:
    """Likely duplicates of sites and hazards: the same, or another one?"""
    batch = batch_for(request, pk, "imports.run" if request.method == "POST" else "imports.view")
    if request.method == "POST":
        return _answered(request, batch)
    places = _paged(request, batch.places.filter(match="likely").select_related("site"))
    twins = _paged(request, batch.twins.select_related("row", "hazard__site"))
    seen = set(
        Hazard.objects.visible_to(request.user)
        .filter(pk__in=[twin.hazard_id for twin in twins])
        .values_list("pk", flat=True)
    )  # type: ignore[attr-defined]
    sites = Site.objects.in_bulk([pair[0] for place in places for pair in place.candidates])  # type: ignore[attr-defined]
    context = {
        "batch": batch, "places": places, "twins": twins, "seen": seen, "choices": Choice.choices, "crumbs": _crumbs(batch, _("Likely duplicates")),
        "candidates": {place.pk: [(sites[site], likeness) for site, likeness in place.candidates if site in sites] for place in places},  # type: ignore[attr-defined]
        "more": max(places, twins, key=lambda page: page.paginator.count),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "imports/duplicates.html", context)


def _answered(request: HttpRequest, batch: Batch) -> HttpResponse:
    answers: dict[str, dict[int, str]] = {"place": {}, "twin": {}}
    for name, value in request.POST.items():
        kind, _sign, number = name.partition("-")
        if kind in answers and number.isdigit() and value in {*Choice.values, ""}:
            answers[kind][int(number)] = str(value)
    try:
        actions.answer(
            batch,
            places=answers["place"],
            twins=answers["twin"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Your answers are kept."))
    except BatchRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(
        f"{reverse('imports:duplicates', args=[batch.pk])}?page={request.GET.get('page', 1)}"
    )


@require_http_methods(["GET", "POST"])
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that differ from the register, field by field."""
    batch = batch_for(request, pk, "imports.run" if request.method == "POST" else "imports.view")
    page = _paged(request, batch.differences.select_related("hazard", "row"))
    if request.method == "POST":
        chosen = {each.pk: request.POST.getlist(f"take-{each.pk}") for each in page}  # type: ignore[attr-defined]
        try:
            actions.accept(batch, chosen, by=request.user, at=timezone.now())
            messages.success(request, _("Your choice is kept."))
        except BatchRefused as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{reverse('imports:changes', args=[pk])}?page={page.number}")  # type: ignore[attr-defined]
    shown = [
        (
            each,
            [
                (name, field_label("hazard", name), was, now, name in each.accepted)
                for name, (was, now) in each.fields.items()
            ],
            bool(left_for_decision(each)),
        )
        for each in page
    ]  # type: ignore[attr-defined]
    return render(
        request,
        "imports/changes.html",
        {"batch": batch, "page": page, "shown": shown, "crumbs": _crumbs(batch, _("Changed rows"))},
    )


@require_GET
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Open hazards of this ledger that this time did not come."""
    batch = batch_for(request, pk)
    page = _paged(request, queries.missing(batch).select_related("site"))
    return render(
        request,
        "imports/missing.html",
        {"batch": batch, "page": page, "crumbs": _crumbs(batch, _("Missing rows"))},
    )
