"""The only writers of units, posts, people, invitations and previews."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from anwei.accounts.models import Invitation, Post, Tenure, Unit, UnitKind, User
from anwei.accounts.roles import APPOINTS, BOUND, PREVIEWED
from anwei.audit import trail


class NotAllowed(Exception):
    """The accounts refuse this; the message says why, for the person who asked."""


class ChangedMeanwhile(NotAllowed):
    """Someone else changed the same thing after the page was opened."""


class InvitationOver(NotAllowed):
    """The link was used, withdrawn, replaced, or its time is over; which of these is not said."""


Row = TypeVar("Row", bound=models.Model)
UNIT_FACTS = ("name", "short_name", "code", "kind", "enforcing")
USER_FACTS = ("username", "name", "email", "phone", "role", "unit_id")


def _facts(thing: models.Model, names: Iterable[str]) -> dict[str, object]:
    """The named fields as the trail writes them."""
    return {name.removesuffix("_id"): getattr(thing, name) for name in names}


def seen(thing: Unit | User) -> str:
    """A short digest of what a form shows, so that a stale form can be told from a fresh one."""
    facts = _facts(thing, UNIT_FACTS if isinstance(thing, Unit) else USER_FACTS)
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]


def _changed(
    was: Mapping[str, object], now: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Only what differs, before and after."""
    names = [name for name in now if was[name] != now[name]]
    return {name: was[name] for name in names}, {name: now[name] for name in names}


def _fresh(row: Row) -> Row:
    """The row as it stands now, held until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


# Units


def _check_place(kind: str, parent: Unit | None) -> None:
    if parent is not None and parent.kind == UnitKind.ENTERPRISE and kind != UnitKind.ENTERPRISE:
        raise NotAllowed(_("Below an enterprise only enterprises can stand."))


@transaction.atomic
def add_unit(
    *,
    name: str,
    kind: str,
    by: object,
    at: datetime,
    parent: Unit | None = None,
    code: str | None = None,
    short_name: str = "",
    enforcing: bool = False,
) -> Unit:
    """Add a unit to the tree, below `parent` if one is given."""
    return add_units_many(
        [
            Unit(
                name=name,
                kind=kind,
                parent=parent,
                code=code or None,
                short_name=short_name,
                enforcing=enforcing,
            )
        ],
        by=by,
        at=at,
    )[0]


@transaction.atomic
def add_units_many(units: Iterable[Unit], *, by: object, at: datetime) -> list[Unit]:
    """Add many units at once, in the order given; a parent must be saved already.

    Unsaved `Unit`s come in, the same objects go out with key and path. Three statements per thousand.
    """
    added = list(units)
    parents = Unit.objects.select_for_update().in_bulk(
        {unit.parent_id for unit in added if unit.parent_id}
    )
    for unit in added:
        _check_place(unit.kind, parents.get(unit.parent_id))
        unit.path = ""
    Unit.objects.bulk_create(added, batch_size=1000)
    for unit in added:
        unit.path = f"{parents[unit.parent_id].path if unit.parent_id else '/'}{unit.pk}/"
    Unit.objects.bulk_update(added, ["path"], batch_size=400)
    trail.record_many(
        (
            trail.Line(
                "accounts.unit_added",
                unit,
                now={**_facts(unit, UNIT_FACTS), "parent": unit.parent_id},
            )
            for unit in added
        ),
        by=by,
        at=at,
    )
    return added


@transaction.atomic
def change_unit(
    unit: Unit,
    *,
    by: object,
    at: datetime,
    name: str,
    kind: str,
    short_name: str = "",
    code: str | None = None,
    enforcing: bool = False,
    as_seen: str = "",
) -> Unit:
    """Correct what is written about a unit; its place changes by `move_unit` only."""
    unit = _fresh(unit)
    if as_seen and as_seen != seen(unit):
        raise ChangedMeanwhile(
            _("Someone else changed this unit meanwhile. Look at it again, then save.")
        )
    _check_place(kind, unit.parent)
    if kind != UnitKind.ENTERPRISE and unit.kind == UnitKind.ENTERPRISE and unit.people.exists():
        raise NotAllowed(
            _("People have accounts for this enterprise, so it has to stay an enterprise.")
        )
    before = _facts(unit, UNIT_FACTS)
    unit.name, unit.kind, unit.short_name, unit.code, unit.enforcing = (
        name,
        kind,
        short_name,
        code or None,
        enforcing,
    )
    was, now = _changed(before, _facts(unit, UNIT_FACTS))
    if now:
        unit.save(update_fields=UNIT_FACTS)
        trail.record("accounts.unit_changed", unit, by=by, at=at, was=was, now=now)
    return unit


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit | None, by: object, at: datetime, reason: str) -> Unit:
    """Hang a unit with everything below it under another parent."""
    # One order for everybody, so that two moves at once wait instead of blocking each other.
    rows = {
        row.pk: row
        for row in Unit.objects.select_for_update()
        .filter(pk__in=[unit.pk, *([parent.pk] if parent else [])])
        .order_by("pk")
    }
    unit, parent = rows[unit.pk], rows[parent.pk] if parent else None
    if parent is not None and unit.covers(parent):
        raise NotAllowed(_("A unit cannot stand below itself or below a unit of its own."))
    _check_place(unit.kind, parent)
    if unit.parent_id == (parent.pk if parent else None):
        raise NotAllowed(_("The unit stands there already."))
    old, was = unit.path, unit.parent_id
    path = f"{parent.path if parent else '/'}{unit.pk}/"
    Unit.objects.filter(path__startswith=old).update(
        path=Concat(Value(path), Substr(F("path"), len(old) + 1))
    )
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    unit.refresh_from_db()
    trail.record(
        "accounts.unit_moved",
        unit,
        by=by,
        at=at,
        was={"parent": was},
        now={"parent": unit.parent_id},
        reason=reason,
    )
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, by: object, at: datetime, reason: str) -> None:
    """Take a unit out of use; what it did stays. Units and accounts in use below it come first."""
    if Unit.objects.below(unit).filter(active=True).exclude(pk=unit.pk).exists():
        raise NotAllowed(_("Units below it are still in use. Move or close them first."))
    if unit.people.filter(is_active=True).exists():
        raise NotAllowed(
            _("People of this unit still have open accounts. Move or close them first.")
        )
    if not Unit.objects.filter(pk=unit.pk, active=True).update(active=False):
        raise ChangedMeanwhile(_("The unit is closed already."))
    trail.record(
        "accounts.unit_closed",
        unit,
        by=by,
        at=at,
        was={"active": True},
        now={"active": False},
        reason=reason,
    )


@transaction.atomic
def reopen_unit(unit: Unit, *, by: object, at: datetime, reason: str) -> None:
    """Bring a unit back into use."""
    if not Unit.objects.filter(pk=unit.pk, active=False).update(active=True):
        raise ChangedMeanwhile(_("The unit is in use already."))
    trail.record(
        "accounts.unit_reopened",
        unit,
        by=by,
        at=at,
        was={"active": False},
        now={"active": True},
        reason=reason,
    )


# Posts


@transaction.atomic
def add_post(*, unit: Unit, title: str, by: object, at: datetime, in_charge: bool = False) -> Post:
    """Add a post to a unit."""
    if unit.posts.filter(title=title).exists():
        raise NotAllowed(_("The unit has a post of this title already."))
    post = Post.objects.create(unit=unit, title=title, in_charge=in_charge)
    trail.record(
        "accounts.post_added",
        post,
        by=by,
        at=at,
        now={"unit": unit.pk, "title": title, "in_charge": in_charge},
    )
    return post


@transaction.atomic
def fill_post(
    *,
    post: Post,
    name: str,
    since: date,
    by: object,
    at: datetime,
    person: User | None = None,
    until: date | None = None,
) -> Tenure:
    """Someone takes up a post; whoever held it until now leaves it the day before.

    With `until` a time in the past is written down. A post has one holder on any day.
    """
    _fresh(post)
    if until is not None and until < since:
        raise NotAllowed(_("The last day lies before the first."))
    if until is None:
        _leave(post, before=since, by=by, at=at)
    overlapping = post.tenures.filter(
        Q(until__isnull=True) | Q(until__gte=since), **({"since__lte": until} if until else {})
    )
    if (other := overlapping.first()) is not None:
        raise NotAllowed(_("%(name)s held this post in that time.") % {"name": other.name})
    tenure = Tenure.objects.create(post=post, person=person, name=name, since=since, until=until)
    trail.record(
        "accounts.post_filled",
        tenure,
        by=by,
        at=at,
        now={
            "post": post.pk,
            "name": name,
            "person": person and person.pk,
            "since": since,
            "until": until,
        },
    )
    return tenure


def _leave(post: Post, *, before: date, by: object, at: datetime) -> None:
    """End the running tenure of a post on the day before another begins."""
    for tenure in post.tenures.filter(until__isnull=True, since__lt=before):
        _end(tenure, on=before - timedelta(days=1), by=by, at=at, reason="")


def _end(tenure: Tenure, *, on: date, by: object, at: datetime, reason: str) -> None:
    if not Tenure.objects.filter(pk=tenure.pk, until__isnull=True).update(until=on):
        raise ChangedMeanwhile(_("This time in the post has ended already."))
    trail.record(
        "accounts.post_left",
        tenure,
        by=by,
        at=at,
        was={"until": None},
        now={"until": on},
        reason=reason,
    )


@transaction.atomic
def end_tenure(tenure: Tenure, *, on: date, by: object, at: datetime, reason: str = "") -> None:
    """Someone leaves a post; `on` is the last day."""
    if on < tenure.since:
        raise NotAllowed(_("The last day lies before the first."))
    _end(tenure, on=on, by=by, at=at, reason=reason)


# People


def may_appoint(by: object, *roles: str) -> bool:
    """Whether this person may make, change or close accounts of these roles. The system may."""
    return not isinstance(by, User) or frozenset(roles) <= APPOINTS.get(by.role, frozenset())


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
    trail.record("accounts.user_added", user, by=by, at=at, now=_facts(user, USER_FACTS))
    return user


def _save(user: User, **given: object) -> None:
    """Save; the database has the last word on names taken at the same moment."""
    try:
        with transaction.atomic():
            user.save(**given)  # type: ignore[arg-type]
    except IntegrityError as fault:
        raise NotAllowed(_("There is an account of this name or address already.")) from fault


def _check_hold(user: User, by: object) -> None:
    """Whether `by` may touch this account at all."""
    if not may_appoint(by, user.role):
        raise NotAllowed(_("Accounts of this role are the administrator's to change."))


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
    user = _fresh(user)
    _check_hold(user, by)
    if as_seen and as_seen != seen(user):
        raise ChangedMeanwhile(
            _("Someone else changed this account meanwhile. Look at it again, then save.")
        )
    before = _facts(user, USER_FACTS)
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
    was, now = _changed(before, _facts(user, USER_FACTS))
    if now:
        _save(user, update_fields=USER_FACTS)
        trail.record("accounts.user_changed", user, by=by, at=at, was=was, now=now, reason=reason)
    return user


@transaction.atomic
def close_user(user: User, *, by: object, at: datetime, reason: str) -> None:
    """Close an account: signed out everywhere at once, open invitations withdrawn."""
    _check_hold(user, by)
    if user == by:
        raise NotAllowed(_("Nobody closes the own account."))
    _check_last(_fresh(user))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise ChangedMeanwhile(_("The account is closed already."))
    end_sessions(user)
    for invitation in user.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True):
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
    _check_hold(user, by)
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


@transaction.atomic
def reset_second_factor(user: User, *, by: object, at: datetime, reason: str) -> None:
    """Take away every second factor of a person who lost it, and sign them out everywhere."""
    _check_hold(user, by)
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
    _check_hold(user, by)
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


# What people do to their own account


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
    was, now = _changed({name: getattr(user, name) for name in wanted}, wanted)
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


# Invitations


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(user: User, *, by: object, at: datetime, reason: str = "") -> tuple[Invitation, str]:
    """Make a link for a person and answer (invitation, token). The token is shown once and never kept.

    An earlier link that is still open stops working.
    """
    _check_hold(user, by)
    user = _fresh(user)
    if not user.is_active:
        raise NotAllowed(_("The account is closed. Open it again first."))
    if user.has_usable_password() and not reason:
        raise NotAllowed(_("This person has a password. Say why a new link is needed."))
    user.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=at)
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
    _check_hold(invitation.person, by)
    if not Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at):
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
    if not Invitation.objects.filter(
        pk=invitation.pk, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(used_at=at):
        raise InvitationOver(
            _("This link no longer works. Ask the committee office for a new one.")
        )
    user = _fresh(invitation.person)
    was = {"name": user.name}
    user.name = name
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    end_sessions(user)
    trail.record("accounts.invitation_accepted", user, by=user, at=at, was=was, now={"name": name})
    return user


# Preview


@transaction.atomic
def start_preview(*, by: User, at: datetime, role: str, unit: Unit | None) -> None:
    """An administrator begins to look with the eyes of a role and a unit."""
    if role not in PREVIEWED:
        raise NotAllowed(_("This role cannot be looked through."))
    if role in BOUND and unit is None:
        raise NotAllowed(_("A person of this role needs a unit."))
    if (unit is not None and unit.kind == UnitKind.ENTERPRISE) != (role == "enterprise"):
        raise NotAllowed(
            _("People of an enterprise have the role for enterprises, and nobody else has it.")
        )
    trail.record(
        "accounts.preview_started", by, by=by, at=at, now={"role": role, "unit": unit and unit.pk}
    )


@transaction.atomic
def end_preview(*, by: User, at: datetime) -> None:
    """The administrator looks with the own eyes again."""
    trail.record("accounts.preview_ended", by, by=by, at=at)
