"""A task is proven by a list of hazards: frozen case by case, counted, and traced both ways."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from anwei.accounts.tests.factories import NOON, make_user
from anwei.audit import trail
from anwei.committee import queries, work
from anwei.committee.actions import counting, passing, proving, tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.tasking import Handed, Reported
from anwei.committee.models import Task
from anwei.committee.tests.factories import TODAY, make_cast, make_resolution, make_task
from anwei.committee.tests.test_pages import go
from anwei.hazards.actions import handling
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import Cast as HazardCast
from anwei.hazards.tests.factories import closed, make_hazard
from anwei.jobs import actions as jobs
from anwei.jobs.models import Job
from anwei.jobs.work import run_all

pytestmark = pytest.mark.django_db
ALL = "found=2026-01-01.."


class World:
    """A committee, and a register whose hazards its department answers for."""

    def __init__(self, hazards: int = 3, **given: object) -> None:
        self.cast = make_cast()
        self.field = HazardCast()
        for _each in range(hazards):
            self.found()
        self.task = make_task(self.cast, **given)

    def found(self) -> Hazard:
        """One more hazard."""
        hazard = make_hazard(self.field)
        Hazard.objects.filter(pk=hazard.pk).update(industry_unit=self.cast.department)
        return hazard

    def point(self, query: str = ALL, by=None) -> Task:
        """The task points at what this query finds, gathered to the end."""
        proving.point(self.task, query, by=by or self.cast.clerk, at=NOON)
        run_all(NOON)
        return self.now()

    def now(self) -> Task:
        """The task as it stands."""
        self.task = Task.objects.select_related("unit", "proof_job").get(pk=self.task.pk)
        return self.task


def aside(world: World, hazard: Hazard, step=handling.set_aside, why="not_a_hazard"):
    step(hazard, by=world.field.officer, at=NOON, on=TODAY, why=why, reason="Seen on site.")


# -- frozen and counted ----------------------------------------------------------------------------


def test_the_cases_that_prove_a_task_are_frozen():
    world = World()
    task = world.point()
    assert (task.proof_total, task.proof_done, task.proof_open, task.proof_sites) == (3, 0, 3, 1)
    world.found()
    assert world.now().targets.count() == 3
    assert [entry.action for entry in trail.about(task)][-2:] == [
        "committee.task_pointed",
        "committee.task_cases_added",
    ]


def test_families_are_kept_apart_and_what_was_set_aside_is_no_case():
    world = World(hazards=2)
    closed(world.field)
    task = world.point()
    gone, given_up = task.targets.order_by("pk")[:2]
    aside(world, gone.hazard)
    aside(world, given_up.hazard, handling.close_unfixed, "demolished")
    counting.recount(task, at=NOON)
    families = (task.proof_done, task.proof_unfixed, task.proof_void, task.proof_open)
    assert families == (1, 1, 1, 0)
    assert (task.proof_total, task.proof_percent) == (2, 50)


def test_cases_found_since_are_added_and_none_is_dropped():
    world = World(hazards=2)
    world.point("status=registered")
    left = world.now().targets.order_by("pk").first().hazard
    aside(world, left)
    new = world.found()
    proving.gather(world.now(), by=world.cast.clerk, at=NOON)
    run_all(NOON)
    task = world.now()
    assert set(task.targets.values_list("hazard", flat=True)) >= {left.pk, new.pk}
    assert (task.targets.count(), task.proof_total, task.proof_void) == (3, 2, 1)


def test_a_unit_freezes_what_it_sees_and_no_more():
    world = World(hazards=2)
    make_hazard(world.field)  # of another department
    task = world.point(by=world.cast.officer)
    assert task.targets.count() == 2


def test_gathering_goes_on_where_it_was_broken_off(monkeypatch):
    world = World(hazards=5)
    monkeypatch.setattr(work, "CASES", 2)
    proving.point(world.task, ALL, by=world.cast.clerk, at=NOON)
    whole, calls = proving.add, []

    def breaks(task, keys):
        calls.append(keys)
        if len(calls) == 2:
            whole(task, keys)
            raise RuntimeError("killed")
        return whole(task, keys)

    monkeypatch.setattr(proving, "add", breaks)
    run_all(NOON)
    assert world.now().targets.count() == 2  # the chunk that broke is undone
    with pytest.raises(MoveRefused, match="still being gathered"):
        proving.gather(world.now(), by=world.cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="still being gathered"):
        tasking.answer(world.now(), Reported("Done."), by=world.cast.officer, at=NOON)
    run_all(NOON + timedelta(minutes=1))
    assert (world.now().targets.count(), world.task.proof_total) == (5, 5)


def test_a_list_let_go_proves_nothing_and_another_may_be_chosen():
    world = World()
    task = world.point()
    with pytest.raises(MoveRefused, match="let go of that one first"):
        proving.point(task, "level=major", by=world.cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="Say why"):
        proving.let_go(task, reason=" ", by=world.cast.clerk, at=NOON)
    proving.let_go(task, reason="The wrong street.", by=world.cast.clerk, at=NOON)
    assert (task.targets.count(), task.proof_total, task.proof_list) == (0, 0, "")
    assert world.point("level=major").targets.count() == 0


def test_the_night_counts_open_tasks_anew():
    world = World(hazards=2)
    task = world.point()
    aside(world, task.targets.first().hazard)
    jobs.enqueue("committee.count", by="system:tests", at=NOON)
    run_all(NOON)
    assert world.now().proof_void == 1


# -- answered --------------------------------------------------------------------------------------


def test_an_answer_says_what_was_counted_and_not_what_was_typed():
    world = World(hazards=1)
    closed(world.field)
    task = world.point()
    aside(world, task.targets.order_by("pk").first().hazard)
    world.found()
    proving.gather(world.now(), by=world.cast.clerk, at=NOON)
    run_all(NOON)
    made = tasking.answer(
        world.now(), Reported("Nearly.", "progress", percent=90), by=world.cast.officer, at=NOON
    )
    assert (made.percent, made.cases, made.cases_done) == (50, 2, 1)
    entry = trail.about(world.task).order_by("pk").last()
    assert (entry.now["cases"], entry.now["cases_done"]) == (2, 1)
    page = go(world.cast.officer, f"/committee/tasks/{world.task.number}/progress/")
    assert b'name="percent"' not in page.content


# -- the pages -------------------------------------------------------------------------------------


def test_the_registers_address_is_read_shown_and_then_frozen():
    world = World()
    page = f"/committee/tasks/{world.task.number}/proof/"
    asked = f"http://testserver/hazards/?{ALL}&sort=-due&size=100"
    shown = go(world.cast.officer, f"{page}?list={asked.replace('&', '%26')}").content.decode()
    assert "3 hazards" in shown
    assert "Let these cases prove the task" in shown
    done = go(world.cast.officer, page, list=asked, version=world.task.version)
    assert done.url == f"/committee/tasks/{world.task.number}/"
    assert world.now().proof_query == ALL
    assert Job.objects.filter(kind="committee.gather").count() == 1
    for person in (world.cast.officer, world.cast.leader):
        assert "The cases are being gathered" in go(person, done.url).content.decode()
    run_all(timezone.now())
    told = go(world.cast.leader, done.url).content.decode()
    assert "/committee/tasks/cases/?task=" in told
    assert "being gathered" not in told


@pytest.mark.parametrize("asked", ["colour=red", "status=finished", "found=yesterdayish"])
def test_a_filter_that_is_not_known_is_named_and_freezes_nothing(asked):
    world = World()
    page = f"/committee/tasks/{world.task.number}/proof/"
    assert go(world.cast.clerk, f"{page}?list={asked}").status_code == 422
    refused = go(world.cast.clerk, page, list=asked, version=world.task.version)
    assert refused.status_code == 422
    assert "left out" in refused.content.decode()
    assert world.now().proof_list == ""


def test_who_may_choose_the_cases():
    world = World()
    page = f"/committee/tasks/{world.task.number}/proof/"
    answers = {
        name: go(getattr(world.cast, name), page).status_code
        for name in ("officer", "clerk", "leader", "auditor", "stranger", "street_officer")
    }
    assert answers == {
        "officer": 200, "clerk": 200, "leader": 403, "auditor": 403, "stranger": 404, "street_officer": 404,
    }  # fmt: skip


def test_the_list_of_cases_holds_exactly_those_and_of_them_what_one_may_see():
    world = World(hazards=2)
    other = make_hazard(world.field)
    task = world.point()
    beyond = world.found()
    cases = f"/committee/tasks/cases/?task={task.pk}"
    clerk = go(world.cast.clerk, cases).content.decode()
    assert "3 hazards" in clerk
    assert beyond.number not in clerk
    officer = go(world.cast.officer, cases).content.decode()
    assert "2 hazards" in officer
    assert other.number not in officer
    assert "0 hazards" in go(world.cast.stranger, cases).content.decode()


def test_an_old_count_is_renewed_when_the_page_is_opened():
    world = World(hazards=2)
    task = world.point()
    aside(world, task.targets.first().hazard)
    Task.objects.filter(pk=task.pk).update(proof_at=timezone.now())
    go(world.cast.clerk, f"/committee/tasks/{task.number}/")
    assert world.now().proof_void == 0
    Task.objects.filter(pk=task.pk).update(proof_at=timezone.now() - timedelta(minutes=9))
    go(world.cast.clerk, f"/committee/tasks/{task.number}/")
    assert world.now().proof_void == 1


# -- traced both ways ------------------------------------------------------------------------------


def traced() -> tuple[World, Task]:
    """A resolution whose task the street hands down; the part is proven by two hazards."""
    world = World(hazards=2)
    resolution = make_resolution(world.cast)
    world.task = make_task(world.cast, resolution=resolution)
    world.point()
    return world, world.task


def test_a_resolution_leads_to_the_hazards_that_prove_it():
    world, task = traced()
    found = list(task.targets.values_list("hazard__number", flat=True))
    page = go(world.cast.clerk, f"/committee/resolutions/{task.resolution_id}/").content.decode()
    assert all(number in page for number in found)
    assert task.number in page
    cases = go(world.cast.clerk, f"/committee/tasks/cases/?resolution={task.resolution_id}")
    assert "2 hazards" in cases.content.decode()


def test_the_cases_of_a_part_handed_down_belong_to_the_resolution_too():
    world = World(hazards=2)
    resolution = make_resolution(world.cast)
    whole = make_task(world.cast, resolution=resolution, unit=world.cast.zone)
    tasking.receive(whole, by=world.cast.clerk, at=NOON)
    part = Handed("Screen them", world.cast.department, whole.due_on)
    world.task = passing.hand_down(whole, [part], by=world.cast.clerk, at=NOON)[0]
    world.point()
    assert [task.pk for task in queries.tasks_from(resolution.pk, world.cast.clerk)] == [
        whole.pk,
        world.task.pk,
    ]
    page = go(world.cast.clerk, f"/committee/resolutions/{resolution.pk}/").content.decode()
    assert world.task.targets.first().hazard.number in page


def test_a_hazard_leads_back_to_what_set_it_moving():
    world, task = traced()
    hazard = task.targets.first().hazard
    panel = f"/committee/of-hazard/{hazard.number}/"
    clerk = go(world.cast.clerk, panel).content.decode()
    for words in (task.number, task.resolution.number, task.resolution.meeting.title):
        assert words in clerk
    # Its finder sees the hazard, and nothing of the task.
    finder = go(world.field.officer, panel).content.decode()
    assert task.number not in finder
    assert "No decision of the committee is known" in finder
    assert go(world.cast.stranger, panel).status_code == 404
    assert panel in go(world.cast.clerk, f"/hazards/{hazard.number}/").content.decode()


# -- built upon ------------------------------------------------------------------------------------


def test_a_case_of_a_task_is_not_taken_out_of_the_register():
    world = World(hazards=1)
    hazard = world.point().targets.get().hazard
    Hazard.objects.filter(pk=hazard.pk).update(origin="batch:7")
    assert [target.hazard for target in queries.proving_tasks("batch:7")] == [hazard]
    with pytest.raises(ProtectedError):
        hazard.delete()


def test_a_person_who_left_freezes_nothing_more():
    world = World()
    leaver = make_user("clerk", unit=world.cast.office)
    proving.point(world.task, ALL, by=leaver, at=NOON)
    leaver.is_active = False
    leaver.save()
    run_all(NOON)
    assert (world.now().targets.count(), world.task.proof_job.state) == (0, "failed")
