"""Reads about jobs."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.audit import trail
from anwei.jobs.models import Job, JobQuerySet, WorkerSeen


def visible_to(user: User) -> JobQuerySet:
    """The jobs this person may see: the own ones, or all with `jobs.view`."""
    if may(user, "jobs.view"):
        return Job.objects.all()
    return mine(user)


def mine(user: User) -> JobQuerySet:
    """The jobs this person asked for."""
    return Job.objects.filter(requested_by=trail.name_of(user))


def names_of_requesters(jobs: Iterable[Job]) -> dict[str, str]:
    """Who asked, as names to show: "accounts.user:12" to the person's name."""
    prefix = f"{User._meta.label_lower}:"
    keys = {job.requested_by for job in jobs if job.requested_by.startswith(prefix)}
    people = User.objects.filter(pk__in=[int(key.removeprefix(prefix)) for key in keys])
    return {trail.name_of(person): str(person) for person in people}


def worker_seen_at() -> datetime | None:
    """When any worker last gave a sign of life; None: never."""
    last: datetime | None = WorkerSeen.objects.aggregate(last=Max("seen_at"))["last"]
    return last
