"""What people choose about being told."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anwei.messaging.models import Preference

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class PreferenceForm(forms.ModelForm):
    """E-mail, text messages and quiet hours of one person."""

    class Meta:
        model = Preference
        fields = ["email", "sms", "digest_at", "quiet_from", "quiet_until"]
        widgets = {"digest_at": CLOCK, "quiet_from": CLOCK, "quiet_until": CLOCK}
        help_texts = {
            "quiet_from": _("In the quiet hours nothing urgent is sent; it follows when they end."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance.person
        if not person.email:
            self.fields["email"].help_text = _("Your account has no e-mail address yet.")
        if not settings.SMS_URL:
            del self.fields["sms"]
        elif not person.phone:
            self.fields["sms"].help_text = _("Your account has no telephone number yet.")

    def clean(self) -> dict:
        """Quiet hours need both ends or none."""
        cleaned = super().clean() or {}
        if "quiet_from" in cleaned and bool(cleaned["quiet_from"]) != bool(
            cleaned.get("quiet_until")
        ):
            self.add_error("quiet_until", _("Name both ends of the quiet hours, or none."))
        return cleaned
