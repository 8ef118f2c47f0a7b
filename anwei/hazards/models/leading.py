"""What a leader decides: matters put before him or her, and instructions, each followed to its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.hazards.models.hazard import Hazard


class Referral(models.Model):
    """A case put before a leader: approved, or returned with remarks."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Before the leader")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned with remarks")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="referrals")
    leader = models.ForeignKey(User, models.PROTECT, related_name="referrals")
    question = models.TextField(_("what is to be decided"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["leader", "state"])]

    def __str__(self) -> str:
        return f"{self.hazard}: {self.state}"


class Instruction(models.Model):
    """A leader's instruction (批示) on a case: a tracked item with a unit, a term and an answer."""

    class State(models.TextChoices):
        GIVEN = "given", _("Given")
        ANSWERED = "answered", _("Answered")
        DONE = "done", _("Done")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="instructions")
    leader = models.ForeignKey(User, models.PROTECT, related_name="instructions")
    text = models.TextField(_("instruction"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="instructions", verbose_name=_("to")
    )
    due_on = models.DateField(_("answer due on"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.GIVEN)
    recorded_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.hazard}: {self.text[:40]}"
