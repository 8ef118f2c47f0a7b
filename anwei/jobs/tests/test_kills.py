"""Real workers, killed at random moments, on a database of their own: nothing lost, nothing doubled."""

import random
import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from anwei.accounts.models import Unit
from anwei.jobs.models import Due, Job, State
from anwei.jobs.tests.factories import make_job
from anwei.jobs.tests.yard import opened

# transaction=True: the workers are other processes and must see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 120
KILLS = 6

JOBS = Job._meta.db_table
UNITS = Unit._meta.db_table


def test_workers_killed_at_random_moments_lose_nothing_and_double_nothing(tmp_path):
    for number in range(3):
        payload = {"rows": ROWS, "each": 2, "name": f"job{number}", "pause": 0.02}
        make_job(payload=payload, at=timezone.now())
    with opened(tmp_path) as place:
        chance = random.Random(4711)
        workers = [place.start_worker(), place.start_worker()]
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.2, 0.9))
            victim = workers.pop(0)
            place.kill(victim)
            workers.append(place.start_worker())
        unfinished = (
            f"SELECT count(*) FROM {JOBS} WHERE kind = 'tests.add_rows' AND state <> 'done'"
        )
        place.wait_until(unfinished, 0, seconds=60)

        names = [name for (name,) in place.ask(f"SELECT name FROM {UNITS}")]
        assert sorted(names) == sorted(f"job{n} {row}" for n in range(3) for row in range(ROWS))


# On SQLite a frozen process keeps the one write lock, so nobody could take over.
@pytest.mark.postgresql
def test_a_frozen_worker_wakes_up_to_find_its_job_taken_and_changes_nothing(tmp_path):
    make_job(payload={"rows": 30, "each": 1, "pause": 0.05}, at=timezone.now())
    with opened(tmp_path) as place:
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


def test_a_worker_told_to_leave_finishes_its_chunk_and_gives_the_job_back(tmp_path):
    make_job(payload={"rows": 1000, "each": 1, "pause": 0.05}, at=timezone.now())
    with opened(tmp_path) as place:
        worker = place.start_worker()
        running = f"SELECT count(*) FROM {JOBS} WHERE state = 'running' AND done > 2"
        place.wait_until(running, 1, seconds=20)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=15) == 0
        worker.stdout.close()
        [(state, done)] = place.ask(f"SELECT state, done FROM {JOBS} WHERE kind = 'tests.add_rows'")
        assert state == State.QUEUED
        assert place.ask(f"SELECT count(*) FROM {UNITS}") == [(done,)]


def test_two_workers_make_one_job_of_each_due_moment(tmp_path):
    Due.objects.create(name="each minute", due_at=timezone.now() - timedelta(hours=1))
    with opened(tmp_path) as place:
        place.start_worker()
        place.start_worker()
        place.wait_until("SELECT count(*) FROM jobs_workerseen", 2, seconds=20)
        time.sleep(0.5)
        [(jobs,)] = place.ask(f"SELECT count(*) FROM {JOBS}")
        [(served,)] = place.ask("SELECT count(*) FROM jobs_due WHERE job_id IS NOT NULL")
        assert jobs == served >= 1


def test_the_heartbeat_holds_a_job_whose_chunk_outlasts_its_lease(tmp_path):
    make_job("work_long", payload={"seconds": 2.5}, at=timezone.now())
    with opened(tmp_path) as place:
        place.start_worker()
        place.start_worker()
        place.wait_until(
            f"SELECT count(*) FROM {JOBS} WHERE kind = 'tests.work_long' AND state = 'done'",
            1,
            seconds=30,
        )
        assert place.ask(f"SELECT name FROM {UNITS}") == [("begun once",)]
