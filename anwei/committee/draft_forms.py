"""Input of the page on which a paper read in is confirmed; nothing is saved here."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Unit
from anwei.committee.actions.convening import Belonging
from anwei.committee.actions.drafting import MOST, Order, Record, Sheet
from anwei.committee.addressing import Addressees, bodies_meant
from anwei.committee.forms import day, lines, time_of_day
from anwei.committee.models import Body, Kind
from anwei.committee.reading import texts


class ReadForm(forms.Form):
    """A file, or text that is pasted."""

    paper = forms.FileField(label=_("File"), required=False, allow_empty_file=True)
    pasted = lines(_("Or the text itself"), rows=6, required=False, max_length=texts.MAX_CHARACTERS)

    def clean(self) -> dict[str, Any]:
        """One of the two, and text in it."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("paper")
        pasted = (cleaned.get("pasted") or "").strip()
        if upload is None and not pasted:
            if not self.errors:
                self.add_error("paper", _("Choose a file, or paste the text."))
            return cleaned
        if upload is None:
            upload = ContentFile(pasted.encode(), name=str(_("pasted text")) + ".txt")
        try:
            cleaned["text"] = texts.text_of(upload)
        except texts.UploadRefused as refusal:
            self.add_error("paper" if cleaned.get("paper") else "pasted", str(refusal))
        cleaned["upload"] = upload
        return cleaned


class MeetingSheet(forms.Form):
    """The meeting as the paper tells it, to be corrected."""

    held_on = day(_("Day"))
    starts = time_of_day(_("From"))
    place = forms.CharField(
        label=pgettext_lazy("of a meeting", "Place"), max_length=200, required=False
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        help_text=_("Empty: made of bodies, kinds and numbers."),
    )
    topic = lines(_("What it is about"), rows=6, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    published_on = day(_("Published on"), required=False)
    published_time = time_of_day(_("Published at"))

    def __init__(self, *given: Any, bodies: list[Body], **named: Any) -> None:
        self.bodies = bodies
        super().__init__(*given, **named)
        for body in bodies:
            self.fields[f"kind_{body.pk}"] = forms.ChoiceField(
                label=str(body),
                choices=[("", _("is no meeting of this body")), *Kind.choices],
                required=False,
            )
            self.fields[f"serial_{body.pk}"] = forms.IntegerField(
                label=pgettext_lazy("of a meeting", "Number"),
                min_value=1,
                max_value=999,
                required=False,
            )
            self.fields[f"year_{body.pk}"] = forms.IntegerField(
                label=_("Year"), min_value=1949, max_value=2100, required=False
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """For each body: kind, number and year."""
        return [
            (self[f"kind_{body.pk}"], self[f"serial_{body.pk}"], self[f"year_{body.pk}"])
            for body in self.bodies
        ]

    def facts(self) -> list[list[Any]]:
        """The fields that are about no single body, as they stand beside each other."""
        rows = (("held_on", "starts"), ("place",), ("title",), ("topic",), ("source",), ("published_on", "published_time"))  # fmt: skip
        return [[self[name] for name in row] for row in rows]

    def clean(self) -> dict[str, Any]:
        """At least one body; a number with its year."""
        cleaned = super().clean() or self.cleaned_data
        chosen = [body for body in self.bodies if cleaned.get(f"kind_{body.pk}")]
        if self.bodies and not chosen:
            self.add_error(
                f"kind_{self.bodies[0].pk}", _("A meeting belongs to at least one body.")
            )
        for body in chosen:
            if cleaned.get(f"serial_{body.pk}") and not cleaned.get(f"year_{body.pk}"):
                self.add_error(f"year_{body.pk}", _("Say of which year this number is."))
        return cleaned

    def record(self, people: Iterable[tuple[str, str, str]]) -> Record:
        """The meeting to be entered."""
        said = self.cleaned_data
        belongings = [
            Belonging(
                body,
                said[f"kind_{body.pk}"],
                said[f"year_{body.pk}"] if said[f"serial_{body.pk}"] else None,
                said[f"serial_{body.pk}"],
            )
            for body in self.bodies
            if said[f"kind_{body.pk}"]
        ]
        return Record(
            belongings=tuple(belongings),
            held_on=said["held_on"],
            starts=said["starts"],
            place=said["place"],
            title=said["title"],
            topic=said["topic"],
            source=said["source"],
            published_at=_moment(said["published_on"], said["published_time"]),
            people=tuple(people),
        )


def _moment(on: date | None, at: time | None) -> datetime | None:
    """A moment needs both: a day alone is not midnight."""
    return timezone.make_aware(datetime.combine(on, at)) if on and at else None


def meeting_initial(
    said: dict[str, Any], bodies: list[Body], source: str, topic: str
) -> dict[str, Any]:
    """What the paper says, as the first values of the sheet."""
    published, _mark, clock = (said["published"] or "").partition("T")
    initial: dict[str, Any] = {
        "held_on": said["date"],
        "starts": said["time"],
        "place": said["place"] or "",
        "topic": topic,
        "source": source[:300],
        "published_on": published,
        "published_time": clock,
    }
    for one in bodies_meant(said, bodies):
        initial[f"kind_{one.body.pk}"] = one.kind
        initial[f"serial_{one.body.pk}"] = one.serial
        initial[f"year_{one.body.pk}"] = one.year if one.serial else None
    return initial


class DirectiveSheet(forms.Form):
    """The directive as the paper tells it."""

    title = forms.CharField(label=_("Title"), max_length=300)
    number = forms.CharField(
        label=pgettext_lazy("of a paper", "Number"), max_length=120, required=False
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200, required=False)
    issued_on = day(_("Issued on"), required=False)
    received_on = day(_("Received on"))

    def facts(self) -> list[list[Any]]:
        """Its fields, as they stand beside each other."""
        rows = (("title",), ("number", "issuer"), ("issued_on", "received_on"))
        return [[self[name] for name in row] for row in rows]

    def sheet(self) -> Sheet:
        """The directive to be entered."""
        return Sheet(**self.cleaned_data)


class DemandForm(forms.Form):
    """One demand of the paper: whether it becomes a task, for whom, until when."""

    take = forms.BooleanField(label=_("Make this a task"), required=False)
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    units = forms.MultipleChoiceField(
        label=_("Lead units"), widget=forms.CheckboxSelectMultiple, required=False
    )
    helpers = forms.MultipleChoiceField(
        label=_("Co-operating units"), widget=forms.CheckboxSelectMultiple, required=False
    )
    due_on = day(_("Due on"), required=False)

    def __init__(self, *given: Any, addressees: Addressees, today: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.addressees, self.today = addressees, today
        for name in ("units", "helpers"):
            self.fields[name].choices = addressees.choices  # type: ignore[attr-defined]

    def boxes(self) -> list[tuple[Any, list[tuple[str, str, bool]]]]:
        """Both fields of units with their choices: drawn by hand, for a long paper has thousands of boxes."""
        fields = [self["units"], self["helpers"]]
        chosen = [{str(one) for one in field.value() or ()} for field in fields]
        return [
            (field, [(value, label, value in ticked) for value, label in self.addressees.choices])
            for field, ticked in zip(fields, chosen, strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        """A task says what, to whom and by when; the day is the paper's, or else the clerk's."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("take"):
            return cleaned
        if not cleaned.get("title"):
            self.add_error("title", _("Say what is to be done."))
        if not cleaned.get("units"):
            self.add_error("units", _("Choose at least one unit."))
        due_on = cleaned.get("due_on")
        if due_on is None and "due_on" not in self.errors:
            self.add_error("due_on", _("The paper names no day: say by when."))
        elif due_on and due_on < self.today:
            self.add_error("due_on", _("The answer cannot be due in the past."))
        return cleaned

    def order(self) -> Order | None:
        """The task to be handed out; None where the demand stays a sentence of the record."""
        said = self.cleaned_data
        if not said.get("take"):
            return None
        leads: list[Unit] = self.addressees.units(said["units"])
        taken = {unit.pk for unit in leads}
        helpers = [unit for unit in self.addressees.units(said["helpers"]) if unit.pk not in taken]
        return Order(said["title"], tuple(leads), tuple(helpers), said["due_on"])


DemandForms = forms.formset_factory(DemandForm, extra=0, max_num=MOST, absolute_max=MOST)


def demands_initial(said: dict[str, Any], addressees: Addressees) -> list[dict[str, Any]]:
    """The demands of the paper as first values: a title, whom its words mean, and the day it names."""
    return [
        {
            "title": one["text"][:300],
            "units": addressees.meant(one["addressees"]),
            "helpers": addressees.meant(one["helpers"]),
            "due_on": one["due"],
        }
        for one in said["requirements"]
    ]
