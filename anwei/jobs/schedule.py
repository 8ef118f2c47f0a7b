"""Timed work: any number of workers, one job for each due moment.

`settings.SCHEDULE` holds (name, cron rule in the zone's time, kind). After downtime a rule is
caught up with by one run, for the latest moment missed: handlers look at windows, not at dates.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from anwei.jobs import actions
from anwei.jobs.models import SCHEDULE, Due, Job


def latest_due(rule: str, at: datetime) -> datetime:
    """The last moment at or before `at` at which the rule was due, in UTC."""
    zone = ZoneInfo(settings.TIME_ZONE)
    # The step back excludes its own start, so begin just after.
    start = at.astimezone(zone) + timedelta(microseconds=1)
    last: datetime = croniter(rule, start).get_prev(datetime)
    return last.astimezone(UTC)


def serve_due(at: datetime) -> list[Job]:
    """Enqueue what is due and not yet served; the jobs this call made."""
    served = Due.objects.order_by().values_list("name").annotate(last=Max("due_at"))
    last_served = dict(served)
    made = []
    for name, rule, kind in settings.SCHEDULE:
        due_at = latest_due(rule, at)
        last = last_served.get(name)
        if last is not None and last >= due_at:
            continue
        if job := _serve(name, due_at, kind, at=at, first=last is None):
            made.append(job)
    return made


def _serve(name: str, due_at: datetime, kind: str, *, at: datetime, first: bool) -> Job | None:
    """Make the job of one due moment, unless another worker just did.

    A rule never seen before only takes its place: its first run is its next due moment.
    """
    try:
        with transaction.atomic():
            due = Due.objects.create(name=name, due_at=due_at)
            if first:
                return None
            payload = {"due_at": due_at.isoformat()}
            due.job = actions.enqueue(
                kind, by=SCHEDULE, at=at, payload=payload, key=f"schedule:{name}"
            )
            due.save(update_fields=["job"])
            return due.job
    except IntegrityError:
        return None
