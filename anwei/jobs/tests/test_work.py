"""How a job is worked through, chunk by chunk."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from anwei.accounts.models import Unit
from anwei.accounts.tests.factories import NOON, make_user
from anwei.audit import trail
from anwei.jobs import actions, lease, work
from anwei.jobs.models import Job, State
from anwei.jobs.tests.factories import make_job

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def test_a_job_is_done_chunk_by_chunk_and_says_how_far_it_got():
    job = make_job()
    claimed = lease.claim(NOON)
    step = work.handler_of(claimed.kind)

    assert work.chunk(step, work.Work(claimed, clock=lambda: NOON)) is False
    assert (again(job).done, job.total, job.percent, job.cursor) == (3, 7, 42, {"done": 3})

    work.run(claimed, clock=lambda: NOON)
    assert again(job).state == State.DONE
    assert job.finished_at == NOON
    assert Unit.objects.count() == 7


def test_a_job_asked_for_in_a_transaction_that_fails_was_never_asked_for():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_job()
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_an_unlisted_kind_is_refused_at_once():
    with pytest.raises(actions.UnknownKind):
        actions.enqueue("tests.nobody", by="system:tests", at=NOON)


def test_an_unfinished_job_of_the_same_key_is_returned_instead_of_a_second_one():
    first = make_job(key="export:1")
    assert make_job(key="export:1") == first
    work.run_all(NOON)
    assert make_job(key="export:1") != first


def test_a_job_waits_for_its_time():
    job = make_job(run_after=LATER)
    assert work.run_all(NOON) == 0
    assert work.run_all(LATER) == 1
    assert again(job).state == State.DONE


def test_a_job_whose_chunk_fails_is_undone_and_tried_again_later():
    job = make_job("break_after_a_row")
    work.run_all(NOON)
    assert not Unit.objects.exists()
    assert again(job).state == State.QUEUED
    assert job.run_after == NOON + work.WAITS[0]
    assert "tried again" in job.error
    assert "inner fault 4711" in job.traceback


@pytest.mark.parametrize("kind", ["break_after_a_row", "stand_still_and_break"])
def test_a_job_that_keeps_failing_ends_with_words_and_the_details_for_administrators(kind):
    job = make_job(kind)
    at = NOON
    for wait in [*work.WAITS, timedelta()]:
        assert work.run_all(at) == 1
        at += wait
    assert again(job).state == State.FAILED
    assert "inner fault" not in job.error
    assert "An administrator" in job.error
    assert "inner fault 4711" in job.traceback
    assert trail.about(job).filter(action="jobs.failed").count() == 1


def test_a_handler_may_refuse_in_words_and_is_not_tried_again():
    job = make_job("refuse")
    work.run_all(NOON)
    assert (again(job).state, job.error) == (State.FAILED, "The file is empty.")
    assert job.traceback == ""


def test_a_handler_that_forgets_to_answer_fails_instead_of_running_for_ever():
    job = make_job("answer_nothing")
    work.run_all(NOON)
    assert again(job).state == State.FAILED


def test_a_kind_that_a_newer_version_no_longer_knows_fails_in_words(settings):
    job = make_job()
    settings.JOB_HANDLERS = {}
    work.run_all(NOON)
    assert again(job).state == State.FAILED
    assert "tests.add_rows" in job.error


def test_a_worker_that_lost_its_lease_leaves_nothing_behind():
    job = make_job("lose_the_lease")
    claimed = lease.claim(NOON)
    token = claimed.lease_token
    work.run(claimed, clock=lambda: NOON)
    assert not Unit.objects.exists()
    assert again(job).state == State.RUNNING
    assert job.lease_token == token


def test_only_a_lapsed_lease_is_taken_over():
    job = make_job()
    first = lease.claim(NOON)
    assert lease.claim(NOON + lease.LEASE) is None
    second = lease.claim(NOON + lease.LEASE + timedelta(seconds=1))
    assert second == job
    assert second.lease_token != first.lease_token
    assert not lease.renew(first, at=LATER)
    with pytest.raises(lease.LeaseLost), transaction.atomic():
        lease.commit(first, at=LATER)


def test_a_renewed_lease_is_not_taken_over():
    make_job()
    held = lease.claim(NOON)
    assert lease.renew(held, at=NOON + timedelta(seconds=50))
    assert lease.claim(NOON + timedelta(seconds=90)) is None


def test_work_that_takes_its_worker_down_again_and_again_comes_to_an_end():
    job = make_job()
    at = NOON
    for _kill in range(len(work.WAITS) + 1):
        claimed = lease.claim(at)
        assert not work.give_up_on_killers(claimed, clock=lambda: NOON)
        at += timedelta(minutes=2)
    assert work.give_up_on_killers(lease.claim(at), clock=lambda: NOON)
    assert again(job).state == State.FAILED
    assert "broke off 5 times" in job.error


def test_a_waiting_job_stops_at_once():
    job = make_job()
    actions.stop(job, by="system:tests", at=NOON)
    assert job.state == State.STOPPED
    assert work.run_all(LATER) == 0


def test_a_running_job_stops_between_chunks_and_can_be_taken_up_again():
    job = make_job()
    claimed = lease.claim(NOON)
    work.chunk(work.handler_of(job.kind), work.Work(claimed, clock=lambda: NOON))
    actions.stop(job, by="system:tests", at=NOON)
    work.run(claimed, clock=lambda: NOON)
    assert again(job).state == State.STOPPED
    assert Unit.objects.count() == 3

    actions.resume(job, by="system:tests", at=LATER)
    work.run_all(LATER)
    assert again(job).state == State.DONE
    assert Unit.objects.count() == 7


def test_a_job_that_has_ended_cannot_be_stopped_or_taken_up_again():
    job = make_job()
    work.run_all(NOON)
    with pytest.raises(actions.CannotStop):
        actions.stop(job, by="system:tests", at=NOON)
    with pytest.raises(actions.CannotResume):
        actions.resume(job, by="system:tests", at=NOON)


def test_a_stopped_job_is_not_taken_up_again_while_another_does_the_same_work():
    stopped = make_job(key="one")
    actions.stop(stopped, by="system:tests", at=NOON)
    make_job(key="one")
    with pytest.raises(actions.CannotResume):
        actions.resume(stopped, by="system:tests", at=NOON)
    assert again(stopped).state == State.STOPPED


def test_a_worker_asked_to_leave_gives_the_job_back_after_its_chunk():
    job = make_job()
    work.run(lease.claim(NOON), clock=lambda: NOON, going=lambda: False)
    assert again(job).state == State.QUEUED
    assert (job.done, job.attempts) == (3, 0)


def test_a_step_outside_a_transaction_commits_as_it_goes():
    job = make_job("report_as_it_goes")
    work.run_all(NOON)
    assert again(job).state == State.DONE
    assert (job.done, job.address) == (3, "/done/")


def test_a_step_outside_a_transaction_is_stopped_at_its_next_checkpoint():
    job = make_job("report_as_it_goes")
    claimed = lease.claim(NOON)
    step, seen = work.handler_of(job.kind), work.Work(claimed, clock=lambda: NOON)
    actions.stop(job, by="system:tests", at=NOON)
    with pytest.raises(work.StopRequested):
        step(seen)
    work.run(claimed, clock=lambda: NOON)
    assert again(job).state == State.STOPPED
    assert job.done == 1


def test_words_are_written_in_the_language_of_whoever_asked():
    with translation.override("zh-hans"):
        job = make_job("say_the_language")
    work.run_all(NOON)
    assert again(job).message == "zh-hans"


def test_people_find_their_requests_and_their_ends_in_the_trail():
    clerk = make_user("clerk")
    job = make_job(by=clerk)
    work.run_all(NOON)
    lines = list(trail.about(job).values_list("action", "actor"))
    assert lines == [("jobs.enqueued", trail.name_of(clerk)), ("jobs.done", "system:worker")]


def test_a_result_never_leads_to_another_site():
    job = make_job()
    for address in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:x"):
        job.result = {"address": address}
        assert job.address == ""


def test_old_jobs_are_tidied_away_and_young_ones_stay():
    old, young = make_job(), make_job()
    work.run_all(NOON)
    Job.objects.filter(pk=young.pk).update(finished_at=NOON + timedelta(days=80))
    assert actions.tidy(at=NOON + timedelta(days=91)) == 1
    assert list(Job.objects.all()) == [young]
    assert not Job.objects.filter(pk=old.pk).exists()
