"""What is asked on the trail's pages, cleaned."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Period(forms.Form):
    """Which days an export covers; open at either end."""

    since = forms.DateField(label=_("Sealed from"), required=False, widget=DayInput)
    until = forms.DateField(label=_("Sealed until"), required=False, widget=DayInput)

    def clean(self) -> dict:
        """The days in their order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            raise ValidationError(_("The first day is after the last."))
        return cleaned


class Receiver(forms.Form):
    """Which signed head is mailed, and where to."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    to = forms.EmailField(label=_("E-mail address"))
