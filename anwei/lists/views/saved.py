"""Saved views: keep, rename, delete, open first."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anwei.lists import actions, pages, queries, state
from anwei.lists.access import list_for, view_for
from anwei.lists.forms import NameForm, ViewForm


@require_GET
def views(request: HttpRequest, key: str) -> HttpResponse:
    """The saved views of a list, with what the person may do to each."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    saved = queries.views_of(request.user, key)  # type: ignore[arg-type]
    rows = [{"view": view, "may_change": queries.may_change(request.user, view)} for view in saved]  # type: ignore[arg-type]
    return render(
        request, "lists/views.html", {"spec": spec, "rows": rows, "back": reverse(spec.address)}
    )


@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the list as it is shown now."""
    spec = list_for(request.user, key)  # type: ignore[arg-type]
    shown = state.read(
        spec, QueryDict(request.POST.get("state", "")[:4000]), pages.asker_of(request)
    )
    form = ViewForm(request.POST, user=request.user)  # type: ignore[arg-type]
    here = f"{reverse(spec.address)}?{shown.query()}"
    if not form.is_valid():
        messages.error(
            request, " ".join(error for errors in form.errors.values() for error in errors)
        )
        return HttpResponseRedirect(here)
    now = timezone.now()
    try:
        view = actions.save_view(
            list_key=key,
            name=form.cleaned_data["name"],
            query=shown.query(),
            unit=form.cleaned_data["unit"],
            by=request.user,
            at=now,
        )  # type: ignore[arg-type]
    except actions.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(here)
    if form.cleaned_data["default"]:
        actions.open_with(view, list_key=key, by=request.user, at=now)  # type: ignore[arg-type]
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse(spec.address)}?view={view.pk}")


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    view = view_for(request.user, pk)  # type: ignore[arg-type]
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A view needs a name of at most 80 characters."))
        return redirect("lists:views", key=view.list_key)
    try:
        actions.rename_view(
            view, name=form.cleaned_data["name"], by=request.user, at=timezone.now()
        )  # type: ignore[arg-type]
    except actions.NameTaken as refusal:
        messages.error(request, str(refusal))
    except actions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    return redirect("lists:views", key=view.list_key)


@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is shown now under the view's name."""
    view = view_for(request.user, pk)  # type: ignore[arg-type]
    spec = list_for(request.user, view.list_key)  # type: ignore[arg-type]
    shown = state.read(
        spec, QueryDict(request.POST.get("state", "")[:4000]), pages.asker_of(request)
    )
    try:
        actions.change_view(view, query=shown.query(), by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except actions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse(spec.address)}?view={view.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    view = view_for(request.user, pk)  # type: ignore[arg-type]
    try:
        actions.remove_view(view, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except actions.NotAllowed as refusal:
        raise PermissionDenied(str(refusal)) from None
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("lists:views", key=view.list_key)


@require_POST
def open_first(request: HttpRequest, pk: int) -> HttpResponse:
    """The list opens with this view, or whole again if it did."""
    view = view_for(request.user, pk)  # type: ignore[arg-type]
    chosen = None if request.POST.get("off") else view
    actions.open_with(chosen, list_key=view.list_key, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect("lists:views", key=view.list_key)
