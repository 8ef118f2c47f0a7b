"""The situation page at 1,000,000 hazards on PostgreSQL, read from counters kept in the transaction of each move.

As those who open it, for a month, a quarter and a year, and the sheet for printing; each asked 20 times after two that
are not counted, through every layer of the server.
"""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone

from bench import asking
from bench.databases import Place
from bench.figures import Figure

TITLE = "The situation page"
MOST = 300


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Per role and period."""
    today = timezone.localdate()
    periods = {
        "month": f"{today:%Y-%m}",
        "quarter": f"{today.year}-Q{(today.month - 1) // 3 + 1}",
        "year": f"{today.year}",
    }
    for role in ("leader", "clerk", "street1.1", "officer"):
        client = asking.session_of(asking.person(role))
        for name, code in periods.items():
            page = f"{reverse('situation:page')}?{asking.query(period=code)}"
            yield _figure(f"{role}: {name}: p95", asking.ask(client, [page]))
    sheet = f"{reverse('situation:sheet')}?{asking.query(period=periods['year'])}"
    client = asking.session_of(asking.person("leader"))
    yield _figure("leader: the year on one sheet: p95", asking.ask(client, [sheet]))


def _figure(name: str, asked: asking.Asked) -> Figure:
    note = f"median {asked.median:.0f} ms, processor {asked.spent:.0f} ms besides PostgreSQL's, {asked.queries} queries"
    return Figure(name, asked.p95, "ms", most=MOST, note=note)
