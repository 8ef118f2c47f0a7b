"""The doors to standards: 404 if not yours to see, 403 if not yours to do."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.standards.lifecycle import MOVES, Move
from anwei.standards.models import LocalClause

VIEW, ENTER, MANAGE = "standards.view", "standards.local_clause", "standards.manage"


def ensure(user: User, permission: str) -> None:
    """403 unless this person may do this at all."""
    if not may(user, permission):
        raise PermissionDenied


def visible_local(user: User) -> "QuerySet[LocalClause]":
    """The local clauses a person sees: who works on them all, others the confirmed ones."""
    rows = LocalClause.objects.select_related("proposed_by", "decided_by", "page")
    if not may(user, VIEW):
        return rows.none()
    return rows if may(user, ENTER) or may(user, MANAGE) else rows.confirmed()


def waiting_for(user: User) -> int:
    """How many clauses that others entered wait for this person, who may confirm them."""
    if not may(user, ENTER):
        return 0
    return LocalClause.objects.waiting().exclude(proposed_by=user).count()


def local_for(user: User, pk: int, permission: str = VIEW) -> LocalClause:
    """The only door to one local clause."""
    row = visible_local(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    ensure(user, permission)
    return row


def moves_offered(user: User, clause: LocalClause) -> list[Move]:
    """The buttons to draw: open in this state, and this person's to press."""
    author = clause.proposed_by_id == user.pk
    return [
        move
        for move in MOVES
        if move.start == clause.state
        and may(user, move.permission)
        and move.who != ("other" if author else "author")
    ]
