"""Preview: an administrator looks at the pages with the eyes of a role and a unit, and changes nothing.

The role and unit lie in the session; each request gets a made-up person in place of the administrator.
Nothing can be written meanwhile: unsafe requests are refused, downloads are refused, and the database
connection refuses every statement that is not a reading one, should a page try it after all.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anwei.accounts.models import Previewed, Unit, User
from anwei.accounts.permissions import may
from anwei.accounts.roles import PREVIEWED, ROLE_NAMES

KEY = "preview"
# Everything of the person's own, and the pages of the sign-in library, belong to the administrator.
STOP = "accounts:stop_preview"
READING = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "PRAGMA",
    "EXPLAIN",
    "WITH",
    "SET",
    "SHOW",
)


class PreviewChangesNothing(PermissionDenied):
    """Something was to be written while looking with another's eyes."""


def begin(request: HttpRequest, role: str, unit: Unit | None) -> None:
    """Remember whose eyes are borrowed."""
    request.session[KEY] = {"role": role, "unit": unit and unit.pk}


def end(request: HttpRequest) -> bool:
    """Forget it; answers whether there was anything to forget."""
    return request.session.pop(KEY, None) is not None


def person_shown(request: HttpRequest, user: User) -> Previewed | None:
    """The made-up person this session looks through, or None. A lost right or a lost unit ends it."""
    wanted = request.session.get(KEY)
    if wanted is None:
        return None
    unit = Unit.objects.filter(pk=wanted["unit"]).first() if wanted["unit"] else None
    if (
        not may(user, "accounts.preview")
        or wanted["role"] not in PREVIEWED
        or (wanted["unit"] and unit is None)
    ):
        end(request)
        return None
    return Previewed(
        pk=-1,
        username="",
        name=described(wanted["role"], unit),
        role=wanted["role"],
        unit=unit,
        language=user.language,
        theme=user.theme,
    )


def described(role: str, unit: Unit | None) -> str:
    """The role and unit in words."""
    word = str(dict(ROLE_NAMES)[role])
    return _("%(role)s, %(unit)s") % {"role": word, "unit": unit.name} if unit else word


def refuse_writing(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict
) -> Any:
    """Wraps every statement of the request: what is not reading is not executed."""
    if sql.lstrip(" (\n").upper().startswith(READING):
        return execute(sql, params, many, context)
    raise PreviewChangesNothing(
        _("You are looking with the eyes of another role. Nothing can be changed.")
    )
