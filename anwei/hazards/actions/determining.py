"""Determination: software suggests, a person determines, and where the clause asks for it a second confirms."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import clocking, telling
from anwei.hazards.actions.changing import MoveRefused, change, hold, refuse_before_finding
from anwei.hazards.models import Determination, Hazard
from anwei.standards import clauses


@dataclass(frozen=True)
class Ruling:
    """What a person determined. A clause with a condition ("still in use", "and …") wants it confirmed."""

    level: str
    clause_ref: str = ""
    condition_holds: bool = False
    reason: str = ""


@transaction.atomic
def determine(hazard: Hazard, ruling: Ruling, *, by: User, at: datetime, on: date) -> Determination:
    """Determine the level. A major one cites a clause in force on the day of the finding.

    Catch-all clauses, and every step down from major, need a written reason and a second person;
    until that person confirms, the hazard stays what it was.
    """
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    refuse_before_finding(hazard, on)
    hold(hazard)
    if hazard.determinations.filter(state=Determination.State.PROPOSED).exists():
        raise MoveRefused(_("A determination waits for its second person already."))
    if ruling.level not in {lifecycle.Level.MAJOR, lifecycle.Level.GENERAL}:
        raise MoveRefused(_("Determine it as general or as major."))
    clause = _clause(hazard, ruling)
    down = hazard.level == lifecycle.Level.MAJOR and ruling.level == lifecycle.Level.GENERAL
    second = down or (clause is not None and clause.catch_all)
    if second and not ruling.reason.strip():
        raise MoveRefused(_("This needs a written reason and a second person."))
    made = Determination.objects.create(
        hazard=hazard, level=ruling.level, clause_ref=ruling.clause_ref, clause_text=clause.facts() if clause else {},
        condition_holds=ruling.condition_holds, reason=ruling.reason, needs_second=second, held_on=on,
        state=Determination.State.PROPOSED if second else Determination.State.REPLACED,
        recorded_at=at, recorded_by=trail.name_of(by),
    )  # fmt: skip
    if second:
        change(
            hazard,
            "determination_proposed",
            by=by,
            at=at,
            held=on,
            reason=ruling.reason,
            also={"level": ruling.level, "clause": ruling.clause_ref},
        )
        telling.about_second_person(hazard, by=by, at=at)
    else:
        _put_in_force(hazard, made, by=by, at=at, on=on)
    return made


def _clause(hazard: Hazard, ruling: Ruling) -> clauses.Clause | None:
    """The clause cited, checked: it exists, can be chosen, and was in force on the day of the finding."""
    if ruling.level == lifecycle.Level.GENERAL:
        return None
    if not ruling.clause_ref:
        raise MoveRefused(_("A major hazard is determined against a clause: choose one."))
    try:
        clause = clauses.cite(ruling.clause_ref, on=hazard.found_on)
    except (clauses.NoSuchClause, clauses.NotCitable) as refusal:
        raise MoveRefused(str(refusal.args[0])) from None
    if str(clause.condition) and not ruling.condition_holds:
        raise MoveRefused(
            _("Confirm that the clause's condition holds: %(condition)s")
            % {"condition": clause.condition}
        )
    return clause


@transaction.atomic
def confirm(
    hazard: Hazard, made: Determination, *, by: User, at: datetime, on: date, remark: str = ""
) -> None:
    """The second person agrees: the determination takes force."""
    if not hazard.is_open:
        raise MoveRefused(
            _("%(hazard)s has ended; reopen it to add to it.") % {"hazard": hazard.number}
        )
    hold(hazard)
    _second(made, Determination.State.REPLACED, by=by, at=at, remark=remark)
    _put_in_force(hazard, made, by=by, at=at, on=on)


@transaction.atomic
def refuse(
    hazard: Hazard, made: Determination, *, by: User, at: datetime, on: date, remark: str
) -> None:
    """The second person does not agree, and says why; the hazard stays what it was."""
    if not remark.strip():
        raise MoveRefused(_("Say why."))
    hold(hazard)
    _second(made, Determination.State.REFUSED, by=by, at=at, remark=remark)
    change(
        hazard,
        "determination_refused",
        by=by,
        at=at,
        held=on,
        reason=remark,
        also={"level": made.level, "clause": made.clause_ref},
    )
    telling.about_second_person_refused(hazard, at=at)


def _second(made: Determination, state: str, *, by: User, at: datetime, remark: str) -> None:
    """Take it out of waiting: of two who answer at once, one does."""
    if made.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You proposed this yourself. Another person has to confirm it."))
    fields = {
        "state": state,
        "second_by": trail.name_of(by),
        "second_at": at,
        "second_remark": remark,
    }
    waiting = Determination.objects.filter(pk=made.pk, state=Determination.State.PROPOSED)
    if not waiting.update(**fields):
        raise MoveRefused(_("This determination no longer waits for a second person."))
    for name, value in fields.items():
        setattr(made, name, value)


def _put_in_force(hazard: Hazard, made: Determination, *, by: User, at: datetime, on: date) -> None:
    """The determination takes force: the level changes, and with it the road."""
    hazard.determinations.filter(state=Determination.State.IN_FORCE).update(
        state=Determination.State.REPLACED
    )
    made.state = Determination.State.IN_FORCE
    made.save(update_fields=["state"])
    status = lifecycle.after_determination(hazard.status, hazard.level, made.level)
    fields: dict[str, Any] = {"level": made.level, "clause": made.clause_ref}
    if status != hazard.status:
        fields |= {
            "status": status.value,
            "status_on": on,
            "on_the_spot": False,
            "step_due_on": None,
        }
        clocking.stop(hazard, clocking.STEP, on=on)
        if status == lifecycle.Status.PLANNING:
            fields["step_due_on"] = clocking.run(hazard, clocking.STEP, on=on, term="plan_term")
            # The few days of a general hazard's term are none in which a major one can be treated.
            if hazard.paused_since is None:
                fields["due_on"] = clocking.run(hazard, clocking.TERM, on=on, term="major_term")
    change(
        hazard,
        "determined",
        by=by,
        at=at,
        held=on,
        reason=made.reason,
        also={"determination": made.pk, "condition_holds": made.condition_holds},
        **fields,
    )
    telling.about_determined(hazard, by=by, at=at)
