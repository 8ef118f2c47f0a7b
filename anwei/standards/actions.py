"""The only writers of local clauses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.documents import actions as document_actions
from anwei.documents.content import Content
from anwei.standards import pack as packs
from anwei.standards.lifecycle import LocalState, move_of
from anwei.standards.models import LocalClause


class ClauseRefused(Exception):
    """The local clause is refused; the message says why, for the person who asked."""


class AlreadyEntered(ClauseRefused):
    """The same article of the same standard is entered already."""


class NotByTheSame(ClauseRefused):
    """Who entered a clause cannot confirm or refuse it."""


class MoveRefused(ClauseRefused):
    """The clause is not in the state that this move starts from."""


@dataclass(frozen=True)
class Wording:
    """What is entered from the official document."""

    sector: str
    standard_title: str
    standard_number: str
    article: str
    wording: str
    effective: date
    source: str
    until: date | None = None
    condition: str = ""
    catch_all: bool = False


@transaction.atomic
def propose(
    entered: Wording, *, page: "File[bytes] | Content", by: User, at: datetime
) -> LocalClause:
    """Enter a clause from an official document, with a photo or file of its page.

    Raises ClauseRefused on an unknown sector or a second entry, `documents.content.UploadRefused`.
    """
    if entered.sector not in packs.current().sectors:
        raise ClauseRefused(_("There is no sector %(sector)s.") % {"sector": entered.sector})
    facts = vars(entered)
    document = document_actions.store(page, by=by, at=at, purpose="standards.clause_page")
    try:
        with transaction.atomic():
            clause = LocalClause.objects.create(
                **facts, page=document, proposed_by=by, proposed_at=at
            )
    except IntegrityError:
        raise AlreadyEntered(
            _("%(number)s %(article)s is entered already, with the same date.")
            % {"number": entered.standard_number, "article": entered.article}
        ) from None
    trail.record(
        "standards.local_clause_proposed", clause, by=by, at=at, now={**facts, "page": document}
    )
    return clause


@transaction.atomic
def confirm(clause: LocalClause, *, by: User, at: datetime) -> None:
    """A second person, who compared it with the official document, confirms it: it can be chosen from now on."""
    _move(clause, "confirm", LocalState.CONFIRMED, by=by, at=at)


@transaction.atomic
def refuse(clause: LocalClause, *, remark: str, by: User, at: datetime) -> None:
    """A second person refuses it, with a remark; the same article may be entered again."""
    _move(clause, "refuse", LocalState.REFUSED, by=by, at=at, remark=remark)


@transaction.atomic
def withdraw(clause: LocalClause, *, by: User, at: datetime) -> None:
    """The person who entered it takes it back before anyone decided."""
    _move(clause, "withdraw", LocalState.REFUSED, by=by, at=at)


@transaction.atomic
def retire(clause: LocalClause, *, remark: str, by: User, at: datetime) -> None:
    """It can no longer be chosen (the pack has the clause now, or it was wrong); determinations that cite it stay."""
    _move(clause, "retire", LocalState.RETIRED, by=by, at=at, remark=remark)


@transaction.atomic
def hand_on(clause: LocalClause, *, by: User, at: datetime) -> None:
    """Its text goes out as a pack entry. Raises MoveRefused unless it is confirmed."""
    won = LocalClause.objects.filter(pk=clause.pk, state=LocalState.CONFIRMED).update(
        handed_on_at=at
    )
    if not won:
        raise MoveRefused(_("Only a confirmed clause can be handed on."))
    clause.handed_on_at = at
    trail.record("standards.local_clause_handed_on", clause, by=by, at=at)


def _move(
    clause: LocalClause, verb: str, to: LocalState, *, by: User, at: datetime, remark: str = ""
) -> None:
    """Move by the table; who proposed never decides; exactly one of two people at once wins."""
    move = move_of(clause.state, verb)
    if move is None:
        raise MoveRefused(_("%(clause)s was decided already.") % {"clause": clause})
    if move.who == "other" and clause.proposed_by_id == by.pk:
        raise NotByTheSame(_("You entered this clause; another person decides about it."))
    if move.who == "author" and clause.proposed_by_id != by.pk:
        raise ClauseRefused(_("Only the person who entered it takes it back."))
    if move.needs and not remark.strip():
        raise ClauseRefused(_("Say why, in the remark."))
    was = clause.state
    fields = {"state": to, "remark": remark.strip(), "decided_by": by, "decided_at": at}
    if not LocalClause.objects.filter(pk=clause.pk, state=was).update(**fields):
        raise MoveRefused(
            _("%(clause)s was changed by someone else a moment ago.") % {"clause": clause}
        )
    for name, value in fields.items():
        setattr(clause, name, value)
    trail.record(
        f"standards.local_clause_{to}",
        clause,
        by=by,
        at=at,
        was={"state": was},
        now={"state": to},
        reason=remark.strip(),
    )
