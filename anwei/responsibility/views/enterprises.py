"""Enterprises."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may
from anwei.lists.pages import list_page, neighbours
from anwei.responsibility import access, forms
from anwei.responsibility.actions import enterprises as actions
from anwei.responsibility.lists.places import ENTERPRISES
from anwei.responsibility.views.answers import form_page
from anwei.responsibility.views.sites import form_methods


@require_GET
def enterprises(request: HttpRequest) -> HttpResponse:
    """Every enterprise this person may see."""
    extra = {
        "may_manage": may(request.user, access.MANAGE),
        "sees_all": access.sees_all(request.user),
    }
    return list_page(request, ENTERPRISES, template="responsibility/enterprises.html", extra=extra)


@require_GET
def enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """One enterprise with its sites."""
    shown = access.enterprise_for(request.user, pk)
    sites = (
        access.visible_sites(request.user)
        .filter(enterprise=shown)
        .select_related("territory")
        .order_by("-active", "name", "pk")
    )
    context = {
        "enterprise": shown,
        "sites": sites,
        "may_manage": may(request.user, access.MANAGE),
        "beside": neighbours(ENTERPRISES, request, shown.pk),
    }
    return render(request, "responsibility/enterprise.html", context)


@form_methods
def add_enterprise(request: HttpRequest) -> HttpResponse:
    """Enter an enterprise."""
    access.ensure(request.user, access.MANAGE)
    form = forms.EnterpriseForm(request.POST or None)

    def act() -> str:
        made = actions.add(form.cleaned_data, by=request.user, at=timezone.now())
        return reverse("responsibility:enterprise", args=[made.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New enterprise"),
        back=reverse("responsibility:enterprises"),
        done=_("The enterprise is entered."),
    )


@form_methods
def change_enterprise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is written about an enterprise."""
    shown = access.enterprise_for(request.user, pk, access.MANAGE)
    form = forms.EnterpriseForm(request.POST or None, enterprise=shown)
    return form_page(
        request,
        form,
        lambda: actions.change(
            shown,
            form.cleaned_data,
            as_seen=form.cleaned_data["as_seen"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Change %(site)s") % {"site": shown},
        back=reverse("responsibility:enterprise", args=[pk]),
        done=_("The enterprise is changed."),
    )
