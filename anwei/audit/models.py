"""The trail's own tables. Nobody outside this room touches them."""

from django.db import models


class Entry(models.Model):
    """One write: who, for whom, when, what, before and after, and why. Never changed, never deleted.

    `at` is when it was recorded; `held` is the day it was true, where that differs (imported history).
    """

    at = models.DateTimeField()
    held = models.DateField(null=True, blank=True)
    actor = models.CharField(max_length=80)
    behalf = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    was = models.JSONField(null=True, blank=True)
    now = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "id"]), models.Index(fields=["at"]), models.Index(fields=["actor", "id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
