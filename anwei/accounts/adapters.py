"""What the sign-in library asks us: no open sign-up, our addresses, entries on the trail, secrets kept closed."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts import second_factor
from anwei.accounts.actions import signing
from anwei.accounts.models import User


class SignIn(DefaultAccountAdapter):
    """Signing in with a name or address and a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are given by invitation."""
        return False

    def post_login(self, request: HttpRequest, user: User, **given: Any) -> HttpResponse:
        """Signed in: on the trail."""
        methods = [
            record.get("method")
            for record in request.session.get("account_authentication_methods", [])
        ]
        signing.note("signed_in", user, by=user, at=timezone.now(), now={"methods": methods})  # noqa: TID251 – the library calls from its page
        return super().post_login(request, user, **given)

    def add_message(self, request: HttpRequest, level: int, *given: Any, **more: Any) -> None:
        """The library's chatter stays out, its refusals do not: our pages say themselves what was done."""
        if more.get("message"):
            super().add_message(request, level, *given, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """In the language of the person it goes to, with the address printed papers use."""
        if settings.BASE_URL and "password_reset_url" in context:
            parts = urlsplit(context["password_reset_url"])
            context["password_reset_url"] = f"{settings.BASE_URL}{parts.path}"
        super().send_mail(template_prefix, email, context)

    def format_email_subject(self, subject: str) -> str:
        """Without the library's "[site]" in front."""
        return subject


class SecondFactor(DefaultMFAAdapter):
    """Authenticator apps, recovery codes, passkeys."""

    def _box(self) -> MultiFernet:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return MultiFernet(
            [
                Fernet(
                    base64.urlsafe_b64encode(
                        hashlib.sha256(f"second factor:{key}".encode()).digest()
                    )
                )
                for key in keys
            ]
        )

    def encrypt(self, text: str) -> str:
        """Secrets of authenticator apps lie in the database closed; a copy of it is not enough to sign in."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Counterpart of `encrypt`."""
        return self._box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of a person whose role must have one."""
        return not (
            second_factor.must_have_one(authenticator.user) and second_factor.is_last(authenticator)
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name to begin with; the person may write a better one."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the address people use, whatever host name the request carried."""
        host = (
            urlsplit(settings.BASE_URL).hostname
            if settings.BASE_URL
            else context.request.get_host().partition(":")[0]
        )
        return {"id": host or "localhost", "name": settings.MFA_TOTP_ISSUER}

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """None: what changes in an account is on the trail and on the person's page."""


class OpenIdConnect(DefaultSocialAccountAdapter):
    """Signing in at the organisation's own OpenID Connect server."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """The server's word opens an account that exists; it never makes one."""
        return False
