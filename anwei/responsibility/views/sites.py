"""Sites and buildings."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anwei.accounts.permissions import may
from anwei.foundation.keys import key_of
from anwei.lists.pages import list_page, neighbours
from anwei.responsibility import access, faults, forms, queries
from anwei.responsibility.actions import places
from anwei.responsibility.lists.places import BUILDINGS, SITES
from anwei.responsibility.models import Site
from anwei.responsibility.views.answers import form_page

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def sites(request: HttpRequest) -> HttpResponse:
    """Every site this person may see."""
    extra = {
        "may_manage": may(request.user, access.MANAGE),
        "sees_all": access.sees_all(request.user),
    }
    return list_page(request, SITES, template="responsibility/sites.html", extra=extra)


@require_GET
def buildings(request: HttpRequest) -> HttpResponse:
    """Buildings that several tenants share."""
    return list_page(
        request,
        BUILDINGS,
        template="responsibility/buildings.html",
        extra={"may_manage": may(request.user, access.MANAGE)},
    )


def day_asked(request: HttpRequest, today: date) -> tuple[date, str]:
    """The day in the address, today without one; and what was not understood."""
    text = request.GET.get("on", "").strip()
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, text[:40]


@require_GET
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """One site: who answers for it on a day, what stands on it, and how that changed."""
    shown = access.site_for(request.user, pk)
    today = timezone.localdate()
    on, misread = day_asked(request, today)
    context = {
        "site": shown,
        "on": on,
        "today": today,
        "misread": misread,
        "rows": queries.four_lines(shown, on),
        "history": queries.with_rules(queries.history(shown)),
        "fitting": queries.fitting(shown, on),
        "sectors": [queries.sector_name(code) for code in shown.sectors],
        "attributes": [queries.attribute_name(code) for code in shown.attributes],
        "tenants": _tenants(request, shown),
        "faults": faults.faults_of(shown, today) if access.sees_all(request.user) else [],
        "determinations": shown.determinations.order_by("-proposed_at")
        if access.sees_all(request.user)
        else [],
        "may_manage": may(request.user, access.MANAGE),
        "may_propose": may(request.user, access.PROPOSE),
        "beside": neighbours(SITES, request, shown.pk),
    }
    return render(request, "responsibility/site.html", context)


def _tenants(request: HttpRequest, shown: Site) -> list[Site]:
    """Other tenants are the zone's to know; an enterprise sees its own sites only."""
    return list(
        queries.tenants(shown).filter(pk__in=access.visible_sites(request.user).values("pk"))[:50]
    )


@form_methods
def add_site(request: HttpRequest) -> HttpResponse:
    """Enter a site."""
    access.ensure(request.user, access.MANAGE)
    initial = {}
    if (enterprise := key_of(request.GET.get("enterprise", ""))) is not None:
        initial["enterprise"] = (
            access.visible_enterprises(request.user).filter(pk=enterprise).first()
        )
    form = forms.SiteForm(request.POST or None, initial=initial)

    def act() -> str:
        made = places.add(
            form.facts(), by=request.user, at=timezone.now(), today=timezone.localdate()
        )
        return reverse("responsibility:site", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New site"),
        back=reverse("responsibility:sites"),
        done=_("The site is entered."),
    )


@form_methods
def change_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written about a site."""
    shown = access.site_for(request.user, pk, access.MANAGE)
    form = forms.SiteForm(request.POST or None, site=shown, as_seen=places.seen(shown))
    return form_page(
        request,
        form,
        lambda: places.change(
            shown,
            form.facts(),
            as_seen=form.cleaned_data["as_seen"],
            by=request.user,
            at=timezone.now(),
            today=timezone.localdate(),
        ),
        title=_("Change %(site)s") % {"site": shown},
        back=reverse("responsibility:site", args=[pk]),
        done=_("The site is changed."),
    )


@form_methods
def close_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a site that is out of business."""
    shown = access.site_for(request.user, pk, access.MANAGE)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: places.close(
            shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
        title=_("Close %(site)s") % {"site": shown},
        back=reverse("responsibility:site", args=[pk]),
        done=_("The site is closed."),
        button=_("Close"),
        grave=True,
        text=_(
            "A closed site is left out of gaps, rules and forms. Its lines, hazards and history stay."
        ),
    )


@form_methods
def reopen_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a site again."""
    shown = access.site_for(request.user, pk, access.MANAGE)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: places.reopen(
            shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
        title=_("Reopen %(site)s") % {"site": shown},
        back=reverse("responsibility:site", args=[pk]),
        done=_("The site is in business again."),
        button=_("Reopen"),
    )


@require_GET
def building(request: HttpRequest, pk: int) -> HttpResponse:
    """One building with its tenants."""
    shown = access.building_for(request.user, pk)
    tenants = (
        access.visible_sites(request.user)
        .filter(building=shown)
        .select_related("enterprise")
        .order_by("name", "pk")
    )
    return render(
        request,
        "responsibility/building.html",
        {"building": shown, "tenants": tenants, "may_manage": may(request.user, access.MANAGE)},
    )


@form_methods
def add_building(request: HttpRequest) -> HttpResponse:
    """Enter a building."""
    access.ensure(request.user, access.MANAGE)
    form = forms.BuildingForm(request.POST or None)

    def act() -> str:
        made = places.add_building(form.cleaned_data, by=request.user, at=timezone.now())
        return reverse("responsibility:building", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New building"),
        back=reverse("responsibility:buildings"),
        done=_("The building is entered."),
    )


@form_methods
def change_building(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written about a building."""
    shown = access.building_for(request.user, pk, access.MANAGE)
    form = forms.BuildingForm(
        request.POST or None,
        initial={"name": shown.name, "address": shown.address, "street": shown.street},
    )
    return form_page(
        request,
        form,
        lambda: places.change_building(
            shown, form.cleaned_data, by=request.user, at=timezone.now()
        ),
        title=_("Change %(site)s") % {"site": shown},
        back=reverse("responsibility:building", args=[pk]),
        done=_("The building is changed."),
    )
