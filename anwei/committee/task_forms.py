"""What the steps of a task, and tasks that come back, ask for."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.committee.actions import tasking
from anwei.committee.forms import AnswerForm, SentOnce, several, tasked_units
from anwei.committee.models import Cadence, Task
from anwei.hazards.forms import day, lines


class TaskForm(forms.Form):
    """A form that knows the task it is about and who fills it in."""

    def __init__(self, *given: Any, task: Task, user: User, **named: Any) -> None:
        self.task, self.user = task, user
        super().__init__(*given, **named)


class ProgressForm(TaskForm, AnswerForm):
    """Progress, or a part of it. Where cases prove it, they are counted."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["late_reason"]
        if self.task.proof_list:
            del self.fields["percent"]


class FinalForm(TaskForm, AnswerForm):
    """It is done; why late, and why without its parts, where that is so."""

    open_reason = lines(
        _("Why parts of it are still open"),
        rows=2,
        required=False,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["kind"], self.fields["percent"]
        if not tasking.open_parts(self.task):
            del self.fields["open_reason"]


class LongerForm(TaskForm):
    """Until when, and why."""

    until = day(_("Until"))
    reason = lines(_("Reason"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["until"].widget.attrs["min"] = (
            self.task.due_on + timedelta(days=1)
        ).isoformat()


class DecideTimeForm(forms.Form):
    """More time, or not."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    reason = lines(_("Remark"), rows=2, required=False)


class HandOverForm(TaskForm):
    """To whom, and why."""

    taker = forms.ModelChoiceField(Unit.objects.none(), label=_("To unit"))
    reason = lines(_("Reason"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["taker"].queryset = tasked_units().exclude(pk=self.task.unit_id)


class AnswerOfferForm(forms.Form):
    """Received, or sent back."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Receive it")), ("no", _("Send it back"))],
        widget=forms.RadioSelect,
    )
    reason = lines(_("Remark"), rows=2, required=False)


def units_below(task: Task) -> Any:
    """Units in use that stand below the one that owes the task."""
    return (
        Unit.objects.below(task.unit).filter(active=True).exclude(pk=task.unit_id).order_by("path")
    )


class HandDownForm(TaskForm):
    """Parts for units below: what, to whom, by when."""

    title = forms.CharField(label=_("Title"), max_length=300)
    text = lines(_("What is to be done"), rows=4, required=False)
    measure = lines(_("Measure of done"), rows=2, required=False)
    units = several(_("Units"))
    due_on = day(_("Due on"))

    def __init__(self, *given: Any, **named: Any) -> None:
        task: Task = named["task"]
        named["initial"] = {
            "title": task.title,
            "text": task.text,
            "measure": task.measure,
            "due_on": task.due_on,
        }
        super().__init__(*given, **named)
        self.fields["units"].queryset = units_below(task)
        self.fields["due_on"].widget.attrs["max"] = task.due_on.isoformat()


class ChaseForm(forms.Form):
    """A word with it, where one is needed."""

    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class RecurringForm(SentOnce):
    """What comes back, to whom, how often."""

    title = forms.CharField(label=_("Title"), max_length=300)
    text = lines(_("What is to be done"), rows=4, required=False)
    measure = lines(_("Measure of done"), rows=2, required=False)
    units = several(_("Units"))
    every = forms.ChoiceField(label=_("Comes back"), choices=[])
    lead_days = forms.IntegerField(
        label=_("Handed out on day … of the period"), min_value=1, max_value=365, initial=1
    )
    term_days = forms.IntegerField(
        label=_("Due on day … of the period"), min_value=1, max_value=365, initial=10
    )
    since = day(_("From"))
    until = day(_("Until"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date, **named: Any) -> None:
        super().__init__(data, **named)
        self.fields["units"].queryset = tasked_units()
        self.fields["every"].choices = [
            choice for choice in Cadence.choices if choice[0] != Cadence.NONE
        ]
        self.fields["since"].initial = today
