"""What a leader decides: matters put before him or her, and instructions followed to their end."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.hazards.actions import telling
from anwei.hazards.actions.changing import MoveRefused, change
from anwei.hazards.models import Hazard, Instruction, Referral


@transaction.atomic
def refer(hazard: Hazard, *, by: object, at: datetime, leader: User, question: str) -> Referral:
    """Put a case before a leader, with the question to decide."""
    if leader.role != "leader" or not leader.is_active:
        raise MoveRefused(_("%(name)s is not a leader of the committee.") % {"name": leader})
    if not question.strip():
        raise MoveRefused(_("Say what is to be decided."))
    put = Referral.objects.create(
        hazard=hazard,
        leader=leader,
        question=question.strip(),
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    change(hazard, "referred", by=by, at=at, reason=question, also={"leader": leader.pk})
    telling.about_referral(hazard, put, by=by, at=at)
    return put


@transaction.atomic
def decide(
    hazard: Hazard, put: Referral, *, by: User, at: datetime, approved: bool, remark: str
) -> None:
    """The leader approves, or returns with remarks."""
    if put.leader_id != by.pk:
        raise MoveRefused(_("This was put before %(name)s.") % {"name": put.leader})
    if not approved and not remark.strip():
        raise MoveRefused(_("Say why it is returned."))
    state = Referral.State.APPROVED if approved else Referral.State.RETURNED
    if not Referral.objects.filter(pk=put.pk, state=Referral.State.WAITING).update(
        state=state, decided_at=at, remark=remark
    ):
        raise MoveRefused(_("This was decided already."))
    put.state = state
    change(hazard, f"referral_{state}", by=by, at=at, reason=remark, also={"referral": put.pk})
    telling.about_referral(hazard, put, by=by, at=at)


@transaction.atomic
def instruct(
    hazard: Hazard, *, by: User, at: datetime, today: date, text: str, unit: Unit, due_on: date
) -> Instruction:
    """A leader instructs a unit on a case (批示); the instruction is a tracked item with a term."""
    if not text.strip():
        raise MoveRefused(_("Write the instruction."))
    if due_on < today:
        raise MoveRefused(_("The answer cannot be due in the past."))
    if (open_one := _open_elsewhere(hazard, unit)) is not None:
        raise MoveRefused(
            _("An instruction to %(unit)s is still open; settle it before you instruct another.")
            % {"unit": open_one.unit}
        )
    given = Instruction.objects.create(
        hazard=hazard, leader=by, text=text.strip(), unit=unit, due_on=due_on, recorded_at=at
    )
    change(
        hazard,
        "instructed",
        by=by,
        at=at,
        instructed_unit=unit,
        also={"text": text, "due_on": due_on},
    )
    telling.about_instruction(hazard, given, by=by, at=at)
    return given


def _open_elsewhere(hazard: Hazard, unit: Unit) -> Instruction | None:
    """An open instruction to another unit: the case is shown to one instructed unit at a time."""
    given = hazard.instructions.exclude(state=Instruction.State.DONE).exclude(unit=unit)
    return given.select_related("unit").first()


@transaction.atomic
def answer_instruction(
    hazard: Hazard, given: Instruction, *, by: object, at: datetime, text: str
) -> None:
    """The unit instructed says what it did."""
    if not text.strip():
        raise MoveRefused(_("Say what was done."))
    _step(
        given,
        Instruction.State.GIVEN,
        state=Instruction.State.ANSWERED,
        answer=text.strip(),
        answered_at=at,
        answered_by=trail.name_of(by),
    )
    change(
        hazard,
        "instruction_answered",
        by=by,
        at=at,
        also={"instruction": given.pk, "answer": text},
    )
    telling.about_instruction(hazard, given, by=by, at=at)


@transaction.atomic
def settle_instruction(
    hazard: Hazard, given: Instruction, *, by: User, at: datetime, done: bool, remark: str = ""
) -> None:
    """The leader takes the answer as done, or sends it back."""
    if given.leader_id != by.pk:
        raise MoveRefused(_("This instruction is %(name)s's.") % {"name": given.leader})
    if done:
        _step(given, Instruction.State.ANSWERED, state=Instruction.State.DONE, done_at=at)
        _done(hazard, given, by=by, at=at, remark=remark)
    else:
        _step(given, Instruction.State.ANSWERED, state=Instruction.State.GIVEN)
        change(
            hazard,
            "instruction_sent_back",
            by=by,
            at=at,
            reason=remark,
            also={"instruction": given.pk},
        )
    telling.about_instruction(hazard, given, by=by, at=at)


def _done(hazard: Hazard, given: Instruction, *, by: User, at: datetime, remark: str) -> None:
    """The unit sees the case for as long as an instruction of its own is open, and no longer."""
    left = hazard.instructions.exclude(state=Instruction.State.DONE).order_by("-pk").first()
    change(
        hazard,
        "instruction_done",
        by=by,
        at=at,
        reason=remark,
        instructed_unit=left.unit if left else None,
        also={"instruction": given.pk},
    )


def _step(given: Instruction, before: str, **fields: object) -> None:
    if not Instruction.objects.filter(pk=given.pk, state=before).update(**fields):
        raise MoveRefused(_("The instruction has moved on in the meantime."))
    for name, value in fields.items():
        setattr(given, name, value)
