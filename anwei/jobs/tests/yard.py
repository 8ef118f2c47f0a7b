"""Real worker processes on the test's own database, to be killed and frozen."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

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
%s
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
        """The environment of a worker on this database."""
        given = {name: value for name, value in os.environ.items() if name != "ANWEI_DATABASE_URL"}
        given |= {"ANWEI_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "anwei.config.settings"}
        if connection.vendor == "postgresql":
            at = connection.settings_dict
            given["ANWEI_DATABASE_URL"] = (
                f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
            )
        return given

    def start_worker(self, more: str = "") -> subprocess.Popen:
        """A worker with short leases and the tests' handlers; `more` is Python that runs before it."""
        worker = subprocess.Popen(
            [sys.executable, "-c", PROGRAM % more],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert worker.stdout.readline().strip() == "up"
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen) -> None:
        """As the kernel kills: without a word."""
        worker.kill()
        worker.wait()
        worker.stdout.close()

    def end(self) -> None:
        """No worker outlives its test."""
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
        """Wait for the first value of a query; a machine under load may take its time."""
        limit = time.monotonic() + seconds
        while (found := self.ask(sql)[0][0]) != answer:
            assert time.monotonic() < limit, f"{sql}: {found}, not {answer}"
            time.sleep(0.05)


@contextmanager
def opened(folder: Path) -> Iterator[Yard]:
    """A yard on what the test has written so far; open it after the rows are there."""
    yard = Yard(folder)
    try:
        yield yard
    finally:
        yard.end()
