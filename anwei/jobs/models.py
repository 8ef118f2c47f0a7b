"""The job, the moments the schedule has served, and the workers that were seen."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


UNFINISHED = (State.QUEUED, State.RUNNING)

TONES = {
    State.QUEUED: "neutral",
    State.RUNNING: "info",
    State.DONE: "good",
    State.FAILED: "bad",
    State.STOPPED: "warn",
}

# Who a job belongs to when the schedule started it.
SCHEDULE = "system:schedule"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs, asked for by what a worker may do with them."""

    def claimable(self, at: datetime) -> "JobQuerySet":
        """Waiting and due, or left behind by a worker whose lease has lapsed."""
        return self.filter(
            Q(state=State.QUEUED, run_after__lte=at) | Q(state=State.RUNNING, lease_until__lt=at)
        )

    def unfinished(self) -> "JobQuerySet":
        """Waiting or running."""
        return self.filter(state__in=UNFINISHED)

    def held(self, job: "Job") -> "JobQuerySet":
        """The row, but only while the lease under which `job` was claimed still holds."""
        return self.filter(pk=job.pk, state=State.RUNNING, lease_token=job.lease_token)


def percent_of(done: int, total: int | None) -> int | None:
    """How far, 0 to 100; None while the total is not known."""
    return min(100, done * 100 // total) if total else None


def address_in(result: dict | None) -> str:
    """The page of a result on this site, or nothing."""
    address = str((result or {}).get("address", ""))
    return address if address.startswith("/") and not address.startswith("//") else ""


class Job(models.Model):
    """One piece of long work: what, how far, for whom, and who holds it now.

    `payload` is what the caller asked for and never changes; `cursor` is what the handler needs
    to go on after the last committed chunk; `result` is what the page offers at the end:
    `{"address": "/local/path", "label": "…", "document": 7}`, each key optional.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=200, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    cursor = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    key = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 - null: no key
    requested_by = models.CharField(_("requested by"), max_length=80)
    # The words a handler writes (progress, errors) are for the person who asked: in their language.
    language = models.CharField(max_length=10, blank=True)

    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True, blank=True)
    message = models.CharField(max_length=300, blank=True)

    created_at = models.DateTimeField(_("requested at"))
    run_after = models.DateTimeField()
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Claims since the work last got further: work that kills its worker comes to an end.
    attempts = models.PositiveSmallIntegerField(default=0)
    stop_requested = models.BooleanField(default=False)
    error = models.TextField(_("what went wrong"), blank=True)
    traceback = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    # How far it was at the last commit, while a worker has it in hand (see `lease`).
    committed: str = ""

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "run_after", "id"],
                name="job_next",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["requested_by", "-id"], name="job_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]),
                name="one_unfinished_job_per_key",
            ),
            models.CheckConstraint(
                name="running_job_has_a_lease",
                condition=Q(state="running", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_token__isnull=True, lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="finished_job_says_when",
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "stopped"], finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind

    @property
    def finished(self) -> bool:
        """Done, failed or stopped: nothing more will happen by itself."""
        return self.state not in UNFINISHED

    @property
    def tone(self) -> str:
        """The colour of its state; a fault that will be tried again warns."""
        return "warn" if self.error and not self.finished else TONES[State(self.state)]

    @property
    def percent(self) -> int | None:
        """How far, 0 to 100; None while the total is not known."""
        return percent_of(self.done, self.total)

    @property
    def address(self) -> str:
        """The page of the result on this site, or nothing."""
        return address_in(self.result)


class Due(models.Model):
    """A moment the schedule has served. Unique, so that many workers make one job of it."""

    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="due_moments")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["name", "due_at"], name="one_run_per_due_moment")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"


class WorkerSeen(models.Model):
    """A sign of life of one worker process."""

    name = models.CharField(max_length=120, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.name
