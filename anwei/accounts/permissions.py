"""The one permission function. Lists, counts, charts, exports, bulk actions and addresses ask here."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from anwei.accounts.roles import ROLES, Reach

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from anwei.accounts.models import Unit, User


def may(
    user: "User | AnonymousUser", permission: str, *, units: "Iterable[Unit | None] | None" = None
) -> bool:
    """Whether this person may do this, and, where `units` are named, do it for one of them.

    A role that reaches everything passes for any unit. Every other person's unit must be one of
    the units named or stand above one of them. No role, no account, a closed account: no.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    role = ROLES.get(user.role)
    if role is None or permission not in role.permissions:
        return False
    if units is None or role.reach == Reach.EVERYTHING:
        return True
    return user.unit is not None and any(
        unit is not None and user.unit.covers(unit) for unit in units
    )


def reach_of(user: "User | AnonymousUser") -> Reach | None:
    """How far this person sees; None: nothing at all."""
    if not user.is_authenticated or not user.is_active or user.role not in ROLES:
        return None
    return ROLES[user.role].reach
