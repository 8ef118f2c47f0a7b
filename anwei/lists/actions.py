"""The only writers of saved views, selections and exports."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may
from anwei.audit import trail
from anwei.lists.models import DefaultView, SavedView


class NotAllowed(Exception):
    """The lists refuse this; the message says why, for the person who asked."""


class NameTaken(NotAllowed):
    """The person has a view of this name on this list already."""


@transaction.atomic
def save_view(
    *, list_key: str, name: str, query: str, by: User, at: datetime, unit: Unit | None = None
) -> SavedView:
    """Keep a list's query under a name; shared with a unit if one is given, and then on the trail.

    Raises NameTaken, and NotAllowed where the person may not share with that unit.
    """
    if unit is not None and not may_share(by, unit):
        raise NotAllowed(_("You may not share views with this unit."))
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                list_key=list_key, name=name, query=query, owner=by, unit=unit
            )
    except IntegrityError:
        raise NameTaken(_("You have a view of this name already.")) from None
    if unit is not None:
        trail.record(
            "lists.view_shared",
            view,
            by=by,
            at=at,
            now={"list": list_key, "name": name, "unit": unit.pk, "query": query},
        )
    return view


@transaction.atomic
def change_view(view: SavedView, *, query: str, by: User, at: datetime) -> None:
    """Keep another query under the view's name. Raises NotAllowed."""
    _demand(view, by)
    was = view.query
    SavedView.objects.filter(pk=view.pk).update(query=query)
    _record_shared(
        "lists.view_changed", view, by=by, at=at, was={"query": was}, now={"query": query}
    )


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User, at: datetime) -> None:
    """Give the view another name. Raises NotAllowed, NameTaken."""
    _demand(view, by)
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError:
        raise NameTaken(_("You have a view of this name already.")) from None
    _record_shared(
        "lists.view_renamed", view, by=by, at=at, was={"name": view.name}, now={"name": name}
    )


@transaction.atomic
def remove_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Delete the view; lists that opened with it open whole again. Raises NotAllowed."""
    _demand(view, by)
    _record_shared(
        "lists.view_removed",
        view,
        by=by,
        at=at,
        was={"name": view.name, "unit": view.unit_id, "query": view.query},
        now=None,
    )
    view.delete()


@transaction.atomic
def open_with(view: SavedView | None, *, list_key: str, by: User, at: datetime) -> None:
    """The list opens with this view from now on for this person; with none, whole. A habit, so not on the trail."""
    if view is None:
        DefaultView.objects.filter(user=by, list_key=list_key).delete()
        return
    DefaultView.objects.update_or_create(user=by, list_key=list_key, defaults={"view": view})


def may_share(user: User, unit: Unit) -> bool:
    """Whether the person may share views with a unit: the own unit or one the right reaches."""
    return may(user, "lists.share", units=[unit])


def may_change(user: User, view: SavedView) -> bool:
    """Whether the person may rename, change or delete a view: the owner, or who may share with its unit."""
    return view.owner_id == user.pk or (view.unit is not None and may_share(user, view.unit))


def _demand(view: SavedView, by: User) -> None:
    if not may_change(by, view):
        raise NotAllowed(_("Only its owner, or who may share with its unit, changes this view."))


def _record_shared(
    action: str, view: SavedView, *, by: User, at: datetime, was: dict, now: dict | None
) -> None:
    """Private views are nobody's business; shared ones are on the trail."""
    if view.unit_id is not None:
        trail.record(action, view, by=by, at=at, was=was, now=now)
