"""The doors: a notice is its recipient's, channels are those of `messaging.manage`."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.messaging.models import Channel, Notice


def must_use(person: User) -> None:
    """403 for roles that receive no notices."""
    if not may(person, "messaging.use"):
        raise PermissionDenied


def notice_for(person: User, pk: int) -> Notice:
    """A notice of this person; 404 for anybody else's, whoever asks."""
    must_use(person)
    return get_object_or_404(Notice, pk=pk, recipient=person)


def must_manage(person: User) -> None:
    """403 for whoever may not look after the channels; their existence is no secret."""
    if not may(person, "messaging.manage"):
        raise PermissionDenied


def channel_for(person: User, pk: int) -> Channel:
    """A channel, for those who look after them."""
    must_manage(person)
    return get_object_or_404(Channel, pk=pk)
