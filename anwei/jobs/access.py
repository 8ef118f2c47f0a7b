"""The door to one job: 404 if it is not yours to see, 403 if it is not yours to stop."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.audit import trail
from anwei.jobs import queries
from anwei.jobs.models import Job


def job_for(user: User, pk: int) -> Job:
    """A job this person may see; 404 otherwise."""
    return get_object_or_404(queries.visible_to(user), pk=pk)


def job_to_stop(user: User, pk: int) -> Job:
    """A job this person may stop and take up again: the own ones, or all with `jobs.stop`."""
    job = job_for(user, pk)
    if not may_stop(user, job):
        raise PermissionDenied
    return job


def may_stop(user: User, job: Job) -> bool:
    """Whether to draw the buttons."""
    return job.requested_by == trail.name_of(user) or may(user, "jobs.stop")
