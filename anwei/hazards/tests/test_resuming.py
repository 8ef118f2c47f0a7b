"""Suspended work: the enterprise applies to resume, the department reviews within its term and consents."""

from datetime import timedelta

import pytest

from anwei.hazards.actions import clocking, treating
from anwei.hazards.models import Fact
from anwei.hazards.tests.door import day, entered, fresh, post
from anwei.hazards.tests.factories import (
    NOON,
    TODAY,
    Cast,
    assigned,
    major,
    picture,
    rectified,
    suspended,
)
from anwei.messaging.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
ASK = {"scope": "Permits in force, tank cleaned", "paper_no": "A-7"}


def test_the_enterprise_applies_and_the_department_has_ten_days_to_review():
    cast = Cast()
    hazard = major(cast, "accepted", stopped=True)
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 302
    hazard = fresh(hazard)
    fact = hazard.facts.get(kind=Fact.Kind.RESUME_APPLIED)
    assert (fact.held_on, fact.scope, fact.paper_no) == (TODAY, ASK["scope"], "A-7")
    assert (hazard.step_due_on, hazard.suspended_on) == (TODAY + timedelta(days=10), TODAY)
    assert clocking.running(hazard, clocking.STEP).term == "resume_review"
    told = Notice.objects.to_do().filter(kind="hazard_resume_applied", recipient=cast.officer)
    assert told.exists()
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 409, "once"


def test_it_does_not_resume_before_the_department_consents():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 302
    assert fresh(hazard).suspended_on == TODAY
    assert post(cast.officer, hazard, "consent_resume", paper_no="R-1").status_code == 302
    assert fresh(hazard).suspended_on is None
    assert not Notice.objects.to_do().filter(kind="hazard_resume_applied").exists()


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (lambda cast: suspended(cast, assigned(cast)), "First it has to be put right"),
        (lambda cast: major(cast, "rectified", stopped=True), "First it has to be put right"),
        (lambda cast: rectified(cast), "not open now"),
    ],
)
def test_what_is_not_put_right_or_not_suspended_is_not_applied_for(case, why):
    cast = Cast()
    hazard = case(cast)
    answer = post(cast.enterprise, hazard, "apply_resume", **ASK)
    assert (answer.status_code, why in answer.content.decode()) == (409, True)
    assert not hazard.facts.filter(kind=Fact.Kind.RESUME_APPLIED).exists()


def test_an_officer_enters_it_for_the_enterprise_with_its_paper():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    assert post(cast.officer, hazard, "apply_resume", **ASK).status_code == 422, (
        "a paper is missing"
    )
    given = {**ASK, "papers": picture()}
    assert post(cast.officer, hazard, "apply_resume", **given).status_code == 302
    shown = entered(cast.clerk).get(f"/hazards/{hazard.number}/").content.decode()
    assert "Applied to resume" in shown
    assert str(cast.site.enterprise) in shown


def test_it_is_neither_dated_before_the_fix_nor_left_without_words():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    early = post(cast.enterprise, hazard, "apply_resume", **ASK | {"on": day(-2)})
    assert (early.status_code, "before it was put right" in early.content.decode()) == (422, True)
    with pytest.raises(treating.MoveRefused, match="what was treated"):
        treating.apply_resume(hazard, by=cast.enterprise, at=NOON, on=TODAY, today=TODAY, scope=" ")
    assert not hazard.facts.filter(kind=Fact.Kind.RESUME_APPLIED).exists()


def test_after_a_failed_check_and_another_fix_it_is_applied_for_anew():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    post(cast.enterprise, hazard, "apply_resume", **ASK)
    back = {"remark": "Chain is back", "due_on": day(3)}
    assert post(cast.officer, hazard, "fail_check", **back).status_code == 302
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 409, "not put right"
    fix = {"measures": "Chain cut up", "fixer": "Lin Mei", "after": picture()}
    assert post(cast.enterprise, hazard, "rectify", **fix).status_code == 302
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 302
    assert hazard.facts.filter(kind=Fact.Kind.RESUME_APPLIED).count() == 2


def test_whoever_entered_it_for_the_enterprise_does_not_consent():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    given = {**ASK, "papers": picture()}
    assert post(cast.officer, hazard, "apply_resume", **given).status_code == 302
    refused = post(cast.officer, hazard, "consent_resume", paper_no="R-1")
    assert (refused.status_code, fresh(hazard).suspended_on) == (409, TODAY)
    with pytest.raises(treating.MoveRefused, match="You entered this application"):
        treating.consent_resume(fresh(hazard), by=cast.officer, at=NOON, on=TODAY, paper_no="R-1")
    assert post(cast.colleague, hazard, "consent_resume", paper_no="R-1").status_code == 302


@pytest.mark.parametrize(
    "case",
    [
        lambda cast: suspended(cast, rectified(cast)),
        lambda cast: major(cast, "reviewed", stopped=True),
    ],
)
def test_the_days_to_review_end_with_the_consent(case):
    cast = Cast()
    hazard = case(cast)
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 302
    assert post(cast.officer, hazard, "consent_resume", paper_no="R-1").status_code == 302
    assert fresh(hazard).step_due_on is None
    assert clocking.running(hazard, clocking.STEP) is None


def test_suspended_again_on_the_day_of_the_consent_it_is_applied_for_anew():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    post(cast.enterprise, hazard, "apply_resume", **ASK)
    assert post(cast.officer, hazard, "consent_resume", paper_no="R-1").status_code == 302
    hazard = suspended(cast, fresh(hazard))
    assert post(cast.enterprise, hazard, "apply_resume", **ASK).status_code == 302
    assert hazard.facts.filter(kind=Fact.Kind.RESUME_APPLIED).count() == 2
