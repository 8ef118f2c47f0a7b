"""Units: added, changed, moved, closed, opened again."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from anwei.accounts.actions.changing import (
    UNIT_FACTS,
    ChangedMeanwhile,
    NotAllowed,
    differing,
    facts,
    fresh,
    seen,
)
from anwei.accounts.models import Unit, UnitKind
from anwei.audit import trail


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
                now={**facts(unit, UNIT_FACTS), "parent": unit.parent_id},
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
    unit = fresh(unit)
    if as_seen and as_seen != seen(unit):
        raise ChangedMeanwhile(
            _("Someone else changed this unit meanwhile. Look at it again, then save.")
        )
    _check_place(kind, unit.parent)
    if kind != UnitKind.ENTERPRISE and unit.kind == UnitKind.ENTERPRISE and unit.people.exists():
        raise NotAllowed(
            _("People have accounts for this enterprise, so it has to stay an enterprise.")
        )
    before = facts(unit, UNIT_FACTS)
    unit.name, unit.kind, unit.short_name, unit.code, unit.enforcing = (
        name,
        kind,
        short_name,
        code or None,
        enforcing,
    )
    was, now = differing(before, facts(unit, UNIT_FACTS))
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
