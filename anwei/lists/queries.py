"""Reads of this room's own tables."""

from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When
from django.shortcuts import get_object_or_404

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.lists.models import DefaultView, Export, SavedView, Selection


def views_of(user: User, list_key: str) -> list[SavedView]:
    """The saved views of a list that a person may open; `is_default` and `is_mine` on each."""
    default = DefaultView.objects.filter(user=user, list_key=list_key, view=OuterRef("pk"))
    mine = Case(
        When(owner=user, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    views = SavedView.objects.open_to(user).filter(list_key=list_key).select_related("unit")
    return list(views.annotate(is_default=Exists(default), is_mine=mine))


def units_to_share_with(user: User) -> list[Unit]:
    """The units a person may share views with: the own one, and those above it that the right reaches."""
    if user.unit is None or not may(user, "lists.share", units=[user.unit]):
        return []
    if reach_of(user) != Reach.EVERYTHING:
        return [user.unit]
    steps = [int(step) for step in user.unit.path.split("/") if step]
    return list(Unit.objects.filter(pk__in=steps).order_by("path"))


def may_share(user: User, unit: Unit) -> bool:
    """Whether the person may share views with a unit: the own unit or one the right reaches."""
    return may(user, "lists.share", units=[unit])


def may_change(user: User, view: SavedView) -> bool:
    """Whether the person may rename, change or delete a view: the owner, or who may share with its unit."""
    return view.owner_id == user.pk or (view.unit is not None and may_share(user, view.unit))


def selection_of(user: User, key: str) -> Selection:
    """A person's own selection; Http404 otherwise."""
    return get_object_or_404(Selection.objects.select_related("job"), key=key, owner=user)


def export_of(user: User, key: str) -> Export:
    """A person's own export; Http404 otherwise."""
    return get_object_or_404(Export.objects.select_related("job"), key=key, owner=user)
