"""Bodies founded, members seated and unseated, and changes of a unit's representative."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Post, Unit, User
from anwei.audit import trail
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.models import Body, Member, Part, Replacement
from anwei.committee.queries import chairs_of
from anwei.documents.models import Document

BODY_FACTS = ("kind", "meets", "quorum", "prefix", "office_id", "active")


@transaction.atomic
def found(
    unit: Unit,
    *,
    by: object,
    at: datetime,
    kind: str,
    prefix: str,
    meets: str = "quarter",
    quorum: int = 50,
    office: Unit | None = None,
) -> Body:
    """Give a unit what a body has: kind, rhythm, quorum, numbers. MoveRefused if it is a body already."""
    if Body.objects.filter(unit=unit).exists():
        raise MoveRefused(_("%(unit)s is a body already.") % {"unit": unit})
    _free_prefix(prefix, None)
    body = Body.objects.create(
        unit=unit, kind=kind, meets=meets, quorum=quorum, prefix=prefix, office=office
    )
    trail.record("committee.body_founded", body, by=by, at=at, now=_facts(body))
    return body


@transaction.atomic
def change_body(body: Body, *, by: object, at: datetime, **fields: Any) -> None:
    """Change what is written about a body; nothing is rewritten that was numbered or counted before."""
    _free_prefix(fields.get("prefix", body.prefix), body)
    before = _facts(body)
    for name, value in fields.items():
        setattr(body, name, value)
    after = _facts(body)
    if before == after:
        return
    body.save(update_fields=list(fields))
    was = {name: value for name, value in before.items() if after[name] != value}
    trail.record(
        "committee.body_changed",
        body,
        by=by,
        at=at,
        was=was,
        now={name: after[name] for name in was},
    )


def _facts(body: Body) -> dict[str, object]:
    return {name: getattr(body, name) for name in BODY_FACTS}


def _free_prefix(prefix: str, body: Body | None) -> None:
    if not prefix.strip():
        raise MoveRefused(_("Say what stands before the year in the numbers of its resolutions."))
    others = Body.objects.filter(prefix=prefix)
    if (others.exclude(pk=body.pk) if body else others).exists():
        raise MoveRefused(
            _("Another body numbers its resolutions with %(prefix)s.") % {"prefix": prefix}
        )


@transaction.atomic
def seat(body: Body, post: Post, *, part: str, since: date, by: object, at: datetime) -> Member:
    """Seat a post on a body from a day on. MoveRefused where it sits there, or there is a chair already."""
    try:
        with transaction.atomic():
            member = Member.objects.create(body=body, post=post, part=part, since=since)
    except IntegrityError:
        raise MoveRefused(
            _("%(post)s sits on this body already.") % {"post": post}
            if Member.objects.filter(body=body, post=post, until=None).exists()
            else _("This body has a director already; end that seat first.")
        ) from None
    trail.record(
        "committee.member_seated",
        member,
        by=by,
        at=at,
        held=since,
        now={"body": body.pk, "post": post.pk, "part": part, "since": since},
    )
    return member


@transaction.atomic
def unseat(member: Member, *, until: date, by: object, at: datetime, reason: str) -> None:
    """End a seat with that day as its last."""
    if until < member.since:
        raise MoveRefused(
            _("The seat began on %(day)s; it cannot end before.")
            % {"day": member.since.isoformat()}
        )
    if not Member.objects.filter(pk=member.pk, until=None).update(until=until):
        raise MoveRefused(_("This seat has ended already."))
    member.until = until
    trail.record(
        "committee.member_unseated",
        member,
        by=by,
        at=at,
        held=until,
        reason=reason,
        now={"until": until},
    )


@transaction.atomic
def ask_replacement(
    leaving: Member,
    *,
    post: Post,
    since: date,
    letter_no: str,
    letter: Document | None,
    by: object,
    at: datetime,
    behalf: str = "",
) -> Replacement:
    """A unit writes that another post of its own represents it from a day on; the director decides."""
    if leaving.until is not None or leaving.part == Part.CHAIR:
        raise MoveRefused(
            _("Only a seat that is held, and not the director's, can be passed on by letter.")
        )
    if post.unit_id != leaving.post.unit_id or post.pk == leaving.post_id:
        raise MoveRefused(_("A unit is represented by another post of its own."))
    if since <= leaving.since:
        raise MoveRefused(
            _("The new representative comes after %(day)s.") % {"day": leaving.since.isoformat()}
        )
    if not letter_no.strip() and letter is None:
        raise MoveRefused(_("Name the letter, or attach it."))
    try:
        with transaction.atomic():
            asked = Replacement.objects.create(
                body=leaving.body, leaving=leaving, post=post, since=since, letter_no=letter_no.strip(), letter=letter,
                recorded_at=at, recorded_by=trail.name_of(by), behalf=behalf,
            )  # fmt: skip
    except IntegrityError:
        raise MoveRefused(_("A change of this seat lies before the director already.")) from None
    trail.record(
        "committee.replacement_asked",
        asked,
        by=by,
        at=at,
        behalf=behalf,
        now={"leaving": leaving.pk, "post": post.pk, "since": since, "letter_no": letter_no},
    )
    return asked


@transaction.atomic
def decide_replacement(
    asked: Replacement, *, approved: bool, remark: str, by: User, at: datetime
) -> None:
    """The director of the body approves the change, and the seat passes; or returns it with remarks."""
    if not chairs_of([asked.body], by, at):
        raise MoveRefused(_("The director of %(body)s decides on this.") % {"body": asked.body})
    if not approved and not remark.strip():
        raise MoveRefused(_("Say why it is returned."))
    state = Replacement.State.APPROVED if approved else Replacement.State.RETURNED
    fields = {"state": state, "decided_at": at, "decided_by": by, "remark": remark}
    if not Replacement.objects.filter(pk=asked.pk, state=Replacement.State.ASKED).update(**fields):
        raise MoveRefused(_("This was decided already."))
    for name, value in fields.items():
        setattr(asked, name, value)
    trail.record(
        f"committee.replacement_{state}", asked, by=by, at=at, reason=remark, now={"state": state}
    )
    if approved:
        last = asked.since - timedelta(days=1)
        unseat(asked.leaving, until=last, by=by, at=at, reason=asked.letter_no)
        seat(asked.body, asked.post, part=asked.leaving.part, since=asked.since, by=by, at=at)
