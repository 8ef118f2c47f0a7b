"""What people choose about being told."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anwei.messaging import robots
from anwei.messaging.models import Channel, Preference
from anwei.messaging.outbound import NotAllowed

CLOCK = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class QuietHours(forms.ModelForm):
    """Quiet hours need both ends or none."""

    def clean(self) -> dict:
        """Refuse one end without the other."""
        cleaned = super().clean() or {}
        ends = {"quiet_from", "quiet_until"} & cleaned.keys()
        if len(ends) == 2 and len({cleaned[end] is None for end in ends}) == 2:
            self.add_error("quiet_until", _("Name both ends of the quiet hours, or none."))
        return cleaned


class PreferenceForm(QuietHours):
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


class ChannelForm(QuietHours):
    """A group robot. What was kept of address and secret is never shown; left empty, it stays."""

    new_address = forms.CharField(
        label=_("Webhook address"), required=False, max_length=300, strip=True
    )
    new_secret = forms.CharField(
        label=_("Signing secret"),
        required=False,
        max_length=120,
        help_text=_("Only where the robot was set up with a signature (DingTalk, Feishu)."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ["name", "medium", "new_address", "new_secret"]

    class Meta:
        model = Channel
        fields = [
            "name", "medium", "unit", "language", "digest_at", "quiet_from", "quiet_until", "active",
        ]  # fmt: skip
        widgets = {"digest_at": CLOCK, "quiet_from": CLOCK, "quiet_until": CLOCK}
        help_texts = {
            "unit": _("Whose notices are counted; empty: those of the whole zone."),
            "quiet_from": _("Nothing is sent in the quiet hours; it follows when they end."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.fields["unit"].queryset.filter(active=True)
        self.fields["unit"].empty_label = _("The whole zone")
        if self.instance.pk:
            kept = _("Leave empty to keep the one ending in %s.") % self.instance.address[-4:]
            self.fields["new_address"].help_text = kept

    def clean(self) -> dict:
        """The address must be a webhook of the service chosen, on a host of the list."""
        cleaned = super().clean()
        self.instance.address = cleaned.get("new_address") or self.instance.address
        self.instance.secret = cleaned.get("new_secret") or self.instance.secret
        if not self.instance.address:
            self.add_error("new_address", _("The robot's webhook address is needed."))
        elif medium := cleaned.get("medium"):
            try:
                robots.check(medium, self.instance.address)
            except NotAllowed as refusal:
                self.add_error("new_address", str(refusal))
        return cleaned
