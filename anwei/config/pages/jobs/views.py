"""The page of background work."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from anwei.config.pages.jobs.lists import JOBS
from anwei.jobs import queries
from anwei.lists.pages import list_page


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What a person asked for; with `jobs.view` everybody's, and on demand the schedule's."""
    more = {"worker_missing": _worker_missing()}
    return list_page(request, JOBS, template="jobs/jobs.html", extra=more)


def _worker_missing() -> bool:
    """Whether nobody has worked for a minute, so that waiting makes no sense."""
    seen = queries.worker_seen_at()
    return seen is None or (timezone.now() - seen).total_seconds() > 60
