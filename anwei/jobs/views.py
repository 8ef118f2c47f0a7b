"""Pages of jobs: one job, its progress, stop and take up again. The list of them stands in config."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anwei.accounts.permissions import may
from anwei.foundation.templatetags.parts import moment
from anwei.jobs import access, actions, queries
from anwei.jobs.models import Job


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; the details of a fault only with `jobs.view`."""
    found = access.job_for(request.user, pk)
    sees_details = may(request.user, "jobs.view")
    context = {
        "job": found,
        "may_stop": access.may_stop(request.user, found),
        "sees_details": sees_details,
        "facts": _facts(found, sees_details),
        "crumbs": [(_("Background work"), reverse("jobs")), (str(found), "")],
    }
    return render(request, "jobs/job.html", context)


def _facts(found: Job, sees_details: bool) -> list[tuple[str, object]]:
    names = queries.names_of_requesters([found])
    facts = [
        (_("Requested by"), names.get(found.requested_by, _("by itself"))),
        (_("Requested at"), moment(found.created_at)),
        (_("Started at"), moment(found.started_at)),
        (_("Finished at"), moment(found.finished_at)),
    ]
    if sees_details:
        facts += [(_("Kind"), found.kind), (_("Tries of this step"), found.attempts)]
    return facts


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that a page asks for each second until the job has ended."""
    found = access.job_for(request.user, pk)
    context = {"job": found, "may_stop": access.may_stop(request.user, found)}
    response = render(request, "jobs/progress.html", context)
    if found.finished:
        # So that the page around it may load what the job has made.
        response["HX-Trigger"] = json.dumps({"job-ended": {"job": found.pk, "state": found.state}})
    return response


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop it after the chunk at hand."""
    found = access.job_to_stop(request.user, pk)
    try:
        actions.stop(found, by=request.user, at=timezone.now())
    except actions.CannotStop as refusal:
        messages.warning(request, str(refusal))
    return _back(request, found)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a failed or stopped job up again where it ended."""
    found = access.job_to_stop(request.user, pk)
    try:
        actions.resume(found, by=request.user, at=timezone.now())
    except actions.CannotResume as refusal:
        messages.warning(request, str(refusal))
    return _back(request, found)


def _back(request: HttpRequest, found: Job) -> HttpResponse:
    if request.htmx:
        found.refresh_from_db()
        return render(request, "jobs/progress.html", {"job": found, "may_stop": True})
    return redirect("jobs:job", found.pk)
