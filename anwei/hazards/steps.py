"""What each step does with what its form brought: one small function per verb, and their table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.http import Http404
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.documents import actions as documents
from anwei.documents.models import Document
from anwei.hazards import forms, lifecycle
from anwei.hazards.actions import (
    clocking,
    closing,
    determining,
    extending,
    handling,
    leading,
    registering,
    transferring,
    treating,
)
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.actions.registering import Proof
from anwei.hazards.models import Determination, Ending, Evidence, Extension, Hazard, Transfer


@dataclass
class Case:
    """One step about to be made: the hazard, who makes it, when, and the cleaned input."""

    hazard: Hazard
    user: User
    at: datetime
    today: date
    data: dict[str, Any]
    behalf: str = ""

    def stored(self, name: str, purpose: str = "hazards.evidence") -> list[Document]:
        """The files of one field, stored."""
        return [
            documents.store(file, by=self.user, at=self.at, purpose=purpose)
            for file in self.data.get(name) or []
        ]

    def proofs(self, name: str, side: str) -> list[Proof]:
        """The files of one field, stored, as proof of one side."""
        return [Proof(document, side) for document in self.stored(name)]

    @property
    def who(self) -> dict[str, Any]:
        """by and at, as every action wants them."""
        return {"by": self.user, "at": self.at}


def _assign(case: Case) -> None:
    data = case.data
    handling.assign(
        case.hazard,
        **case.who,
        on=data["on"],
        due_on=data["due_on"],
        unit=data["unit"],
        responsible=data["responsible"],
        order_no=data["order_no"],
    )


def _ask_plan(case: Case) -> None:
    treating.ask_plan(
        case.hazard,
        **case.who,
        on=case.data["on"],
        plan_due_on=case.data["plan_due_on"],
        due_on=case.data["due_on"],
    )


def _rectify(case: Case) -> None:
    data = case.data
    handling.rectify(
        case.hazard,
        **case.who,
        on=data["on"],
        today=case.today,
        measures=data["measures"],
        fixer=data["fixer"],
        proofs=case.proofs("after", Evidence.Side.AFTER),
        behalf=case.behalf,
    )


def _verify(case: Case) -> None:
    handling.verify(
        case.hazard,
        **case.who,
        on=case.data["on"],
        remark=case.data["remark"],
        proofs=case.proofs("after", Evidence.Side.AFTER),
    )


def _fail_check(case: Case) -> None:
    handling.fail_check(
        case.hazard,
        **case.who,
        on=case.data["on"],
        remark=case.data["remark"],
        due_on=case.data["due_on"],
        proofs=case.proofs("after", Evidence.Side.AFTER),
    )


def _submit_plan(case: Case) -> None:
    parts = {name: case.data[name] for name in treating.PlanText.__dataclass_fields__}
    registering.attach(case.hazard, case.proofs("papers", Evidence.Side.PAPER), **case.who)
    treating.submit_plan(
        case.hazard, treating.PlanText(**parts), **case.who, on=case.today, behalf=case.behalf
    )


def _approve_plan(case: Case) -> None:
    treating.approve_plan(case.hazard, **case.who, on=case.data["on"], remark=case.data["remark"])


def _return_plan(case: Case) -> None:
    treating.return_plan(case.hazard, **case.who, on=case.data["on"], remark=case.data["remark"])


def _accept(case: Case) -> None:
    report = case.stored("report")
    registering.attach(
        case.hazard, [Proof(document, Evidence.Side.PAPER) for document in report], **case.who
    )
    treating.accept(
        case.hazard,
        **case.who,
        on=case.data["on"],
        experts=case.data["experts"],
        remark=case.data["remark"],
        report=report[0] if report else None,
    )


def _refuse_acceptance(case: Case) -> None:
    treating.refuse_acceptance(
        case.hazard,
        **case.who,
        on=case.data["on"],
        experts=case.data["experts"],
        remark=case.data["remark"],
    )


def _review(case: Case) -> None:
    officers = [case.data["first_officer"], case.data["second_officer"]]
    treating.review(
        case.hazard,
        **case.who,
        on=case.data["on"],
        officers=officers,
        remark=case.data["remark"],
        proofs=case.proofs("after", Evidence.Side.AFTER),
    )


def _consent(case: Case) -> None:
    treating.consent_resume(
        case.hazard,
        **case.who,
        on=case.data["on"],
        paper_no=case.data["paper_no"],
        remark=case.data["remark"],
    )


def _write_off(case: Case) -> None:
    treating.write_off(case.hazard, **case.who, on=case.data["on"], remark=case.data["remark"])


def _close_unfixed(case: Case) -> None:
    _give_up(case, "close_unfixed", handling.close_unfixed)


def _set_aside(case: Case) -> None:
    number = case.data["duplicate_number"].strip()
    other = Hazard.objects.visible_to(case.user).filter(number=number).first() if number else None
    if number and other is None:
        raise MoveRefused(_("There is no hazard %(number)s that you may see.") % {"number": number})
    _give_up(case, "set_aside", handling.set_aside, duplicate_of=other)


def _give_up(case: Case, verb: str, end: Callable[..., None], **given: Any) -> None:
    """End the case without a fix, or propose to where two persons have to agree."""
    given |= {**case.who, **{name: case.data[name] for name in ("on", "why", "reason")}}
    if lifecycle.needs_second(verb, case.hazard.status, case.hazard.level):
        closing.propose(case.hazard, verb, **given)
    else:
        end(case.hazard, **given)


def _confirm_end(case: Case) -> None:
    made = _the(case.hazard.endings.filter(state=Ending.State.PROPOSED).first())
    decide = closing.confirm if case.data["decision"] == "yes" else closing.refuse
    decide(case.hazard, made, **case.who, on=case.data["on"], remark=case.data["remark"])


def _reopen(case: Case) -> None:
    handling.reopen(
        case.hazard,
        **case.who,
        on=case.data["on"],
        due_on=case.data["due_on"],
        reason=case.data["reason"],
        unit=case.data.get("unit"),
    )


def _determine(case: Case) -> None:
    ruling = determining.Ruling(
        case.data["level"],
        case.data["clause_ref"].strip(),
        case.data["condition_holds"],
        case.data["reason"],
    )
    determining.determine(case.hazard, ruling, **case.who, on=case.data["on"])


def _confirm(case: Case) -> None:
    made = _the(case.hazard.determinations.filter(state=Determination.State.PROPOSED).first())
    if case.data["decision"] == "yes":
        determining.confirm(
            case.hazard, made, **case.who, on=case.data["on"], remark=case.data["remark"]
        )
    else:
        determining.refuse(
            case.hazard, made, **case.who, on=case.data["on"], remark=case.data["remark"]
        )


def _ask_extension(case: Case) -> None:
    papers = case.stored("papers")
    registering.attach(
        case.hazard, [Proof(document, Evidence.Side.PAPER) for document in papers], **case.who
    )
    extending.ask_extension(
        case.hazard,
        **case.who,
        today=case.today,
        until=case.data["until"],
        reason=case.data["reason"],
        document=papers[0] if papers else None,
        behalf=case.behalf,
    )


def _decide_extension(case: Case) -> None:
    asked = _the(case.hazard.extensions.filter(state=Extension.State.ASKED).first())
    extending.decide_extension(
        case.hazard,
        asked,
        **case.who,
        on=case.data["on"],
        granted=case.data["decision"] == "yes",
        remark=case.data["remark"],
    )


def _transfer(case: Case) -> None:
    transferring.offer(
        case.hazard,
        **case.who,
        today=case.today,
        taker=case.data["taker"],
        reason=case.data["reason"],
    )


def _answer_transfer(case: Case) -> None:
    transferring.answer(
        case.hazard,
        _offered(case),
        **case.who,
        on=case.data["on"],
        received=case.data["decision"] == "yes",
        remark=case.data["remark"],
    )


def _withdraw_transfer(case: Case) -> None:
    transferring.withdraw(case.hazard, _offered(case), **case.who, on=case.today)


def _offered(case: Case) -> Transfer:
    offered: Transfer = _the(
        case.hazard.transfers.select_related("taker").filter(state=Transfer.State.OFFERED).first()
    )
    return offered


def _apply_resume(case: Case) -> None:
    data, papers = case.data, case.stored("papers")
    registering.attach(
        case.hazard, [Proof(document, Evidence.Side.PAPER) for document in papers], **case.who
    )
    treating.apply_resume(
        case.hazard,
        **case.who,
        on=data["on"],
        today=case.today,
        scope=data["scope"],
        paper_no=data["paper_no"],
        document=papers[0] if papers else None,
        behalf=case.behalf,
    )


def _suspend(case: Case) -> None:
    treating.suspend(
        case.hazard,
        **case.who,
        on=case.data["on"],
        today=case.today,
        scope=case.data["scope"],
        basis=case.data["basis"],
        paper_no=case.data["paper_no"],
    )


def _note_fact(case: Case) -> None:
    data, papers = case.data, case.stored("papers")
    treating.note_fact(
        case.hazard, data["kind"], **case.who, on=data["on"], today=case.today, until=data["until"], scope=data["scope"], basis=data["basis"],
        paper_no=data["paper_no"], document=papers[0] if papers else None, behalf=case.behalf,
    )  # fmt: skip


def _add_evidence(case: Case) -> None:
    proofs = [
        Proof(document, case.data["side"], case.data["caption"])
        for document in case.stored("files")
    ]
    registering.add_evidence(case.hazard, proofs, **case.who)


def _correct(case: Case) -> None:
    registering.correct(case.hazard, case.data, **case.who, reason=case.data["reason"])


def _pause(case: Case) -> None:
    if case.hazard.paused_since is None:
        clocking.pause(case.hazard, **case.who, on=case.data["on"], reason=case.data["reason"])
    else:
        clocking.resume(case.hazard, **case.who, on=case.data["on"])


def _name_expert(case: Case) -> None:
    handling.name_expert(case.hazard, **case.who, expert=case.data["expert"])


def _refer(case: Case) -> None:
    leading.refer(
        case.hazard, **case.who, leader=case.data["leader"], question=case.data["question"]
    )


def _instruct(case: Case) -> None:
    leading.instruct(
        case.hazard,
        **case.who,
        today=case.today,
        text=case.data["text"],
        unit=case.data["unit"],
        due_on=case.data["due_on"],
    )


def _the(row: Any) -> Any:
    """The row that the step is about; 404 where it is gone."""
    if row is None:
        raise Http404(_("This was settled in the meantime."))
    return row


@dataclass(frozen=True)
class Step:
    """One step: which form it wants, which permission, what it does, how it looks."""

    form: type[forms.StepForm]
    permission: str
    run: Callable[[Case], None]
    tone: str = "primary"
    hint: str = ""
    defaults: dict[str, str] = field(default_factory=dict)  # form field -> term of the pack


# A table: one row, one line.
# fmt: off
STEPS: dict[str, Step] = {
    "assign": Step(forms.AssignForm, "hazards.assign", _assign, defaults={"due_on": "general_term"}),
    "ask_plan": Step(forms.AskPlanForm, "hazards.assign", _ask_plan, defaults={"plan_due_on": "plan_term", "due_on": "major_term"}),
    "rectify": Step(forms.RectifyForm, "hazards.rectify", _rectify),
    "verify": Step(forms.VerifyForm, "hazards.verify", _verify, "success"),
    "fail_check": Step(forms.FailForm, "hazards.verify", _fail_check, "danger", defaults={"due_on": "verify_term"}),
    "submit_plan": Step(forms.PlanForm, "hazards.plan_submit", _submit_plan),
    "approve_plan": Step(forms.RemarkForm, "hazards.plan_decide", _approve_plan, "success"),
    "return_plan": Step(forms.ReasonedForm, "hazards.plan_decide", _return_plan, "danger"),
    "accept": Step(forms.AcceptForm, "hazards.accept", _accept, "success"),
    "refuse_acceptance": Step(forms.RefuseAcceptanceForm, "hazards.accept", _refuse_acceptance, "danger"),
    "review": Step(forms.ReviewForm, "hazards.review", _review, "success"),
    "apply_resume": Step(forms.ApplyResumeForm, "hazards.resume_apply", _apply_resume),
    "consent_resume": Step(forms.ConsentForm, "hazards.resume_consent", _consent, "success"),
    "write_off": Step(forms.RemarkForm, "hazards.review", _write_off, "success"),
    "close_unfixed": Step(forms.UnfixedForm, "hazards.close", _close_unfixed, "danger"),
    "set_aside": Step(forms.AsideForm, "hazards.close", _set_aside, "danger"),
    "reopen": Step(forms.ReopenForm, "hazards.reopen", _reopen, defaults={"due_on": "general_term"}),
    "determine": Step(forms.DetermineForm, "hazards.determine", _determine),
    "confirm": Step(forms.ConfirmForm, "hazards.confirm", _confirm),
    "confirm_end": Step(forms.ConfirmForm, "hazards.confirm", _confirm_end),
    "ask_extension": Step(forms.AskExtensionForm, "hazards.extend_request", _ask_extension),
    "decide_extension": Step(forms.DecideForm, "hazards.extend_decide", _decide_extension),
    "transfer": Step(forms.TransferForm, "hazards.transfer", _transfer),
    "answer_transfer": Step(forms.AnswerTransferForm, "hazards.transfer", _answer_transfer),
    "withdraw_transfer": Step(forms.StepForm, "hazards.transfer", _withdraw_transfer, "danger"),
    "suspend": Step(forms.SuspendForm, "hazards.suspend", _suspend, "danger"),
    "note_fact": Step(forms.FactForm, "hazards.rectify", _note_fact),
    "add_evidence": Step(forms.EvidenceForm, "hazards.rectify", _add_evidence),
    "correct": Step(forms.CorrectForm, "hazards.register", _correct),
    "pause": Step(forms.PauseForm, "hazards.extend_decide", _pause),
    "name_expert": Step(forms.ExpertForm, "hazards.assign", _name_expert),
    "refer": Step(forms.ReferForm, "hazards.assign", _refer),
    "instruct": Step(forms.InstructForm, "hazards.instruct", _instruct),
}
# fmt: on


def bound_errors(form: django_forms.Form, refusal: Exception) -> None:
    """Put a refusal on the form, so that the page shows it above what was typed."""
    form.add_error(None, str(refusal))


def file_fields(form: django_forms.Form) -> Sequence[str]:
    """Names of the form's file fields."""
    return [name for name, one in form.fields.items() if isinstance(one, forms.FilesField)]
