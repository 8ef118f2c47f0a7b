"""Real workers, killed at random moments, on a database of their own: nothing lost, nothing doubled."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from anwei.accounts.models import Unit
from anwei.jobs.models import Due, Job, State
from anwei.jobs.tests.factories import make_job

# transaction=True: the workers are other processes and must see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 120
KILLS = 6
PROGRAM = """
import datetime, sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from anwei.jobs import lease
from anwei.jobs.tests import handlers
settings.JOB_HANDLERS = {**settings.JOB_HANDLERS, **handlers.HANDLERS}
settings.SCHEDULE = [("each minute", "* * * * *", "tests.say_the_language")]
lease.LEASE = datetime.timedelta(seconds=1)
lease.HEARTBEAT = datetime.timedelta(seconds=0.2)
print("up", flush=True)
call_command("worker", poll=0.05, verbosity=0)
"""


class Yard:
    """The database that the workers and the test look at, and the workers started on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: list[subprocess.Popen] = []
        self.file = folder / "anwei.sqlite3"
        if connection.vendor == "sqlite":
            # The test's own database is in memory: hand its content over to a file.
            with sqlite3.connect(self.file) as target:
                connection.connection.backup(target)
                target.execute("PRAGMA journal_mode=WAL")

    def environment(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name != "ANWEI_DATABASE_URL"}
        given |= {"ANWEI_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "anwei.config.settings"}
        if connection.vendor == "postgresql":
            at = connection.settings_dict
            given["ANWEI_DATABASE_URL"] = (
                f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
            )
        return given

    def start_worker(self) -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert worker.stdout.readline().strip() == "up"
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen) -> None:
        worker.kill()
        worker.wait()
        worker.stdout.close()

    def end(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.kill(worker)

    def ask(self, sql: str) -> list[tuple]:
        """Rows of a query, from the database the workers use."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file, timeout=30) as own:
                return own.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def wait_until(self, sql: str, answer: int, *, seconds: float) -> None:
        limit = time.monotonic() + seconds
        while (found := self.ask(sql)[0][0]) != answer:
            assert time.monotonic() < limit, f"{sql}: {found}, not {answer}"
            time.sleep(0.05)


@pytest.fixture
def yard(tmp_path):
    made: list[Yard] = []

    def make() -> Yard:
        made.append(Yard(tmp_path))
        return made[0]

    yield make
    for one in made:
        one.end()


JOBS = Job._meta.db_table
UNITS = Unit._meta.db_table


def test_workers_killed_at_random_moments_lose_nothing_and_double_nothing(yard):
    for number in range(3):
        payload = {"rows": ROWS, "each": 2, "name": f"job{number}", "pause": 0.02}
        make_job(payload=payload, at=timezone.now())
    place = yard()
    chance = random.Random(4711)
    workers = [place.start_worker(), place.start_worker()]
    for _kill in range(KILLS):
        time.sleep(chance.uniform(0.2, 0.9))
        victim = workers.pop(0)
        place.kill(victim)
        workers.append(place.start_worker())
    unfinished = f"SELECT count(*) FROM {JOBS} WHERE kind = 'tests.add_rows' AND state <> 'done'"
    place.wait_until(unfinished, 0, seconds=60)

    names = [name for (name,) in place.ask(f"SELECT name FROM {UNITS}")]
    assert sorted(names) == sorted(f"job{n} {row}" for n in range(3) for row in range(ROWS))


# On SQLite a frozen process keeps the one write lock, so nobody could take over.
@pytest.mark.postgresql
def test_a_frozen_worker_wakes_up_to_find_its_job_taken_and_changes_nothing(yard):
    make_job(payload={"rows": 30, "each": 1, "pause": 0.05}, at=timezone.now())
    place = yard()
    frozen = place.start_worker()
    place.wait_until(f"SELECT least(count(*), 3) FROM {UNITS}", 3, seconds=20)
    frozen.send_signal(signal.SIGSTOP)
    time.sleep(1.2)
    place.start_worker()
    place.wait_until(
        f"SELECT count(*) FROM {JOBS} WHERE state = 'done' AND done = 30", 1, seconds=30
    )
    frozen.send_signal(signal.SIGCONT)
    time.sleep(0.5)
    assert sorted(place.ask(f"SELECT name FROM {UNITS}")) == sorted(
        (f"row {n}",) for n in range(30)
    )
    assert place.ask(f"SELECT state FROM {JOBS} WHERE kind = 'tests.add_rows'") == [("done",)]


def test_a_worker_told_to_leave_finishes_its_chunk_and_gives_the_job_back(yard):
    make_job(payload={"rows": 1000, "each": 1, "pause": 0.05}, at=timezone.now())
    place = yard()
    worker = place.start_worker()
    running = f"SELECT count(*) FROM {JOBS} WHERE state = 'running' AND done > 2"
    place.wait_until(running, 1, seconds=20)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    worker.stdout.close()
    [(state, done)] = place.ask(f"SELECT state, done FROM {JOBS} WHERE kind = 'tests.add_rows'")
    assert state == State.QUEUED
    assert place.ask(f"SELECT count(*) FROM {UNITS}") == [(done,)]


def test_two_workers_make_one_job_of_each_due_moment(yard):
    Due.objects.create(name="each minute", due_at=timezone.now() - timedelta(hours=1))
    place = yard()
    place.start_worker()
    place.start_worker()
    place.wait_until("SELECT count(*) FROM jobs_workerseen", 2, seconds=20)
    time.sleep(0.5)
    [(jobs,)] = place.ask(f"SELECT count(*) FROM {JOBS}")
    [(served,)] = place.ask("SELECT count(*) FROM jobs_due WHERE job_id IS NOT NULL")
    assert jobs == served >= 1


def test_the_heartbeat_holds_a_job_whose_chunk_outlasts_its_lease(yard):
    make_job("work_long", payload={"seconds": 2.5}, at=timezone.now())
    place = yard()
    place.start_worker()
    place.start_worker()
    place.wait_until(
        f"SELECT count(*) FROM {JOBS} WHERE kind = 'tests.work_long' AND state = 'done'",
        1,
        seconds=30,
    )
    assert place.ask(f"SELECT name FROM {UNITS}") == [("begun once",)]
