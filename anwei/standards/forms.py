"""Input about standards, made into clean values."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anwei.standards import pack as packs
from anwei.standards.actions import Wording
from anwei.standards.clocks import Kind, Term, Unit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def sector_choices() -> list[tuple[str, str]]:
    """The pack's sectors in the page's language."""
    return [(sector.code, str(sector.name)) for sector in packs.current().sectors.values()]


def attribute_choices() -> list[tuple[str, str]]:
    """The pack's risk attributes in the page's language."""
    return [
        (attribute.code, str(attribute.name)) for attribute in packs.current().attributes.values()
    ]


class LocalClauseForm(forms.Form):
    """A clause copied from an official document."""

    sector = forms.ChoiceField(label=_("Sector"), choices=sector_choices)
    standard_number = forms.CharField(
        label=_("Number of the standard"),
        max_length=80,
        help_text=_("As on its first page: GB 35181-2025."),
    )
    standard_title = forms.CharField(label=_("Title of the standard"), max_length=200)
    article = forms.CharField(
        label=_("Article or clause"),
        max_length=80,
        help_text=_("As printed: 5.3, or 第5条第(2)项."),
    )
    wording = forms.CharField(
        label=_("Wording"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Word for word from the official document."),
    )
    condition = forms.CharField(
        label=_("Conditions and exceptions"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What else must hold, or what is left out."),
    )
    catch_all = forms.BooleanField(
        label=_("Catch-all clause"),
        required=False,
        help_text=_("Citing it then needs a written reason and a second person."),
    )
    effective = forms.DateField(label=_("In force from"), widget=DAY)
    until = forms.DateField(
        label=_("In force until"),
        required=False,
        widget=DAY,
        help_text=_("Last day, if the document was replaced."),
    )
    source = forms.CharField(
        label=_("Where the document was found"),
        max_length=300,
        help_text=_("Web address or file number, and the page."),
    )
    page = forms.FileField(
        label=_("Page of the document"),
        help_text=_("A photo or PDF of the page with the wording."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("effective"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    def wording_entered(self) -> Wording:
        """What was entered, without the file."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "page"}
        return Wording(**values)


class AppliesForm(forms.Form):
    """A site's sectors and risk attributes, and a day."""

    sectors = forms.MultipleChoiceField(
        label=_("Sectors"),
        choices=sector_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attributes = forms.MultipleChoiceField(
        label=_("Risk attributes"),
        choices=attribute_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(label=_("Day of the finding"), required=False, widget=DAY)


class SearchForm(forms.Form):
    """What was seen, and where."""

    q = forms.CharField(label=_("What was seen"), max_length=2000, required=False)
    sector = forms.ChoiceField(
        label=_("Sector"),
        required=False,
        choices=lambda: [("", _("Any sector")), *sector_choices()],
    )
    on = forms.DateField(label=_("Day"), required=False, widget=DAY)


class CountForm(forms.Form):
    """A term to be counted from a day."""

    start = forms.DateField(label=_("From"), widget=DAY)
    count = forms.IntegerField(label=_("How long"), min_value=0, max_value=2000)
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[
            ("working", _("working days")),
            ("calendar", _("calendar days")),
            ("months", _("months")),
        ],
    )

    def due(self) -> date:
        """The last day of the term."""
        unit = self.cleaned_data["unit"]
        term = (
            Term(self.cleaned_data["count"], Unit.MONTHS)
            if unit == "months"
            else Term(self.cleaned_data["count"], kind=Kind(unit))
        )
        return term.due(self.cleaned_data["start"], packs.current().calendar)
