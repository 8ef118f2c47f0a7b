"""The worker process: serves the schedule, claims jobs, works them through, one at a time."""

import logging
import os
import signal
import socket
import threading
from datetime import timedelta
from secrets import token_hex
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from anwei.jobs import lease, schedule, work
from anwei.jobs.models import Job, WorkerSeen
from anwei.jobs.work import Clock

log = logging.getLogger(__name__)

LOOK = timedelta(seconds=5)


class Heartbeat(threading.Thread):
    """Renews the lease of the job at hand and the worker's sign of life, on its own connection."""

    def __init__(self, name: str, *, clock: Clock) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.worker = name
        self.clock = clock
        self.job: Job | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        """Beat until `end`."""
        while True:
            try:
                self.beat()
            except (DatabaseError, InterfaceError) as fault:
                # On SQLite the chunk itself may hold the only write lock; it renews as it commits.
                log.debug("No heartbeat this time: %s", fault)
                close_old_connections()
            if self.ended.wait(lease.HEARTBEAT.total_seconds()):
                break
        connection.close()

    def beat(self) -> None:
        """One sign of life."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 2000")
        at = self.clock()
        if job := self.job:
            lease.renew(job, at=at)
        WorkerSeen.objects.update_or_create(
            name=self.worker,
            defaults={"seen_at": at},
            create_defaults={"started_at": at, "seen_at": at},
        )

    def end(self) -> None:
        """Beat no more."""
        self.ended.set()
        self.join(timeout=5)


class Worker:
    """One process that works. SIGTERM and SIGINT let it finish the chunk it is in."""

    def __init__(self, *, clock: Clock, poll: float) -> None:
        self.clock = clock
        self.poll = poll
        self.name = f"{socket.gethostname()[:80]}:{os.getpid()}:{token_hex(4)}"
        self.heart = Heartbeat(self.name, clock=clock)
        self.leaving = threading.Event()
        self.look_at = clock()
        self.done = 0

    def listen(self) -> None:
        """Leave in good order when asked to."""
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, self._leave)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        self.leaving.set()

    def run(self, *, once: bool = False) -> int:
        """Work until asked to leave, or, with `once`, until nothing is due; how many jobs ran."""
        self.heart.start()
        try:
            while not self.leaving.is_set():
                if self.turn():
                    continue
                if once:
                    break
                self.leaving.wait(self.poll)
        finally:
            self.heart.end()
        return self.done

    def turn(self) -> bool:
        """Serve the schedule and work one job; False when there was nothing to do.

        A database that is away for a while is waited for, not died of.
        """
        try:
            self.serve_schedule()
            job = lease.claim(self.clock())
            if job is None:
                return False
            self.work(job)
            return True
        except (DatabaseError, InterfaceError):
            log.exception("The database did not answer; trying again in 5 seconds")
            close_old_connections()
            self.leaving.wait(5)
            return False

    def serve_schedule(self) -> None:
        """Look at the schedule every few seconds; cron rules have minutes."""
        now = self.clock()
        if now >= self.look_at:
            schedule.serve_due(now)
            self.look_at = now + LOOK

    def work(self, job: Job) -> None:
        """Work one claimed job."""
        self.heart.job = job
        try:
            if not work.give_up_on_killers(job, clock=self.clock):
                work.run(job, clock=self.clock, going=lambda: not self.leaving.is_set())
        finally:
            self.heart.job = None
        self.done += 1
