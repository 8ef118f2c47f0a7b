"""The page of the enterprises and their accounts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anwei.accounts import access
from anwei.accounts.permissions import may
from anwei.config.pages.enterprises.lists import ENTERPRISES
from anwei.foundation.keys import key_of
from anwei.lists.pages import list_page


@require_safe
def enterprises(request: HttpRequest) -> HttpResponse:
    """Enterprises in reach; below one unit a new one can be added there."""
    under = key_of(request.GET.get("under", ""))
    more = {
        "may_manage": may(request.user, "accounts.manage"),
        "place": under and access.visible_units(request.user).filter(pk=under).first(),
    }
    return list_page(request, ENTERPRISES, template="accounts/enterprises.html", extra=more)
