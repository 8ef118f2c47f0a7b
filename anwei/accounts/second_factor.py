"""The second factor: codes are counted by the same lock-out as passwords; some roles must have one."""

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from anwei.accounts import lockout
from anwei.accounts.models import User


class _Counted:
    """Checks a code, and counts it against the account when it is wrong."""

    user: User

    def clean_code(self) -> str:
        """The code, if it is right and the account is not resting."""
        if lockout.is_resting(context.request, self.user):
            raise ValidationError(_("Too many wrong tries."))
        try:
            return super().clean_code()  # type: ignore[misc]
        except ValidationError:
            lockout.count_wrong_code(context.request, self.user)
            raise


class AuthenticateForm(_Counted, forms.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(_Counted, forms.ReauthenticateForm):
    """The second factor asked again before something grave."""


def has_one(user: User) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone are none."""
    return (
        Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def must_have_one(user: Any) -> bool:
    """Whether the person's role may do nothing without a second factor."""
    return user.is_authenticated and user.role in settings.REQUIRE_SECOND_FACTOR


def is_last(authenticator: Authenticator) -> bool:
    """Whether taking this one away would leave the person without a second factor."""
    others = Authenticator.objects.filter(user=authenticator.user).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return not others.exclude(pk=authenticator.pk).exists()
