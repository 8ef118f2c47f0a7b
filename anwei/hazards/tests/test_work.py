"""Reminders, lapsed transfers and notices: told once, caught up after downtime."""

from datetime import timedelta

import pytest
from django.utils import timezone

from anwei.accounts.models import Unit, UnitKind
from anwei.hazards.actions import clocking, handling, transferring
from anwei.hazards.models import Hazard, Tally
from anwei.hazards.tests.factories import NOON, TODAY, Cast, assigned, make_hazard, rectified
from anwei.jobs import actions as jobs
from anwei.jobs.work import run_all
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db


def night(kind, days=0):
    at = NOON + timedelta(days=days)
    jobs.enqueue(kind, by="system:tests", at=at, key=f"{kind}:{days}")
    run_all(at)


def told(kind):
    return Notice.objects.filter(kind=kind)


def test_each_stage_of_a_term_is_told_once_and_a_missed_day_is_caught_up():
    cast = Cast()
    hazard = assigned(cast)
    left = (hazard.due_on - TODAY).days
    night("hazards.remind", left - 2)
    night("hazards.remind", left - 1)
    assert told("hazard_soon").filter(recipient=cast.enterprise).count() == 1
    night("hazards.remind", left + 9)  # the worker was down on the day itself
    assert told("hazard_overdue").filter(recipient=cast.enterprise).count() == 1


def test_long_overdue_reaches_the_office():
    cast = Cast()
    hazard = assigned(cast)
    night("hazards.remind", (hazard.due_on - TODAY).days + 40)
    assert told("hazard_long_overdue").filter(recipient=cast.clerk).exists()


def test_a_paused_clock_reminds_nobody():
    cast = Cast()
    hazard = assigned(cast)
    Hazard.objects.filter(pk=hazard.pk).update(paused_since=TODAY)
    night("hazards.remind", (hazard.due_on - TODAY).days + 5)
    assert not told("hazard_overdue").exists()


def test_a_transfer_nobody_answers_goes_back_and_the_office_is_told():
    cast = Cast()
    hazard = assigned(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    night("hazards.lapse", 20)
    offered.refresh_from_db()
    hazard.refresh_from_db()
    assert (offered.state, hazard.offered_unit, hazard.handling_unit) == (
        "lapsed",
        None,
        cast.department,
    )
    assert told("hazard_transfer_answered").filter(recipient=cast.clerk).exists()


def test_what_nobody_owns_reaches_the_office_at_once():
    cast = Cast()
    office = Unit.objects.get(kind=UnitKind.OFFICE)
    hazard = make_hazard(cast, site=None, capacity="report", found_unit=None)
    assert hazard.handling_unit is None
    assert told("hazard_unowned").filter(recipient__unit=office).exists()


def test_a_reported_fix_settles_the_term_and_asks_for_a_check():
    cast = Cast()
    hazard = rectified(cast)
    assert not told("hazard_assigned").filter(settled_at__isnull=True).exists()
    assert (
        told("hazard_to_check").filter(recipient=cast.colleague, settled_at__isnull=True).exists()
    )
    handling.verify(hazard, by=cast.colleague, at=NOON, on=TODAY, remark="")
    assert not Notice.objects.to_do().filter(about=f"hazards.hazard:{hazard.pk}").exists()


def test_folding_the_counters_changes_no_sum():
    cast = Cast()
    handling.verify(rectified(cast), by=cast.colleague, at=NOON, on=TODAY, remark="")
    before = sum(Tally.objects.values_list("amount", flat=True))
    night("hazards.fold")
    assert sum(Tally.objects.values_list("amount", flat=True)) == before
    assert timezone.localdate(NOON) == TODAY


def test_a_step_that_runs_beside_a_paused_term_is_told_of_and_the_term_is_not():
    cast = Cast()
    hazard = rectified(cast)
    step, term = TODAY + timedelta(days=2), hazard.due_on
    handling.fail_check(
        hazard, by=cast.colleague, at=NOON, on=TODAY, remark="Chain is back", due_on=step
    )
    clocking.pause(hazard, by=cast.officer, at=NOON, on=TODAY, reason="Technical appraisal")
    night("hazards.remind", (term - TODAY).days + 2)
    days = set(told("hazard_overdue").values_list("due_on", flat=True))
    assert days == {step}


def test_a_step_long_overdue_hides_no_term_that_comes_near():
    cast = Cast()
    hazard = rectified(cast)
    step, term = TODAY + timedelta(days=1), hazard.due_on
    handling.fail_check(
        hazard, by=cast.colleague, at=NOON, on=TODAY, remark="Chain is back", due_on=step
    )
    for _night in range(2):
        night("hazards.remind", (term - TODAY).days - 1)
    assert set(told("hazard_overdue").values_list("due_on", flat=True)) == {step}
    assert told("hazard_soon").filter(recipient=cast.enterprise, due_on=term).count() == 1
