"""Counters kept in the transaction of the move, as differences nobody waits for."""

from django.db import models


class Tally(models.Model):
    """So many, on that day, of that unit, street and sector: the situation page adds these up.

    A move writes rows of +1 and -1; a nightly job folds the rows of one day into one for each place
    and measure. Writers never touch a row that exists, so they never queue. Units and streets are
    keys without a constraint: a reader only adds up, and a writer need not lock them.
    """

    day = models.DateField()
    unit = models.BigIntegerField(null=True, blank=True)
    street = models.BigIntegerField(null=True, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=12)  # see actions/tallying.py
    amount = models.IntegerField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        indexes = [
            # Everything a reader asks for, so that it need not look into the table.
            models.Index(
                fields=["measure", "day", "unit", "street", "sector", "amount"], name="tally_read"
            ),
            models.Index(fields=["day"], name="tally_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.unit} {self.street} {self.sector} {self.measure} {self.amount:+}"
