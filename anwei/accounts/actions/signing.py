"""Signing in: what an account needs for it, its sessions, its own preferences."""

from collections.abc import Mapping
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import NotAllowed, check_hold, differing
from anwei.accounts.models import User
from anwei.audit import trail


@transaction.atomic
def reset_second_factor(user: User, *, by: object, at: datetime, reason: str) -> None:
    """Take away every second factor of a person who lost it, and sign them out everywhere."""
    check_hold(user, by)
    if user == by:
        raise NotAllowed(_("Nobody takes away the own second factor here; use your own page."))
    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds:
        raise NotAllowed(_("This person has no second factor."))
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    trail.record(
        "accounts.second_factor_reset",
        user,
        by=by,
        at=at,
        was={"kinds": kinds},
        now={"kinds": []},
        reason=reason,
    )


@transaction.atomic
def unlock_user(user: User, *, by: object, at: datetime) -> int:
    """Lift the lock-out after too many wrong tries; answers how many records of tries were dropped."""
    check_hold(user, by)
    dropped, _kinds = AccessAttempt.objects.filter(username=user.username).delete()
    trail.record(
        "accounts.user_unlocked", user, by=by, at=at, was={"tries": dropped}, now={"tries": 0}
    )
    return int(dropped)


def end_sessions(user: User, *, keep: str = "") -> int:
    """Sign a person out everywhere, but for the session named by `keep`; answers how many sessions ended."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    return ended


@transaction.atomic
def set_preferences(
    user: User, *, by: object, at: datetime, language: str | None = None, theme: str | None = None
) -> None:
    """Choose language and theme; None leaves one as it is."""
    wanted = {
        name: value
        for name, value in (("language", language), ("theme", theme))
        if value is not None
    }
    was, now = differing({name: getattr(user, name) for name in wanted}, wanted)
    if now:
        User.objects.filter(pk=user.pk).update(**now)
        trail.record("accounts.preferences_set", user, by=by, at=at, was=was, now=now)


@transaction.atomic
def sign_out_others(user: User, *, by: object, at: datetime, keep: str) -> int:
    """End every session of a person but the one at hand."""
    ended = end_sessions(user, keep=keep)
    trail.record("accounts.other_sessions_ended", user, by=by, at=at, now={"sessions": ended})
    return ended


@transaction.atomic
def note(
    verb: str, user: User, *, by: object, at: datetime, now: Mapping[str, object] | None = None
) -> None:
    """Write what the sign-in library did to an account: signed in, password set, second factor added or removed."""
    trail.record(f"accounts.{verb}", user, by=by, at=at, now=now)
