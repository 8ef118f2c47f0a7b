"""An administrator looks with the eyes of a role."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import NotAllowed
from anwei.accounts.models import Unit, UnitKind, User
from anwei.accounts.roles import BOUND, PREVIEWED
from anwei.audit import trail


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
