"""Lock-out after too many wrong tries: whom it counts, from where, and what the person is told."""

from allauth.core.internal.httpkit import get_client_ip
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anwei.accounts.models import User


def account_tried(request: HttpRequest, credentials: dict | None = None) -> str:
    """The account a try was aimed at: its username, whether name or mail address was typed.

    What belongs to no account is counted under what was typed, so that nobody learns which is which.
    """
    given = credentials or {}
    typed = str(
        given.get("username") or given.get("email") or request.POST.get("login") or ""
    ).strip()
    known = (
        User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        if typed
        else User.objects.none()
    )
    return known.values_list("username", flat=True).first() or typed.casefold()[:150]


def address_of(request: HttpRequest) -> str | None:
    """The address a try came from; behind a proxy the one the proxy reports, if it is believed."""
    try:
        return get_client_ip(request)
    except ImproperlyConfigured:  # fewer hops than configured: someone went round the proxy
        return request.META.get("REMOTE_ADDR")


def locked_out(
    request: HttpRequest, answer: HttpResponse | None, credentials: dict | None = None
) -> HttpResponse:
    """The page that says, in words, that this account rests for a while for this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(
        request,
        "accounts/locked_out.html",
        {"minutes": minutes, "tries": settings.AXES_FAILURE_LIMIT},
        status=429,
    )


def is_resting(request: HttpRequest, user: User) -> bool:
    """Whether this account is locked for this address; if so, the answer becomes the page above."""
    if AxesProxyHandler.is_allowed(request, {"username": user.username}):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    return True


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """A wrong second factor counts like a wrong password."""
    AxesProxyHandler.user_login_failed(
        sender=__name__, credentials={"username": user.username}, request=request
    )
