"""The door to a hazard, and the moves offered: may this person, and is this the moment, asked in one place."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.hazards import lifecycle
from anwei.hazards.actions import extending, handling, treating
from anwei.hazards.models import (
    Capacity,
    Determination,
    Ending,
    Evidence,
    Extension,
    Hazard,
    Transfer,
)


def hazard_for(user: User, number: str, permission: str = "hazards.view") -> Hazard:
    """The only door to one hazard: 404 if unseen, 403 if seen but not theirs to do this to."""
    hazard = Hazard.objects.visible_to(user).for_pages().filter(number=number).first()
    if hazard is None:
        raise Http404(_("There is no such hazard, or it is not yours to see."))
    if not may_do(user, hazard, permission):
        raise PermissionDenied
    return hazard


def own_enterprise(user: User, hazard: Hazard) -> bool:
    """Whether the person belongs to the enterprise where the hazard is."""
    return bool(
        user.unit_id
        and hazard.enterprise_id
        and hazard.enterprise
        and hazard.enterprise.unit_id == user.unit_id
    )


def may_do(user: User, hazard: Hazard, permission: str) -> bool:
    """Whether this person may do this to this hazard, whatever its state."""
    reach = reach_of(user)
    if permission == "hazards.view":
        return may(user, permission)
    if reach == Reach.OWN:
        return may(user, permission) and own_enterprise(user, hazard)
    if reach == Reach.NAMED:
        return may(user, permission) and hazard.expert_id == user.pk
    return may(user, permission, units=duty_units(hazard, permission))


def duty_units(hazard: Hazard, permission: str) -> list[Unit | None]:
    """The units that may act: decisions are the handling unit's and the regulator's, the rest also the territory's."""
    if permission in {
        "hazards.plan_decide",
        "hazards.extend_decide",
        "hazards.resume_consent",
        "hazards.suspend",
        "hazards.reporter",
    }:
        return [hazard.handling_unit, hazard.industry_unit]
    return [*hazard.duty_units, hazard.found_unit]


@dataclass(frozen=True)
class Offer:
    """A move to draw: as a button, or greyed with the reason why not now."""

    verb: str
    allowed: bool
    why_not: str = ""


def moves_offered(user: User, hazard: Hazard, *, today: date) -> list[Offer]:
    """What this person sees as next steps: open in this state and the person's to make, with reasons."""
    offers = {}
    suspended = hazard.suspended_on is not None
    for move in lifecycle.open_moves(hazard.status, hazard.level, suspended=suspended):
        if may_do(user, hazard, move.permission) and _side(user, move):
            why_not = _why_not(user, hazard, move)
            offers[move.verb] = Offer(move.verb, not why_not, why_not)
    for move in lifecycle.closed_moves(hazard.status, hazard.level, suspended=suspended):
        # Consent belongs to the road of a major hazard; of a general one work is seldom suspended.
        beside = move.only == "suspended" and hazard.level != lifecycle.Level.MAJOR
        if move.verb not in offers and not beside and may_do(user, hazard, move.permission):
            offers[move.verb] = Offer(move.verb, False, _condition(move))
    return [*offers.values(), *_besides(user, hazard, today)]


def _side(user: User, move: lifecycle.Move) -> bool:
    """An officer makes the fixer's moves only on behalf of an enterprise, and never the experts'."""
    if move.side == lifecycle.Side.DUTY:
        return True
    if user.role in {"enterprise", "expert"}:
        return True
    return may(user, "hazards.on_behalf")


CHECKS = {"verify", "fail_check", "review", "write_off", "consent_resume"}


def _why_not(user: User, hazard: Hazard, move: lifecycle.Move) -> str:
    if move.verb in CHECKS and (why := handling.why_same_hands(hazard, user)):
        return why
    if (
        move.verb in {"assign", *lifecycle.ENDING_VERBS}
        and hazard.determinations.filter(state=Determination.State.PROPOSED).exists()
    ):
        return _("Its determination waits for a second person.")
    if (
        move.verb in lifecycle.GIVING_UP
        and hazard.endings.filter(state=Ending.State.PROPOSED).exists()
    ):
        return _("Its end without a fix is proposed already and waits for a second person.")
    if move.verb in {"approve_plan", "return_plan"} and _entered_plan(user, hazard):
        return _("You entered this plan. Another person has to decide on it.")
    if move.verb == "consent_resume" and treating.entered_application(hazard, user):
        return _("You entered this application. Another person has to consent.")
    if move.verb == "write_off" and not hazard.checks.filter(kind="review", passed=True).exists():
        return _("The on-site check by two officers is missing.")
    return ""


def _entered_plan(user: User, hazard: Hazard) -> bool:
    plan = hazard.plans.order_by("-serial").first()
    return plan is not None and plan.recorded_by == f"accounts.user:{user.pk}"


def _condition(move: lifecycle.Move) -> str:
    if move.only == "suspended":
        return _("Work was not suspended; nothing needs consent to resume.")
    return _("Work is suspended: it ends with the regulator's consent to resume.")


def _besides(user: User, hazard: Hazard, today: date) -> list[Offer]:
    """What can be done beside the road: determination, extension, transfer, facts, evidence, link."""
    if not hazard.is_open:
        return []
    offers = []
    proposed = hazard.determinations.filter(state=Determination.State.PROPOSED)
    waiting = set(proposed.values_list("recorded_by", flat=True))
    if may_do(user, hazard, "hazards.determine"):
        offers.append(
            Offer(
                "determine",
                not waiting,
                _("A determination waits for its second person already.") if waiting else "",
            )
        )
    if waiting and may_do(user, hazard, "hazards.confirm"):
        own = f"accounts.user:{user.pk}" in waiting
        offers.append(
            Offer(
                "confirm",
                not own,
                _("You proposed this yourself. Another person has to confirm it.") if own else "",
            )
        )
    if hazard.suspended_on is not None and may_do(user, hazard, "hazards.resume_apply"):
        why_not = treating.why_not_apply(hazard)
        offers.append(Offer("apply_resume", not why_not, why_not))
    offers += _end_proposed(user, hazard)
    offers += _extension(user, hazard, today) + _transfer(user, hazard)
    offers += [
        Offer(verb, True)
        for verb, permission in (
            ("suspend", "hazards.suspend"), ("note_fact", "hazards.rectify"), ("add_evidence", "hazards.rectify"),
            ("correct", "hazards.register"), ("pause", "hazards.extend_decide"), ("name_expert", "hazards.assign"), ("refer", "hazards.assign"), ("instruct", "hazards.instruct"),
            ("print_notice", "hazards.print"),
        )
        if may_step(user, hazard, verb, permission) and _sensible(verb, hazard)
    ]  # fmt: skip
    return offers


def _end_proposed(user: User, hazard: Hazard) -> list[Offer]:
    made = hazard.endings.filter(state=Ending.State.PROPOSED).first()
    if made is None or not may_do(user, hazard, "hazards.confirm"):
        return []
    own = made.recorded_by == f"accounts.user:{user.pk}"
    why_not = _("You proposed this end yourself. Another person has to confirm it.") if own else ""
    return [Offer("confirm_end", not own, why_not)]


def _sensible(verb: str, hazard: Hazard) -> bool:
    if verb == "suspend":
        return hazard.suspended_on is None
    if verb == "pause":
        return hazard.due_on is not None
    return True


def _extension(user: User, hazard: Hazard, today: date) -> list[Offer]:
    offers = []
    asked = hazard.extensions.filter(state=Extension.State.ASKED).first()
    if (
        hazard.due_on is not None
        and may_do(user, hazard, "hazards.extend_request")
        and asked is None
    ):
        last = extending.last_day_to_ask(hazard.due_on)
        late = (
            _("An extension had to be asked for by %(day)s.") % {"day": last.isoformat()}
            if today > last
            else ""
        )
        offers.append(Offer("ask_extension", not late, late))
    if asked is not None and may_do(user, hazard, "hazards.extend_decide"):
        own = asked.recorded_by == f"accounts.user:{user.pk}"
        offers.append(
            Offer(
                "decide_extension",
                not own,
                _("You entered this request. Another person has to decide on it.") if own else "",
            )
        )
    return offers


def _transfer(user: User, hazard: Hazard) -> list[Offer]:
    offered = hazard.transfers.select_related("taker").filter(state=Transfer.State.OFFERED).first()
    if offered is None:
        return [Offer("transfer", True)] if may_do(user, hazard, "hazards.transfer") else []
    offers = []
    if may_step(user, hazard, "answer_transfer", "hazards.transfer"):
        offers.append(Offer("answer_transfer", True))
    elif may_do(user, hazard, "hazards.transfer"):
        offers.append(Offer("withdraw_transfer", True))
    return offers


def may_step(user: User, hazard: Hazard, verb: str, permission: str) -> bool:
    """Whether the person may make this step at all; a transfer is answered by the unit it is offered to."""
    if verb == "answer_transfer":
        return reach_of(user) == Reach.UNIT and may(user, permission, units=[hazard.offered_unit])
    if verb == "correct" and reach_of(user) == Reach.OWN:
        # An enterprise corrects what it reported itself, never what others found at its site.
        return may_do(user, hazard, permission) and hazard.capacity == Capacity.ENTERPRISE
    return may_do(user, hazard, permission)


def evidence_for(user: User, pk: int) -> Evidence:
    """The door to one file of a case: whoever may see the case may see its evidence."""
    evidence = Evidence.objects.select_related("document", "hazard").filter(pk=pk).first()
    if (
        evidence is None
        or not Hazard.objects.visible_to(user).filter(pk=evidence.hazard_id).exists()
    ):
        raise Http404(_("There is no such file, or it is not yours to see."))
    return evidence
