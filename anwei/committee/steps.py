"""What each step of a task asks for, who makes it and what it does: one row per verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms

from anwei.accounts.models import User
from anwei.committee import access, forms, task_forms
from anwei.committee.actions import chasing, passing, prolonging, proving, tasking
from anwei.committee.actions.tasking import Handed, Reported
from anwei.committee.models import Task, TaskPart
from anwei.documents import actions as documents
from anwei.documents.models import Document


@dataclass
class Doing:
    """One step about to be made: the task, who makes it, when, in whose name, and the cleaned input."""

    task: Task
    user: User
    at: datetime
    behalf: str
    data: dict[str, Any]

    @property
    def who(self) -> dict[str, Any]:
        """by and at, as every action wants them."""
        return {"by": self.user, "at": self.at}

    @property
    def named(self) -> dict[str, Any]:
        """by, at and in whose name, as what a unit does wants them."""
        return self.who | {"behalf": self.behalf}

    @property
    def yes(self) -> bool:
        """What was decided."""
        return bool(self.data["decision"] == "yes")

    def papers(self) -> tuple[Document, ...]:
        """The files that came along, stored."""
        return tuple(
            documents.store(file, by=self.user, at=self.at, purpose="committee.answers")
            for file in self.data.get("papers") or []
        )


def _answer(doing: Doing, kind: str) -> None:
    data = doing.data
    reported = Reported(
        text=data["text"],
        kind=kind,
        percent=data.get("percent"),
        late_reason=data.get("late_reason", ""),
        open_reason=data.get("open_reason", ""),
        papers=doing.papers(),
    )
    tasking.answer(doing.task, reported, **doing.named)


def _hand_down(doing: Doing) -> None:
    data = doing.data
    parts = [
        Handed(
            data["title"],
            unit,
            data["due_on"],
            part=TaskPart.LEAD,
            text=data["text"],
            measure=data["measure"],
        )
        for unit in data["units"]
    ]
    passing.hand_down(doing.task, parts, **doing.named)


Form = Callable[..., django_forms.Form]


def plain(form: type[django_forms.Form]) -> Form:
    """A form that needs to know nothing of the task."""
    return lambda *given, task, user: form(*given)


@dataclass(frozen=True)
class Step:
    """Who may make it, what it asks for, what it does, and in whose name it is made."""

    may: Callable[[User, Task], bool]
    form: Form | None
    make: Callable[[Doing], object]
    behalf: Callable[[User, Task], str] = access.behalf_of


def _office(user: User, task: Task) -> str:
    """Whoever handed it out acts in its own name."""
    return ""


def office(form: Form | None, make: Callable[[Doing], object]) -> Step:
    """A step of whoever handed the task out."""
    return Step(access.may_look_after, form, make, _office)


UNIT = access.may_answer_task
# fmt: off
STEPS: dict[str, Step] = {
    "receive": Step(UNIT, None, lambda one: tasking.receive(one.task, **one.named)),
    "progress": Step(UNIT, task_forms.ProgressForm, lambda one: _answer(one, one.data["kind"])),
    "answer": Step(UNIT, task_forms.FinalForm, lambda one: _answer(one, "final")),
    "accept": office(plain(forms.RemarkForm), lambda one: tasking.accept(one.task, **one.who, remark=one.data["reason"])),
    "return_answer": office(plain(forms.ReturnForm), lambda one: tasking.return_answer(one.task, **one.who, remark=one.data["reason"], due_on=one.data["due_on"])),
    "reopen": office(plain(forms.TermForm), lambda one: tasking.reopen(one.task, **one.who, reason=one.data["reason"], due_on=one.data["due_on"])),
    "withdraw": office(plain(forms.ReasonForm), lambda one: tasking.withdraw(one.task, **one.who, reason=one.data["reason"])),
    "chase": office(plain(task_forms.ChaseForm), lambda one: chasing.chase(one.task, **one.who, remark=one.data["remark"])),
    "ask_extension": Step(UNIT, task_forms.LongerForm, lambda one: prolonging.ask(one.task, until=one.data["until"], reason=one.data["reason"], **one.named)),
    "decide_extension": office(plain(task_forms.DecideTimeForm), lambda one: prolonging.decide(one.task, granted=one.yes, remark=one.data["reason"], **one.who)),
    "hand_over": Step(UNIT, task_forms.HandOverForm, lambda one: passing.hand_over(one.task, one.data["taker"], reason=one.data["reason"], **one.named)),
    "answer_hand_over": Step(access.may_answer_offer, plain(task_forms.AnswerOfferForm), lambda one: passing.answer_hand_over(one.task, received=one.yes, remark=one.data["reason"], **one.named), access.behalf_of_taker),
    "withdraw_hand_over": Step(UNIT, None, lambda one: passing.withdraw_hand_over(one.task, **one.named)),
    "hand_down": Step(UNIT, task_forms.HandDownForm, _hand_down),
    "gather": Step(access.may_prove, None, lambda one: proving.gather(one.task, **one.named)),
    "let_go": Step(access.may_prove, plain(forms.ReasonForm), lambda one: proving.let_go(one.task, reason=one.data["reason"], **one.named)),
}
# fmt: on
