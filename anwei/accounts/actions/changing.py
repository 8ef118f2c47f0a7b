"""What every writer of this room shares: refusals, what the trail tells of a row, a row held while it changes."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.roles import APPOINTS


class NotAllowed(Exception):
    """The accounts refuse this; the message says why, for the person who asked."""


class ChangedMeanwhile(NotAllowed):
    """Someone else changed the same thing after the page was opened."""


Row = TypeVar("Row", bound=models.Model)
UNIT_FACTS = ("name", "short_name", "code", "kind", "enforcing")
USER_FACTS = ("username", "name", "email", "phone", "role", "unit_id")


def facts(thing: models.Model, names: Iterable[str]) -> dict[str, object]:
    """The named fields as the trail writes them."""
    return {name.removesuffix("_id"): getattr(thing, name) for name in names}


def seen(thing: Unit | User) -> str:
    """A short digest of what a form shows, so that a stale form can be told from a fresh one."""
    shown = facts(thing, UNIT_FACTS if isinstance(thing, Unit) else USER_FACTS)
    return hashlib.sha256(repr(sorted(shown.items())).encode()).hexdigest()[:16]


def differing(
    was: Mapping[str, object], now: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Only what differs, before and after."""
    names = [name for name in now if was[name] != now[name]]
    return {name: was[name] for name in names}, {name: now[name] for name in names}


def fresh(row: Row) -> Row:
    """The row as it stands now, held until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def may_appoint(by: object, *roles: str) -> bool:
    """Whether this person may make, change or close accounts of these roles. The system may."""
    return not isinstance(by, User) or frozenset(roles) <= APPOINTS.get(by.role, frozenset())


def check_hold(user: User, by: object) -> None:
    """Whether `by` may touch this account at all."""
    if not may_appoint(by, user.role):
        raise NotAllowed(_("Accounts of this role are the administrator's to change."))
