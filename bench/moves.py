"""Moves of cases from four processes at once on PostgreSQL with fsync and synchronous_commit on.

As actions: each process registers cases, gives them a term, reports them fixed with proof and has them verified by
another person; every move is a transaction of its own with its trail entry, clocks, counters and
notices. Then all four want the same cases. Afterwards every case, every trail entry and every counter
is checked. Through HTTP: the same forms that browsers send, to `anwei serve` with two processes; the
senders run on the same machine and take their part of its two cores. Both on a copy of the sample zone
with 20,000 hazards.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.utils import timezone

from anwei.audit import trail
from anwei.audit.models import Entry
from anwei.config import serving
from anwei.hazards.actions import registering, tallying
from anwei.hazards.actions.registering import Finding
from anwei.hazards.models import Capacity, Hazard, Tally
from anwei.responsibility.models import Site
from bench import asking, databases
from bench.databases import Place
from bench.figures import Figure, percentile

TITLE = "Moves"
PROCESSES, CASES, CONTESTED, SENT = 4, 500, 100, 100
VERBS = ("register", "assign", "rectify", "verify")
ENTRIES = ("hazards.registered", "hazards.assign", "hazards.rectify", "hazards.verify")


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Actions, then HTTP, on a fresh copy."""
    many = place.sized(CASES, least=20)
    contested = registered(place.sized(CONTESTED, least=10))
    before = tallies()
    shares = [
        {"serial": serial, "many": many, "contested": contested} for serial in range(PROCESSES)
    ]
    told, seconds = together("actions", shares)
    times = [each for one in told for spent in one["times"].values() for each in spent]
    moves = PROCESSES * many * len(VERBS)
    yield Figure(
        f"moves as actions, {moves:,} from {PROCESSES} processes",
        moves / seconds,
        "a second",
        least=150,
        note=f"p95 {percentile(times, 0.95):.1f} ms, median {percentile(times, 0.5):.1f} ms",
    )
    for verb in VERBS:
        spent = [each for one in told for each in one["times"][verb]]
        yield Figure(f"{verb}: p95", percentile(spent, 0.95), "ms")
    wrong = faults(told, contested, many, before)
    yield Figure(
        "cases, entries or counters lost or doubled",
        len(wrong),
        "",
        most=1,
        note="; ".join(wrong[:3]),
    )
    yield from through_http(place)


def registered(many: int) -> list[str]:
    """So many new cases of the officer's department, waiting for a term."""
    officer, today = asking.person("officer"), timezone.localdate()
    sites = list(Site.objects.order_by("-pk")[:50])
    return [
        registering.register(
            Finding(
                description=f"Bench {serial}: cylinders stored without a chain", found_on=today, capacity=Capacity.DEPARTMENT,
                site=sites[serial % len(sites)], found_unit=officer.unit,
            ), by=officer, at=timezone.now(), today=today,
        ).number
        for serial in range(many)
    ]  # fmt: skip


def together(
    kind: str, shares: Sequence[dict], module: str = "bench.mover"
) -> tuple[list[dict], float]:
    """What each told, and the seconds from the word to the last one's end."""
    words = [sys.executable, "-m", module, kind]
    movers = [
        subprocess.Popen(
            [*words, json.dumps(share)], cwd=databases.ROOT, env=dict(os.environ),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for share in shares
    ]  # fmt: skip
    for mover in movers:
        if mover.stdout.readline().strip() != "ready":
            raise RuntimeError(f"a mover did not get ready: status {mover.wait()}")
    for mover in movers:
        mover.stdin.write("go\n")
        mover.stdin.flush()
    told = [json.loads(mover.communicate()[0]) for mover in movers]
    return told, max(one["seconds"] for one in told)


def tallies() -> Counter:
    """What the counters say now, day by day and place by place."""
    total: Counter = Counter()
    keys = ("day", "unit", "street", "sector", "measure")
    for *counter, amount in Tally.objects.values_list(*keys, "amount"):
        total[tuple(counter)] += amount
    return total


def faults(told: list[dict], contested: list[str], many: int, before: Counter) -> list[str]:
    """Everything that was lost, doubled or miscounted, in words."""
    numbers = [number for one in told for number in one["numbers"]]
    cases = list(Hazard.objects.filter(number__in=numbers))
    wrong = [] if len(set(numbers)) == len(cases) == PROCESSES * many else ["cases are missing"]
    wrong += [f"{case} is {case.status}" for case in cases if case.status != "closed"]
    entries = Counter(
        Entry.objects.filter(
            subject__in=[trail.name_of(case) for case in cases], action__in=ENTRIES
        ).values_list("subject", "action")
    )
    wrong += [
        f"{case} has {entries[trail.name_of(case), action]} entries {action}"
        for case in cases
        for action in ENTRIES
        if entries[trail.name_of(case), action] != 1
    ]
    wins = Counter(number for one in told for number in one["won"])
    wrong += [f"{number} was won {wins[number]} times" for number in contested if wins[number] != 1]
    return wrong + miscounted(cases, before)


def miscounted(cases: list[Hazard], before: Counter) -> list[str]:
    """Counters that did not gain what the cases add to them."""
    gained = tallies()
    gained.subtract(before)
    expected = tallying.of_many(cases)
    return [
        f"counter {counter}: {gained[counter]} instead of {expected[counter]}"
        for counter in {*gained, *expected}
        if gained[counter] != expected[counter]
    ]


def through_http(place: Place) -> Iterator[Figure]:
    """The same steps sent as forms."""
    many = place.sized(SENT, least=10)
    numbers = registered(many * PROCESSES)
    with served() as server:
        shares = [
            {"serial": serial, "numbers": numbers[serial::PROCESSES], "server": server}
            for serial in range(PROCESSES)
        ]
        told, seconds = together("http", shares)
    times = [each for one in told for spent in one["times"].values() for each in spent]
    closed = Hazard.objects.filter(number__in=numbers, status="closed").count()
    yield Figure(
        f"moves through HTTP, {len(times):,} from {PROCESSES} senders",
        len(times) / seconds,
        "a second",
        note=f"p95 {percentile(times, 0.95):.0f} ms, median {percentile(times, 0.5):.0f} ms; "
        f"{closed} of {len(numbers)} cases verified",
    )


@contextmanager
def served() -> Iterator[str]:
    """The real server on the copy, two processes; its address."""
    port = next(port for port in range(5950, 6000) if not serving.taken("127.0.0.1", port))
    words = [databases.ANWEI, "serve", "--port", port, "--workers", 2]
    server = subprocess.Popen(
        [str(word) for word in words], cwd=databases.ROOT, env=dict(os.environ),
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        for _attempt in range(300):
            if serving.answers("127.0.0.1", port):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
