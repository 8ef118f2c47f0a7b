"""Timed work: one job for each due moment, in the zone's time, with catch-up."""

from datetime import UTC, datetime, timedelta

import pytest

from anwei.jobs import actions, schedule, work
from anwei.jobs.models import Due, Job

pytestmark = pytest.mark.django_db

RULE = ("nightly", "30 2 * * *", "tests.report_as_it_goes")
# 02:30 in Shanghai is 18:30 UTC of the day before.
DUE = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


@pytest.fixture
def nightly(settings):
    settings.SCHEDULE = [RULE]
    schedule.serve_due(DUE - timedelta(hours=1))


def test_rules_are_read_in_the_time_of_the_zone():
    assert schedule.latest_due("30 2 * * *", DUE) == DUE
    assert schedule.latest_due("30 2 * * *", DUE - timedelta(seconds=1)) == DUE - timedelta(days=1)


@pytest.mark.parametrize(
    ("night", "runs"),
    [
        (datetime(2026, 3, 29), 1),  # no half past two: made up for at three
        (datetime(2026, 10, 25), 2),  # two of them, an hour apart
    ],
)
def test_no_night_is_left_out_where_clocks_are_changed(settings, night, runs):
    settings.TIME_ZONE = "Europe/Berlin"
    settings.SCHEDULE = [RULE]
    start = night.replace(tzinfo=UTC) - timedelta(hours=4)
    for minutes in range(0, 24 * 60, 15):
        schedule.serve_due(start + timedelta(minutes=minutes))
        work.run_all(start + timedelta(minutes=minutes))
    assert Job.objects.count() == runs


def test_a_rule_seen_for_the_first_time_waits_for_its_next_moment(nightly):
    assert not Job.objects.exists()
    assert Due.objects.count() == 1


def test_a_due_moment_makes_one_job_however_many_workers_look(nightly):
    assert len(schedule.serve_due(DUE)) == 1
    assert schedule.serve_due(DUE) == []
    assert schedule.serve_due(DUE + timedelta(hours=5)) == []
    assert Job.objects.count() == 1


def test_a_moment_that_another_worker_just_served_makes_no_second_job(nightly):
    name, _rule, kind = RULE
    assert schedule._serve(name, DUE, kind, at=DUE, first=False)
    assert schedule._serve(name, DUE, kind, at=DUE, first=False) is None
    assert Job.objects.count() == 1


def test_downtime_is_caught_up_with_by_one_run_for_the_latest_moment(nightly):
    made = schedule.serve_due(DUE + timedelta(days=4, hours=1))
    assert len(made) == 1
    assert made[0].payload == {"due_at": (DUE + timedelta(days=4)).isoformat()}


def test_a_run_that_is_still_going_is_not_doubled(nightly):
    first = schedule.serve_due(DUE)
    second = schedule.serve_due(DUE + timedelta(days=1))
    assert first == second
    assert Job.objects.count() == 1
    work.run_all(DUE + timedelta(days=1))
    assert schedule.serve_due(DUE + timedelta(days=2)) != first


def test_served_moments_are_forgotten_but_never_the_last(nightly):
    schedule.serve_due(DUE)
    actions.tidy(at=DUE + timedelta(days=200))
    assert list(Due.objects.values_list("due_at", flat=True)) == [DUE]
