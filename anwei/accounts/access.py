"""The doors to units and people: 404 if not yours to see, 403 if not yours to do."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from anwei.accounts.models import Invitation, Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach


def visible_units(user: User) -> "QuerySet[Unit]":
    """The units this person sees: all, or the own one with everything below it."""
    if not may(user, "accounts.view"):
        return Unit.objects.none()
    if reach_of(user) == Reach.EVERYTHING:
        return Unit.objects.all()
    return Unit.objects.below(user.unit) if user.unit else Unit.objects.none()


def visible_people(user: User) -> "QuerySet[User]":
    """The people this person sees: all, or those of the own unit and of units below it."""
    people = User.objects.select_related("unit")
    if not may(user, "accounts.view"):
        return people.none()
    if reach_of(user) == Reach.EVERYTHING:
        return people
    return people.filter(unit__path__startswith=user.unit.path) if user.unit else people.none()


def visible_invitations(user: User) -> "QuerySet[Invitation]":
    """The links still open, for those who keep accounts."""
    links = Invitation.objects.unanswered()
    return links if may(user, "accounts.manage") else links.none()


def ensure(user: User, permission: str) -> None:
    """403 unless this person may do this at all."""
    if not may(user, permission):
        raise PermissionDenied


def unit_for(user: User, pk: int, permission: str = "accounts.view") -> Unit:
    """The only door to one unit."""
    unit = visible_units(user).select_related("parent").filter(pk=pk).first()
    if unit is None:
        raise Http404
    ensure(user, permission)
    return unit


def person_for(user: User, pk: int, permission: str = "accounts.view") -> User:
    """The only door to one person's account."""
    person = visible_people(user).filter(pk=pk).first()
    if person is None:
        raise Http404
    ensure(user, permission)
    return person
