"""Units are reminded and chased, tasks come back by themselves, and a leader's instruction is a task."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.committee.actions import adopting, chasing, passing, prolonging, recurring, tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.actions.tasking import Reported
from anwei.committee.models import Cadence, Recurring, Task
from anwei.committee.tests.factories import TODAY, Cast, make_cast, make_task
from anwei.committee.tests.test_pages import go
from anwei.hazards.actions import leading
from anwei.hazards.models import Instruction
from anwei.hazards.tests.factories import Cast as HazardCast
from anwei.hazards.tests.factories import make_hazard
from anwei.jobs import actions as jobs
from anwei.jobs.work import run_all
from anwei.lists.models import Selection
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db


def run(kind: str, at: datetime = NOON) -> None:
    """The worker does this, at that time."""
    jobs.enqueue(kind, by="system:tests", at=at)
    run_all(at)


def on(day: date) -> datetime:
    """Noon of that day."""
    return NOON + timedelta(days=(day - TODAY).days)


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


# -- reminded --------------------------------------------------------------------------------------


def test_a_unit_is_reminded_three_working_days_ahead_once_whatever_was_missed():
    cast = make_cast()
    make_task(cast, due_on=date(2026, 12, 8))  # a Tuesday; three working days before: Thursday
    run("committee.remind", on(date(2026, 12, 2)))
    assert told("task_soon") == 0
    run("committee.remind", on(date(2026, 12, 5)))  # the worker was down on Thursday and Friday
    run("committee.remind", on(date(2026, 12, 7)))
    assert told("task_soon") == 1


def test_a_unit_is_told_once_that_a_task_is_overdue_and_again_after_more_time():
    cast = make_cast()
    task = make_task(cast)
    prolonging.ask(
        task, until=TODAY + timedelta(days=20), reason="Flood.", by=cast.officer, at=NOON
    )
    run("committee.remind", NOON + timedelta(days=10))
    assert told("task_overdue") == 0  # the day itself still belongs to the term
    late = NOON + timedelta(days=11)
    for _again in range(2):
        run("committee.remind", late)
    assert told("task_overdue") == 1
    prolonging.decide(task, granted=True, by=cast.clerk, at=late)
    run("committee.remind", NOON + timedelta(days=30))
    assert told("task_overdue") == 2


def test_nobody_is_reminded_of_what_was_answered():
    cast = make_cast()
    task = make_task(cast)
    tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    run("committee.remind", NOON + timedelta(days=30))
    assert told("task_soon") + told("task_overdue") == 0


# -- chased ----------------------------------------------------------------------------------------


def test_the_office_chases_many_at_once_after_a_preview_and_each_once_a_day():
    cast = make_cast()
    now = timezone.now()
    owed, chased, done = (
        make_task(cast, at=now, due_on=timezone.localdate(now)) for _each in range(3)
    )
    chasing.chase(chased, by=cast.colleague, at=now)
    tasking.answer(done, Reported("Done."), by=cast.officer, at=now)
    first = go(cast.clerk, "/lists/tasks/select/", action="chase", which="all", state="all=1")
    preview = go(cast.clerk, first.url).content.decode()
    assert "3 tasks" in preview
    assert "chased today already" in preview
    assert "nothing is owed" in preview
    assert told("task_chased") == 1
    go(cast.clerk, first.url, remark="The meeting is on Monday.")
    run_all(timezone.now())
    chosen = Selection.objects.get()
    assert (chosen.done, chosen.refusals.count()) == (1, 2)
    owed.refresh_from_db()
    assert (owed.chases, timezone.localdate(owed.chased_at)) == (1, timezone.localdate())
    assert told("task_chased") == 2
    entry = trail.about(owed).order_by("pk").last()
    assert (entry.action, entry.reason) == ("committee.task_chased", "The meeting is on Monday.")
    assert go(cast.officer, "/lists/tasks/select/", action="chase", which="all").status_code == 403


def test_a_task_is_chased_again_the_next_day_and_no_more_once_answered():
    cast = make_cast()
    task = make_task(cast)
    chasing.chase(task, by=cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="today already"):
        chasing.chase(task, by=cast.clerk, at=NOON)
    chasing.chase(task, by=cast.clerk, at=NOON + timedelta(days=1))
    assert task.chases == 2
    to_do = Notice.objects.to_do().filter(recipient=cast.officer, kind="task_chased")
    assert to_do.count() == 2
    tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    assert to_do.count() == 0
    with pytest.raises(MoveRefused, match="nothing is owed"):
        chasing.chase(task, by=cast.clerk, at=NOON + timedelta(days=2))


# -- coming back -----------------------------------------------------------------------------------


def monthly(cast: Cast, **given: object) -> Recurring:
    """A report of the department and the street, on the 2nd for the 10th of each month."""
    given = {"lead_days": 2, "term_days": 10, "since": date(2026, 11, 1), **given}
    rhythm = Rhythm("Report the month", Cadence.MONTH, **given)  # type: ignore[arg-type]
    return recurring.set_up(rhythm, [cast.department, cast.street], by=cast.clerk, at=NOON)


def handed(rule: Recurring) -> list[tuple[date, str, date]]:
    """Period, unit and day of what was handed out for it."""
    rows = rule.tasks.order_by("period", "unit__path")
    return [(task.period, str(task.unit), task.due_on) for task in rows]


def test_each_unit_gets_its_task_once_a_period_however_often_the_worker_runs():
    cast = make_cast()
    rule = monthly(cast)
    run("committee.recur", on(date(2026, 12, 1)))
    assert handed(rule) == []
    for day in (2, 2, 3):
        run("committee.recur", on(date(2026, 12, day)))
    first, due = date(2026, 12, 1), date(2026, 12, 10)
    assert sorted(handed(rule)) == [
        (first, "Emergency bureau", due),
        (first, "North street", due),
    ]
    assert Notice.objects.filter(recipient=cast.officer, kind="task_issued").count() == 1


def test_after_downtime_the_period_is_caught_up_and_nobody_is_late_by_it():
    cast = make_cast()
    rule = monthly(cast)
    run("committee.recur", on(date(2027, 2, 20)))  # nothing ran since November
    due = date(2027, 2, 28)  # eight days, as always
    assert sorted(handed(rule)) == [
        (date(2027, 2, 1), "Emergency bureau", due),
        (date(2027, 2, 1), "North street", due),
    ]


def test_a_quarter_comes_back_in_its_quarter_and_not_before_it_is_to_begin():
    cast = make_cast()
    rhythm = Rhythm("Report the quarter", Cadence.QUARTER, date(2026, 12, 15))
    rule = recurring.set_up(rhythm, [cast.department], by=cast.clerk, at=NOON)
    run("committee.recur", on(date(2026, 12, 20)))
    assert handed(rule) == []  # the quarter was handed out before it began
    run("committee.recur", on(date(2027, 1, 4)))
    assert handed(rule) == [(date(2027, 1, 1), "Emergency bureau", date(2027, 1, 10))]


def test_a_task_that_stops_does_not_come_back_and_what_was_handed_out_is_owed():
    cast = make_cast()
    rule = monthly(cast)
    run("committee.recur", on(date(2026, 12, 2)))
    with pytest.raises(MoveRefused, match="why it stops"):
        recurring.stop(rule, reason="", by=cast.clerk, at=on(date(2026, 12, 5)))
    recurring.stop(rule, reason="Monthly is too much.", by=cast.clerk, at=on(date(2026, 12, 5)))
    with pytest.raises(MoveRefused, match="stopped already"):
        recurring.stop(rule, reason="Again.", by=cast.clerk, at=on(date(2026, 12, 5)))
    run("committee.recur", on(date(2027, 1, 2)))
    assert rule.tasks.owed().count() == 2


def test_a_unit_that_closed_is_handed_nothing_and_one_handed_over_gets_no_second_one():
    cast = make_cast()
    rule = monthly(cast)
    run("committee.recur", on(date(2026, 12, 2)))
    cast.street.active = False
    cast.street.save()
    run("committee.recur", on(date(2027, 1, 2)))
    assert [unit for period, unit, _due in handed(rule) if period.month == 1] == [
        "Emergency bureau"
    ]
    moved = rule.tasks.get(period=date(2027, 1, 1))
    at = on(date(2027, 1, 3))
    passing.hand_over(moved, cast.other, reason="Theirs.", by=cast.officer, at=at)
    passing.answer_hand_over(moved, received=True, by=cast.clerk, at=at)
    run("committee.recur", on(date(2027, 1, 4)))
    assert rule.tasks.filter(period=date(2027, 1, 1)).count() == 1


def test_a_task_that_comes_back_is_not_handed_to_a_unit_that_has_its_own():
    cast = make_cast()
    rule = monthly(cast)
    run("committee.recur", on(date(2026, 12, 2)))
    task = rule.tasks.get(unit=cast.department)
    with pytest.raises(MoveRefused, match="for the same period already"):
        passing.hand_over(task, cast.street, reason="Theirs.", by=cast.officer, at=NOON)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"lead_days": 11}, "or after it"),
        ({"term_days": 31}, "within its period"),
        ({"until": date(2026, 1, 1)}, "ends after it begins"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_refused(given, words):
    with pytest.raises(MoveRefused, match=words):
        monthly(make_cast(), **given)


def test_the_office_sets_one_up_on_its_page_and_stops_it_there():
    cast = make_cast()
    today = timezone.localdate()
    form = {
        "title": "Report the month", "units": [cast.department.pk], "every": "month", "lead_days": 1, "term_days": 10, "since": today.isoformat(),
    }  # fmt: skip
    made = go(cast.clerk, "/committee/tasks/recurring/new/", **form)
    rule = Recurring.objects.get()
    assert made.url == f"/committee/tasks/recurring/{rule.pk}/"
    assert b"Emergency bureau" in go(cast.officer, made.url).content
    assert go(cast.street_officer, made.url).status_code == 404
    assert b"Report the month" in go(cast.officer, "/committee/tasks/recurring/").content
    assert go(cast.officer, f"{made.url}stop/", reason="No.").status_code == 403
    assert go(cast.clerk, f"{made.url}stop/", reason="Enough.").url == made.url
    stopped = go(cast.clerk, made.url).content.decode()
    assert "Does not come back any more" in stopped
    assert "Enough." in stopped


# -- a leader's instruction ------------------------------------------------------------------------


class Instructed:
    """A leader instructs the committee's department on a case."""

    def __init__(self) -> None:
        self.cast, self.field = make_cast(), HazardCast()
        self.hazard = make_hazard(self.field)
        self.given = leading.instruct(
            self.hazard, by=self.cast.leader, at=NOON, today=TODAY, text="Close the exit today.\nThen report.",
            unit=self.cast.department, due_on=TODAY + timedelta(days=5),
        )  # fmt: skip

    def step(self, act, **given: object) -> Task:
        """The case moves on, and the worker comes by."""
        self.hazard.refresh_from_db()
        self.given.refresh_from_db()
        act(self.hazard, self.given, at=NOON, **given)
        return self.task()

    def task(self) -> Task:
        """The task, brought into step."""
        run("committee.adopt")
        return Task.objects.get(instruction=self.given)


def test_an_instruction_is_a_task_with_its_day_and_is_told_once():
    world = Instructed()
    task = world.task()
    assert (task.title, task.unit, task.due_on, task.state) == (
        "Close the exit today.", world.cast.department, TODAY + timedelta(days=5), "issued",
    )  # fmt: skip
    run("committee.adopt")
    assert Task.objects.count() == 1
    assert told("task_issued") == 0  # the case told it
    listed = go(world.cast.officer, "/committee/tasks/?instruction=1").content.decode()
    assert task.number in listed


def test_the_task_follows_the_case_through_answer_return_and_end():
    world = Instructed()
    task = world.step(leading.answer_instruction, by=world.cast.officer, text="Closed.")
    assert (task.state, task.answered_on) == ("answered", TODAY)
    task = world.step(
        leading.settle_instruction, by=world.cast.leader, done=False, remark="For good?"
    )
    assert (task.state, task.returns, task.answered_on) == ("taken", 1, None)
    world.step(leading.answer_instruction, by=world.cast.officer, text="For good.")
    task = world.step(leading.settle_instruction, by=world.cast.leader, done=True)
    assert (task.state, task.ended_on) == ("accepted", TODAY)


def test_an_instruction_that_was_done_before_anyone_looked_is_a_finished_task():
    world = Instructed()
    world.hazard.refresh_from_db()
    leading.answer_instruction(
        world.hazard, world.given, by=world.cast.officer, at=NOON, text="Closed."
    )
    task = world.step(leading.settle_instruction, by=world.cast.leader, done=True)
    assert (task.state, task.answered_on, task.ended_on) == ("accepted", TODAY, TODAY)


def test_the_case_is_the_only_door_to_its_task():
    world = Instructed()
    task = world.task()
    page = f"/committee/tasks/{task.number}/"
    shown = go(world.cast.officer, page).content.decode()
    assert f"/hazards/{world.hazard.number}/" in shown
    assert "Report as done" not in shown
    for verb, form in {
        "receive": {"x": 1},
        "answer": {"text": "Done."},
        "ask_extension": {"until": "2027-01-01", "reason": "Snow."},
        "hand_over": {"taker": world.cast.other.pk, "reason": "Theirs."},
    }.items():
        assert go(world.cast.officer, f"{page}{verb}/", **form).status_code == 409, verb
    assert Task.objects.get().state == "issued"
    assert go(world.cast.clerk, f"{page}chase/", remark="").status_code == 302


def test_an_instruction_that_is_adopted_twice_is_one_task():
    world = Instructed()
    assert adopting.adopt(world.given, by="system:tests", at=NOON) is not None
    assert adopting.adopt(world.given, by="system:tests", at=NOON) is None
    assert Task.objects.count() == 1
    assert list(adopting.without_task()) == []
    assert Instruction.objects.get().task.number == Task.objects.get().number
