"""The page of the people."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from anwei.accounts.permissions import may
from anwei.config.pages.people.lists import PEOPLE
from anwei.lists.pages import list_page


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody in reach who has an account."""
    more = {"may_manage": may(request.user, "accounts.manage")}
    return list_page(request, PEOPLE, template="accounts/people.html", extra=more)
