"""The list of background work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.audit import trail
from anwei.config.pages import naming
from anwei.jobs import access, actions, queries
from anwei.jobs.models import SCHEDULE, TONES, UNFINISHED, Job, State, address_in, percent_of
from anwei.lists.filters import Asker, Choice, Days, Reading
from anwei.lists.spec import BulkAction, Column, Empty, Link, ListSpec, Search

WHO = (
    ("mine", _("Mine")),
    ("people", _("Everybody's")),
    ("schedule", _("By the schedule")),
)


@dataclass(frozen=True)
class Asked(Choice):
    """Who asked for the work. The schedule's is left out unless chosen: it comes every minute and is nobody's news."""

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """The work of those chosen; of people, where nothing is chosen."""
        people = ~Q(requested_by=SCHEDULE)
        by = {
            "mine": Q(requested_by=trail.name_of(asker.user)),
            "people": people,
            "schedule": Q(requested_by=SCHEDULE),
        }
        reading, condition = super().read(values, asker), Q()
        for code, _words in reading.parts:
            condition |= by[code]
        return Reading(condition or people, reading.parts, reading.refused)


def _choices(user: User) -> tuple:
    """Who sees only the own work has nothing to choose from."""
    return WHO if may(user, "jobs.view") else ()


def _jobs(user: User) -> QuerySet[Job]:
    return naming.with_who(
        queries.visible_to(user).defer("traceback", "payload", "cursor"), "requested_by"
    )


def _person(who: str) -> str:
    return gettext("by itself") if who.startswith("system:") else who


def _how_far(state: str, done: int, total: int | None) -> int | None:
    return percent_of(done, total) if state in UNFINISHED else None


def _result(state: str, result: dict | None, error: str, message: str) -> str:
    address = address_in(result)
    if state == State.DONE and address and result:
        return Link(result.get("label") or gettext("Open the result"), address)
    return error or message


def _not_yours(job: Job, user: User) -> str | None:
    if access.may_stop(user, job):
        return None
    return gettext("Only who asked for it, and the office, may do this.")


def _stop(job: Job, *, by: User, at: datetime, values: dict) -> None:
    if why := _not_yours(job, by):
        raise PermissionDenied(why)
    actions.stop(job, by=by, at=at)


def _resume(job: Job, *, by: User, at: datetime, values: dict) -> None:
    if why := _not_yours(job, by):
        raise PermissionDenied(why)
    actions.resume(job, by=by, at=at)


def _why_not_stop(job: Job, user: User) -> str | None:
    if why := _not_yours(job, user):
        return why
    if job.finished:
        return gettext("This job has already ended.")
    return gettext("It stops after this step.") if job.stop_requested else None


def _why_not_resume(job: Job, user: User) -> str | None:
    if why := _not_yours(job, user):
        return why
    if job.state not in {State.FAILED, State.STOPPED}:
        return gettext("Only a job that failed or was stopped can be taken up again.")
    return None


def _moving(at: datetime) -> Q:
    """Running, or waiting for nothing but a worker."""
    soon = at + timedelta(minutes=1)
    return Q(state=State.RUNNING) | Q(state=State.QUEUED, run_after__lte=soon)


JOBS = ListSpec(
    key="jobs",
    title=_("Background work"),
    # Everybody with an account: the own work is everybody's to see.
    permission="lists.use",
    model=Job,
    base=_jobs,
    address="jobs",
    columns=(
        Column("work", _("Work"), ("title", "kind"), show=lambda title, kind: title or kind, link=True),
        Column("who", _("Requested by"), "who", show=_person, personal=True, permission="jobs.view"),
        # Sorted by the key, which rises with the moment and needs no index of its own.
        Column("asked", _("Requested at"), "created_at", kind="moment", sort="id"),
        Column("state", _("State"), "state", kind="badge", choices=State.choices, tones=TONES),
        Column("progress", _("Progress"), ("state", "done", "total"), show=_how_far, kind="meter"),
        Column("result", _("Result"), ("state", "result", "error", "message"), show=_result, kind="long"),
        Column("started", _("Started at"), "started_at", kind="moment", default=False),
        Column("finished", _("Finished at"), "finished_at", kind="moment", default=False),
        Column("kind", _("Kind"), "kind", permission="jobs.view", default=False),
        Column("tries", _("Tries of this step"), "attempts", kind="number", permission="jobs.view", default=False),
    ),
    default_sort="-asked",
    filters=(
        Asked("asked", _("Requested by"), choices=_choices),
        Choice("state", _("State"), path="state", choices=State.choices),
        Days("day", _("Requested at"), path="created_at", moment=True),
    ),
    search=Search(paths=("title", "kind"), hint=_("What the work is called")),
    row_address=lambda pk: reverse("jobs:job", args=[pk]),
    actions=(
        BulkAction(
            "stop", _("Stop"), "lists.use", apply=_stop, refusals=(actions.CannotStop,), refusal=_why_not_stop, on_row=True,
            explain=_("What waits is stopped at once, what runs after the step at hand. It can be taken up again."),
            done=_("What waits is stopped at once, what runs after the step at hand. It can be taken up again."),
        ),
        BulkAction(
            "resume", _("Take up again"), "lists.use", apply=_resume, refusals=(actions.CannotResume,), refusal=_why_not_resume, on_row=True,
            explain=_("The work goes on where its last step ended."), done=_("The work goes on where its last step ended."),
        ),
    ),
    live=_moving,
    empty=Empty(_("Imports, exports and other long work that you start appear here with their progress and their result.")),
    counted=lambda n: ngettext("%(n)s job", "%(n)s jobs", n) % {"n": f"{n:,}"},
)  # fmt: skip
