"""Keeping how a ledger is read, under a name."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.imports.models import Profile
from anwei.imports.profiles import shipped
from anwei.imports.spec import OPTIONS, Table


class ProfileRefused(Exception):
    """The profile cannot be kept; the message says why."""


@transaction.atomic
def keep_profile(
    name: str,
    tables: Sequence[Table],
    *,
    namespace: str,
    options: dict[str, str],
    unit: Unit | None,
    by: object,
    at: datetime,
) -> Profile:
    """Keep a mapping under a name, for one unit or (None) for everybody; the same name of the same unit is replaced."""
    if not name.strip():
        raise ProfileRefused(_("Give the profile a name."))
    code = _code(name.strip(), unit)
    if code in shipped():
        raise ProfileRefused(_("A profile of this name comes with Anwei; choose another name."))
    given = {
        "name": name.strip(),
        "unit": unit,
        "spec": {"tables": [_without_place(table) for table in tables]},
        "options": {k: v for k, v in options.items() if k in OPTIONS},
        "namespace": namespace,
        "made_by": trail.name_of(by),
        "made_at": at,
    }
    profile, _new = Profile.objects.update_or_create(code=code, defaults=given)
    trail.record(
        "imports.profile_kept",
        profile,
        by=by,
        at=at,
        now={"name": profile.name, "unit": unit and unit.pk, "namespace": namespace},
    )
    return profile


@transaction.atomic
def drop_profile(profile: Profile, *, by: object, at: datetime) -> None:
    """Delete a kept profile; batches read with it keep their own copy."""
    trail.record(
        "imports.profile_dropped",
        profile,
        by=by,
        at=at,
        was={"name": profile.name, "spec": profile.spec},
    )
    profile.delete()


def _code(name: str, unit: Unit | None) -> str:
    """By the whole name: what a slug leaves out of two names may be all that tells them apart."""
    owner = f"u{unit.pk}-" if unit else ""
    slug = slugify(name, allow_unicode=False)[:30]
    if slug != name:
        slug = f"{slug or 'p'}-{sha256(name.encode()).hexdigest()[:12]}"
    return f"{owner}{slug}"


def _without_place(table: Table) -> dict[str, Any]:
    """The table without which file and sheet it was: a profile finds its sheet by the columns."""
    return {name: value for name, value in table.as_json().items() if name not in {"file", "sheet"}}
