"""People: added, changed, closed, opened again; who may appoint whom."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import (
    USER_FACTS,
    ChangedMeanwhile,
    NotAllowed,
    check_hold,
    differing,
    facts,
    fresh,
    may_appoint,
    seen,
)
from anwei.accounts.actions.inviting import withdraw_invitation
from anwei.accounts.actions.signing import end_sessions
from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.roles import BOUND
from anwei.audit import trail


def _check_person(role: str, unit: Unit | None, by: object) -> None:
    if not may_appoint(by, role):
        raise NotAllowed(_("Accounts of this role are the administrator's to give."))
    if role in BOUND and unit is None:
        raise NotAllowed(_("A person of this role needs a unit."))
    if (unit is not None and unit.kind == UnitKind.ENTERPRISE) != (role == "enterprise"):
        raise NotAllowed(
            _("People of an enterprise have the role for enterprises, and nobody else has it.")
        )
    if unit is not None and not unit.active:
        raise NotAllowed(_("This unit is no longer in use."))


def _check_unique(user: User) -> None:
    """Names and addresses that differ in case only would lead to two accounts."""
    others = User.objects.exclude(pk=user.pk)
    if others.filter(username__iexact=user.username).exists():
        raise NotAllowed(_("There is an account of this name already."))
    if user.email and others.filter(email__iexact=user.email).exists():
        raise NotAllowed(_("Another account has this mail address already."))


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    role: str,
    by: object,
    at: datetime,
    unit: Unit | None = None,
    email: str = "",
    phone: str = "",
    password: str | None = None,
    language: str = "",
) -> User:
    """Add a person who can sign in; without a password only an invitation link lets them in."""
    _check_person(role, unit, by)
    user = User(
        username=username,
        name=name,
        role=role,
        unit=unit,
        email=email,
        phone=phone,
        language=language,
    )
    _check_unique(user)
    user.set_password(password)
    user.date_joined = at
    _save(user)
    trail.record("accounts.user_added", user, by=by, at=at, now=facts(user, USER_FACTS))
    return user


def _save(user: User, **given: object) -> None:
    """Save; the database has the last word on names taken at the same moment."""
    try:
        with transaction.atomic():
            user.save(**given)  # type: ignore[arg-type]
    except IntegrityError as fault:
        raise NotAllowed(_("There is an account of this name or address already.")) from fault


def _check_last(user: User) -> None:
    """The zone must never be without someone who can administer it."""
    if (
        user.role == "administrator"
        and not User.objects.filter(role="administrator", is_active=True)
        .exclude(pk=user.pk)
        .exists()
    ):
        raise NotAllowed(_("This is the last administrator. Name another one first."))


@transaction.atomic
def change_user(
    user: User,
    *,
    by: object,
    at: datetime,
    username: str,
    name: str,
    role: str,
    unit: Unit | None = None,
    email: str = "",
    phone: str = "",
    reason: str = "",
    as_seen: str = "",
) -> User:
    """Change an account. Nobody changes the own role or unit; it works from the next request on."""
    user = fresh(user)
    check_hold(user, by)
    if as_seen and as_seen != seen(user):
        raise ChangedMeanwhile(
            _("Someone else changed this account meanwhile. Look at it again, then save.")
        )
    before = facts(user, USER_FACTS)
    rank = user.role, user.unit_id
    if rank != (role, unit and unit.pk):
        if user == by:
            raise NotAllowed(_("Nobody changes the own role or unit."))
        if role != user.role:
            _check_last(user)
        _check_person(role, unit, by)
    user.username, user.name, user.role, user.unit, user.email, user.phone = (
        username,
        name,
        role,
        unit,
        email,
        phone,
    )
    _check_unique(user)
    was, now = differing(before, facts(user, USER_FACTS))
    if now:
        _save(user, update_fields=USER_FACTS)
        trail.record("accounts.user_changed", user, by=by, at=at, was=was, now=now, reason=reason)
    return user


@transaction.atomic
def close_user(user: User, *, by: object, at: datetime, reason: str) -> None:
    """Close an account: signed out everywhere at once, open invitations withdrawn."""
    check_hold(user, by)
    if user == by:
        raise NotAllowed(_("Nobody closes the own account."))
    _check_last(fresh(user))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise ChangedMeanwhile(_("The account is closed already."))
    end_sessions(user)
    for invitation in user.invitations.unanswered():
        withdraw_invitation(invitation, by=by, at=at)
    trail.record(
        "accounts.user_closed",
        user,
        by=by,
        at=at,
        was={"is_active": True},
        now={"is_active": False},
        reason=reason,
    )


@transaction.atomic
def reopen_user(user: User, *, by: object, at: datetime, reason: str) -> None:
    """Open a closed account again."""
    check_hold(user, by)
    _check_person(user.role, user.unit, by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise ChangedMeanwhile(_("The account is open already."))
    trail.record(
        "accounts.user_reopened",
        user,
        by=by,
        at=at,
        was={"is_active": False},
        now={"is_active": True},
        reason=reason,
    )
