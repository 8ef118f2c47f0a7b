"""The page of the open links."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anwei.config.pages.invitations.lists import INVITATIONS
from anwei.lists.pages import list_page


@require_safe
def invitations(request: HttpRequest) -> HttpResponse:
    """Links that still let someone in, and those whose time is over."""
    more = {"may_manage": True}
    return list_page(request, INVITATIONS, template="accounts/invitations.html", extra=more)
