"""Registering a hazard: the fast form and the hints it fetches."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from anwei.accounts.permissions import may
from anwei.documents import actions as documents
from anwei.foundation.keys import key_of
from anwei.hazards import access, queries
from anwei.hazards.actions import registering
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.actions.registering import Finding, Proof, SpotFix
from anwei.hazards.forms import RegisterForm
from anwei.hazards.models import Evidence, Hazard
from anwei.responsibility import access as responsibility_access
from anwei.responsibility.models import Site
from anwei.standards import pack, suggest


def sector_choices() -> list[tuple[str, str]]:
    """Sectors of the pack in the reader's language."""
    return [(code, str(sector.name)) for code, sector in pack.current().sectors.items()]


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The fast form. What was typed stays when something is missing."""
    if not may(request.user, "hazards.register"):
        raise PermissionDenied
    today = timezone.localdate()
    sites = responsibility_access.sites_for(request.user)
    form = RegisterForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        sites=sites,
        sectors=sector_choices(),
        today=today,
        initial=_initial(request),
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and (hazard := _saved(request, form, today)):
            if "again" in request.POST:
                return redirect(f"{request.path}?site={hazard.site_id or ''}")
            return redirect("hazards:detail", number=hazard.number)
        status = 422
    return render(
        request,
        "hazards/register.html",
        {"form": form, "site": _chosen(form, sites)},
        status=status,
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"site": request.GET.get("site") or None}


def _chosen(form: RegisterForm, sites: Any) -> Site | None:
    value = form["site"].value()
    key = key_of(str(value or ""))
    return sites.filter(pk=key).first() if key is not None else None


def _saved(request: HttpRequest, form: RegisterForm, today: date) -> Hazard | None:
    """The hazard, or None with the refusal on the form."""
    data, at = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            proofs = [
                Proof(
                    documents.store(file, by=request.user, at=at, purpose="hazards.evidence"), side
                )
                for name, side in (("before", Evidence.Side.BEFORE), ("after", Evidence.Side.AFTER))
                for file in data[name]
            ]
            spot = (
                SpotFix(data["measures"], data["rectified_by"], data["found_on"])
                if data["on_the_spot"]
                else None
            )
            return registering.register(
                _finding(request, data),
                by=request.user,
                at=at,
                today=today,
                behalf=form.behalf,
                spot=spot,
                proofs=proofs,
                form_key=data["form_key"],
            )
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return None


def _finding(request: HttpRequest, data: dict[str, Any]) -> Finding:
    names = (
        "description",
        "found_on",
        "capacity",
        "site",
        "place",
        "sector",
        "hazard_type",
        "item",
        "found_unit",
        "finder",
        "responsible",
        "latitude",
        "longitude",
    )
    return Finding(**{name: data[name] for name in names}, seen_before=_seen(request))


def _seen(request: HttpRequest) -> Hazard | None:
    number = request.POST.get("seen_before", "")
    return Hazard.objects.visible_to(request.user).filter(number=number).first() if number else None


@require_GET
def find_sites(request: HttpRequest) -> HttpResponse:
    """Sites by part of a name, address or credit code, for the picker of the form."""
    if not may(request.user, "hazards.register"):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()
    sites = responsibility_access.find_sites(request.user, text)[:12] if text else []
    return render(request, "hazards/_sites.html", {"sites": sites, "text": text})


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """Candidate clauses for what was typed. The software suggests; a person determines."""
    if not may(request.user, "hazards.register") and not may(request.user, "hazards.determine"):
        raise PermissionDenied
    text = request.GET.get("description", "")[:2000]
    sectors = [code for code in request.GET.getlist("sector") if code in pack.current().sectors]
    asked = {"sectors": sectors, "on": _day(request.GET.get("found_on", ""))}
    context = {"suggestions": [], "blind": []}
    if len(text) > 1:
        found = suggest.rank(text, **asked)
        context["suggestions"] = [one for one in found if one.selectable][:5]
        context["blind"] = suggest.blind_spots(text, **asked)
    return render(request, "hazards/_suggestions.html", context)


@require_GET
def clause_choices(request: HttpRequest, number: str) -> HttpResponse:
    """Clauses by other words, for the determination form."""
    hazard = access.hazard_for(request.user, number, "hazards.determine")
    text = request.GET.get("q", "")[:500]
    return render(
        request,
        "hazards/_choose_clause.html",
        {"hazard": hazard, **choices_of_clauses(hazard, text)},
    )


def choices_of_clauses(hazard: Hazard, text: str = "", chosen: str = "") -> dict[str, Any]:
    """Candidate clauses for a hazard, by its own words or by others; and what to do where the pack has none."""
    site = hazard.site
    known = [
        code
        for code in [hazard.sector, *(site.sectors if site else [])]
        if code in pack.current().sectors
    ]
    words, attributes = text or hazard.description, site.attributes if site else ()
    asked = {"sectors": known, "attributes": attributes, "on": hazard.found_on}
    return {
        "suggestions": suggest.rank(words, limit=10, **asked),
        "blind": suggest.blind_spots(words, **asked),
        "text": text,
        "chosen": chosen,
    }


@require_GET
def recurrence(request: HttpRequest) -> HttpResponse:
    """Earlier hazards at the site that look like the same matter."""
    if not may(request.user, "hazards.register"):
        raise PermissionDenied
    key, text = key_of(request.GET.get("site", "")), request.GET.get("description", "")[:2000]
    site = (
        responsibility_access.sites_for(request.user).filter(pk=key).first()
        if key is not None
        else None
    )
    found = (
        queries.seen_before(
            site, seen_by=request.user, description=text, item=request.GET.get("item", "")
        )
        if site and text
        else []
    )
    return render(request, "hazards/_recurrence.html", {"found": found})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
