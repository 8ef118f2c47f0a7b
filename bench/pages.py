"""Every page on SQLite with 20,000 hazards, as `./dev run` makes it: walked as every role from its first page.

Every link and every part that a page fetches by itself is followed; of addresses of the same kind (such as
the page of one hazard) the first three found are asked. Each is asked four times, the first is not
counted, the middle one of the rest is its time. Exports, files and papers that are downloaded count as pages.
"""

import re
import statistics
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from anwei.demo.zone import LOGINS
from bench import asking
from bench.databases import Place
from bench.figures import Figure, percentile

TITLE = "Every page on SQLite"
MOST, ALIKE, TIMES = 100, 3, 3
LINK = re.compile(r'(?:\s(?:href|hx-get|src))="([^"#][^"]*)"')


@dataclass(frozen=True)
class Timed:
    """An address: its route, its milliseconds, and those of the processor."""

    route: str
    took: float
    cpu: float


@dataclass
class Walk:
    """One role's way through the pages: the time of each address, by the name of its route."""

    client: Client
    times: dict[str, Timed] = field(default_factory=dict)
    met: Counter = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def through(self, start: str) -> None:
        """From one page on, everything that can be reached."""
        waiting, seen = deque([start]), {start}
        while waiting:
            address = waiting.popleft()
            route = route_of(address)
            if not route or self.met[route] >= ALIKE:
                continue
            self.met[route] += 1
            answer = self._asked(address, route)
            for link in links_of(answer, address):
                if link not in seen:
                    seen.add(link)
                    waiting.append(link)

    def _asked(self, address: str, route: str) -> HttpResponse:
        response = asking.once(self.client, address).response
        if response.status_code >= 400:
            self.broken.append(f"{address} {response.status_code}")
            return response
        answers = [asking.once(self.client, address) for _turn in range(TIMES)]
        took = statistics.median(answer.took for answer in answers)
        self.times[address] = Timed(route, took, statistics.median(one.cpu for one in answers))
        return response


def route_of(address: str) -> str:
    """The name of the route an address belongs to; "" for none of ours, and for static files."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return found.view_name or ""


def links_of(answer: HttpResponse, address: str) -> Iterator[str]:
    """Where a page leads: links, and what it fetches by itself."""
    if answer.status_code in {301, 302, 303}:
        yield urljoin(address, answer["Location"])
    if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return
    for found in LINK.findall(answer.content.decode()):
        link, _part = urldefrag(urljoin(address, unescape(found)))
        if link.startswith("/"):
            yield link


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Walk as each login of the zone; the slowest pages, and what was not reached."""
    met: set[str] = set()
    everything: list[tuple[str, Timed]] = []
    broken: list[str] = []
    for login in LOGINS:
        walk = Walk(asking.session_of(asking.person(login)))
        walk.through("/")
        met |= set(walk.met)
        broken += [f"{login} {each}" for each in walk.broken]
        everything += [(login, timed) for timed in walk.times.values()]
        took = [timed.took for timed in walk.times.values()]
        worst = max(walk.times, key=lambda address: walk.times[address].took)
        yield Figure(
            f"{login}: slowest of {len(took)} pages",
            max(took),
            "ms",
            most=MOST,
            note=f"{worst}, processor {walk.times[worst].cpu:.0f} ms; "
            f"p95 {percentile(took, 0.95):.0f} ms, median {percentile(took, 0.5):.0f} ms",
        )
    over = [(login, timed) for login, timed in everything if timed.took >= MOST]
    yield Figure(
        f"of {len(everything)} pages over {MOST} ms", len(over), "", most=1, note=in_words(over)
    )
    costly = max(everything, key=lambda one: one[1].cpu)
    yield Figure(
        "processor time of the costliest page",
        costly[1].cpu,
        "ms",
        note=f"{costly[1].route} as {costly[0]}",
    )
    yield Figure(
        "links that lead to a refusal or a fault",
        len(broken),
        "",
        most=1,
        note="; ".join(broken[:5]),
    )
    yield Figure(
        "kinds of addresses walked",
        len(met),
        "",
        note=f"of {len(every_route())}, those that are only sent to included",
    )


def in_words(over: list[tuple[str, Timed]]) -> str:
    """The slow ones, the slowest of each kind."""
    worst: dict[str, str] = {}
    for login, timed in sorted(over, key=lambda one: -one[1].took):
        worst.setdefault(
            timed.route, f"{timed.route} {timed.took:.0f} ms (processor {timed.cpu:.0f}) as {login}"
        )
    return "; ".join(worst.values())


def every_route() -> set[str]:
    """The names of all addresses."""
    names: set[str] = set()
    waiting = [("", get_resolver().url_patterns)]
    while waiting:
        prefix, patterns = waiting.pop()
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                room = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                waiting.append((room, pattern.url_patterns))
            elif pattern.name:
                names.add(f"{prefix}{pattern.name}")
    return names
