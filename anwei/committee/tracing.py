"""Traced both ways: from a decision to the hazards that prove it, and from a hazard to what set it moving."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.accounts.models import User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.committee import access, queries
from anwei.committee.models import Cadence, Recurring, Resolution, Target, Task
from anwei.hazards.lists import HAZARDS
from anwei.hazards.models import Hazard, HazardQuerySet
from anwei.lists import pages, state
from anwei.lists.filters import Asker, Choice, Days, Flag, Linked, Reading
from anwei.lists.spec import Column, Empty, ListSpec, Search


def proving(tasks: Sequence[int]) -> Q:
    """Hazards that are cases of one of these tasks."""
    return Q(pk__in=Target.objects.filter(task__in=tasks).values("hazard"))


@dataclass(frozen=True)
class OfTask(Linked):
    """The cases of one task."""

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """Each hazard once, however many of the tasks it proves."""
        reading = super().read(values, asker)
        keys = [int(value) for value, _words in reading.parts]
        return replace(reading, condition=proving(keys) if values else Q())


@dataclass(frozen=True)
class OfResolution(Linked):
    """The cases of all tasks that a resolution became, and of their parts."""

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """Through the tasks that the person may see."""
        reading = super().read(values, asker)
        keys = [
            task.pk
            for value, _words in reading.parts
            for task in queries.tasks_from(int(value), asker.user)
        ]
        return replace(reading, condition=proving(keys) if values else Q())


def targets_of(user: User) -> HazardQuerySet:
    """Hazards that prove a task the person may see; of these, those the person may see."""
    proof = Target.objects.filter(hazard=OuterRef("pk"))
    if reach_of(user) != Reach.EVERYTHING:
        # The few are fetched first: a planner that knows them walks the list in its order.
        seen = Task.objects.visible_to(user).exclude(proof_list="")
        proof = proof.filter(task__in=list(seen.values_list("pk", flat=True)))
    return Hazard.objects.visible_to(user).filter(Exists(proof))


TARGETS = replace(
    HAZARDS,
    key="task-hazards",
    title=_("Hazards that prove tasks"),
    permission=access.VIEW,
    base=targets_of,
    address="committee:targets",
    filters=(
        OfTask("task", _("Task"), path="pk", offered=Task.objects.visible_to),
        OfResolution("resolution", _("Resolution"), path="pk", offered=Resolution.objects.visible_to),
        *(one for one in HAZARDS.filters if one.key != "pile"),
    ),
    actions=(),
    empty=Empty(_("No list of hazards has been chosen to prove a task.")),
)  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """What became of a resolution: its tasks, how many units and sites, and the first hazards."""

    tasks: list[Task]
    units: int
    cases: pages.Page
    columns: list[dict]
    list_address: str
    next_address: str

    @property
    def counted(self) -> list[Task]:
        """The tasks that are proven by cases."""
        return [task for task in self.tasks if task.proof_list]


# The columns of the first page; the list itself has them all.
SHOWN = ("number", "description", "site", "status", "due")


def trace_of(resolution: Resolution, asker: Asker) -> Trace:
    """The trace as this person may see it; the counts are those kept with each task."""
    tasks = queries.tasks_from(resolution.pk, asker.user)
    asked = QueryDict(f"resolution={resolution.pk}&cols={','.join(SHOWN)}")
    shown = state.read(TARGETS, asked, asker)
    address = reverse(TARGETS.address)
    counted = any(task.proof_list for task in tasks)
    page = pages.page_of(shown) if counted else pages.Page([], 0)
    return Trace(
        tasks,
        len({task.unit_id for task in tasks}),
        page,
        pages.columns_in_words(shown),
        f"{address}?{shown.query()}",
        f"{address}?{page.next}" if page.next else "",
    )


def decided_on(hazard: Hazard, user: User) -> list[Task]:
    """The tasks of a hazard that this person may see, the newest first: cases of a list, and instructions on it."""
    own = Q(pk__in=Target.objects.filter(hazard=hazard).values("task"))
    return list(
        Task.objects.visible_to(user)
        .filter(own | Q(instruction__hazard=hazard))
        .select_related("unit", "resolution__meeting", "parent__resolution__meeting", "instruction")
        .order_by("-pk")
    )


def runs(today: date) -> Q:
    """Comes back still."""
    return Q(until=None) | Q(until__gt=today)


RECURRING = ListSpec(
    key="recurring-tasks",
    title=_("Tasks that come back"),
    permission=access.VIEW,
    model=Recurring,
    base=lambda user: Recurring.objects.visible_to(user),
    address="committee:recurring",
    columns=(
        Column("title", pgettext_lazy("of a task", "Title"), "title", kind="long", link=True),
        Column("every", _("Comes back"), "every", choices=Cadence.choices, sort=True),
        Column("lead", _("Handed out on day … of the period"), "lead_days", kind="number"),
        Column("term", _("Due on day … of the period"), "term_days", kind="number"),
        Column("since", _("From"), "since", kind="day", sort=True),
        Column("until", _("Until"), "until", kind="day"),
        Column("measure", _("Measure of done"), "measure", kind="long", default=False),
    ),
    default_sort="-since",
    filters=(
        Choice("every", _("Comes back"), path="every", choices=[choice for choice in Cadence.choices if choice[0] != Cadence.NONE]),
        Flag("runs", _("Comes back still"), condition=runs),
        Days("since", _("From"), path="since"),
    ),
    search=Search(paths=("title", "text"), hint=_("Title or words")),
    row_address=lambda pk: reverse("committee:recurring_rule", args=[pk]),
    empty=Empty(_("Nothing comes back by itself yet."), _("Set up a task that comes back"), "committee:recurring_new", "committee.task"),
    counted=lambda number: (
        ngettext("%(number)s task that comes back", "%(number)s tasks that come back", number) % {"number": f"{number:,}"}
    ),
)  # fmt: skip
