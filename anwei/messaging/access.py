"""The door to a notice: only its recipient's."""

from django.shortcuts import get_object_or_404

from anwei.accounts.models import User
from anwei.messaging.models import Notice


def notice_for(person: User, pk: int) -> Notice:
    """A notice of this person; 404 for anybody else's, whoever asks."""
    return get_object_or_404(Notice, pk=pk, recipient=person)
