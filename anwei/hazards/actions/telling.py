"""Who is told of which move. The notice is a row written with the move; what it settles leaves the lists."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from anwei.accounts.models import Unit, UnitKind, User
from anwei.hazards import lifecycle
from anwei.hazards.models import Ending, Hazard, Instruction, Referral, Transfer
from anwei.messaging import actions as messaging

Someone = Unit | User | None


def _tell(
    hazard: Hazard,
    kind: str,
    to: Iterable[Someone],
    *,
    at: datetime,
    key: str = "",
    due: date | None = None,
    remark: str = "",
    status: str = "",
) -> None:
    """One notice for each person meant. The key makes it reach a person once for this version of the case."""
    params = {
        "number": hazard.number,
        "what": hazard.description[:160],
        "due": due,
        "remark": remark[:300],
        "status": status or hazard.get_status_display(),
        "level": hazard.get_level_display(),
    }
    messaging.tell(
        [one for one in to if one is not None], kind, about=hazard, at=at, params=params, key=f"{kind}:{hazard.pk}:{key or hazard.version}",
        url=reverse("hazards:detail", args=[hazard.number]), due_on=due,
    )  # fmt: skip


def _firm(hazard: Hazard) -> Unit | None:
    return hazard.enterprise.unit if hazard.enterprise_id and hazard.enterprise else None


def _office() -> list[Unit]:
    return list(Unit.objects.filter(kind=UnitKind.OFFICE, active=True))


def about_registered(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The handling unit has a new case; nobody's case goes to the committee office."""
    if hazard.handling_unit is None:
        _tell(hazard, "hazard_unowned", _office(), at=at)
    elif hazard.on_the_spot:
        _tell(hazard, "hazard_to_check", [hazard.handling_unit], at=at)
    else:
        _tell(hazard, "hazard_registered", [hazard.handling_unit], at=at)


def about_assigned(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The enterprise has a term, or owes its plan; the territory knows."""
    messaging.settle(about=hazard, at=at)
    if hazard.status == lifecycle.Status.PLANNING:
        _tell(hazard, "hazard_plan_asked", [_firm(hazard)], at=at, due=hazard.step_due_on)
    else:
        _tell(
            hazard,
            "hazard_assigned",
            [_firm(hazard), *_handed_over(hazard, by)],
            at=at,
            due=hazard.due_on,
        )


def _handed_over(hazard: Hazard, by: object) -> list[Someone]:
    """The handling unit too, where another unit gave the term."""
    own = isinstance(by, User) and by.unit_id == hazard.handling_unit_id
    return [] if own else [hazard.handling_unit]


def about_rectified(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A fix, or its acceptance, waits for its check."""
    messaging.settle(about=hazard, at=at)
    _tell(hazard, "hazard_to_check", [hazard.handling_unit, hazard.expert], at=at)


def about_resume_applied(hazard: Hazard, *, at: datetime) -> None:
    """The enterprise applied to resume: the department reviews on site by a day."""
    to = [hazard.handling_unit, hazard.industry_unit]
    _tell(hazard, "hazard_resume_applied", to, at=at, due=hazard.step_due_on)


def about_expert(hazard: Hazard, *, at: datetime) -> None:
    """An expert was asked to check."""
    _tell(hazard, "hazard_expert", [hazard.expert], at=at)


def about_returned(hazard: Hazard, *, by: object, at: datetime, remark: str) -> None:
    """Something came back with remarks."""
    messaging.settle(about=hazard, at=at)
    _tell(
        hazard,
        "hazard_returned",
        [_firm(hazard), hazard.handling_unit],
        at=at,
        due=hazard.step_due_on or hazard.due_on,
        remark=remark,
    )


def about_ended(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The case ended: nothing is owed any more."""
    messaging.settle(about=hazard, at=at)
    _tell(hazard, "hazard_ended", [_firm(hazard), hazard.found_unit, hazard.territory], at=at)


def about_reopened(hazard: Hazard, *, by: object, at: datetime, reason: str) -> None:
    """The case was taken up again."""
    _tell(
        hazard,
        "hazard_reopened",
        [_firm(hazard), hazard.handling_unit],
        at=at,
        due=hazard.due_on,
        remark=reason,
    )


def about_determined(hazard: Hazard, *, by: object, at: datetime) -> None:
    """The level was determined; a plan may be owed now."""
    messaging.settle(about=hazard, at=at, kind="hazard_second_person")
    _tell(
        hazard, "hazard_determined", [_firm(hazard), hazard.handling_unit, hazard.territory], at=at
    )
    if hazard.status == lifecycle.Status.PLANNING:
        _tell(hazard, "hazard_plan_asked", [_firm(hazard)], at=at, due=hazard.step_due_on)


def about_second_person(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A determination waits for its second person: anyone of the unit but who proposed it."""
    _tell(hazard, "hazard_second_person", _others(hazard, by), at=at, key=f"{at.isoformat()}")


def about_second_person_refused(hazard: Hazard, *, at: datetime) -> None:
    """The determination no longer waits: nobody is asked any more."""
    messaging.settle(about=hazard, at=at, kind="hazard_second_person")


def _others(hazard: Hazard, by: object) -> Iterable[User]:
    unit = hazard.handling_unit_id or getattr(by, "unit_id", None)
    return User.objects.filter(unit=unit, unit__isnull=False, is_active=True).exclude(
        pk=getattr(by, "pk", None) or 0
    )


def about_end_proposed(hazard: Hazard, made: Ending, *, by: object, at: datetime) -> None:
    """An end without a fix waits for its second person: anyone of the unit but who proposed it."""
    others = _others(hazard, by)
    _tell(hazard, "hazard_end_proposed", others, at=at, key=f"{made.pk}", remark=made.reason)


def about_end_refused(hazard: Hazard, made: Ending, *, at: datetime, remark: str) -> None:
    """The second person refused: who proposed it is told why."""
    messaging.settle(about=hazard, at=at, kind="hazard_end_proposed")
    proposer = User.objects.filter(pk=made.recorded_by.partition(":")[2])
    _tell(hazard, "hazard_end_refused", proposer, at=at, key=f"{made.pk}", remark=remark)


def about_plan(hazard: Hazard, *, by: object, at: datetime) -> None:
    """A plan was handed in, or a major case went a step on."""
    messaging.settle(about=hazard, at=at)
    if hazard.status == lifecycle.Status.PLANNED:
        _tell(
            hazard, "hazard_plan_submitted", [hazard.handling_unit], at=at, due=hazard.step_due_on
        )
    else:
        _tell(hazard, "hazard_step_on", [_firm(hazard), hazard.handling_unit], at=at)


def about_extension(hazard: Hazard, *, by: object, at: datetime) -> None:
    """More time was asked for, or decided on."""
    asked = hazard.extensions.order_by("-pk").first()
    if asked is not None and asked.state == "asked":
        _tell(
            hazard,
            "hazard_extension_asked",
            [hazard.handling_unit],
            at=at,
            key=f"{asked.pk}",
            due=asked.decide_by,
        )
    elif asked is not None:
        messaging.settle(about=hazard, at=at, kind="hazard_extension_asked")
        _tell(
            hazard,
            "hazard_extension_decided",
            [_firm(hazard), hazard.territory],
            at=at,
            key=f"{asked.pk}",
            status=asked.get_state_display(),
        )


def about_transfer(hazard: Hazard, offered: Transfer, *, by: object, at: datetime) -> None:
    """A case was offered, received, refused, or not answered: then the office knows too."""
    if offered.state == Transfer.State.OFFERED:
        _tell(
            hazard,
            "hazard_transfer_offered",
            [offered.taker],
            at=at,
            key=f"{offered.pk}",
            due=offered.answer_by,
            remark=offered.reason,
        )
        return
    messaging.settle(about=hazard, at=at, kind="hazard_transfer_offered")
    office = _office() if offered.state == Transfer.State.LAPSED else []
    _tell(
        hazard,
        "hazard_transfer_answered",
        [offered.giver, *office],
        at=at,
        key=f"{offered.pk}:{offered.state}",
        status=offered.get_state_display(),
    )
    if offered.state == Transfer.State.RECEIVED:
        _tell(hazard, "hazard_registered", [offered.taker], at=at, due=hazard.due_on)


def about_referral(hazard: Hazard, put: Referral, *, by: object, at: datetime) -> None:
    """A matter was put before a leader, or decided."""
    if put.state == Referral.State.WAITING:
        _tell(hazard, "hazard_referred", [put.leader], at=at, key=f"{put.pk}", remark=put.question)
    else:
        messaging.settle(about=hazard, at=at, kind="hazard_referred")
        _tell(
            hazard,
            "hazard_referral_decided",
            [hazard.handling_unit, *_office()],
            at=at,
            key=f"{put.pk}",
            remark=put.remark,
            status=put.get_state_display(),
        )


def about_instruction(hazard: Hazard, given: Instruction, *, by: object, at: datetime) -> None:
    """A leader's instruction was given or sent back, answered, or is done."""
    if given.state == Instruction.State.GIVEN:
        _tell(
            hazard,
            "hazard_instructed",
            [given.unit],
            at=at,
            key=f"{given.pk}:{at.isoformat()}",
            due=given.due_on,
            remark=given.text,
        )
        return
    messaging.settle(about=hazard, at=at, kind="hazard_instructed")
    to = [given.leader] if given.state == Instruction.State.ANSWERED else [given.unit]
    _tell(
        hazard,
        "hazard_instruction_moved",
        to,
        at=at,
        key=f"{given.pk}:{given.state}:{at.isoformat()}",
        remark=given.answer,
        status=given.get_state_display(),
    )


def about_term(hazard: Hazard, stage: str, due: date, *, at: datetime) -> None:
    """A term comes near, has passed, or passed long ago: each stage of each day reaches a person once."""
    to: list[Someone] = [_firm(hazard), hazard.handling_unit]
    if stage == "hazard_long_overdue":
        to += [hazard.industry_unit, hazard.territory, *_office()]
    _tell(hazard, stage, to, at=at, key=f"{due.isoformat()}", due=due)
