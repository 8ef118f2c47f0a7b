"""What is a person's own: the account page, language and appearance, sessions, the invitation."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from anwei.accounts import forms, queries, rights, second_factor
from anwei.accounts.actions import inviting, signing


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account on one page."""
    user = request.user
    context = {
        "tenures": queries.tenures_of(user),
        "factors": queries.factors_of(user),
        "demanded": second_factor.must_have_one(user),
        "sessions": sorted(
            UserSession.objects.purge_and_list(user),
            key=lambda session: session.last_seen_at,
            reverse=True,
        ),
        "rights": rights.of(user),
        "reach": rights.reach(user),
        "preferences": forms.PreferencesForm(
            initial={"language": user.language or request.LANGUAGE_CODE, "theme": user.theme}
        ),
    }
    return render(request, "accounts/profile.html", context)


@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Save language and appearance from one's own page."""
    form = forms.PreferencesForm(request.POST)
    if form.is_valid():
        signing.set_preferences(
            request.user, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose one of the languages and appearances offered."))
    return redirect("accounts:profile")


def _back(request: HttpRequest) -> str:
    """Where the person was, if that is here."""
    wanted = request.POST.get("next", "")
    return (
        wanted
        if url_has_allowed_host_and_scheme(
            wanted, {request.get_host()}, require_https=request.is_secure()
        )
        else "/"
    )


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Choose light, dark or as the system, from the menu of any page."""
    if request.POST.get("theme") in {"auto", "light", "dark"}:
        signing.set_preferences(
            request.user, by=request.user, at=timezone.now(), theme=request.POST["theme"]
        )
    return redirect(_back(request))


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: for this browser, and for the person wherever they sign in."""
    wanted = request.POST.get("language", "")
    if request.user.is_authenticated and wanted in dict(settings.LANGUAGES):
        signing.set_preferences(request.user, by=request.user, at=timezone.now(), language=wanted)
    return set_language(request)


@reauthentication_required
@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """End one's sessions everywhere else."""
    ended = signing.sign_out_others(
        request.user, by=request.user, at=timezone.now(), keep=request.session.session_key
    )
    messages.success(
        request,
        ngettext(
            "%(number)d other session was ended.", "%(number)d other sessions were ended.", ended
        )
        % {"number": ended},
    )
    return redirect("accounts:profile")


@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """The role demands a second factor: which ones there are, and where to set them up."""
    if not second_factor.must_have_one(request.user) or second_factor.has_one(request.user):
        return redirect("home")
    return render(request, "accounts/second_factor_needed.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Someone invited sets name and password, once."""
    try:
        invitation = inviting.invitation_for(token, at=timezone.now())
    except inviting.InvitationOver as over:
        return render(request, "accounts/invitation_over.html", {"reason": over}, status=410)
    person = invitation.person
    form = forms.AcceptForm(request.POST or None, person=person, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        try:
            inviting.accept_invitation(
                token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                at=timezone.now(),
            )
        except inviting.InvitationOver as over:
            return render(request, "accounts/invitation_over.html", {"reason": over}, status=410)
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    return render(
        request,
        "accounts/accept_invitation.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )
