"""How cases end, and what an end may not leave behind or cut short."""

from datetime import timedelta

import pytest

from anwei.accounts.tests.factories import make_unit
from anwei.hazards import access
from anwei.hazards.actions import (
    answering,
    bringing,
    determining,
    handling,
    leading,
    registering,
    transferring,
    treating,
)
from anwei.hazards.actions.bringing import Brought
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Evidence, Hazard
from anwei.hazards.tests.door import fresh, state
from anwei.hazards.tests.factories import (
    NOON,
    TODAY,
    Cast,
    assigned,
    closed,
    determined,
    major,
    make_hazard,
    proof,
    rectified,
    suspended,
)
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db
WHEN = {"at": NOON, "on": TODAY}
EARLY = {"at": NOON, "on": TODAY - timedelta(days=30)}
CATCH_ALL = determining.Ruling(
    "major", "cn:CON24-17-01", condition_holds=True, reason="Crowd below"
)
DOWN = determining.Ruling("general", reason="Measured again")
ENDS = {
    "verify": lambda h, c: handling.verify(h, by=c.colleague, remark="", **WHEN),
    "close_unfixed": lambda h, c: handling.close_unfixed(
        h, by=c.officer, why="other", reason="Gone", **WHEN
    ),
    "set_aside": lambda h, c: handling.set_aside(
        h, by=c.officer, why="not_a_hazard", reason="Drill", **WHEN
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_no_case_ends_while_its_level_waits_for_a_second_person(end):
    cast = Cast()
    hazard = rectified(cast)
    made = determining.determine(hazard, CATCH_ALL, by=cast.officer, **WHEN)
    before = state(hazard)
    with pytest.raises(MoveRefused, match="second person"):
        ENDS[end](hazard, cast)
    assert state(hazard) == before
    determining.confirm(hazard, made, by=cast.colleague, **WHEN)
    assert (fresh(hazard).level, fresh(hazard).status) == ("major", "planning")


def test_no_term_is_given_while_the_level_waits():
    cast = Cast()
    hazard = make_hazard(cast)
    determining.determine(hazard, CATCH_ALL, by=cast.officer, **WHEN)
    with pytest.raises(MoveRefused, match="second person"):
        handling.assign(hazard, by=cast.officer, **WHEN, due_on=TODAY + timedelta(days=9))


def test_a_major_hazard_is_not_written_off_while_it_is_proposed_to_be_a_general_one():
    cast = Cast()
    hazard = major(cast, "reviewed")
    determining.determine(hazard, DOWN, by=cast.officer, **WHEN)
    with pytest.raises(MoveRefused, match="second person"):
        treating.write_off(hazard, by=cast.officer, **WHEN, remark="")


def test_a_step_down_from_major_waits_for_a_second_person_and_needs_a_reason():
    cast = Cast()
    hazard = determined(cast, make_hazard(cast))
    with pytest.raises(MoveRefused, match="second person"):
        determining.determine(hazard, determining.Ruling("general"), by=cast.officer, **WHEN)
    made = determining.determine(hazard, DOWN, by=cast.officer, **WHEN)
    assert fresh(hazard).level == "major"
    with pytest.raises(MoveRefused, match="Another person"):
        determining.confirm(hazard, made, by=cast.officer, **WHEN)
    determining.confirm(hazard, made, by=cast.colleague, **WHEN)
    assert (fresh(hazard).level, fresh(hazard).clause) == ("general", "")


@pytest.mark.parametrize("end", ENDS)
def test_an_offer_nobody_answered_goes_with_the_case_and_can_no_longer_be_received(end):
    cast = Cast()
    hazard = rectified(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    ENDS[end](hazard, cast)
    offered.refresh_from_db()
    assert (offered.state, fresh(hazard).offered_unit) == ("withdrawn", None)
    assert hazard not in Hazard.objects.visible_to(cast.stranger)
    assert not Notice.objects.to_do().filter(recipient=cast.stranger).exists()
    with pytest.raises(MoveRefused):
        transferring.answer(fresh(hazard), offered, by=cast.stranger, **WHEN, received=True)
    assert fresh(hazard).handling_unit == cast.department


def test_a_hazard_is_not_a_duplicate_of_one_that_was_set_aside_itself():
    cast = Cast()
    first, second = make_hazard(cast), make_hazard(cast)
    handling.set_aside(
        first, by=cast.officer, **WHEN, why="duplicate", reason="Same", duplicate_of=second
    )
    with pytest.raises(MoveRefused, match="set aside itself"):
        handling.set_aside(
            second, by=cast.officer, **WHEN, why="duplicate", reason="Same", duplicate_of=first
        )
    assert fresh(second).is_open


def test_nothing_is_dated_before_the_hazard_was_found():
    cast = Cast()
    registered, fixed, suspect = make_hazard(cast), rectified(cast), make_hazard(cast)
    with pytest.raises(MoveRefused, match="before the day it was found"):
        handling.assign(registered, by=cast.officer, **EARLY, due_on=TODAY)
    with pytest.raises(MoveRefused, match="before the day it was found"):
        handling.close_unfixed(registered, by=cast.officer, **EARLY, why="other", reason="Gone")
    with pytest.raises(MoveRefused, match="before it was put right"):
        handling.verify(fixed, by=cast.colleague, **EARLY, remark="")
    with pytest.raises(MoveRefused, match="before the day it was found"):
        determining.determine(suspect, determining.Ruling("general"), by=cast.officer, **EARLY)


def test_a_check_on_site_and_a_reopening_are_not_dated_before_what_they_follow():
    cast = Cast()
    accepted, ended = major(cast, "accepted"), closed(cast)
    day_before = {"at": NOON, "on": TODAY - timedelta(days=1)}
    with pytest.raises(MoveRefused, match="before it was put right"):
        treating.review(accepted, by=cast.officer, **day_before, officers=["A", "B"], remark="")
    with pytest.raises(MoveRefused, match="before the day it was closed"):
        handling.reopen(ended, by=cast.colleague, **day_before, due_on=TODAY, reason="Back")


def test_a_suspended_general_hazard_is_verified_only_after_consent_to_resume():
    cast = Cast()
    hazard = suspended(cast, rectified(cast))
    with pytest.raises(MoveRefused):
        handling.verify(hazard, by=cast.colleague, **WHEN, remark="")
    treating.consent_resume(hazard, by=cast.colleague, **WHEN, paper_no="R-1")
    handling.verify(hazard, by=cast.colleague, **WHEN, remark="")
    assert (fresh(hazard).status, fresh(hazard).suspended_on) == ("closed", None)


def test_a_case_reopened_after_each_kind_of_end_keeps_the_end_on_its_trail_and_runs_again():
    cast = Cast()
    for end in ENDS:
        hazard = rectified(cast)
        ENDS[end](hazard, cast)
        due = TODAY + timedelta(days=5)
        handling.reopen(hazard, by=cast.colleague, **WHEN, due_on=due, reason="Chain is back")
        now = fresh(hazard)
        assert (now.status, now.due_on, now.reopened) == ("assigned", due, 1)
        assert (now.closed_on, now.closed_by, now.closure_reason) == (None, "", "")


def test_a_major_hazard_is_not_talked_away_by_one_person():
    cast = Cast()
    hazard = determined(cast, make_hazard(cast))
    with pytest.raises(MoveRefused, match="second person confirms"):
        handling.set_aside(
            hazard, by=cast.officer, **WHEN, why="not_a_hazard", reason="We looked again"
        )
    made = determining.determine(hazard, DOWN, by=cast.officer, **WHEN)
    determining.confirm(hazard, made, by=cast.colleague, **WHEN)
    handling.set_aside(hazard, by=cast.officer, **WHEN, why="not_a_hazard", reason="A drill")
    assert fresh(hazard).status == "void"


@pytest.mark.parametrize("typed", ["Lin Mei", "lin  mei ", "LinMei"])
def test_the_fixer_is_known_however_the_name_was_typed(typed):
    cast = Cast()
    hazard = rectified(cast)  # by Lin Mei
    cast.colleague.name = typed
    with pytest.raises(handling.SameHands):
        handling.verify(hazard, by=cast.colleague, **WHEN, remark="")
    accepted = major(cast, "accepted")
    Hazard.objects.filter(pk=accepted.pk).update(rectified_by="Lin Mei")
    with pytest.raises(MoveRefused, match="cannot check"):
        treating.review(fresh(accepted), by=cast.officer, **WHEN, officers=["A", typed], remark="")


def test_a_major_hazard_is_found_wanting_by_officers_with_enforcement_power_only():
    cast = Cast()
    hazard = major(cast, "accepted")
    given = {"remark": "Still open", "due_on": TODAY + timedelta(days=3)}
    with pytest.raises(MoveRefused, match="enforcement power"):
        handling.fail_check(hazard, by=cast.street_officer, **WHEN, **given)
    handling.fail_check(hazard, by=cast.officer, **WHEN, **given)
    assert fresh(hazard).status == "rectifying"


# Handing over


def test_a_units_own_case_goes_to_another_unit_by_transfer_and_not_by_a_term():
    cast = Cast()
    hazard = make_hazard(cast)
    given = {"due_on": TODAY + timedelta(days=9), "unit": cast.other}
    with pytest.raises(MoveRefused, match="by a transfer"):
        handling.assign(hazard, by=cast.officer, **WHEN, **given)
    below = make_unit(parent=cast.department)
    handling.assign(make_hazard(cast), by=cast.officer, **WHEN, **{**given, "unit": below})
    handling.assign(hazard, by=cast.clerk, **WHEN, **given)
    assert fresh(hazard).handling_unit == cast.other


def test_who_receives_a_case_acts_on_it_and_not_before():
    cast = Cast()
    hazard = assigned(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    assert not access.may_do(cast.stranger, fresh(hazard), "hazards.verify")
    transferring.answer(hazard, offered, by=cast.stranger, **WHEN, received=True)
    assert access.may_do(cast.stranger, fresh(hazard), "hazards.verify")


def test_a_refused_offer_leaves_the_case_where_it_was_and_needs_a_reason():
    cast = Cast()
    hazard = assigned(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    with pytest.raises(MoveRefused, match="why"):
        transferring.answer(hazard, offered, by=cast.stranger, **WHEN, received=False)
    transferring.answer(
        hazard, offered, by=cast.stranger, **WHEN, received=False, remark="Not ours"
    )
    now = fresh(hazard)
    assert (now.handling_unit, now.offered_unit) == (cast.department, None)
    assert hazard not in Hazard.objects.visible_to(cast.stranger)


# Links on notices


def test_the_link_of_an_ended_case_opens_nothing():
    cast = Cast()
    hazard = assigned(cast)
    printed = answering.make_link(hazard, by=cast.officer, at=NOON)
    assert answering.find_link(printed.token, at=NOON)
    handling.close_unfixed(hazard, by=cast.officer, **WHEN, why="other", reason="Torn down")
    assert answering.find_link(printed.token, at=NOON) is None
    with pytest.raises(MoveRefused, match="needs no answer"):
        answering.make_link(hazard, by=cast.officer, at=NOON)


def test_wrong_codes_are_counted_over_all_the_time_a_link_lives_and_the_right_one_gives_none_back():
    cast = Cast()
    printed = answering.make_link(assigned(cast), by=cast.officer, at=NOON)
    link = answering.find_link(printed.token, at=NOON)
    for _try in range(answering.TRIES - 1):
        with pytest.raises(answering.LinkRefused):
            answering.open_link(link, printed.token, "wrong", at=NOON)
    for _again in range(3):
        answering.open_link(link, printed.token, printed.code, at=NOON)
    with pytest.raises(answering.LinkRefused):
        answering.open_link(link, printed.token, "wrong", at=NOON + timedelta(days=1))
    with pytest.raises(answering.LinkRefused, match="no longer opens"):
        answering.open_link(link, printed.token, printed.code, at=NOON + timedelta(days=1))


def test_the_code_of_one_notice_opens_no_other():
    cast = Cast()
    one, other = (answering.make_link(assigned(cast), by=cast.officer, at=NOON) for _each in "ab")
    link = answering.find_link(other.token, at=NOON)
    if one.code != other.code:
        with pytest.raises(answering.LinkRefused):
            answering.open_link(link, other.token, one.code, at=NOON)
    with pytest.raises(answering.LinkRefused):
        answering.open_link(link, one.token, one.code, at=NOON)


def test_neither_token_nor_code_is_kept_as_it_was_printed():
    cast = Cast()
    printed = answering.make_link(assigned(cast), by=cast.officer, at=NOON)
    kept = str(vars(printed.link))
    assert printed.token not in kept
    assert printed.code not in (printed.link.token_digest, printed.link.code_digest)


def test_a_fix_that_came_by_link_is_answered_once_and_verified_by_a_colleague():
    cast = Cast()
    hazard = assigned(cast)
    printed = answering.make_link(hazard, by=cast.officer, at=NOON)
    given = {"at": NOON, "on": TODAY, "today": TODAY, "measures": "Off", "fixer": "Lin Mei"}
    answering.answer(answering.find_link(printed.token, at=NOON), **given, proofs=[proof()])
    with pytest.raises(answering.LinkRefused, match="does not wait for a fix"):
        answering.answer(answering.find_link(printed.token, at=NOON), **given, proofs=[proof()])
    handling.verify(fresh(hazard), by=cast.colleague, **WHEN, remark="")
    assert fresh(hazard).status == "closed"


# Undoing an import


def brought(cast: Cast) -> Hazard:
    fields = {
        "description": "Loose cable", "found_on": TODAY, "capacity": "department", "source": "ledger", "external_key": "L:1",
        "found_unit": cast.department, "handling_unit": cast.department, "site": cast.site,
    }  # fmt: skip
    return bringing.bring_in([Brought(fields)], by=cast.clerk, at=NOON, origin="batch:1")[0]


WORK = {
    "a picture": lambda h, c: registering.add_evidence(h, [proof()], by=c.officer, at=NOON),
    "a fact": lambda h, c: treating.note_fact(h, "note", by=c.officer, **WHEN, today=TODAY),
    "a proposed determination": lambda h, c: determining.determine(
        h, CATCH_ALL, by=c.officer, **WHEN
    ),
    "a question to a leader": lambda h, c: leading.refer(
        h, by=c.clerk, at=NOON, leader=c.leader, question="?"
    ),
    "a printed notice": lambda h, c: answering.make_link(h, by=c.officer, at=NOON),
    "a hazard that repeats it": lambda h, c: make_hazard(c, seen_before=h),
}


@pytest.mark.parametrize("work", WORK)
def test_what_was_done_to_a_hazard_is_not_lost_by_the_undo_of_its_import(work):
    cast = Cast()
    hazard = brought(cast)
    assert bringing.built_on("batch:1") == []
    WORK[work](hazard, cast)
    assert bringing.built_on("batch:1") == [hazard.number]
    with pytest.raises(MoveRefused, match="worked on"):
        bringing.take_out([fresh(hazard)], by=cast.clerk, at=NOON, origin="batch:1")
    assert Hazard.objects.filter(pk=hazard.pk).exists()
    assert Evidence.objects.filter(hazard=hazard).count() == (work == "a picture")


def test_an_untouched_import_is_undone():
    cast = Cast()
    bringing.take_out([brought(cast)], by=cast.clerk, at=NOON, origin="batch:1")
    assert not Hazard.objects.exists()
