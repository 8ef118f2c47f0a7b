"""Input of the pages of papers, cleaned; nothing is saved here."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, UnitKind
from anwei.documents import content
from anwei.documents.models import Service


class MomentInput(forms.DateTimeInput):
    """A day and time of day, picked by the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def note_field() -> forms.CharField:
    """What the office adds in its own words."""
    return forms.CharField(
        label=_("Further text"),
        help_text=_("Printed before the signature, each line as a paragraph. May stay empty."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PrepareForm(forms.Form):
    """A paper to prepare."""

    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES)
    note = note_field()


class NoteForm(forms.Form):
    """The text that is added to a draft."""

    note = note_field()


class VoidForm(forms.Form):
    """Why a paper loses its force."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    replace = forms.BooleanField(
        label=_("Prepare a new paper in its place, which names it"), required=False, initial=True
    )


class ServeForm(forms.Form):
    """How a paper reached somebody."""

    how = forms.ChoiceField(label=_("How"), choices=Service.How.choices)
    served_at = forms.DateTimeField(
        label=_("When"), widget=MomentInput(), input_formats=["%Y-%m-%dT%H:%M"]
    )
    whom = forms.CharField(label=_("To whom"), max_length=120)
    signature = forms.FileField(
        label=_("Signed receipt (photo or scan)"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    refused = forms.BooleanField(label=_("Receipt was refused"), required=False)
    reason = forms.CharField(
        label=_("Reason of the refusal, and who witnessed it"), required=False, max_length=300
    )

    def clean_signature(self) -> content.Content | None:
        """The receipt, read and judged before any transaction begins."""
        given = self.cleaned_data.get("signature")
        if not given:
            return None
        try:
            return content.read(given)
        except content.UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class TemplateForm(forms.Form):
    """A new version of a template."""

    file = forms.FileField(
        label=_("Word file (docx)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    note = forms.CharField(label=_("What was changed"), required=False, max_length=200)


class LetterheadForm(forms.Form):
    """What an office writes above its papers."""

    office = forms.ModelChoiceField(Unit.objects.none(), label=_("Office"))
    name = forms.CharField(label=_("Name at the head"), max_length=80)
    prefix = forms.CharField(
        label=_("Prefix of its numbers"),
        help_text=_("Stands before the year, such as 高安委办 or SO."),
        max_length=30,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offices = Unit.objects.filter(active=True).exclude(kind=UnitKind.ENTERPRISE)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
