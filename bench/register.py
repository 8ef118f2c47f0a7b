"""The register at 1,000,000 hazards on PostgreSQL: twelve filters and orders as five roles.

Each question is asked 20 times after two that are not counted, page 1 and page 1,000 (or the last one
where there are fewer), 25 rows to a page, through every layer of the server. The total is exact up to
10,000 within the page; beyond that the page fetches it apart, which is timed for itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.models import Unit
from anwei.hazards.lists import HAZARDS
from anwei.lists import keyset, state
from anwei.lists.filters import Asker
from bench import asking
from bench.databases import Place
from bench.figures import Figure

TITLE = "The register"
MOST, PAGE, SIZE = 150, 1_000, 25


@dataclass(frozen=True)
class Question:
    """One way people look at the register. UNIT stands for a department, STREET for a street."""

    name: str
    role: str
    query: str


QUESTIONS = (
    Question("everything, newest first", "clerk", ""),
    Question("overdue, longest first", "clerk", "overdue=1&sort=due"),
    Question("major and open, newest first", "clerk", "level=major&family=open"),
    Question(
        "one sector, found this year, by due day", "clerk", "sector=gas&found=this-year&sort=due"
    ),
    Question("one department, fixed and to be checked", "clerk", "unit=UNIT&status=rectified"),
    Question("everything by number", "leader", "sort=number"),
    Question("closed, last closed first", "leader", "family=fixed&sort=-closed"),
    Question("own department, newest first", "officer", ""),
    Question("own department, open, by due day", "officer", "family=open&sort=due"),
    Question("own street, newest first", "street1.1", ""),
    Question("own street, put right on the spot, by level", "street1.1", "spot=1&sort=level"),
    Question("own enterprise, open first", "enterprise", "sort=status"),
)


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Every question, then what holds for all of them."""
    slower: list[tuple[float, str]] = []
    counts: set[int] = set()
    units = {"UNIT": str(Unit.objects.get(code="fire").pk)}
    for question in QUESTIONS:
        client = asking.session_of(asking.person(question.role))
        query = question.query
        for name, pk in units.items():
            query = query.replace(name, pk)
        first = asking.ask(client, [address(query)])
        number, far_query = far_page(question.role, query)
        far = asking.ask(client, [address(far_query)])
        wide = asking.ask(client, [address(f"{query}&size=100".lstrip("&"))], times=3)
        counts |= {first.queries - wide.queries}
        slower.append((far.median - first.median, question.name))
        yield Figure(
            f"{question.role}: {question.name}: p95",
            max(first.p95, far.p95),
            "ms",
            most=MOST,
            note=f"page 1 {first.p95:.0f} ms, page {number:,} {far.p95:.0f} ms; "
            f"medians {first.median:.0f} and {far.median:.0f}; processor {first.spent:.0f} ms; {first.queries} and {far.queries} queries",
        )
    worst, name = max(slower)
    yield Figure(
        "page 1,000 costs more than page 1, by medians, at most",
        max(0.0, worst),
        "ms",
        most=10,
        note=f"most in “{name}”; 10 ms are given for what a busy machine adds",
    )
    yield Figure(
        "more queries for 100 rows than for 25, at most",
        max(abs(each) for each in counts),
        "queries",
        most=1,
    )
    client = asking.session_of(asking.person("clerk"))
    total = asking.ask(client, [reverse("lists:total", args=["hazards"])], times=5, warm=1)
    yield Figure("the exact total, fetched apart: median", total.median, "ms")


def address(query: str) -> str:
    """The register's page; without any parameter a saved view might come instead."""
    return f"{reverse('hazards:register')}?{query or 'all=1'}"


def far_page(role: str, query: str) -> tuple[int, str]:
    """The 1,000th page of a question, or its last: its number and its query."""
    asker = Asker(asking.person(role), timezone.localdate())
    shown = state.read(HAZARDS, QueryDict(query), asker)
    total = shown.countable.order_by().count()
    page = max(1, min(PAGE, (total - 1) // SIZE))
    before = (page - 1) * SIZE
    if not before:
        return 1, query
    row = shown.ordered.values_list(keyset.SORT, "pk")[before - 1]
    mark = keyset.Mark(row[0], row[1], before)
    return page, shown.query(place={"after": mark.text()})
