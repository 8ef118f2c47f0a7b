"""Numbers of papers and cases: consecutive in their series, without gaps.

The counter row stays locked until the caller's transaction ends: whoever comes second waits, and
a number whose transaction fails is given again. Take it late in the transaction, so nobody waits long.
"""

from django.db import connection, transaction
from django.db.models import F

from anwei.documents.models import Counter


class NoTransaction(Exception):
    """A number was asked for outside a transaction; a failure after it would leave a gap."""


def take(series: str, *, count: int = 1) -> int:
    """The first of `count` consecutive numbers of the series; the first ever is 1.

    Raises NoTransaction outside a transaction, ValueError for a count below 1.
    """
    if count < 1:
        raise ValueError("Take at least one number.")
    if not connection.in_atomic_block:
        raise NoTransaction(f"Take a number of {series} inside the transaction that uses it.")
    counter = Counter.objects.filter(series=series)
    with transaction.atomic():
        if not counter.update(last=F("last") + count):
            # The first number of a series; if two come at once, one row wins and both count on it.
            Counter.objects.bulk_create([Counter(series=series)], ignore_conflicts=True)
            counter.update(last=F("last") + count)
        return counter.values_list("last", flat=True).get() - count + 1
