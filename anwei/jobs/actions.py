"""What people and rooms do with jobs: ask for one, stop it, take it up again.

The machine's own bookkeeping (claims, leases, progress) is in `lease`; it stays out of the trail.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.jobs.models import SCHEDULE, Due, Job, State, WorkerSeen


class UnknownKind(Exception):
    """No handler is listed in JOB_HANDLERS for this kind: a fault of the caller, not of a user."""


class CannotStop(Exception):
    """The job has already ended."""


class CannotResume(Exception):
    """The job is not one that failed or was stopped, or another one does the same work now."""


@transaction.atomic
def enqueue(
    kind: str,
    *,
    by: object,
    at: datetime,
    payload: dict[str, Any] | None = None,
    title: str = "",
    total: int | None = None,
    run_after: datetime | None = None,
    key: str | None = None,
) -> Job:
    """Ask for long work. The row is part of the caller's transaction: no change, no job.

    With a `key`, an unfinished job of the same key is returned instead of a second one.
    Workers look for due rows every half second, so there is nobody to wake.
    """
    if kind not in settings.JOB_HANDLERS:
        raise UnknownKind(f"JOB_HANDLERS names no handler for {kind!r}.")
    job = Job(
        kind=kind,
        payload=payload or {},
        title=title[:200],
        total=total,
        key=key,
        requested_by=trail.name_of(by),
        language=translation.get_language() or "",
        created_at=at,
        run_after=run_after or at,
    )
    if twin := _insert(job):
        return twin
    if job.requested_by != SCHEDULE:
        trail.record("jobs.enqueued", job, by=by, at=at, now={"kind": kind, "title": title})
    return job


def _insert(job: Job) -> Job | None:
    """Insert the job; where its key is taken, return the job that has it instead."""
    if job.key is None:
        job.save(force_insert=True)
        return None
    while True:
        if twin := Job.objects.unfinished().filter(key=job.key).first():
            return twin
        try:
            with transaction.atomic():
                job.save(force_insert=True)
            return None
        except IntegrityError:
            # Someone else was quicker, and may even have finished since: look again.
            job.pk = None


@transaction.atomic
def stop(job: Job, *, by: object, at: datetime) -> None:
    """Stop a job: at once while it waits, else after the chunk it is working on.

    Raises CannotStop when it has already ended.
    """
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
    if not waiting.update(state=State.STOPPED, finished_at=at, stop_requested=True) and not (
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop_requested=True)
    ):
        raise CannotStop(_("This job has already ended."))
    job.refresh_from_db()
    trail.record("jobs.stop_requested", job, by=by, at=at, now={"state": job.state})


@transaction.atomic
def resume(job: Job, *, by: object, at: datetime) -> None:
    """Take up a failed or stopped job where its last committed chunk ended.

    Raises CannotResume when it did not fail or stop, or its key is in use again.
    """
    try:
        with transaction.atomic():
            taken = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.STOPPED]).update(
                state=State.QUEUED,
                finished_at=None,
                run_after=at,
                attempts=0,
                stop_requested=False,
                error="",
                traceback="",
            )
    except IntegrityError:
        raise CannotResume(_("Another job is doing the same work now.")) from None
    if not taken:
        raise CannotResume(_("Only a job that failed or was stopped can be taken up again."))
    was = {"state": job.state}
    job.refresh_from_db()
    trail.record("jobs.resumed", job, by=by, at=at, was=was, now={"state": job.state})


@transaction.atomic
def tidy(*, at: datetime) -> int:
    """Delete what nobody needs any more; how many jobs went.

    The schedule's own jobs are kept 2 days, other jobs 90, moments served 90, workers a day.
    """
    ended = Job.objects.exclude(state__in=[State.QUEUED, State.RUNNING])
    gone, _by_model = ended.filter(
        requested_by=SCHEDULE, state=State.DONE, finished_at__lt=at - timedelta(days=2)
    ).delete()
    more, _by_model = ended.filter(finished_at__lt=at - timedelta(days=90)).delete()
    served = Due.objects.order_by().values_list("name").annotate(last=Max("due_at"))
    for name, last in served:
        # The last moment served stays, or the schedule would take the rule for a new one.
        old = min(last, at - timedelta(days=90))
        Due.objects.filter(name=name, due_at__lt=old).delete()
    WorkerSeen.objects.filter(seen_at__lt=at - timedelta(days=1)).delete()
    return gone + more
