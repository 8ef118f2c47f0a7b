"""The trail's own tables. Nobody outside this room touches them.

All four are insert-only: triggers refuse UPDATE, DELETE and TRUNCATE (`guard.py`). A migration that
makes SQLite rebuild one of them drops its triggers, so it must end with `guard.lay` again.
"""

from django.db import models
from django.db.models import F, Q


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

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"]),
            models.Index(fields=["at"]),
            models.Index(fields=["actor", "id"]),
            models.Index(fields=["action", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Seal(models.Model):
    """One link of the chain: up to a thousand committed entries, and the hash of the link before.

    `entries` are the ids as ranges ("1-500,502"), `leaves` their SHA-256 hashes in that order, 32
    bytes each. `total` and `upto` (entries sealed, highest id seen) count everything up to here.
    The number is the key: of two sealers that race, the second is refused by the database.
    """

    number = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_index=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(db_index=True)
    count = models.IntegerField()
    total = models.BigIntegerField()
    upto = models.BigIntegerField()
    entries = models.TextField()
    leaves = models.BinaryField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_seal_holds_entries",
                condition=Q(number__gte=1, count__gte=1, last_id__gte=F("first_id"))
                & Q(upto__gte=F("last_id"), total__gte=F("count")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"


class SigningKey(models.Model):
    """A public key that day heads were signed with; its name is the start of its own hash."""

    name = models.CharField(max_length=32, primary_key=True)
    public = models.CharField(max_length=44)
    since = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name


class Head(models.Model):
    """Where the chain stood when a day of the zone's calendar ended, signed.

    `statement` is the exact text that `signature` (base64, Ed25519) covers.
    """

    day = models.DateField(primary_key=True)
    seal_number = models.BigIntegerField()
    seal_hash = models.CharField(max_length=64)
    key_name = models.CharField(max_length=32)
    signed_at = models.DateTimeField()
    statement = models.TextField()
    signature = models.CharField(max_length=88)

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.day}: {self.seal_hash}"
