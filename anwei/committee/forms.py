"""Input of the committee's pages, cleaned; nothing is saved here."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Post, Unit, UnitKind
from anwei.committee.models import (
    AgendaItem,
    Answer,
    Body,
    BodyKind,
    Cadence,
    ItemKind,
    Kind,
    MeetingPerson,
    Member,
    Part,
    Point,
    Seat,
)
from anwei.hazards.forms import DayInput, FilesField, day, lines


class TimeInput(forms.TimeInput):
    """A time of day, picked by the browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def time_of_day(label: Any) -> forms.TimeField:
    """A time field that may stay empty: not known."""
    return forms.TimeField(label=label, widget=TimeInput(), required=False)


def units_of(*kinds: str) -> QuerySet[Unit]:
    """Units in use of these kinds, by their place in the tree."""
    return Unit.objects.filter(kind__in=kinds, active=True).order_by("path")


def tasked_units() -> QuerySet[Unit]:
    """Who may be handed a task or lead a resolution: departments, streets, offices."""
    return units_of(UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.OFFICE)


def several(label: Any, **given: Any) -> forms.ModelMultipleChoiceField:
    """Units, each with a box to tick."""
    return forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=label, widget=forms.CheckboxSelectMultiple, **given
    )


class SentOnce(forms.Form):
    """Drawn with a key of its own: sent twice, because its answer was lost, it makes one thing."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["form_key"].initial = uuid4


class MeetingForm(SentOnce):
    """A meeting: one kind per body it belongs to, day, time, place, topic."""

    held_on = day(_("Day"), required=False)
    starts = time_of_day(_("Begins at"))
    ends = time_of_day(_("Ends at"))
    place = forms.CharField(
        label=pgettext_lazy("of a meeting", "Place"), max_length=200, required=False
    )
    topic = lines(_("What it is about"), required=False)

    def __init__(self, *given: Any, bodies: list[Body], **named: Any) -> None:
        self.bodies = bodies
        super().__init__(*given, **named)
        for body in bodies:
            self.fields[f"kind_{body.pk}"] = forms.ChoiceField(
                label=str(body),
                choices=[("", _("is no meeting of this body")), *Kind.choices],
                required=False,
            )
        self.order_fields(
            [*(f"kind_{body.pk}" for body in bodies), "held_on", "starts", "ends", "place", "topic"]
        )

    def clean(self) -> dict[str, Any]:
        """At least one body; the end after the beginning."""
        cleaned = super().clean() or self.cleaned_data
        if self.bodies and not self.kinds():
            self.add_error(
                f"kind_{self.bodies[0].pk}", _("A meeting belongs to at least one body.")
            )
        if cleaned.get("ends") and not cleaned.get("starts"):
            self.add_error("starts", _("Say when it begins."))
        elif cleaned.get("ends") and cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("The meeting ends after it begins."))
        return cleaned

    def kinds(self) -> list[tuple[Body, str]]:
        """The bodies chosen, each with its kind of meeting."""
        return [
            (body, kind)
            for body in self.bodies
            if (kind := self.cleaned_data.get(f"kind_{body.pk}"))
        ]

    def facts(self) -> dict[str, Any]:
        """What is not about bodies."""
        return {
            name: self.cleaned_data[name]
            for name in ("held_on", "starts", "ends", "place", "topic")
        }


class AskForm(forms.Form):
    """Units asked beside the members."""

    units = several(_("Units"))
    reports = forms.BooleanField(label=_("They are asked to report"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["units"].queryset = units_of(
            UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.COMMUNITY
        )


class ReplyForm(forms.Form):
    """Who comes."""

    coming = forms.ChoiceField(
        label=_("Who comes"), choices=Seat.Reply.choices[1:], widget=forms.RadioSelect
    )
    delegate_name = forms.CharField(label=_("Delegate"), max_length=80, required=False)
    delegate_post = forms.CharField(label=_("The delegate's post"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class DoorForm(forms.Form):
    """The code of the door, and who sits there."""

    code = forms.CharField(
        label=_("Code"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    attended = forms.CharField(label=_("Who attends"), max_length=80, required=False)


class ReasonForm(forms.Form):
    """A reason, or a remark."""

    reason = lines(_("Reason"))


class RemarkForm(forms.Form):
    """A remark that may stay empty."""

    reason = lines(_("Remark"), required=False)


class ResolutionForm(SentOnce):
    """What was decided."""

    text = lines(_("What was decided"), rows=4)
    body = forms.ModelChoiceField(Body.objects.none(), label=_("Decided by"))
    lead = forms.ModelChoiceField(Unit.objects.none(), label=_("Lead unit"))
    helpers = several(_("Co-operating units"), required=False)
    due_on = day(_("Due on"), required=False)
    measure = lines(_("Measure of done"), rows=2, required=False)
    point = forms.ModelChoiceField(
        Point.objects.none(), label=_("Point of the minutes"), required=False
    )

    def __init__(
        self, *given: Any, bodies: QuerySet[Body], points: QuerySet[Point], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields["body"].queryset = bodies
        self.fields["point"].queryset = points
        self.fields["lead"].queryset = self.fields["helpers"].queryset = tasked_units()
        first = bodies.first()
        if first is not None:
            self.fields["body"].initial = first.pk

    def clean(self) -> dict[str, Any]:
        """Who leads does not help as well."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lead") and cleaned["lead"] in (cleaned.get("helpers") or []):
            self.add_error(
                "helpers",
                _("%(unit)s leads; it need not help as well.") % {"unit": cleaned["lead"]},
            )
        return cleaned


class IssueForm(SentOnce):
    """Tasks handed out: what, to whom, by when."""

    title = forms.CharField(label=_("Title"), max_length=300)
    text = lines(_("What is to be done"), rows=4, required=False)
    measure = lines(_("Measure of done"), rows=2, required=False)
    lead = several(_("Lead units"))
    helpers = several(_("Co-operating units"), required=False)
    due_on = day(_("Due on"))

    def __init__(self, *given: Any, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.today = today
        self.fields["lead"].queryset = self.fields["helpers"].queryset = tasked_units()
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        """Not in the past."""
        value: date = self.cleaned_data["due_on"]
        if value < self.today:
            raise forms.ValidationError(_("The answer cannot be due in the past."))
        return value

    def clean(self) -> dict[str, Any]:
        """Each unit once."""
        cleaned = super().clean() or self.cleaned_data
        both = set(cleaned.get("lead") or []) & set(cleaned.get("helpers") or [])
        if both:
            self.add_error(
                "helpers",
                _("%(unit)s leads; it need not help as well.") % {"unit": min(both, key=str)},
            )
        return cleaned


class AnswerForm(forms.Form):
    """What a unit reports on a task."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Answer.Kind.choices[:2], initial="progress")
    text = lines(_("What was done"), rows=4)
    percent = forms.IntegerField(
        label=_("Per cent done"), min_value=0, max_value=100, required=False
    )
    late_reason = lines(_("Why it is late"), rows=2, required=False)
    papers = FilesField(label=_("Evidence"))


class TermForm(forms.Form):
    """A reason and a day."""

    reason = lines(_("Reason"))
    due_on = day(_("Due on"))


class ReturnForm(forms.Form):
    """What is missing, and a new day where one is given."""

    reason = lines(_("What is missing"))
    due_on = day(_("New day"), required=False)


class ItemForm(forms.Form):
    """An item of the agenda: a new one, or `item` as it was on the screen."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices, initial=ItemKind.OTHER)
    title = forms.CharField(label=_("Title"), max_length=300)
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Presented by"), required=False)
    minutes = forms.IntegerField(
        label=pgettext_lazy("of an agenda item", "Minutes"), min_value=0, max_value=480, initial=10
    )
    note = lines(_("Note"), required=False)
    papers = FilesField(label=_("Papers"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *given: Any, item: AgendaItem | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        # Whoever presents it now stays to be chosen, whatever kind of unit that is.
        now = Unit.objects.filter(pk=item.unit_id if item else None)
        self.fields["unit"].queryset = (tasked_units() | now).order_by("path")
        # What an item is about is said once; it may come from a case.
        del self.fields["version" if item is None else "kind"]

    def facts(self) -> dict[str, Any]:
        """What may be changed later too."""
        return {name: self.cleaned_data[name] for name in ("title", "note", "minutes", "unit")}

    def about(self) -> str:
        """What it is about."""
        return str(self.cleaned_data["kind"])


class NamedForm(forms.Form):
    """A person the record names: in which part, by name, by post, or by both."""

    role = forms.ChoiceField(
        label=_("Part"), choices=[("", "—"), *MeetingPerson.Role.choices], required=False
    )
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=80, required=False
    )
    post = forms.CharField(label=_("Post"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever is named has a part, and a part has somebody."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("name") or cleaned.get("post")) and not cleaned.get("role"):
            self.add_error("role", _("Say which part this person had."))
        return cleaned


PeopleForms = forms.formset_factory(NamedForm, extra=3, max_num=60, validate_max=True)


class BodyForm(forms.Form):
    """What a body adds to its unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"))
    kind = forms.ChoiceField(label=_("Kind"), choices=BodyKind.choices)
    prefix = forms.CharField(label=_("Prefix of its resolutions' numbers"), max_length=30)
    meets = forms.ChoiceField(label=_("Meets"), choices=Cadence.choices, initial=Cadence.QUARTER)
    quorum = forms.IntegerField(
        label=_("Quorum in per cent of the members"), min_value=0, max_value=100, initial=50
    )
    office = forms.ModelChoiceField(Unit.objects.none(), label=_("Kept by"), required=False)

    def __init__(self, *given: Any, body: Body | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["office"].queryset = units_of(UnitKind.OFFICE, UnitKind.DEPARTMENT)
        if body is not None:
            del self.fields["unit"]
            self.fields["active"] = forms.BooleanField(label=_("In use"), required=False)
        else:
            free = units_of(UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING).filter(
                body=None
            )
            self.fields["unit"].queryset = free


class UnseatForm(forms.Form):
    """The last day of a seat, and why."""

    until = day(_("Last day"))
    reason = lines(_("Reason"), rows=2)


class ReplaceForm(forms.Form):
    """Who represents a unit from now on, by which letter."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Represented from now on by"))
    since = day(_("From"))
    letter_no = forms.CharField(label=_("Number of the letter"), max_length=80, required=False)
    papers = FilesField(label=_("The letter"))

    def __init__(self, *given: Any, member: Member, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"].queryset = Post.objects.filter(unit=member.post.unit).exclude(
            pk=member.post_id
        )


class DecideForm(forms.Form):
    """Yes, or no with remarks."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Approve")), ("no", _("Return with remarks"))],
        widget=forms.RadioSelect,
    )
    reason = lines(_("Remark"), rows=2, required=False)


class MemberForm(forms.Form):
    """A seat on a body."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"))
    part = forms.ChoiceField(label=_("Part"), choices=Part.choices, initial=Part.MEMBER)
    since = forms.DateField(label=_("Since"), widget=DayInput())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"].queryset = (
            Post.objects.filter(unit__active=True)
            .exclude(unit__kind=UnitKind.ENTERPRISE)
            .select_related("unit")
            .order_by("unit__path")
        )
