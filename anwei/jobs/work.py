"""What a handler sees of its job, and how one claimed job is worked through.

A handler is `def step(work: Work) -> bool`, named in `settings.JOB_HANDLERS`. It is called again
and again; each call is one chunk and ONE TRANSACTION that also commits `work.cursor` and the
progress, so a worker killed at any moment loses the chunk it was in and doubles nothing. It
returns True when the work is finished. Keep chunks short (a second or two): SQLite has one writer.

A step that only reads for long, or talks to another machine, is marked `@outside_transaction`:
it opens its own short transactions, must bear being repeated from its last cursor, and may call
`work.checkpoint()` as often as it likes.
"""

import gc
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from anwei.jobs import lease
from anwei.jobs.lease import LeaseLost
from anwei.jobs.models import Job, State

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Step = Callable[["Work"], bool]
Function = TypeVar("Function", bound=Callable[..., Any])

# Waits before the next try of a chunk that failed; after the last the job has failed.
WAITS = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600)]


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help; the message is shown to whoever asked."""


class StopRequested(Exception):
    """Raised by `checkpoint` when someone asked the job to stop."""


class Work:
    """One job as its handler sees it."""

    def __init__(self, job: Job, *, clock: Clock) -> None:
        self.job = job
        self.clock = clock
        self.at = clock()

    @property
    def payload(self) -> dict[str, Any]:
        """What the caller asked for."""
        payload: dict[str, Any] = self.job.payload
        return payload

    @property
    def cursor(self) -> dict[str, Any]:
        """Where the last committed chunk ended; starts as {}. Change it in place or assign it."""
        cursor: dict[str, Any] = self.job.cursor
        return cursor

    @cursor.setter
    def cursor(self, cursor: dict[str, Any]) -> None:
        self.job.cursor = cursor

    @property
    def result(self) -> dict[str, Any] | None:
        """What the page offers when the job is done: `{"address": "/…", "label": "…"}`."""
        return self.job.result

    @result.setter
    def result(self, result: dict[str, Any] | None) -> None:
        self.job.result = result

    def progress(
        self, *, done: int | None = None, total: int | None = None, message: str | None = None
    ) -> None:
        """Say how far the work is; seen by the page once the chunk has committed."""
        if done is not None:
            self.job.done = done
        if total is not None:
            self.job.total = total
        if message is not None:
            self.job.message = message[:300]

    def checkpoint(self) -> None:
        """Commit cursor and progress now, from a step outside a transaction.

        Raises LeaseLost or StopRequested; let both pass.
        """
        if not getattr(handler_of(self.job.kind), "outside_transaction", False):
            raise RuntimeError("A step inside a transaction commits when it returns.")
        lease.commit(self.job, at=self.clock())
        if Job.objects.filter(pk=self.job.pk, stop_requested=True).exists():
            raise StopRequested


def outside_transaction(step: Function) -> Function:
    """Mark a step that must not hold a transaction while it works (see the top of this file)."""
    step.outside_transaction = True  # type: ignore[attr-defined]
    return step


def handler_of(kind: str) -> Step:
    """The function that does this kind of work. Raises GiveUp when no handler is listed."""
    try:
        step: Step = import_string(settings.JOB_HANDLERS[kind])
    except (KeyError, ImportError) as fault:
        raise GiveUp(_("This version does not know work of the kind %s.") % kind) from fault
    return step


def run(job: Job, *, clock: Clock, going: Callable[[], bool] = lambda: True) -> None:
    """Work a claimed job through, chunk by chunk, until it ends or `going()` turns false.

    Never raises for what goes wrong in the handler: the job row says it.
    """
    # A chunk makes and drops many thousand objects; looking for cycles among them after every 700
    # took an eighth of an import.
    gc.set_threshold(50_000, 20, 50)
    with translation.override(job.language or None), _ends_in_words(job, clock):
        step = handler_of(job.kind)
        while not _stopped(job, clock):
            if chunk(step, Work(job, clock=clock)):
                return
            if not going():
                lease.put_back(job, run_after=clock())
                return


def chunk(step: Step, work: Work) -> bool:
    """Run one chunk and commit it with its cursor; True when the job is done."""
    if getattr(step, "outside_transaction", False):
        finished = step(work)
        with transaction.atomic():
            return _commit(work, finished)
    with transaction.atomic():
        return _commit(work, step(work))


def _commit(work: Work, finished: bool) -> bool:
    if not isinstance(finished, bool):
        raise GiveUp(f"The handler of {work.job.kind} must return True or False.")
    at = work.clock()
    lease.commit(work.job, at=at)
    if finished:
        lease.finish(work.job, State.DONE, at=at)
    return finished


def _stopped(job: Job, clock: Clock) -> bool:
    """End the job as stopped if someone asked for it."""
    if not Job.objects.filter(pk=job.pk, stop_requested=True).exists():
        return False
    with transaction.atomic():
        lease.finish(job, State.STOPPED, at=clock())
    return True


@contextmanager
def _ends_in_words(job: Job, clock: Clock) -> Iterator[None]:
    """Whatever the handler raises becomes a state of the job, told in words."""
    try:
        yield
    except LeaseLost:
        log.warning("Job %s was taken over by another worker; its chunk was undone.", job.pk)
    except StopRequested:
        _leave(job, State.STOPPED, clock)
    except GiveUp as refusal:
        # A refusal is told in its words; a fault behind it is for administrators.
        details = _details() if refusal.__cause__ else ""
        _leave(job, State.FAILED, clock, words=str(refusal), details=details)
    except Exception:
        log.exception("Job %s (%s) failed in a chunk", job.pk, job.kind)
        _after_fault(job, clock)


def _after_fault(job: Job, clock: Clock) -> None:
    """Try again later, or say that it failed for good."""
    # The chunk was undone, so the row and not the object knows how far the work is.
    attempts = Job.objects.filter(pk=job.pk).values_list("attempts", flat=True).first() or 0
    if attempts > len(WAITS):
        words = _("An unexpected fault stopped this work. An administrator can see the details.")
        _leave(job, State.FAILED, clock, words=words, details=_details())
        return
    words = _("A fault interrupted this work. It will be tried again by itself.")
    wait = WAITS[max(attempts, 1) - 1]
    _leave(job, State.QUEUED, clock, words=words, details=_details(), wait=wait)


def _details() -> str:
    """The fault at hand; the innermost lines say most, and a runaway recursion is cut short."""
    return traceback.format_exc()[-20_000:]


def _leave(
    job: Job,
    state: State,
    clock: Clock,
    *,
    words: str = "",
    details: str = "",
    wait: timedelta = timedelta(),
) -> None:
    """Let go of the job as it stands in the database, with the reason."""
    now = Job.objects.filter(pk=job.pk, lease_token=job.lease_token).first()
    if now is None:
        return
    now.error, now.traceback = words, details
    try:
        with transaction.atomic():
            if state == State.QUEUED:
                lease.put_back(now, run_after=clock() + wait)
            else:
                lease.finish(now, state, at=clock())
    except LeaseLost:
        log.warning("Job %s was taken over by another worker.", job.pk)


def give_up_on_killers(job: Job, *, clock: Clock) -> bool:
    """End a job whose chunk took its worker down again and again; True if so."""
    if job.attempts <= len(WAITS) + 1:
        return False
    words = _("The work broke off %d times at the same place without a word.") % (job.attempts - 1)
    with translation.override(job.language or None), _ends_in_words(job, clock):
        raise GiveUp(words)
    return True


def run_all(at: datetime) -> int:
    """For tests and commands: work through all due jobs in this process; how many ran.

    Jobs put off to later (`run_after`, a retry) stay where they are.
    """
    count = 0
    while job := lease.claim(at):
        run(job, clock=lambda: at)
        count += 1
    return count
