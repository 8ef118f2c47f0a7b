"""Looking with the eyes of a role and a unit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anwei.accounts import access, forms
from anwei.accounts import preview as looking
from anwei.accounts.actions import previewing
from anwei.accounts.views.answers import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Choose whose eyes to borrow, and begin."""
    access.ensure(request.user, "accounts.preview")
    form = forms.PreviewForm(request.POST or None)

    def act() -> None:
        previewing.start_preview(by=request.user, at=timezone.now(), **form.cleaned_data)
        looking.begin(request, **form.cleaned_data)

    text = _(
        "You see the pages as a person of this role and unit sees them. Nothing can be changed or downloaded meanwhile; beginning and end are on the trail."
    )
    return form_page(
        request,
        form,
        act,
        title=_("Preview as a role"),
        back=reverse("home"),
        done=_("The preview has begun."),
        button=_("Begin"),
        text=text,
        refused=_("The preview has not begun"),
    )


@require_POST
def stop_preview(request: HttpRequest) -> HttpResponse:
    """Back to the own eyes."""
    if looking.end(request):
        previewing.end_preview(by=request.user, at=timezone.now())
        messages.success(request, _("The preview has ended."))
    return redirect("home")
