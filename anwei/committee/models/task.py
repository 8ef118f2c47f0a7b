"""Tasks: who owes what by when, how it was answered, and by which hazards it is proven."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.committee.lifecycle import TaskState
from anwei.committee.models.body import Cadence
from anwei.committee.models.resolution import Resolution
from anwei.documents.models import Document
from anwei.hazards.models import Hazard, Instruction
from anwei.jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

TASK_STATES = [
    (TaskState.ISSUED.value, _("Handed out")),
    (TaskState.TAKEN.value, _("Being done")),
    (TaskState.ANSWERED.value, _("Answered, to be looked at")),
    (TaskState.ACCEPTED.value, pgettext_lazy("a task", "Accepted")),
    (TaskState.WITHDRAWN.value, pgettext_lazy("a task", "Withdrawn")),
]


class TaskPart(models.TextChoices):
    """What a unit is in a task."""

    LEAD = "lead", _("lead")
    HELP = "help", _("co-operating")


class RecurringQuerySet(models.QuerySet["Recurring"]):
    """What comes back, asked for by who may see it."""

    def visible_to(self, user: "User | AnonymousUser") -> "RecurringQuerySet":
        """All for who sees the zone; else what is handed to one's unit or to a unit below it."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        below = Unit.objects.filter(path__startswith=user.unit.path)
        return self.filter(
            pk__in=Recurring.units.through.objects.filter(unit__in=below).values("recurring")
        )


class Recurring(models.Model):
    """A task that comes back every month or quarter, for the same units."""

    title = models.CharField(pgettext_lazy("of a task", "title"), max_length=300)
    text = models.TextField(_("what is to be done"), blank=True)
    measure = models.TextField(_("measure of done"), blank=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("units"))
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="recurring"
    )
    every = models.CharField(_("every"), max_length=10, choices=Cadence.choices)
    # Days from the first day of the period: issued on, and due on.
    lead_days = models.PositiveSmallIntegerField(_("handed out on day"), default=1)
    term_days = models.PositiveSmallIntegerField(_("due on day"), default=10)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    # Drawn with the form: the same form sent twice is one thing that comes back.
    form_key = models.UUIDField(null=True, blank=True)

    objects = RecurringQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_key"],
                name="one_recurring_per_form",
                condition=Q(form_key__isnull=False),
            ),
            models.CheckConstraint(name="it_comes_back", condition=~Q(every="none")),
            models.CheckConstraint(
                name="due_after_it_is_handed_out",
                condition=Q(lead_days__gt=0) & Q(term_days__gte=F("lead_days")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "TaskQuerySet":
        """All for who sees the zone; else those of one's unit and the units below it.

        Those they owe, those they handed down, those offered to them, and those they handed over, as long as these are open.
        """
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        path = user.unit.path
        offered = HandOver.objects.filter(
            taker__path__startswith=path, state=HandOver.State.OFFERED
        )
        given = HandOver.objects.filter(giver__path__startswith=path, state=HandOver.State.RECEIVED)
        return self.filter(
            Q(unit__path__startswith=path)
            | Q(asked_by_unit__path__startswith=path)
            | Q(pk__in=offered.values("task"))
            | Q(pk__in=given.values("task"), ended_on__isnull=True)
        )

    def open(self) -> "TaskQuerySet":
        """Neither accepted nor withdrawn."""
        return self.exclude(state__in=[TaskState.ACCEPTED, TaskState.WITHDRAWN])

    def owed(self) -> "TaskQuerySet":
        """Where it is the unit's turn."""
        return self.filter(state__in=[TaskState.ISSUED, TaskState.TAKEN])


class Task(models.Model):
    """Something one unit owes by a day, with proof."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(pgettext_lazy("of a task", "title"), max_length=300)
    text = models.TextField(_("what is to be done"), blank=True)
    measure = models.TextField(_("measure of done"), blank=True)
    # Where it comes from: a resolution, a leader's instruction, or a task of a unit above.
    resolution = models.ForeignKey(
        Resolution, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    instruction = models.OneToOneField(
        Instruction, models.PROTECT, null=True, blank=True, related_name="task"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    recurring = models.ForeignKey(
        Recurring, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    # The first day of the period a recurring task is for.
    period = models.DateField(null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="tasks", verbose_name=_("handed to")
    )
    part = models.CharField(
        _("part"), max_length=4, choices=TaskPart.choices, default=TaskPart.LEAD
    )
    asked_by_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_tasks",
        verbose_name=_("handed out by"),
    )
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField()
    state = models.CharField(
        _("state"), max_length=9, choices=TASK_STATES, default=TaskState.ISSUED
    )
    issued_on = models.DateField(_("handed out on"))
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # How often an answer was sent back, and how often it was chased.
    returns = models.PositiveSmallIntegerField(_("sent back"), default=0)
    chases = models.PositiveSmallIntegerField(_("chased"), default=0)
    chased_at = models.DateTimeField(_("last chased"), null=True, blank=True)
    # A list that proves it: key and query of the list, and the work that freezes its cases.
    proof_list = models.CharField(max_length=40, blank=True)
    proof_query = models.CharField(max_length=2000, blank=True)
    proof_job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    # Counted from the cases, and when: all but those set aside, the fixed and verified among them, those
    # closed without fix, those set aside, and the sites they are at.
    proof_total = models.PositiveIntegerField(_("cases"), default=0)
    proof_done = models.PositiveIntegerField(_("cases settled"), default=0)
    proof_unfixed = models.PositiveIntegerField(default=0)
    proof_void = models.PositiveIntegerField(default=0)
    proof_sites = models.PositiveIntegerField(default=0)
    proof_at = models.DateTimeField(null=True, blank=True)
    # The stage and day it was last told of, "o261120".
    reminded = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    # Drawn with the form: the same form sent twice is one task for each of its units.
    form_key = models.UUIDField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"]),
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["resolution", "part"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recurring", "period", "unit"],
                name="one_task_per_unit_and_period",
                condition=Q(recurring__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["form_key", "unit"],
                name="one_task_per_unit_and_form",
                condition=Q(form_key__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_task_says_when",
                condition=Q(state__in=["accepted", "withdrawn"], ended_on__isnull=False)
                | ~Q(state__in=["accepted", "withdrawn"]) & Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Neither accepted nor withdrawn."""
        return self.state not in {TaskState.ACCEPTED, TaskState.WITHDRAWN}

    @property
    def proof_open(self) -> int:
        """Cases of its list that are still open."""
        return self.proof_total - self.proof_done - self.proof_unfixed

    @property
    def proof_percent(self) -> int | None:
        """How many of a hundred of its cases are fixed and verified; never rounded up to all."""
        return self.proof_done * 100 // self.proof_total if self.proof_total else None


class Target(models.Model):
    """A hazard by which a task is proven: read both ways, from the decision and from the case."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="targets")
    # What proves a task is not taken out of the register: an import that brought it is refused its undo.
    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="tasks")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "hazard"], name="a_case_once_per_task")
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.hazard}"


class Answer(models.Model):
    """What a unit reports on a task: progress, a part of it, or that it is done."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        PARTIAL = "partial", _("Done in part")
        FINAL = "final", pgettext_lazy("an answer", "Done")

    class Outcome(models.TextChoices):
        NOTED = "noted", _("Noted")
        WAITING = "waiting", _("To be looked at")
        ACCEPTED = "accepted", pgettext_lazy("an answer", "Accepted")
        RETURNED = "returned", _("Returned with remarks")

    task = models.ForeignKey(Task, models.CASCADE, related_name="answers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.TextField(_("what was done"))
    # As the unit judges it; where a list proves the task, the cases are counted instead.
    percent = models.PositiveSmallIntegerField(_("per cent done"), null=True, blank=True)
    # So many of the cases that prove the task, and so many of them fixed and verified, when this was reported.
    cases = models.PositiveIntegerField(null=True, blank=True)
    cases_done = models.PositiveIntegerField(null=True, blank=True)
    late_reason = models.TextField(_("why it is late"), blank=True)
    open_reason = models.TextField(_("why parts of it are still open"), blank=True)
    held_on = models.DateField(_("on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    behalf = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.NOTED)
    remark = models.TextField(_("remark"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="percent_is_a_share",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
            ),
            models.UniqueConstraint(
                fields=["task"], name="one_answer_waits", condition=Q(outcome="waiting")
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class AnswerPaper(models.Model):
    """A paper or photo that proves an answer."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.document)


class Extension(models.Model):
    """A unit asks for more time; the office decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("To be decided")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    task = models.ForeignKey(Task, models.CASCADE, related_name="extensions")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    behalf = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], name="one_open_extension_per_task", condition=Q(state="asked")
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.until}"


class HandOver(models.Model):
    """A task is offered to another unit, which says that it has it or sends it back."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        RECEIVED = "received", pgettext_lazy("a task", "Received")
        REFUSED = "refused", pgettext_lazy("a task", "Sent back")
        WITHDRAWN = "withdrawn", pgettext_lazy("an offer", "Withdrawn")

    task = models.ForeignKey(Task, models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("to unit"))
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OFFERED)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], name="one_open_hand_over_per_task", condition=Q(state="offered")
            ),
            models.CheckConstraint(name="handed_to_another", condition=~Q(giver=F("taker"))),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.giver} → {self.taker}"
