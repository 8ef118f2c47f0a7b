"""What the form pages of this room have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anwei.accounts.forms import UnitField
from anwei.accounts.models import Unit
from anwei.responsibility.actions.refusing import Refused


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str | None],
    *,
    title: str,
    back: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """Show a form; on a valid one do the one action and go on, or say why it was refused.

    `act` reads the form's cleaned data itself, may raise Refused, and may answer with the address to
    go to instead of `back`. `more`: button, grave, text, crumbs.
    """
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(address or back)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "button": _("Save"),
        "units_offered": _offered(form),
    } | more
    return render(request, "responsibility/form.html", context, status=422 if form.errors else 200)


def act_and_return(
    request: HttpRequest, act: Callable[[], object], *, back: str, done: str
) -> HttpResponse:
    """Do one action that needs no form, and go back with what came of it."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back)


def _offered(form: forms.Form) -> list[Unit]:
    """Units to suggest while typing, where the form asks for one by name."""
    for field in form.fields.values():
        if isinstance(field, UnitField):
            field.widget.attrs["list"] = "units-offered"
            return list(field.units.order_by("name")[:300])
    return []
