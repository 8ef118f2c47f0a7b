"""From a resolution to 100,000 hazards, and back from one of them, in a zone with 1,000,000 on PostgreSQL.

The task of a resolution is pointed at a list of the register and its cases are frozen and counted by the
worker, as people do it. Then the resolution's page with the first 25 of them, the list of exactly these
cases (first page, next page, page 1,000) and the panel of one hazard are asked as those who open them,
each 20 times after two that are not counted, through every layer of the server; what was counted is checked
against the cases themselves. On a copy of the sample zone.
"""

import time
from collections.abc import Callable, Iterator

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from anwei.committee.actions import proving, tasking
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.lifecycle import ResolutionState
from anwei.committee.models import Resolution, Target, Task
from anwei.committee.tracing import TARGETS
from anwei.hazards.models import Hazard
from anwei.jobs.work import run_all
from anwei.lists import keyset, state
from anwei.lists.filters import Asker
from bench import asking
from bench.databases import Place
from bench.figures import Figure

TITLE = "The trace from a resolution to its hazards"
CASES, MOST, PAGE, SIZE = 100_000, 300, 1_000, 25


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Gathering, then every page on the way."""
    # Newest first, so many: a share of the register, as a campaign's list would be.
    wanted = min(place.sized(CASES), Hazard.objects.count())
    task, seconds = gathered(wanted)
    cases = task.targets.count()
    yield Figure(f"{cases:,} cases gathered, frozen and counted", seconds, "s")
    resolution = task.resolution
    page = reverse("committee:resolution", args=[resolution.pk])
    listed = f"{reverse('committee:targets')}?resolution={resolution.pk}"
    # What is asked is the first page of the trace. How many of the cases a unit may see is counted right by
    # right, on the list alone: told, and asked of nobody.
    for role, most in (("clerk", MOST), ("leader", MOST), ("officer", None)):
        client = asking.session_of(asking.person(role))
        if client.get(page).status_code != 200:
            say(f"  {role} does not see {resolution}")
            continue
        yield timed(f"{role}: the resolution with its first {SIZE} cases: p95", client, page, MOST)
        yield timed(f"{role}: the list of its cases, first page: p95", client, listed, most)
    clerk = asking.session_of(asking.person("clerk"))
    for number in (2, PAGE):
        yield timed(
            f"clerk: page {number:,} of the list: p95", clerk, far(resolution, number), MOST
        )
    open_ones = f"{listed}&family=open&sort=due"
    yield timed("clerk: its open cases by due day: p95", clerk, open_ones, MOST)
    yield timed("clerk: the task: p95", clerk, reverse("committee:task", args=[task.number]), MOST)
    number = Hazard.objects.filter(tasks__task=task).values_list("number", flat=True)[0]
    back = reverse("committee:for_hazard", args=[number])
    yield timed("clerk: back from a hazard to what set it moving: p95", clerk, back, MOST)
    yield Figure("cases counted otherwise than they are", wrong(task), "cases", most=1)


def gathered(wanted: int) -> tuple[Task, float]:
    """A task of an open resolution, proven by so many hazards; how long that took."""
    clerk, at = asking.person("clerk"), timezone.now()
    resolution = Resolution.objects.filter(state=ResolutionState.OPEN).order_by("-pk").first()
    if resolution is None:
        raise LookupError("The sample zone has no open resolution.")
    handed = [Handed("Prove it by cases", asking.person("officer").unit, timezone.localdate(at))]
    (task,) = tasking.issue(handed, Origin(resolution=resolution), by=clerk, at=at)
    day = Hazard.objects.order_by("-found_on").values_list("found_on", flat=True)[wanted - 1]
    run_all(at)
    begun = time.perf_counter()
    proving.point(task, f"found={day.isoformat()}..", by=clerk, at=at)
    run_all(timezone.now())
    seconds = time.perf_counter() - begun
    return Task.objects.select_related("resolution").get(pk=task.pk), seconds


def timed(name: str, client: object, address: str, most: float | None) -> Figure:
    """One address, asked again and again."""
    asked = asking.ask(client, [address])  # type: ignore[arg-type]
    note = f"median {asked.median:.0f} ms, processor {asked.spent:.0f} ms besides PostgreSQL's, {asked.queries} queries"
    return Figure(name, asked.p95, "ms", most=most, note=note)


def far(resolution: Resolution, page: int) -> str:
    """The address of a page of the list, or of its last where it has fewer."""
    asker = Asker(asking.person("clerk"), timezone.localdate())
    shown = state.read(TARGETS, QueryDict(f"resolution={resolution.pk}"), asker)
    before = (min(page, (shown.countable.count() - 1) // SIZE) - 1) * SIZE
    row = shown.ordered.values_list(keyset.SORT, "pk")[before - 1]
    mark = keyset.Mark(row[0], row[1], before)
    return f"{reverse('committee:targets')}?{shown.query(place={'after': mark.text()})}"


def wrong(task: Task) -> int:
    """By how much the kept counts differ from the cases, family by family."""
    rows = list(Target.objects.filter(task=task).values_list("hazard__status", flat=True))
    counted = {"closed": task.proof_done, "unfixed": task.proof_unfixed, "void": task.proof_void}
    open_ones = sum(status not in counted for status in rows)
    return abs(open_ones - task.proof_open) + sum(
        abs(rows.count(status) - number) for status, number in counted.items()
    )
