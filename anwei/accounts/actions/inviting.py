"""Invitations by link: made, withdrawn, accepted."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import (
    ChangedMeanwhile,
    NotAllowed,
    check_hold,
    fresh,
)
from anwei.accounts.actions.signing import end_sessions
from anwei.accounts.models import Invitation, User
from anwei.audit import trail


class InvitationOver(NotAllowed):
    """The link was used, withdrawn, replaced, or its time is over; which of these is not said."""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(user: User, *, by: object, at: datetime, reason: str = "") -> tuple[Invitation, str]:
    """Make a link for a person and answer (invitation, token). The token is shown once and never kept.

    An earlier link that is still open stops working.
    """
    check_hold(user, by)
    user = fresh(user)
    if not user.is_active:
        raise NotAllowed(_("The account is closed. Open it again first."))
    if user.has_usable_password() and not reason:
        raise NotAllowed(_("This person has a password. Say why a new link is needed."))
    user.invitations.unanswered().update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=user,
        digest=_digest(token),
        made_at=at,
        made_by=trail.name_of(by),
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    trail.record(
        "accounts.invited",
        invitation,
        by=by,
        at=at,
        now={"person": user.pk, "expires_at": invitation.expires_at},
        reason=reason,
    )
    return invitation, token


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: object, at: datetime) -> None:
    """Make a link worthless."""
    check_hold(invitation.person, by)
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(withdrawn_at=at):
        raise ChangedMeanwhile(_("The link was used or withdrawn already."))
    trail.record(
        "accounts.invitation_withdrawn",
        invitation,
        by=by,
        at=at,
        now={"person": invitation.person_id},
    )


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """The open invitation behind a link, or InvitationOver."""
    invitation = Invitation.objects.select_related("person").filter(digest=_digest(token)).first()
    if invitation is None or not invitation.is_open(at) or not invitation.person.is_active:
        raise InvitationOver(
            _("This link no longer works. Ask the committee office for a new one.")
        )
    return invitation


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, at: datetime) -> User:
    """The person invited sets a name and a password; the link is worth nothing afterwards."""
    invitation = invitation_for(token, at=at)
    if not Invitation.objects.unanswered().filter(pk=invitation.pk).update(used_at=at):
        raise InvitationOver(
            _("This link no longer works. Ask the committee office for a new one.")
        )
    user = fresh(invitation.person)
    was = {"name": user.name}
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    end_sessions(user)
    trail.record("accounts.invitation_accepted", user, by=user, at=at, was=was, now={"name": name})
    return user
