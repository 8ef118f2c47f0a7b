"""The link by which an enterprise without an account answers a notice."""

from django.db import models

from anwei.hazards.models.hazard import Hazard


class AnswerLink(models.Model):
    """An address and a code, printed on the notice; both are kept as digests only."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="answer_links")
    token_digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    # Who printed the notice was shown the code, and so cannot check a fix that comes through it.
    made_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.hazard}"
