"""The loop of a hazard, told through its actions: who does what, and what is refused."""

from datetime import timedelta

import pytest

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.hazards.actions import (
    answering,
    clocking,
    determining,
    extending,
    handling,
    leading,
    registering,
    tallying,
    transferring,
    treating,
)
from anwei.hazards.actions.changing import MoveRefused, Stale
from anwei.hazards.actions.determining import Ruling
from anwei.hazards.actions.handling import SameHands
from anwei.hazards.actions.registering import NotAFinder, SpotFix
from anwei.hazards.models import Capacity, Clock, Evidence, Fact, Hazard, Tally
from anwei.hazards.tests.door import day, entered, fresh
from anwei.hazards.tests.factories import (
    CLAUSE,
    PLAN,
    TODAY,
    Cast,
    assigned,
    closed,
    finding,
    major,
    make_hazard,
    proof,
    rectified,
)

pytestmark = pytest.mark.django_db
WHO = {"at": NOON}


def test_a_general_hazard_goes_from_finding_to_verified():
    cast = Cast()
    hazard = rectified(cast)
    handling.verify(hazard, by=cast.colleague, **WHO, on=TODAY, remark="Seen open")
    hazard = fresh(hazard)
    assert (hazard.status, hazard.closed_on, hazard.closed_by) == (
        "closed",
        TODAY,
        trail.name_of(cast.colleague),
    )
    actions = [entry.action for entry in trail.about(hazard)]
    assert actions == [
        "hazards.registered",
        "hazards.assign",
        "hazards.evidence_added",
        "hazards.rectify",
        "hazards.verify",
    ]


def test_responsibility_on_the_day_of_finding_decides_who_handles_it():
    cast = Cast()
    hazard = make_hazard(cast)
    assert (hazard.handling_unit, hazard.industry_unit, hazard.territory) == (
        cast.department,
        cast.department,
        cast.street,
    )


def test_a_hazard_found_by_a_street_is_handled_by_the_industry_regulator():
    cast = Cast()
    hazard = make_hazard(
        cast, by=cast.street_officer, capacity=Capacity.STREET, found_unit=cast.street
    )
    assert hazard.handling_unit == cast.department


def test_committee_and_office_are_refused_as_finder_but_may_enter_what_others_found():
    cast = Cast()
    office = make_unit(kind=UnitKind.OFFICE)
    with pytest.raises(NotAFinder):
        make_hazard(cast, by=cast.clerk, found_unit=office)
    with pytest.raises(NotAFinder):
        make_hazard(
            cast,
            by=cast.clerk,
            capacity=Capacity.UPPER,
            found_unit=make_unit(kind=UnitKind.COMMITTEE),
        )
    assert make_hazard(cast, by=cast.clerk).found_unit == cast.department


def test_neither_the_fixer_nor_whoever_entered_the_fix_verifies():
    cast = Cast()
    hazard = rectified(cast, by=cast.officer)
    with pytest.raises(SameHands):
        handling.verify(hazard, by=cast.officer, **WHO, on=TODAY, remark="")
    cast.colleague.name = "Lin Mei"
    with pytest.raises(SameHands):
        handling.verify(hazard, by=cast.colleague, **WHO, on=TODAY, remark="")
    with pytest.raises(SameHands):
        handling.verify(hazard, by=cast.enterprise, **WHO, on=TODAY, remark="")


def test_a_failed_check_loops_back_with_a_step_of_its_own():
    cast = Cast()
    hazard = rectified(cast)
    term = hazard.due_on
    handling.fail_check(
        hazard,
        by=cast.colleague,
        **WHO,
        on=TODAY,
        remark="Chain is back",
        due_on=TODAY + timedelta(days=2),
    )
    hazard = fresh(hazard)
    assert (hazard.status, hazard.step_due_on, hazard.due_on) == (
        "assigned",
        TODAY + timedelta(days=2),
        term,
    )
    assert not hazard.checks.get().passed


def test_a_fix_without_proof_is_refused_and_changes_nothing():
    cast = Cast()
    hazard = assigned(cast)
    with pytest.raises(MoveRefused, match="proof"):
        handling.rectify(
            hazard,
            by=cast.enterprise,
            **WHO,
            on=TODAY,
            today=TODAY,
            measures="Done",
            fixer="Lin Mei",
            proofs=[],
        )
    assert fresh(hazard).status == "assigned"


def test_put_right_on_the_spot_needs_before_and_after_and_is_verified_by_another():
    cast = Cast()
    spot = SpotFix("Door opened at once", "Guard Wu", TODAY - timedelta(days=7))
    with pytest.raises(MoveRefused, match="before"):
        registering.register(
            finding(cast),
            by=cast.officer,
            **WHO,
            today=TODAY,
            spot=spot,
            proofs=[proof(Evidence.Side.AFTER)],
        )
    both = [proof(Evidence.Side.BEFORE), proof(Evidence.Side.AFTER)]
    hazard = registering.register(
        finding(cast), by=cast.officer, **WHO, today=TODAY, spot=spot, proofs=both
    )
    assert (hazard.status, hazard.on_the_spot) == ("rectified", True)
    with pytest.raises(SameHands):
        handling.verify(hazard, by=cast.officer, **WHO, on=TODAY, remark="")
    handling.verify(hazard, by=cast.colleague, **WHO, on=TODAY, remark="")
    assert fresh(hazard).status == "closed"


def test_a_major_hazard_is_planned_approved_fixed_accepted_checked_and_written_off():
    cast = Cast()
    hazard = major(cast, "reviewed")
    treating.write_off(hazard, by=cast.officer, **WHO, on=TODAY, remark="")
    assert fresh(hazard).status == "closed"


def test_a_suspended_major_hazard_is_not_written_off_before_consent_to_resume():
    cast = Cast()
    hazard = major(cast, "reviewed", stopped=True)
    with pytest.raises(MoveRefused):
        treating.write_off(hazard, by=cast.officer, **WHO, on=TODAY, remark="")
    treating.consent_resume(hazard, by=cast.officer, **WHO, on=TODAY, paper_no="R-1")
    treating.write_off(hazard, by=cast.officer, **WHO, on=TODAY, remark="")
    hazard = fresh(hazard)
    assert (hazard.status, hazard.suspended_on) == ("closed", None)
    assert hazard.facts.get(kind=Fact.Kind.SUSPENSION).until == TODAY


def test_a_plan_lacking_a_part_is_refused_by_name():
    cast = Cast()
    hazard = major(cast, "planning")
    incomplete = treating.PlanText(**{**PLAN.__dict__, "safeguards": " "})
    with pytest.raises(MoveRefused, match="safety measures"):
        treating.submit_plan(hazard, incomplete, by=cast.enterprise, **WHO, on=TODAY)


def test_who_entered_a_plan_does_not_approve_it():
    cast = Cast()
    hazard = major(cast, "planning")
    treating.submit_plan(hazard, PLAN, by=cast.officer, **WHO, on=TODAY, behalf="Site")
    with pytest.raises(MoveRefused, match="Another person"):
        treating.approve_plan(hazard, by=cast.officer, **WHO, on=TODAY)


def test_an_on_site_check_needs_two_officers():
    cast = Cast()
    hazard = major(cast, "reviewed")
    Hazard.objects.filter(pk=hazard.pk).update(status="accepted")
    with pytest.raises(MoveRefused, match="two officers"):
        treating.review(
            fresh(hazard),
            by=cast.officer,
            **WHO,
            on=TODAY,
            officers=["Officer A", "Officer A "],
            remark="",
        )


def test_a_case_that_turns_out_major_owes_a_plan_and_gets_the_term_of_a_major_one():
    cast = Cast()
    hazard = assigned(cast)
    short = hazard.due_on
    determining.determine(
        hazard, Ruling("major", CLAUSE, condition_holds=True), by=cast.officer, **WHO, on=TODAY
    )
    assert hazard.status == "planning"
    assert hazard.due_on == TODAY + timedelta(days=60) > short, (
        "the pack's term, not the few days left"
    )
    assert hazard.clocks.filter(kind="term", stopped_on__isnull=True).count() == 1


def test_a_clause_is_taken_in_the_version_in_force_on_the_day_of_finding():
    cast = Cast()
    old = make_hazard(cast, found_on=TODAY.replace(year=2022))
    with pytest.raises(MoveRefused, match="not in force"):
        determining.determine(
            old, Ruling("major", CLAUSE, condition_holds=True), by=cast.officer, **WHO, on=TODAY
        )


def test_a_placeholder_clause_cannot_be_chosen():
    cast = Cast()
    hazard = make_hazard(cast)
    with pytest.raises(MoveRefused, match="cannot be chosen"):
        determining.determine(
            hazard, Ruling("major", "cn:FIRE25-5"), by=cast.officer, **WHO, on=TODAY
        )


def test_a_catch_all_clause_needs_a_reason_and_a_second_person():
    cast = Cast()
    hazard = make_hazard(cast)
    with pytest.raises(MoveRefused, match="second person"):
        determining.determine(
            hazard,
            Ruling("major", "cn:CON24-17-01", condition_holds=True),
            by=cast.officer,
            **WHO,
            on=TODAY,
        )
    made = determining.determine(
        hazard,
        Ruling("major", "cn:CON24-17-01", condition_holds=True, reason="Crowd below"),
        by=cast.officer,
        **WHO,
        on=TODAY,
    )
    assert fresh(hazard).level == "undetermined"
    with pytest.raises(MoveRefused, match="Another person"):
        determining.confirm(hazard, made, by=cast.officer, **WHO, on=TODAY)
    determining.confirm(hazard, made, by=cast.colleague, **WHO, on=TODAY)
    assert fresh(hazard).level == "major"


def test_an_upgrade_while_the_term_runs_asks_for_a_plan():
    cast = Cast()
    hazard = assigned(cast)
    determining.determine(
        hazard, Ruling("major", CLAUSE, condition_holds=True), by=cast.officer, **WHO, on=TODAY
    )
    hazard = fresh(hazard)
    assert hazard.status == "planning"
    assert hazard.step_due_on is not None


def test_more_time_moves_the_legal_term_and_keeps_the_old_day_on_the_trail():
    cast = Cast()
    hazard = assigned(cast)
    old, new = hazard.due_on, hazard.due_on + timedelta(days=20)
    asked = extending.ask_extension(
        hazard, by=cast.enterprise, **WHO, today=TODAY, until=new, reason="Part on order"
    )
    extending.decide_extension(
        hazard, asked, by=cast.officer, **WHO, on=TODAY, granted=True, remark=""
    )
    assert fresh(hazard).due_on == new
    assert trail.about(hazard).get(action="hazards.extended").was["due_on"] == old.isoformat()


def test_more_time_is_asked_for_before_the_lead_and_decided_by_another():
    cast = Cast()
    hazard = assigned(cast)
    with pytest.raises(MoveRefused, match="had to be asked"):
        extending.ask_extension(
            hazard,
            by=cast.enterprise,
            **WHO,
            today=hazard.due_on,
            until=hazard.due_on + timedelta(days=9),
            reason="Late",
        )
    asked = extending.ask_extension(
        hazard,
        by=cast.officer,
        **WHO,
        today=TODAY,
        until=hazard.due_on + timedelta(days=9),
        reason="Part",
        behalf="Site",
    )
    with pytest.raises(MoveRefused, match="Another person"):
        extending.decide_extension(
            hazard, asked, by=cast.officer, **WHO, on=TODAY, granted=True, remark=""
        )


def test_a_transfer_changes_nothing_until_it_is_received():
    cast = Cast()
    hazard = assigned(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, **WHO, today=TODAY, taker=cast.other, reason="Fire matter"
    )
    assert fresh(hazard).handling_unit == cast.department
    assert Hazard.objects.visible_to(cast.stranger).filter(pk=hazard.pk).exists()
    transferring.answer(hazard, offered, by=cast.stranger, **WHO, on=TODAY, received=True)
    assert fresh(hazard).handling_unit == cast.other


def test_a_reopened_case_keeps_what_closed_it():
    cast = Cast()
    hazard = rectified(cast)
    handling.verify(hazard, by=cast.colleague, **WHO, on=TODAY, remark="")
    handling.reopen(
        hazard,
        by=cast.colleague,
        **WHO,
        on=TODAY,
        due_on=TODAY + timedelta(days=5),
        reason="Chain is back",
    )
    hazard = fresh(hazard)
    assert (hazard.status, hazard.reopened, hazard.closed_on) == ("assigned", 1, None)
    assert (
        trail.about(hazard).get(action="hazards.reopen").now["ended_before"]["closed_on"]
        == TODAY.isoformat()
    )


def test_a_case_that_ended_without_a_handling_unit_names_one_when_it_is_reopened():
    cast = Cast()
    hazard = closed(cast)
    Hazard.objects.filter(pk=hazard.pk).update(handling_unit=None)  # as a ledger brings it
    page, client = f"/hazards/{hazard.number}/reopen/", entered(cast.clerk)
    given = {"version": hazard.version, "on": day(), "due_on": day(5), "reason": "It leaks again"}
    assert client.post(page, given).status_code == 422
    assert client.post(page, given | {"unit": cast.department.pk}).status_code == 302
    assert fresh(hazard).handling_unit == cast.department


def test_closed_without_fix_and_set_aside_are_never_counted_as_fixed():
    cast = Cast()
    unfixed, void, fixed = assigned(cast), make_hazard(cast), rectified(cast)
    handling.close_unfixed(
        unfixed, by=cast.officer, **WHO, on=TODAY, why="site_closed", reason="Plant shut"
    )
    handling.set_aside(
        void,
        by=cast.officer,
        **WHO,
        on=TODAY,
        why="duplicate",
        reason="Same door",
        duplicate_of=fixed,
    )
    handling.verify(fixed, by=cast.colleague, **WHO, on=TODAY, remark="")
    totals = {
        measure: sum(Tally.objects.filter(measure=measure).values_list("amount", flat=True))
        for measure in ("found", "fixed", "unfixed", "void")
    }
    assert totals == {"found": 2, "fixed": 1, "unfixed": 1, "void": 1}


def test_a_duplicate_names_the_hazard_it_repeats():
    cast = Cast()
    with pytest.raises(MoveRefused, match="repeats"):
        handling.set_aside(
            make_hazard(cast), by=cast.officer, **WHO, on=TODAY, why="duplicate", reason="Same door"
        )


def test_the_counters_equal_a_fresh_count_after_moves_and_folding():
    cast = Cast()
    first, second = rectified(cast), assigned(cast)
    handling.verify(first, by=cast.colleague, **WHO, on=TODAY, remark="")
    handling.reopen(
        first, by=cast.colleague, **WHO, on=TODAY, due_on=TODAY + timedelta(days=3), reason="Back"
    )
    determining.determine(
        second, Ruling("major", CLAUSE, condition_holds=True), by=cast.officer, **WHO, on=TODAY
    )
    for counted in set(Tally.objects.values_list("day", flat=True)):
        tallying.fold(counted)
    kept = {
        (row.day, row.unit, row.street, row.sector, row.measure): row.amount
        for row in Tally.objects.all()
    }
    assert kept == dict(tallying.of_many(Hazard.objects.all()))


def test_a_paused_clock_resumes_with_the_paused_days_added():
    cast = Cast()
    hazard = assigned(cast)
    due = hazard.due_on
    clocking.pause(hazard, by=cast.officer, **WHO, on=TODAY, reason="Technical appraisal")
    assert not fresh(hazard).is_overdue(due + timedelta(days=30))
    clocking.resume(hazard, by=cast.officer, **WHO, on=TODAY + timedelta(days=4))
    assert fresh(hazard).due_on == due + timedelta(days=4)
    assert Clock.objects.get(hazard=hazard).pauses == [
        [TODAY.isoformat(), (TODAY + timedelta(days=3)).isoformat()]
    ]


def test_of_two_who_decide_on_the_same_screen_only_one_wins():
    cast = Cast()
    hazard = rectified(cast)
    mine, yours = fresh(hazard), fresh(hazard)
    handling.verify(mine, by=cast.colleague, **WHO, on=TODAY, remark="")
    with pytest.raises(Stale):
        handling.fail_check(
            yours, by=cast.colleague, **WHO, on=TODAY, remark="No", due_on=TODAY + timedelta(days=1)
        )
    assert trail.about(hazard).filter(action="hazards.fail_check").count() == 0


def test_a_leaders_instruction_is_tracked_to_its_end():
    cast = Cast()
    hazard = assigned(cast)
    given = leading.instruct(
        hazard,
        by=cast.leader,
        **WHO,
        today=TODAY,
        text="Report in person",
        unit=cast.other,
        due_on=TODAY + timedelta(days=2),
    )
    assert Hazard.objects.visible_to(cast.stranger).filter(pk=hazard.pk).exists()
    leading.answer_instruction(hazard, given, by=cast.stranger, **WHO, text="Went there")
    leading.settle_instruction(hazard, given, by=cast.leader, **WHO, done=True)
    given.refresh_from_db()
    assert (given.state, given.answer) == ("done", "Went there")


def test_the_link_on_a_notice_takes_an_answer_with_the_right_code_only():
    cast = Cast()
    hazard = assigned(cast)
    printed = answering.make_link(hazard, by=cast.officer, **WHO)
    link = answering.find_link(printed.token, at=NOON)
    wrong = "000000" if printed.code != "000000" else "000001"
    with pytest.raises(answering.LinkRefused):
        answering.open_link(link, printed.token, wrong, at=NOON)
    answering.open_link(link, printed.token, printed.code, at=NOON)
    answering.answer(
        link,
        at=NOON,
        on=TODAY,
        today=TODAY,
        measures="Chain off",
        fixer="Lin Mei",
        proofs=[proof()],
    )
    hazard = fresh(hazard)
    assert (hazard.status, hazard.fix_entered_by) == ("rectified", f"hazards.answerlink:{link.pk}")


def test_too_many_wrong_codes_close_the_link():
    cast = Cast()
    printed = answering.make_link(assigned(cast), by=cast.officer, **WHO)
    link = answering.find_link(printed.token, at=NOON)
    for _try in range(answering.TRIES):
        with pytest.raises(answering.LinkRefused):
            answering.open_link(link, printed.token, "wrong", at=NOON)
    assert answering.find_link(printed.token, at=NOON) is None


def test_a_link_expires_and_a_new_notice_replaces_it():
    cast = Cast()
    hazard = assigned(cast)
    first = answering.make_link(hazard, by=cast.officer, **WHO)
    assert answering.find_link(first.token, at=NOON + timedelta(days=400)) is None
    answering.make_link(hazard, by=cast.officer, **WHO)
    assert answering.find_link(first.token, at=NOON) is None


def test_an_on_site_check_is_a_departments_with_enforcement_power():
    cast = Cast()
    hazard = major(cast, "reviewed")
    Hazard.objects.filter(pk=hazard.pk).update(status="accepted")
    with pytest.raises(MoveRefused, match="enforcement power"):
        treating.review(
            fresh(hazard), by=cast.street_officer, **WHO, on=TODAY, officers=["A", "B"], remark=""
        )


def test_an_expert_sees_and_verifies_the_case_asked_to_check_and_no_other():
    cast = Cast()
    expert = make_user("expert")
    hazard, other = rectified(cast), rectified(cast)
    handling.name_expert(hazard, by=cast.officer, **WHO, expert=expert)
    assert list(Hazard.objects.visible_to(expert)) == [hazard]
    assert other not in Hazard.objects.visible_to(expert)
    handling.verify(hazard, by=expert, **WHO, on=TODAY, remark="")
    assert fresh(hazard).status == "closed"
