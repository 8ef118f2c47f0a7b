"""What every request of a signed-in person carries."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import translation

from anwei.accounts import preview as looking
from anwei.accounts import second_factor

Answer = Callable[[HttpRequest], HttpResponse]
SAFE = {"GET", "HEAD", "OPTIONS"}
# What a person without the second factor the role demands may still open: the way to get one, and the way out.
ON_THE_WAY = {
    "account_logout", "account_reauthenticate", "account_change_password", "accounts:second_factor_needed", "accounts:language",
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
}  # fmt: skip
# What belongs to the administrator and not to the person shown.
OWN = (
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "accounts:profile",
    "accounts:second_factor_needed",
)


def own_language(get_response: Answer) -> Answer:
    """Answer in the language the person chose, on whatever machine they sit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language and language != translation.get_language():
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _address(request: HttpRequest) -> str:
    """The name of the address asked for; empty where there is none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def second_factor_first(get_response: Answer) -> Answer:
    """Send people whose role demands a second factor to its set-up, and nowhere else, until they have one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not second_factor.must_have_one(request.user) or second_factor.has_one(request.user):  # type: ignore[arg-type]
            return get_response(request)
        if _address(request) in ON_THE_WAY:
            return get_response(request)
        if request.headers.get("HX-Request"):
            raise PermissionDenied
        return redirect("accounts:second_factor_needed")

    return middleware


def preview(get_response: Answer) -> Answer:
    """While an administrator previews: show, change nothing, hand nothing out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = (
            looking.person_shown(request, request.user) if request.user.is_authenticated else None
        )  # type: ignore[arg-type]
        if person is None:
            return get_response(request)
        request.previewing = person.name  # type: ignore[attr-defined]
        address = _address(request)
        if address == looking.STOP:
            return get_response(request)
        request.user = person
        if request.method not in SAFE or address.startswith(OWN):
            return _refused(request)
        with connection.execute_wrapper(looking.refuse_writing):
            answer = get_response(request)
        return _refused(request) if _is_taken_away(answer) else answer

    return middleware


def _is_taken_away(answer: HttpResponse) -> bool:
    return answer.streaming or answer.headers.get("Content-Disposition", "").startswith(
        "attachment"
    )


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/preview_refused.html", status=403)
