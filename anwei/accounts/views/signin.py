"""The sign-in library's pages whose outcome belongs on the trail."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anwei.accounts.actions import signing
from anwei.accounts.models import User


class OnTrail:
    """Does what the library does, writes it on the trail in the same transaction, and says so."""

    verb: str
    said: Any = ""
    request: HttpRequest

    def whose(self) -> User:
        """The person it is about."""
        return self.request.user  # type: ignore[return-value]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The library's work and the entry, both or neither."""
        with transaction.atomic():
            user = self.whose()
            answer = super().form_valid(form)  # type: ignore[misc]
            signing.note(self.verb, user, by=user, at=timezone.now())
        if self.said:
            messages.success(self.request, self.said)
        return answer


class ChangePassword(OnTrail, account.PasswordChangeView):
    """A new password, knowing the old one; every other session ends."""

    verb = "password_changed"
    said = gettext_lazy("The password was changed. You are signed out everywhere else.")

    def get_default_success_url(self) -> str:
        """Back to one's own page."""
        return reverse("accounts:profile")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Other sessions end at once, not at their next request."""
        answer = super().form_valid(form)
        signing.end_sessions(self.request.user, keep=self.request.session.session_key)  # type: ignore[arg-type]
        return answer


class ResetPassword(OnTrail, account.PasswordResetFromKeyView):
    """A new password by the link in a mail."""

    verb = "password_reset"

    def whose(self) -> User:
        """Whom the link was sent to."""
        return self.reset_user

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Whoever was signed in with the old password is out."""
        answer = super().form_valid(form)
        signing.end_sessions(self.reset_user)
        return answer


class ActivateTotp(OnTrail, totp.ActivateTOTPView):
    """An authenticator app is added."""

    verb = "totp_added"
    said = gettext_lazy("The authenticator app is set up.")


class DeactivateTotp(OnTrail, totp.DeactivateTOTPView):
    """The authenticator app is taken away."""

    verb = "totp_removed"
    said = gettext_lazy("The authenticator app was removed.")


class GenerateRecoveryCodes(OnTrail, recovery_codes.GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    verb = "recovery_codes_made"


class AddPasskey(OnTrail, webauthn.AddWebAuthnView):
    """A passkey is added."""

    verb = "passkey_added"
    said = gettext_lazy("The passkey was added.")


class RemovePasskey(OnTrail, webauthn.RemoveWebAuthnView):
    """A passkey is taken away, unless the role needs it."""

    verb = "passkey_removed"
    said = gettext_lazy("The passkey was removed.")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """The library asks only for authenticator apps whether they may go."""
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(
                self.request,
                _("Your role needs a second factor. Add another one before you remove this."),
            )
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Where the library would let people sign up: how an account is come by here."""
    return render(request, "account/signup_closed.html", status=403)
