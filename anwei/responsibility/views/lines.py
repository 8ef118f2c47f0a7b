"""Lines of responsibility, set, ended and taken back by hand."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.responsibility import access, forms
from anwei.responsibility.actions import lining
from anwei.responsibility.models import LineKind
from anwei.responsibility.views.answers import form_page
from anwei.responsibility.views.sites import form_methods


@form_methods
def set_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Say by hand who answers for a site in one line."""
    site = access.site_for(request.user, pk, access.MANAGE)
    kind = request.GET.get("line", "")
    form = forms.LineForm(
        request.POST or None,
        today=timezone.localdate(),
        initial={"kind": kind if kind in LineKind.values else LineKind.INDUSTRY},
    )

    def act() -> None:
        given = form.cleaned_data
        lining.set_line(
            site, given["kind"], form.named(), source=given["source"], since=given["since"], until=given["until"], reason=given["reason"],
            beside=given["beside"], by=request.user, at=timezone.now(),
        )  # fmt: skip

    return form_page(
        request,
        form,
        act,
        title=_("Who answers for %(site)s") % {"site": site},
        back=reverse("responsibility:site", args=[pk]),
        done=_("The line is set."),
        text=_("A line set by hand wins over every rule until it is ended."),
    )


@form_methods
def end_line(request: HttpRequest, pk: int) -> HttpResponse:
    """End a line."""
    line = access.line_for(request.user, pk)
    form = forms.EndForm(request.POST or None, initial={"until": timezone.localdate()})
    return form_page(
        request,
        form,
        lambda: lining.end_line(
            line,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("End the line of %(unit)s") % {"unit": line.unit or "—"},
        back=reverse("responsibility:site", args=[line.site_id]),
        done=_("The line is ended."),
        button=_("End"),
    )


@form_methods
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a line that was entered by mistake."""
    line = access.line_for(request.user, pk)
    form = forms.ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: lining.remove_line(
            line, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
        title=_("Take back the line of %(unit)s") % {"unit": line.unit or "—"},
        back=reverse("responsibility:site", args=[line.site_id]),
        done=_("The line is taken back."),
        button=_("Take back"),
        grave=True,
        text=_(
            "Only for mistakes: the line then counts as never entered, also for past days. To change who answers, set a new line."
        ),
    )
