"""An end without a fix that one person proposed and another decides on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.hazards import lifecycle
from anwei.hazards.models.hazard import ClosureReason, Hazard


class Ending(models.Model):
    """Somebody proposed to end a major hazard otherwise than fixed; it stays what it is until a second person agrees."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed by the second person")
        REFUSED = "refused", _("Refused by the second person")
        LAPSED = "lapsed", _("Lapsed: the case ended otherwise")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="endings")
    # The verb of the move that it proposes.
    verb = models.CharField(max_length=20, choices=[(verb, verb) for verb in lifecycle.GIVING_UP])
    why = models.CharField(_("reason"), max_length=20, choices=ClosureReason.choices)
    reason = models.TextField(_("in words"))
    duplicate_of = models.ForeignKey(
        Hazard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("repeats")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    held_on = models.DateField(_("proposed on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    second_by = models.CharField(max_length=80, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_remark = models.TextField(blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="proposed"), name="one_ending_proposed"
            ),
            models.CheckConstraint(
                name="second_person_of_ending_is_another",
                condition=~Q(second_by=models.F("recorded_by")),
            ),
            models.CheckConstraint(
                name="decided_ending_says_who_and_when",
                condition=Q(state__in=["confirmed", "refused"], second_at__isnull=False)
                & ~Q(second_by="")
                | Q(state__in=["proposed", "lapsed"], second_at__isnull=True, second_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard}: {self.why}"
