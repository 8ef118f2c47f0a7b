"""The web server, killed at random moments while people work: nothing is lost, nothing doubled.

A real server on a database of its own. Four people make moves and register hazards; whoever gets no
answer sends the same form again, as a browser does when "reload" is pressed. In the end every step
that was asked for is there once, with one line in the trail, whatever the moment of the kill.
"""

import os
import random
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import User
from anwei.config import serving
from anwei.hazards.actions import registering
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import Cast, finding, picture
from anwei.jobs.tests.yard import Yard, opened
from tests.rehearsal.places import ROOT, free_port, get

# transaction=True: the server is another process and must see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 3
HAZARDS_EACH, REGISTERED_EACH = 3, 9
# What is done to each hazard, in this order; each makes the next version.
ROAD = ("assign", "note-fact", "correct", "rectify")
TRAIL = ["hazards.registered", "hazards.assign", "hazards.note_noted", "hazards.corrected", "hazards.evidence_added", "hazards.rectify"]  # fmt: skip
PATIENCE = 40
FOUND = " found no. "


class Server:
    """One web server; killed with everything it started."""

    def __init__(self, yard: Yard) -> None:
        self.port = free_port()
        self.environment = yard.environment() | {"ANWEI_SECRET_KEY": settings.SECRET_KEY}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        *command, _application = serving.web("127.0.0.1", self.port, workers=1, threads=4)
        command.append("tests.journeys.slow_line:application")
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            cwd=ROOT,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        limit = time.monotonic() + PATIENCE
        while not self.alive():
            assert time.monotonic() < limit, "the server does not start"
            time.sleep(0.05)

    def alive(self) -> bool:
        """Whether a page comes; the port alone is open long before."""
        return get(self.port, "/healthz")[0] == 200

    def kill(self) -> None:
        """As the kernel kills: without a word, in the middle of whatever runs."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(yard: Yard) -> Iterator[Server]:
    """A server that does not outlive the test."""
    server = Server(yard)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@dataclass(eq=False)
class Person(threading.Thread):
    """Someone at a browser who does not give up."""

    user: User
    hazards: list[Hazard]
    server: Server
    key: str
    done: list[str] = field(default_factory=list)
    lost: int = 0
    fault: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.cookies.set(settings.SESSION_COOKIE_NAME, self.key)
        self.until = time.monotonic() + PATIENCE

    def run(self) -> None:
        try:
            roads = [iter(ROAD) for _hazard in self.hazards]
            # Registering and leading the own cases on, in any order, each case in the order of its road.
            turns = list(range(len(roads))) * len(ROAD) + [-1] * REGISTERED_EACH
            random.Random(self.hazards[0].pk).shuffle(turns)
            for number, turn in enumerate(turns):
                if turn < 0:
                    self.register(number)
                else:
                    self.step(self.hazards[turn], next(roads[turn]))
        except Exception as fault:  # noqa: BLE001 - told by the test, with the person's name
            self.fault = repr(fault)

    def ask(self, method: str, path: str, **given: object) -> requests.Response:
        """One answer, however often the server dies meanwhile."""
        while True:
            try:
                answer = self.browser.request(
                    method, f"http://127.0.0.1:{self.server.port}{path}", timeout=20, allow_redirects=False, **given,
                )  # fmt: skip
                assert answer.status_code < 500, answer.text[:2000]
            except (requests.ConnectionError, requests.Timeout):
                assert time.monotonic() < self.until, "no answer for too long"
                self.lost += method == "POST"
                time.sleep(0.05)
            else:
                return answer

    def send(self, path: str, **given: object) -> requests.Response:
        """The form of this page, with its hidden fields, sent until it is answered."""
        page = self.ask("GET", path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.text))
        photo = picture()
        files = {name: (photo.name, photo.read(), "image/png") for name in given.pop("photos", ())}
        return self.ask("POST", path, data=hidden | given, files=files or {"none": ("", b"")})

    def register(self, turn: int) -> None:
        text = f"{self.key}{FOUND}{turn}"
        answer = self.send(
            "/hazards/new/", description=text, capacity="department", found_unit=self.user.unit_id,
            found_on=timezone.localdate().isoformat(), photos=["before"],
        )  # fmt: skip
        assert answer.status_code == 302, answer.text
        self.done.append(text)

    def step(self, hazard: Hazard, verb: str) -> None:
        today = timezone.localdate()
        given: dict[str, object] = {
            "assign": {"due_on": (today + timedelta(days=9)).isoformat()},
            "note-fact": {"kind": "note", "scope": "Seen"},
            "correct": {"description": "Another text", "reason": "Typing error"},
            "rectify": {"measures": "Done", "fixer": "Lin Mei", "photos": ["after"]},
        }[verb]
        answer = self.send(f"/hazards/{hazard.number}/{verb}/", on=today.isoformat(), **given)
        # 409: the first sending got through, and only its answer was lost.
        assert answer.status_code in {302, 409}, answer.text
        self.done.append(f"{hazard.number} {verb}")


def entered(user: User) -> str:
    """The key of a session of this person."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.session.session_key


def theirs(cast: Cast, person: User) -> list[Hazard]:
    """Hazards that this person will lead along the road."""
    today = timezone.localdate()
    given = finding(cast, found_on=today)
    return [
        registering.register(given, by=person, at=timezone.now(), today=today)
        for _hazard in range(HAZARDS_EACH)
    ]


def kill_now_and_then(server: Server, crowd: list[Person]) -> None:
    """After so many more answers, a moment later: before a write, in it, or between it and its answer."""
    chance = random.Random(4711)
    for _kill in range(KILLS):
        met = answered(crowd) + chance.randint(4, 10)
        while answered(crowd) < met and any(map(Person.is_alive, crowd)):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.2))
        server.kill()
        server.start()


def answered(crowd: list[Person]) -> int:
    """How many forms were answered so far."""
    return sum(len(person.done) for person in crowd)


def check_moves(yard: Yard, crowd: list[Person]) -> None:
    """Each hazard went its road once: version, status, trail, and what each step added."""
    for hazard in (one for person in crowd for one in person.hazards):
        line = yard.ask(
            f"SELECT action FROM audit_entry WHERE subject = 'hazards.hazard:{hazard.pk}' ORDER BY id"
        )
        assert [action for (action,) in line] == TRAIL, hazard.number
        at = yard.ask(f"SELECT version, status FROM hazards_hazard WHERE id = {hazard.pk}")
        assert at == [(1 + len(ROAD), "rectified")]
        for table in ("hazards_fact", "hazards_evidence", "hazards_clock"):
            assert yard.ask(f"SELECT count(*) FROM {table} WHERE hazard_id = {hazard.pk}") == [
                (1,)
            ], f"{hazard.number} {table}"


def check_registered(yard: Yard, crowd: list[Person]) -> None:
    """Each form that was answered is one hazard, numbered without gap, on the trail and counted once."""
    told = [text for person in crowd for text in person.done if FOUND in text]
    found = yard.ask(f"SELECT description FROM hazards_hazard WHERE description LIKE '%{FOUND}%'")
    assert sorted(text for (text,) in found) == sorted(told)
    total = len(told) + len(crowd) * HAZARDS_EACH
    numbers = yard.ask("SELECT number FROM hazards_hazard")
    serials = sorted(int(number.rpartition("-")[2]) for (number,) in numbers)
    assert serials == list(range(1, total + 1))
    lines = "SELECT count(*), count(DISTINCT subject) FROM audit_entry WHERE action = 'hazards.registered'"
    assert yard.ask(lines) == [(total, total)]
    counted = "SELECT sum(amount) FROM hazards_tally WHERE measure = 'found'"
    assert yard.ask(counted) == [(total,)]


def test_a_server_killed_at_random_moments_loses_nothing_and_doubles_nothing(tmp_path):
    cast = Cast()
    people = [cast.officer, cast.colleague, cast.officer, cast.colleague]
    given = [(person, theirs(cast, person), entered(person)) for person in people]
    with opened(tmp_path) as yard, running(yard) as server:
        crowd = [Person(person, hazards, server, key) for person, hazards, key in given]
        for person in crowd:
            person.start()
        kill_now_and_then(server, crowd)
        for person in crowd:
            person.join(PATIENCE)
        assert [person.fault for person in crowd if person.fault or person.is_alive()] == []
        assert sum(person.lost for person in crowd), "no kill met a form on its way"
        check_moves(yard, crowd)
        check_registered(yard, crowd)
