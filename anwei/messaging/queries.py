"""Reads about notices."""

from anwei.accounts.models import User
from anwei.messaging import kinds
from anwei.messaging.models import Mute, Notice, NoticeQuerySet

# Counting stops here: nobody reads more, and the bell asks often.
MANY = 100


def unread_count(person: User) -> int:
    """How many notices this person has not read, counted up to MANY."""
    return Notice.objects.unread().filter(recipient=person)[:MANY].count()


def inbox(person: User, show: str) -> NoticeQuerySet:
    """The person's notices, newest first: unread, to do, or all."""
    own = Notice.objects.filter(recipient=person)
    if show == "unread":
        return own.unread()
    if show == "to_do":
        return own.to_do()
    return own


def set_above(notices: NoticeQuerySet, show: str) -> tuple[NoticeQuerySet, NoticeQuerySet]:
    """What stands above the others on the first page, because nobody owns it; and the others.

    Under "all" everything stands in its time.
    """
    if show == "all":
        return notices.none(), notices
    firsts = kinds.firsts()
    return notices.filter(kind__in=firsts), notices.exclude(kind__in=firsts)


def muted_by(person: User) -> set[str]:
    """The things this person does not want to hear of."""
    return set(Mute.objects.filter(person=person).values_list("about", flat=True))
