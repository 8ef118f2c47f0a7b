"""What the form pages of this room have in common."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import NotAllowed
from anwei.accounts.models import Unit


def form_page(
    request: HttpRequest,
    form: forms.Form | forms.ModelForm,
    act: Callable[[], object],
    *,
    title: str,
    back: str,
    done: str,
    button: str = "",
    grave: bool = False,
    text: str = "",
    refused: str = "",
    crumbs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Show a form; on a valid one do the one action and go back, or say why it was refused.

    `back` is an address; `act` reads `form.cleaned_data` itself and may raise NotAllowed. `refused` stands
    above what is wrong with the form, where nothing was to be saved.
    """
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context: dict[str, Any] = {
        "form": form, "title": title, "back": back, "button": button or _("Save"), "grave": grave, "text": text, "refused": refused, "crumbs": crumbs,
        "units_offered": _offered(form),
    }  # fmt: skip
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


def _offered(form: forms.Form | forms.ModelForm) -> list[Unit]:
    """Units to suggest while typing, where the form asks for one: all but enterprises."""
    if not ({"unit", "parent"} & set(form.fields)):
        return []
    for name in {"unit", "parent"} & set(form.fields):
        form.fields[name].widget.attrs["list"] = "units-offered"
    return list(Unit.objects.filter(active=True).exclude(kind="enterprise").order_by("name")[:300])


def act_and_return(
    request: HttpRequest, act: Callable[[], object], *, back: str, done: str
) -> HttpResponse:
    """Do one action that needs no form, and go back with what came of it."""
    try:
        act()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(back)
