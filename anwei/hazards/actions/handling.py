"""The general road: term, fix with proof, check by somebody else, ends and reopening."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import clocking, ending, telling
from anwei.hazards.actions.changing import MoveRefused, change, move, refuse_future
from anwei.hazards.actions.registering import Proof, attach
from anwei.hazards.models import AnswerLink, Check, Ending, Evidence, Fact, Hazard


class SameHands(MoveRefused):
    """Whoever fixed it, entered the fix, or knew the code by which it came cannot check it."""


@transaction.atomic
def assign(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    due_on: date,
    unit: Unit | None = None,
    responsible: str = "",
    order_no: str = "",
) -> None:
    """Give a term: who handles it, who is to put it right, by when."""
    handler = _handler(hazard, unit, by)
    ending.refuse_while_level_waits(hazard)
    day = clocking.run(hazard, clocking.TERM, on=on, due_on=due_on)
    move(
        hazard,
        "assign",
        by=by,
        at=at,
        on=on,
        due_on=day,
        handling_unit=handler,
        responsible=responsible or hazard.responsible,
        also={"order_no": order_no},
    )
    if order_no:
        _order(hazard, by=by, at=at, on=on, due_on=day, order_no=order_no)
    telling.about_assigned(hazard, by=by, at=at)


def _handler(hazard: Hazard, unit: Unit | None, by: object) -> Unit:
    """Who handles it from now on: the unit named, else the one it has."""
    handler = unit or hazard.handling_unit
    if handler is None:
        raise MoveRefused(_("Nobody handles this hazard yet: name the unit."))
    if handler.deliberative:
        raise MoveRefused(
            _(
                "%(unit)s deliberates and coordinates; a case is handled by a department or a street."
            )
            % {"unit": handler}
        )
    _refuse_handing_over(hazard, handler, by)
    return handler


def _refuse_handing_over(hazard: Hazard, handler: Unit, by: object) -> None:
    """Only who works for the whole zone hands out; a unit's own case goes to another by transfer, with its receipt."""
    if not isinstance(by, User) or handler.pk == hazard.handling_unit_id:
        return
    if reach_of(by) != Reach.EVERYTHING and not (by.unit and by.unit.covers(handler)):
        raise MoveRefused(
            _("%(unit)s gets this case by a transfer that it receives, not by a term.")
            % {"unit": handler}
        )


def _order(
    hazard: Hazard, *, by: object, at: datetime, on: date, due_on: date, order_no: str
) -> None:
    Fact.objects.create(
        hazard=hazard,
        kind=Fact.Kind.ORDER,
        held_on=on,
        until=due_on,
        paper_no=order_no,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )


@transaction.atomic
def rectify(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    today: date,
    measures: str,
    fixer: str,
    proofs: Sequence[Proof],
    behalf: str = "",
) -> None:
    """Report the fix, with proof. `behalf` names the enterprise where an officer enters it."""
    refuse_future(on, today)
    if on < hazard.found_on:
        raise MoveRefused(_("It cannot have been put right before it was found."))
    if not measures.strip():
        raise MoveRefused(_("Say what was done."))
    if not any(proof.side == Evidence.Side.AFTER for proof in proofs):
        raise MoveRefused(_("A fix needs proof: add a picture or a paper that shows it."))
    attach(hazard, proofs, by=by, at=at)
    move(
        hazard,
        "rectify",
        by=by,
        at=at,
        on=on,
        behalf=behalf,
        measures=measures.strip(),
        rectified_on=on,
        rectified_by=fixer,
        fix_entered_by=trail.name_of(by),
    )
    telling.about_rectified(hazard, by=by, at=at)


def same_name(one: str, other: str) -> bool:
    """Whether two names typed by different hands are one: case and spaces are nothing to go by."""
    return bool(one) and "".join(one.split()).casefold() == "".join(other.split()).casefold()


def who_entered(hazard: Hazard) -> str:
    """Who could have entered the fix, as on the trail.

    Where it came through a notice's code, that is who printed the notice: nobody else in the office
    was shown the code, and whoever holds it can answer in the enterprise's place.
    """
    room, _colon, key = hazard.fix_entered_by.partition(":")
    if room != AnswerLink._meta.label_lower:
        return hazard.fix_entered_by
    return AnswerLink.objects.filter(pk=key).values_list("made_by", flat=True).first() or ""


def why_same_hands(hazard: Hazard, user: User) -> str:
    """Why this person cannot check the fix, in words; empty for whom nothing ties to it."""
    firm = hazard.enterprise
    if (
        trail.name_of(user) == hazard.fix_entered_by
        or same_name(user.name, hazard.rectified_by)
        or (firm and user.unit_id and firm.unit_id == user.unit_id)
    ):
        return _("You fixed this or entered the fix. Another person has to check it.")
    if trail.name_of(user) == who_entered(hazard):
        return _(
            "You printed the notice through whose code this fix was reported. Another person has to check it."
        )
    return ""


def entered_fix(hazard: Hazard) -> str:
    """The name of the person who entered the fix, or printed the notice through which it came."""
    room, _colon, key = who_entered(hazard).partition(":")
    if room != User._meta.label_lower:
        return ""
    return User.objects.filter(pk=key).values_list("name", flat=True).first() or ""


def refuse_same_hands(hazard: Hazard, by: User) -> None:
    """The fixer does not verify, nor does whoever entered the fix or could have."""
    if why := why_same_hands(hazard, by):
        raise SameHands(why)


@transaction.atomic
def verify(
    hazard: Hazard, *, by: User, at: datetime, on: date, remark: str, proofs: Sequence[Proof] = ()
) -> None:
    """Found fixed by somebody who neither made nor entered the fix: the end of a general hazard."""
    _checked(hazard, by=by, on=on)
    attach(hazard, proofs, by=by, at=at)
    _check(hazard, Check.Kind.VERIFICATION, passed=True, by=by, at=at, on=on, remark=remark)
    move(
        hazard,
        "verify",
        by=by,
        at=at,
        on=on,
        also={"remark": remark},
        **ending.fields_when_ended(hazard, by=by, at=at, on=on),
    )
    telling.about_ended(hazard, by=by, at=at)


@transaction.atomic
def fail_check(
    hazard: Hazard,
    *,
    by: User,
    at: datetime,
    on: date,
    remark: str,
    due_on: date,
    proofs: Sequence[Proof] = (),
) -> None:
    """Found not fixed: back to whoever is to put it right, with a new step and the remark."""
    _checked(hazard, by=by, on=on)
    if hazard.level == lifecycle.Level.MAJOR:
        refuse_without_power(by)
    if not remark.strip():
        raise MoveRefused(_("Say what is still wrong."))
    attach(hazard, proofs, by=by, at=at)
    kind = Check.Kind.REVIEW if hazard.level == lifecycle.Level.MAJOR else Check.Kind.VERIFICATION
    _check(hazard, kind, passed=False, by=by, at=at, on=on, remark=remark)
    step = clocking.run(hazard, clocking.STEP, on=on, due_on=due_on)
    move(hazard, "fail_check", by=by, at=at, on=on, step_due_on=step, also={"remark": remark})
    telling.about_returned(hazard, by=by, at=at, remark=remark)


@transaction.atomic
def name_expert(hazard: Hazard, *, by: object, at: datetime, expert: User) -> None:
    """Ask an expert, who did not make the fix, to check this case; the expert sees it from now on."""
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    if expert.role != "expert" or not expert.is_active:
        raise MoveRefused(_("%(name)s is not an expert who can sign in.") % {"name": expert})
    change(hazard, "expert_named", by=by, at=at, expert=expert)
    telling.about_expert(hazard, at=at)


def refuse_without_power(by: User) -> None:
    """On-site checks, suspension and consent are a department's with enforcement power (国办发〔2024〕54号; Work Safety Law art. 65)."""
    if by.unit is None or not by.unit.enforcing:
        raise MoveRefused(_("Only an officer of a department with enforcement power can do this."))


def _checked(hazard: Hazard, *, by: User, on: date) -> None:
    refuse_same_hands(hazard, by)
    if hazard.rectified_on is not None and on < hazard.rectified_on:
        raise MoveRefused(_("It cannot have been checked before it was put right."))


def _check(
    hazard: Hazard, kind: str, *, passed: bool, by: object, at: datetime, on: date, remark: str
) -> None:
    Check.objects.create(
        hazard=hazard,
        kind=kind,
        passed=passed,
        held_on=on,
        officers=str(by),
        remark=remark,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )


class NeedsSecond(MoveRefused):
    """One person alone does not give up a major hazard."""


def refuse_unfit_end(
    hazard: Hazard, verb: str, *, why: str, reason: str, duplicate_of: Hazard | None = None
) -> None:
    """What an end without a fix must say, whether it is proposed or made."""
    if verb == "close_unfixed":
        if why not in lifecycle.UNFIXED_REASONS or not reason.strip():
            raise MoveRefused(_("Closing without a fix needs a reason, chosen and written."))
        return
    if why not in lifecycle.VOID_REASONS or not reason.strip():
        raise MoveRefused(_("Setting aside needs a reason, chosen and written."))
    if why == "not_a_hazard" and hazard.level == lifecycle.Level.MAJOR:
        raise MoveRefused(
            _("A major hazard is first determined as general, which a second person confirms.")
        )
    if why == "duplicate" and (duplicate_of is None or duplicate_of.pk == hazard.pk):
        raise MoveRefused(_("Name the hazard that this one repeats."))
    if duplicate_of is not None and duplicate_of.status == lifecycle.Status.VOID:
        raise MoveRefused(
            _("%(hazard)s was set aside itself: name the case that goes on.")
            % {"hazard": duplicate_of.number}
        )


def _by_two(hazard: Hazard, verb: str, agreed: Ending | None) -> dict[str, object]:
    """What the trail says of the first person; refused where a second one is missing or is being asked."""
    if agreed is not None:
        return {"ending": agreed.pk, "proposed_by": agreed.recorded_by, "remark": agreed.second_remark}  # fmt: skip
    if lifecycle.needs_second(verb, hazard.status, hazard.level):
        raise NeedsSecond(
            _("A major hazard is ended without a fix by two persons: propose it, another confirms.")
        )
    ending.refuse_while_proposed(hazard)
    return {}


@transaction.atomic
def close_unfixed(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    why: str,
    reason: str,
    agreed: Ending | None = None,
) -> None:
    """Close without a fix, for a stated reason; never counted as fixed. `agreed` is what two persons decided on."""
    refuse_unfit_end(hazard, "close_unfixed", why=why, reason=reason)
    also = _by_two(hazard, "close_unfixed", agreed)
    move(
        hazard,
        "close_unfixed",
        by=by,
        at=at,
        on=on,
        reason=reason,
        also=also,
        closure_reason=why,
        **ending.fields_when_ended(hazard, by=by, at=at, on=on),
    )
    telling.about_ended(hazard, by=by, at=at)


@transaction.atomic
def set_aside(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    why: str,
    reason: str,
    duplicate_of: Hazard | None = None,
    agreed: Ending | None = None,
) -> None:
    """Not a hazard, a duplicate of another, or handed to somebody outside the zone."""
    refuse_unfit_end(hazard, "set_aside", why=why, reason=reason, duplicate_of=duplicate_of)
    also = _by_two(hazard, "set_aside", agreed)
    move(
        hazard,
        "set_aside",
        by=by,
        at=at,
        on=on,
        reason=reason,
        also=also,
        closure_reason=why,
        duplicate_of=duplicate_of if why == "duplicate" else None,
        **ending.fields_when_ended(hazard, by=by, at=at, on=on),
    )
    telling.about_ended(hazard, by=by, at=at)


@transaction.atomic
def reopen(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    due_on: date,
    reason: str,
    unit: Unit | None = None,
) -> None:
    """Take an ended case up again; what closed it stays on the trail and in its checks.

    A case that ended without anyone handling it (from a ledger) names its `unit` now.
    """
    if not reason.strip():
        raise MoveRefused(_("Say why the case is reopened."))
    handler = _handler(hazard, unit, by)
    if hazard.closed_on is not None and on < hazard.closed_on:
        raise MoveRefused(_("It cannot be reopened before the day it was closed."))
    was = {
        "closed_on": hazard.closed_on,
        "closed_by": hazard.closed_by,
        "closure_reason": hazard.closure_reason,
    }
    day = clocking.run(hazard, clocking.TERM, on=on, due_on=due_on)
    move(
        hazard,
        "reopen",
        by=by,
        at=at,
        on=on,
        reason=reason,
        also={"ended_before": was},
        reopened=hazard.reopened + 1,
        due_on=day,
        handling_unit=handler,
        duplicate_of=None,
        on_the_spot=False,
    )
    telling.about_reopened(hazard, by=by, at=at, reason=reason)
