"""Who holds a job: claim, renew, commit a chunk, let go. Every write asks for the lease in itself.

A worker whose lease lapsed (it was frozen, cut off, or killed) finds no row to update and its
transaction is rolled back, so a chunk is committed once however many workers ran it.
"""

import json
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction

from anwei.audit import trail
from anwei.jobs.models import SCHEDULE, Job, State

# Far above the heartbeat, and above the clock difference of two servers that keep time at all.
LEASE = timedelta(seconds=60)
HEARTBEAT = timedelta(seconds=10)

WORKER = "system:worker"


class LeaseLost(Exception):
    """Another worker holds this job now; whatever was done under the old lease is undone."""


def claim(at: datetime) -> Job | None:
    """Take the next due job under a new lease, or one whose lease has lapsed; None if there is none."""
    waiting = Job.objects.claimable(at).order_by("run_after", "id")
    # Asked first without a lock, so that idle workers never queue for SQLite's one writer.
    if not waiting.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        job = waiting.first()
        if job is None:
            return None
        job.state, job.attempts = State.RUNNING, job.attempts + 1
        job.lease_token, job.lease_until = uuid4(), at + LEASE
        job.started_at = job.started_at or at
        won = (
            Job.objects.claimable(at)
            .filter(pk=job.pk)
            .update(
                state=job.state,
                attempts=job.attempts,
                lease_token=job.lease_token,
                lease_until=job.lease_until,
                started_at=job.started_at,
            )
        )
    job.committed = _mark(job)
    return job if won else None


def renew(job: Job, *, at: datetime) -> bool:
    """Hold the job for another lease; False when another worker has it."""
    return bool(Job.objects.held(job).update(lease_until=at + LEASE))


def commit(job: Job, *, at: datetime) -> None:
    """Write cursor and progress, in the transaction of the chunk. Raises LeaseLost."""
    if (mark := _mark(job)) != job.committed:
        # It got further, so whatever failed before is behind it.
        job.attempts, job.committed = 0, mark
    job.lease_until = at + LEASE
    _write(job, "cursor", "done", "total", "message", "result", "attempts", "lease_until")


def _mark(job: Job) -> str:
    """How far the job is, to be compared."""
    return json.dumps([job.cursor, job.done], sort_keys=True, default=str)


def finish(job: Job, state: State, *, at: datetime) -> None:
    """End the job and leave a line for whoever asked for it. Raises LeaseLost."""
    if state == State.DONE:
        job.error = job.traceback = ""
    _let_go(job, state, finished_at=at)
    if job.requested_by != SCHEDULE or state == State.FAILED:
        trail.record(f"jobs.{state}", job, by=WORKER, at=at, now={"done": job.done})


def put_back(job: Job, *, run_after: datetime) -> None:
    """Give the job back to the queue, for any worker. Raises LeaseLost."""
    job.run_after = run_after
    _let_go(job, State.QUEUED)


def _let_go(job: Job, state: State, finished_at: datetime | None = None) -> None:
    token, job.finished_at, job.state = job.lease_token, finished_at, state
    job.lease_token = job.lease_until = None
    held = Job.objects.filter(pk=job.pk, state=State.RUNNING, lease_token=token)
    if not held.update(
        state=state,
        finished_at=finished_at,
        run_after=job.run_after,
        attempts=job.attempts,
        error=job.error,
        traceback=job.traceback,
        lease_token=None,
        lease_until=None,
    ):
        raise LeaseLost(f"Job {job.pk} is held by another worker.")


def _write(job: Job, *fields: str) -> None:
    if not Job.objects.held(job).update(**{field: getattr(job, field) for field in fields}):
        raise LeaseLost(f"Job {job.pk} is held by another worker.")
