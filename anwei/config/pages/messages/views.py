"""The page of the messages sent."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anwei.config.pages.messages.lists import MESSAGES
from anwei.lists.pages import list_page


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What left the house, newest first, with its outcome."""
    crumbs = [
        (_("Notices"), reverse("messaging:inbox")),
        (_("Channels"), reverse("messaging:channels")),
        (_("Log"), ""),
    ]
    return list_page(request, MESSAGES, extra={"crumbs": crumbs})
