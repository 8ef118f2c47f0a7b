"""Counters kept in the transaction of the move, as differences nobody waits for."""

from django.db import models


class Tally(models.Model):
    """So many, on that day, along that axis: the situation page adds these up.

    A move writes rows of +1 and -1; a nightly job folds the rows of one key into one. Writers
    never touch a row that exists, so they never queue.
    """

    day = models.DateField()
    axis = models.CharField(max_length=12)  # all, street, sector, unit, cell (street × sector)
    key = models.CharField(max_length=80, blank=True)
    measure = models.CharField(max_length=12)  # see actions/tallying.py
    amount = models.IntegerField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        indexes = [
            models.Index(fields=["axis", "measure", "day", "key", "amount"], name="tally_read")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.axis} {self.key} {self.measure} {self.amount:+}"
