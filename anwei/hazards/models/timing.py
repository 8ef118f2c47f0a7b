"""The clocks of a case: the legal term, the current step, each by its own calendar."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.hazards.models.hazard import Hazard


class Clock(models.Model):
    """One clock. `pauses` is a list of [first day, last day or null]; days paused do not count."""

    class Kind(models.TextChoices):
        TERM = "term", _("Legal term")
        STEP = "step", _("Current step")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    # Code of a term of the pack, or "" where the day was set by a person.
    term = models.CharField(max_length=60, blank=True)
    calendar = models.CharField(max_length=10, default="calendar")
    days = models.PositiveIntegerField(null=True, blank=True)
    started_on = models.DateField()
    # The day set when the clock was started or a decision moved it; pauses push `due_on` past it.
    agreed_on = models.DateField()
    due_on = models.DateField()
    pauses = models.JSONField(default=list, blank=True)
    stopped_on = models.DateField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard", "kind"],
                condition=Q(stopped_on__isnull=True),
                name="one_running_clock_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard} {self.kind} {self.due_on}"
