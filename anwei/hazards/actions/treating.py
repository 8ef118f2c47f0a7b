"""The road of a major hazard: plan, approval, acceptance, on-site check, consent to resume, write-off."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.documents.models import Document
from anwei.hazards.actions import clocking, ending, telling
from anwei.hazards.actions.changing import MoveRefused, change, hold, move, refuse_future
from anwei.hazards.actions.handling import (
    entered_fix,
    refuse_same_hands,
    refuse_without_power,
    same_name,
)
from anwei.hazards.actions.registering import Proof, attach
from anwei.hazards.lifecycle import Level, Status
from anwei.hazards.models import Check, Fact, Hazard, Plan


@dataclass(frozen=True)
class PlanText:
    """The six parts of a plan and its five implementations; every one is required."""

    goals: str
    methods: str
    resources: str
    people: str
    schedule: str
    safeguards: str
    responsibility: str
    measures: str
    funds: Decimal
    term_on: date
    contingency: str


@transaction.atomic
def ask_plan(
    hazard: Hazard, *, by: object, at: datetime, on: date, plan_due_on: date, due_on: date
) -> None:
    """Ask the enterprise for its treatment plan by a day, and set the term of the whole treatment."""
    if hazard.handling_unit_id is None:
        raise MoveRefused(_("Nobody handles this hazard yet: name the unit."))
    if due_on < plan_due_on:
        raise MoveRefused(_("The treatment cannot end before its plan is due."))
    step = clocking.run(hazard, clocking.STEP, on=on, due_on=plan_due_on)
    day = clocking.run(hazard, clocking.TERM, on=on, due_on=due_on)
    move(hazard, "ask_plan", by=by, at=at, on=on, due_on=day, step_due_on=step)
    telling.about_assigned(hazard, by=by, at=at)


@transaction.atomic
def submit_plan(
    hazard: Hazard, text: PlanText, *, by: object, at: datetime, on: date, behalf: str = ""
) -> Plan:
    """Hand in a plan; an incomplete one is refused by the name of the part that is missing."""
    _complete(text, on)
    step = clocking.run(hazard, clocking.STEP, on=on, term="plan_decide_term")
    serial = hazard.plans.count() + 1
    plan = Plan.objects.create(
        hazard=hazard,
        serial=serial,
        recorded_at=at,
        recorded_by=trail.name_of(by),
        on_behalf=behalf,
        **asdict(text),
    )
    move(
        hazard,
        "submit_plan",
        by=by,
        at=at,
        on=on,
        behalf=behalf,
        step_due_on=step,
        also={"plan": serial},
    )
    telling.about_plan(hazard, by=by, at=at)
    return plan


def _complete(text: PlanText, on: date) -> None:
    for name, value in asdict(text).items():
        if isinstance(value, str) and not value.strip():
            part = getattr(Plan, name).field.verbose_name
            raise MoveRefused(_("The plan lacks: %(part)s.") % {"part": part})
    if text.funds < 0:
        raise MoveRefused(_("Funds cannot be negative."))
    if text.term_on < on:
        raise MoveRefused(_("The plan's time limit has passed already."))


def _decide(hazard: Hazard, *, by: object, at: datetime, state: str, remark: str) -> Plan:
    hold(hazard)
    plan = hazard.plans.order_by("-serial").first()
    if plan is None or plan.state != Plan.State.SUBMITTED:
        raise MoveRefused(_("No plan waits for a decision."))
    if plan.recorded_by == trail.name_of(by):
        raise MoveRefused(_("You entered this plan. Another person has to decide on it."))
    plan.state, plan.remark, plan.decided_by, plan.decided_at = state, remark, trail.name_of(by), at
    plan.save(update_fields=["state", "remark", "decided_by", "decided_at"])
    return plan


def term_with(hazard: Hazard, plan: Plan) -> date:
    """The term once this plan is approved: the plan's own day, or the case's where that is the earlier one."""
    return min(plan.term_on, hazard.due_on) if hazard.due_on else plan.term_on


@transaction.atomic
def approve_plan(hazard: Hazard, *, by: object, at: datetime, on: date, remark: str = "") -> None:
    """The regulator approves the plan; its time limit becomes the term where it is the earlier one."""
    plan = _decide(hazard, by=by, at=at, state=Plan.State.APPROVED, remark=remark)
    term_on = term_with(hazard, plan)
    clocking.stop(hazard, clocking.STEP, on=on)
    day = clocking.run(hazard, clocking.TERM, on=on, due_on=max(term_on, on))
    move(
        hazard,
        "approve_plan",
        by=by,
        at=at,
        on=on,
        due_on=day,
        step_due_on=None,
        also={"plan": plan.serial, "remark": remark},
    )
    telling.about_plan(hazard, by=by, at=at)


@transaction.atomic
def return_plan(hazard: Hazard, *, by: object, at: datetime, on: date, remark: str) -> None:
    """The regulator sends the plan back with remarks; a new step runs."""
    if not remark.strip():
        raise MoveRefused(_("Say what the plan lacks."))
    plan = _decide(hazard, by=by, at=at, state=Plan.State.RETURNED, remark=remark)
    step = clocking.run(hazard, clocking.STEP, on=on, term="plan_term")
    move(
        hazard,
        "return_plan",
        by=by,
        at=at,
        on=on,
        step_due_on=step,
        also={"plan": plan.serial, "remark": remark},
    )
    telling.about_returned(hazard, by=by, at=at, remark=remark)


@transaction.atomic
def accept(
    hazard: Hazard,
    *,
    by: User,
    at: datetime,
    on: date,
    experts: str,
    remark: str,
    report: Document | None,
) -> None:
    """The enterprise's own experts, other than who fixed it, accepted the work and wrote a report."""
    if report is None:
        raise MoveRefused(_("Acceptance needs the experts' report."))
    _experts(hazard, experts, on)
    Check.objects.create(
        hazard=hazard,
        kind=Check.Kind.ACCEPTANCE,
        passed=True,
        held_on=on,
        officers=experts,
        remark=remark,
        document=report,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    # On-site review within ten days of the application (Hubei 2010 art. 10; SAWS Order 16): a term of the pack.
    step = clocking.run(hazard, clocking.STEP, on=on, term="resume_review")
    move(
        hazard,
        "accept",
        by=by,
        at=at,
        on=on,
        step_due_on=step,
        also={"remark": remark, "report": report.file.sha256},
    )
    telling.about_rectified(hazard, by=by, at=at)


@transaction.atomic
def refuse_acceptance(
    hazard: Hazard, *, by: User, at: datetime, on: date, experts: str, remark: str
) -> None:
    """The enterprise's experts found the work wanting."""
    if not remark.strip():
        raise MoveRefused(_("Say what is still wrong."))
    _experts(hazard, experts, on)
    Check.objects.create(
        hazard=hazard,
        kind=Check.Kind.ACCEPTANCE,
        passed=False,
        held_on=on,
        officers=experts,
        remark=remark,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    move(hazard, "refuse_acceptance", by=by, at=at, on=on, also={"remark": remark})
    telling.about_returned(hazard, by=by, at=at, remark=remark)


def _experts(hazard: Hazard, experts: str, on: date) -> None:
    if not experts.strip():
        raise MoveRefused(_("Name the experts."))
    if hazard.rectified_by and hazard.rectified_by in experts:
        raise MoveRefused(
            _("%(name)s put it right and cannot accept it.") % {"name": hazard.rectified_by}
        )
    if hazard.rectified_on is not None and on < hazard.rectified_on:
        raise MoveRefused(_("It cannot have been checked before it was put right."))


@transaction.atomic
def review(
    hazard: Hazard,
    *,
    by: User,
    at: datetime,
    on: date,
    officers: Sequence[str],
    remark: str,
    proofs: Sequence[Proof] = (),
) -> None:
    """Two or more officers looked on site and found it treated (Work Safety Law art. 65)."""
    refuse_same_hands(hazard, by)
    refuse_without_power(by)
    named = {name.strip() for name in officers if name.strip()}
    if len({"".join(name.split()).casefold() for name in named}) < 2:
        raise MoveRefused(_("An on-site check needs two officers."))
    for name in sorted(named):
        if same_name(name, hazard.rectified_by) or same_name(name, entered_fix(hazard)):
            raise MoveRefused(
                _(
                    "%(name)s put it right, entered the fix or printed the notice through which it came, and cannot check it."
                )
                % {"name": name}
            )
    if hazard.rectified_on is not None and on < hazard.rectified_on:
        raise MoveRefused(_("It cannot have been checked before it was put right."))
    attach(hazard, proofs, by=by, at=at)
    Check.objects.create(
        hazard=hazard,
        kind=Check.Kind.REVIEW,
        passed=True,
        held_on=on,
        officers=", ".join(sorted(named)),
        remark=remark,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    clocking.stop(hazard, clocking.STEP, on=on)
    move(hazard, "review", by=by, at=at, on=on, step_due_on=None, also={"remark": remark})
    telling.about_plan(hazard, by=by, at=at)


# Where a case has come to when its enterprise may apply: put right; a major one accepted as well.
PUT_RIGHT = {Status.RECTIFIED, Status.ACCEPTED, Status.REVIEWED}


def why_not_apply(hazard: Hazard) -> str:
    """Why nobody can apply to resume now, in words; empty where the enterprise can."""
    if hazard.suspended_on is None:
        return _("Work was not suspended; nothing needs consent to resume.")
    owes_acceptance = hazard.level == Level.MAJOR and hazard.status == Status.RECTIFIED
    if hazard.status not in PUT_RIGHT or owes_acceptance:
        return _(
            "First it has to be put right; a major hazard is accepted by the enterprise's experts as well."
        )
    asked = applied_to_resume(hazard)
    if asked is not None and not _failed_since(hazard, asked.recorded_at):
        return _("It was applied for already; the department reviews on site and decides.")
    return ""


def applied_to_resume(hazard: Hazard) -> Fact | None:
    """The last application since work was suspended; one that was consented to already is spent."""
    told = hazard.facts.filter(kind__in=[Fact.Kind.RESUME_APPLIED, Fact.Kind.RESUMPTION])
    last = told.order_by("pk").last()
    return last if last is not None and last.kind == Fact.Kind.RESUME_APPLIED else None


def entered_application(hazard: Hazard, user: User) -> bool:
    """Whether this person entered the application that waits: somebody else consents."""
    asked = applied_to_resume(hazard)
    return asked is not None and asked.recorded_by == trail.name_of(user)


def _failed_since(hazard: Hazard, at: datetime) -> bool:
    """Whether a check found the work wanting after that: an application made before it is spent."""
    return hazard.checks.filter(passed=False, recorded_at__gte=at).exists()


@transaction.atomic
def apply_resume(
    hazard: Hazard,
    *,
    by: object,
    at: datetime,
    on: date,
    today: date,
    scope: str,
    paper_no: str = "",
    document: Document | None = None,
    behalf: str = "",
) -> Fact:
    """The enterprise applies to resume; from that day the department's term to review on site runs (SAWS Order 16)."""
    refuse_future(on, today)
    hold(hazard)
    if why := why_not_apply(hazard):
        raise MoveRefused(why)
    if not scope.strip():
        raise MoveRefused(_("Say what was treated, and with what result."))
    if hazard.rectified_on is not None and on < hazard.rectified_on:
        raise MoveRefused(_("It cannot have been applied for before it was put right."))
    fact = Fact.objects.create(
        hazard=hazard,
        kind=Fact.Kind.RESUME_APPLIED,
        held_on=on,
        scope=scope.strip(),
        paper_no=paper_no,
        document=document,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    step = clocking.run(hazard, clocking.STEP, on=on, term="resume_review")
    change(
        hazard,
        "resume_applied",
        by=by,
        at=at,
        behalf=behalf,
        held=on,
        step_due_on=step,
        also={"scope": scope, "paper_no": paper_no},
    )
    telling.about_resume_applied(hazard, at=at)
    return fact


@transaction.atomic
def consent_resume(
    hazard: Hazard, *, by: User, at: datetime, on: date, paper_no: str, remark: str = ""
) -> None:
    """The regulator consents that suspended production or use may resume; the suspension ends, and its days to review."""
    refuse_same_hands(hazard, by)
    if entered_application(hazard, by):
        raise MoveRefused(_("You entered this application. Another person has to consent."))
    refuse_without_power(by)
    if not paper_no.strip():
        raise MoveRefused(_("Consent needs the number of its paper."))
    if hazard.suspended_on is not None and on < hazard.suspended_on:
        raise MoveRefused(_("It cannot be resumed before it was suspended."))
    hold(hazard)
    reviewed: dict[str, Any] = {}
    clock = clocking.running(hazard, clocking.STEP)
    if clock is not None and clock.term == "resume_review":
        clocking.stop(hazard, clocking.STEP, on=on)
        reviewed = {"step_due_on": None}
    Fact.objects.create(
        hazard=hazard,
        kind=Fact.Kind.RESUMPTION,
        held_on=on,
        paper_no=paper_no,
        scope=remark,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    hazard.facts.filter(kind=Fact.Kind.SUSPENSION, until__isnull=True).update(until=on)
    move(
        hazard,
        "consent_resume",
        by=by,
        at=at,
        on=on,
        suspended_on=None,
        also={"paper_no": paper_no},
        **reviewed,
    )
    tell = telling.about_rectified if hazard.status == Status.RECTIFIED else telling.about_plan
    tell(hazard, by=by, at=at)


@transaction.atomic
def write_off(hazard: Hazard, *, by: User, at: datetime, on: date, remark: str) -> None:
    """Written off (销号): the end of a major hazard."""
    refuse_same_hands(hazard, by)
    move(
        hazard,
        "write_off",
        by=by,
        at=at,
        on=on,
        also={"remark": remark},
        **ending.fields_when_ended(hazard, by=by, at=at, on=on),
    )
    telling.about_ended(hazard, by=by, at=at)


@transaction.atomic
def suspend(
    hazard: Hazard,
    *,
    by: User,
    at: datetime,
    on: date,
    today: date,
    scope: str,
    basis: str,
    paper_no: str,
) -> Fact:
    """Production or use is suspended: from when, what, on which basis, by which paper."""
    refuse_future(on, today)
    refuse_without_power(by)
    if not hazard.is_open or hazard.suspended_on is not None:
        raise MoveRefused(_("Only an open case that is not suspended yet can be suspended."))
    if not (scope.strip() and basis.strip() and paper_no.strip()):
        raise MoveRefused(_("A suspension names its scope, its legal basis and its paper."))
    fact = note_fact(
        hazard,
        Fact.Kind.SUSPENSION,
        by=by,
        at=at,
        on=on,
        today=today,
        scope=scope,
        basis=basis,
        paper_no=paper_no,
    )
    change(
        hazard,
        "suspended",
        by=by,
        at=at,
        held=on,
        suspended_on=on,
        also={"scope": scope, "basis": basis, "paper_no": paper_no},
    )
    return fact


@transaction.atomic
def note_fact(
    hazard: Hazard,
    kind: str,
    *,
    by: object,
    at: datetime,
    on: date,
    today: date,
    until: date | None = None,
    scope: str = "",
    basis: str = "",
    paper_no: str = "",
    people: str = "",
    document: Document | None = None,
    behalf: str = "",
) -> Fact:
    """Record a dated fact: interim control, report to the regulator, report to the workers' congress, a note."""
    refuse_future(on, today)
    if until is not None and until < on:
        raise MoveRefused(_("The end lies before the beginning."))
    fact = Fact.objects.create(
        hazard=hazard,
        kind=kind,
        held_on=on,
        until=until,
        scope=scope,
        basis=basis,
        paper_no=paper_no,
        people=people,
        document=document,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )
    change(
        hazard,
        f"{kind}_noted",
        by=by,
        at=at,
        behalf=behalf,
        held=on,
        also={"until": until, "scope": scope, "basis": basis, "paper_no": paper_no},
    )
    return fact
