"""Timed and long work of the committee: reminders, tasks that come back, cases gathered and counted, instructions.

Each is called again and again by the worker, one chunk a transaction, until it answers True.
"""

from datetime import date

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.committee.actions import adopting, counting, proving, recurring, telling
from anwei.committee.models import Recurring, Task
from anwei.hazards.lists import HAZARDS
from anwei.jobs.work import GiveUp, Work
from anwei.lists import actions as lists
from anwei.lists import state
from anwei.lists.filters import Asker
from anwei.lists.models import Selection
from anwei.standards import pack

# Rows of one transaction: told or counted, and cases added.
CHUNK, CASES = 200, 5000
# Tasks whose cases are counted in one transaction; each may have a hundred thousand.
COUNTED = 5
WHO = "system:worker"
STAGES = {"s": "task_soon", "o": "task_overdue"}


def remind(work: Work) -> bool:
    """Tell units of tasks whose day comes near or has passed, once each. A day missed is caught up."""
    today = timezone.localdate(work.at)
    after = work.cursor.get("after", 0)
    rows = Task.objects.owed().filter(pk__gt=after).select_related("unit").order_by("pk")
    chunk = list(rows[:CHUNK])
    for task in chunk:
        stage = stage_of(task.due_on, today)
        mark = f"{stage}{task.due_on:%y%m%d}" if stage else ""
        if mark and mark != task.reminded:
            telling.of_task(task, STAGES[stage], [task.unit], at=work.at, key=mark)
        if mark != task.reminded:
            # No fact of the task: it only spares the next run the same work.
            Task.objects.filter(pk=task.pk).update(reminded=mark)
    return _on(work, chunk, CHUNK)


def stage_of(due_on: date, today: date) -> str:
    """The letter of STAGES, "" where it is too early to remind."""
    if today > due_on:
        return "o"
    known = pack.current()
    return "s" if today >= known.term("task_remind").due(due_on, known.calendar) else ""


def recur(work: Work) -> bool:
    """Hand out the tasks that come back; each unit once a period, however often this runs."""
    today = timezone.localdate(work.at)
    after = work.cursor.get("after", 0)
    rules = Recurring.objects.filter(pk__gt=after, since__lte=today).order_by("pk")[:1]
    for rule in (chunk := list(rules)):
        recurring.hand_out(rule, by=WHO, at=work.at)
    return _on(work, chunk, 1)


def adopt(work: Work) -> bool:
    """Leaders' instructions become tasks, and their tasks follow them."""
    for given in (new := list(adopting.without_task()[:CHUNK])):
        adopting.adopt(given, by=WHO, at=work.at)
    for task in (moved := list(adopting.out_of_step()[:CHUNK])):
        adopting.follow(task, by=WHO, at=work.at)
    return len(new) < CHUNK and len(moved) < CHUNK


def gather(work: Work) -> bool:
    """Freeze what the query finds in the register as one set, then add its hazards to the task, part by part."""
    task = Task.objects.filter(pk=work.payload["task"]).first()
    person = User.objects.select_related("unit").filter(pk=work.payload["by"]).first()
    if task is None or person is None or not task.proof_list:
        raise GiveUp(_("No list proves it any more."))
    chosen = _frozen(work, task, person)
    if chosen is None:
        proving.end_gathering(task, added=0, by=person, at=work.at)
        return True
    first = work.cursor.get("next", 0)
    keys = chosen.keys(first, min(first + CASES, chosen.count))
    work.cursor["added"] = work.cursor.get("added", 0) + proving.add(task, keys)
    work.cursor["next"] = first + len(keys)
    work.progress(done=work.cursor["next"], total=chosen.count)
    if work.cursor["next"] < chosen.count:
        return False
    proving.end_gathering(task, added=work.cursor["added"], by=person, at=work.at)
    chosen.delete()
    return True


def _frozen(work: Work, task: Task, person: User) -> Selection | None:
    """The set as it was when the work began; None where the filters find nothing."""
    if "selection" in work.cursor:
        found = Selection.objects.filter(pk=work.cursor["selection"]).first()
        if found is None:
            raise GiveUp(_("The rows chosen are no longer kept."))
        return found
    if not may(person, HAZARDS.permission):
        raise GiveUp(_("You may no longer do this."))
    asker = Asker(person, timezone.localdate(work.at))
    shown = state.read(HAZARDS, QueryDict(task.proof_query), asker)
    # What cannot be read any more must not widen what proves the task.
    if shown.problems:
        raise GiveUp(" ".join(shown.problems))
    keys = shown.found.rows.order_by("pk").values_list("pk", flat=True).iterator()
    try:
        chosen = lists.freeze(
            HAZARDS.key,
            keys,
            action="committee.gather",
            query=task.proof_query,
            by=person,
            at=work.at,
        )
    except lists.NothingChosen:
        return None
    work.cursor["selection"] = chosen.pk
    return chosen


def count(work: Work) -> bool:
    """Count the cases of every open task anew, at night."""
    after = work.cursor.get("after", 0)
    rows = Task.objects.open().filter(pk__gt=after).exclude(proof_list="").order_by("pk")
    chunk = list(rows[:COUNTED])
    for task in chunk:
        counting.recount(task, at=work.at)
    return _on(work, chunk, COUNTED)


def _on(work: Work, chunk: list, size: int) -> bool:
    """Remember how far the work is; whether it is done."""
    if chunk:
        work.cursor["after"] = chunk[-1].pk
        work.cursor["done"] = work.cursor.get("done", 0) + len(chunk)
        work.progress(done=work.cursor["done"])
    return len(chunk) < size
