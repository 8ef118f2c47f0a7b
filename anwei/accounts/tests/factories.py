"""Test data: plain functions with defaults; a test names only what matters."""

from datetime import UTC, datetime
from itertools import count

from django.test import Client

from anwei.accounts.actions import enrolling, placing
from anwei.accounts.models import Unit, UnitKind, User

_serial = count(1)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in the zone


def make_unit(**given: object) -> Unit:
    """A department, unless told otherwise."""
    given.setdefault("name", f"Department {next(_serial)}")
    given.setdefault("kind", UnitKind.DEPARTMENT)
    return placing.add_unit(by="system:tests", at=NOON, **given)  # type: ignore[arg-type]


def make_user(role: str = "officer", **given: object) -> User:
    """A person of a role; roles bound to a unit get one."""
    serial = next(_serial)
    if role in {"officer", "inspector", "street", "enterprise"} and "unit" not in given:
        kind = {"street": UnitKind.STREET, "enterprise": UnitKind.ENTERPRISE}.get(
            role, UnitKind.DEPARTMENT
        )
        given["unit"] = make_unit(kind=kind)
    given.setdefault("username", f"{role}{serial}")
    given.setdefault("name", f"{role.title()} {serial}")
    return enrolling.add_user(role=role, by="system:tests", at=NOON, **given)  # type: ignore[arg-type]


PASSWORD = "a long enough pass phrase"


def sign_in(client: Client, user: User) -> Client:
    """The client, signed in as this person, through the library's backend."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
