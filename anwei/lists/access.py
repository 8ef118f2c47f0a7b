"""The doors of this room: a list by its key, a saved view by its number."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.lists import registered
from anwei.lists.models import SavedView
from anwei.lists.spec import ListSpec


def list_for(user: User, key: str, permission: str = "") -> ListSpec:
    """The list of a key: 404 if there is none, 403 if the person may not see it or lacks the permission."""
    try:
        spec = registered.find(key)
    except registered.UnknownList:
        raise Http404 from None
    if not may(user, spec.permission) or (permission and not may(user, permission)):
        raise PermissionDenied
    return spec


def view_for(user: User, pk: int) -> SavedView:
    """A saved view the person may open: 404 otherwise."""
    return get_object_or_404(SavedView.objects.open_to(user).select_related("unit", "owner"), pk=pk)
