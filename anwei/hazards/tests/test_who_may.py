"""Every step through its page: who may, who may not, and that a refusal changes nothing.

302: done. 403: seen, but not theirs to do. 404: not theirs to see. 409: theirs, but not now.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from anwei.accounts.tests.factories import make_user
from anwei.audit import trail
from anwei.hazards.actions import closing, determining, extending, handling, transferring
from anwei.hazards.models import Hazard
from anwei.hazards.steps import STEPS
from anwei.hazards.tests.door import PEOPLE, answers, day, fresh, post
from anwei.hazards.tests.factories import (
    CLAUSE,
    NOON,
    PLAN,
    TODAY,
    Cast,
    assigned,
    closed,
    major,
    make_hazard,
    picture,
    rectified,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OFFICERS = {"officer", "colleague"}
UNSEEN = {"stranger": 404, "neighbour": 404}
CATCH_ALL = "cn:CON24-17-01"


def proposed(cast: Cast) -> Hazard:
    hazard = make_hazard(cast)
    ruling = determining.Ruling("major", CATCH_ALL, condition_holds=True, reason="Crowd below")
    determining.determine(hazard, ruling, by=cast.officer, at=NOON, on=TODAY)
    return hazard


def end_proposed(cast: Cast) -> Hazard:
    hazard = major(cast, "planning")
    given = {"why": "demolished", "reason": "Torn down"}
    closing.propose(hazard, "close_unfixed", by=cast.officer, at=NOON, on=TODAY, **given)
    return hazard


def asked_for_time(cast: Cast) -> Hazard:
    hazard = assigned(cast)
    extending.ask_extension(
        hazard, by=cast.enterprise, at=NOON, today=TODAY, until=hazard.due_on.replace(day=28), reason="Part on order",
    )  # fmt: skip
    return hazard


def offered(cast: Cast) -> Hazard:
    hazard = assigned(cast)
    transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    return hazard


@dataclass(frozen=True)
class Door:
    """A step: how far the case has come, what is posted, who gets through, and the answers that are neither 302, 403 nor unseen."""

    case: Callable[[Cast], Hazard]
    given: dict[str, object]
    may: set[str]
    other: dict[str, int] = field(default_factory=dict)


def at(status: str, **how: object) -> Callable[[Cast], Hazard]:
    return lambda cast: major(cast, status, **how)


FIX = {"measures": "Chain off", "fixer": "Lin Mei", "after": picture}
TEXT = {"remark": "As agreed"}
SUSPEND = {"scope": "Line 2", "basis": "Art. 65", "paper_no": "S-1"}
PLANNED = {name: getattr(PLAN, name) for name in PLAN.__dataclass_fields__}
# A table: one step, one row.
# fmt: off
DOORS: dict[str, Door] = {
    "assign": Door(make_hazard, {"due_on": day(10)}, OFFICERS | {"street_officer", "clerk"}),
    "rectify": Door(assigned, FIX, OFFICERS | {"street_officer", "clerk", "enterprise"}),
    "verify": Door(rectified, TEXT, OFFICERS | {"street_officer"}),
    "fail_check": Door(rectified, TEXT | {"due_on": day(3)}, OFFICERS | {"street_officer"}),
    "close_unfixed": Door(assigned, {"why": "other", "reason": "Torn down"}, OFFICERS | {"clerk"}),
    "set_aside": Door(assigned, {"why": "not_a_hazard", "reason": "A drill"}, OFFICERS | {"clerk"}),
    "reopen": Door(closed, {"reason": "Chain is back", "due_on": day(5)}, OFFICERS | {"clerk"}),
    "ask_plan": Door(at("registered"), {"plan_due_on": day(5), "due_on": day(30)}, OFFICERS | {"street_officer", "clerk"}),
    "submit_plan": Door(at("planning"), PLANNED | {"papers": picture}, OFFICERS | {"enterprise"}),
    "approve_plan": Door(at("planned"), TEXT, OFFICERS),
    "return_plan": Door(at("planned"), TEXT, OFFICERS),
    "accept": Door(at("rectified"), {"experts": "Engineer Bai", "report": picture}, {"enterprise"}),
    "refuse_acceptance": Door(at("rectified"), TEXT | {"experts": "Engineer Bai"}, {"enterprise"}),
    "review": Door(at("accepted"), {"first_officer": "A", "second_officer": "B"}, OFFICERS),
    "write_off": Door(at("reviewed"), TEXT, OFFICERS),
    "apply_resume": Door(at("accepted", stopped=True), {"scope": "Permits in force", "papers": picture}, OFFICERS | {"enterprise"}),
    "consent_resume": Door(at("reviewed", stopped=True), {"paper_no": "R-1"}, OFFICERS),
    "determine": Door(make_hazard, {"level": "major", "clause_ref": CLAUSE, "condition_holds": "on"}, OFFICERS),
    # Whoever proposed it waits for another.
    "confirm": Door(proposed, {"decision": "yes"}, {"colleague"}, {"officer": 409}),
    "confirm_end": Door(end_proposed, {"decision": "yes"}, {"colleague"}, {"officer": 409}),
    "ask_extension": Door(assigned, {"until": day(30), "reason": "Part on order", "papers": picture}, OFFICERS | {"street_officer", "enterprise"}),
    "decide_extension": Door(asked_for_time, {"decision": "yes"}, OFFICERS),
    "transfer": Door(assigned, {"reason": "Fire"}, OFFICERS | {"street_officer", "clerk"}),
    # The unit it is offered to answers, and nobody for it.
    "answer_transfer": Door(offered, {"decision": "yes"}, {"stranger"}),
    "withdraw_transfer": Door(offered, {}, OFFICERS | {"street_officer", "clerk"}, {"stranger": 403}),
    "suspend": Door(assigned, SUSPEND, OFFICERS),
    "note_fact": Door(assigned, {"kind": "interim_control", "scope": "Guard posted"}, OFFICERS | {"street_officer", "clerk", "enterprise"}),
    "add_evidence": Door(assigned, {"side": "before", "files": picture}, OFFICERS | {"street_officer", "clerk", "enterprise"}),
    "correct": Door(assigned, {"description": "Another text", "reason": "Typing error"}, OFFICERS | {"street_officer", "clerk"}),
    "pause": Door(assigned, {"reason": "Technical appraisal"}, OFFICERS),
    "name_expert": Door(rectified, {}, OFFICERS | {"street_officer", "clerk"}),
    "refer": Door(assigned, {"question": "Close the hall?"}, OFFICERS | {"street_officer", "clerk"}),
    "instruct": Door(assigned, {"text": "Report in person", "due_on": day(2)}, {"leader"}),
}
# fmt: on


def test_every_step_has_its_row():
    assert DOORS.keys() == STEPS.keys()


@pytest.mark.parametrize("verb", DOORS)
def test_who_may(verb):
    cast, door = Cast(), DOORS[verb]
    hazard = door.case(cast)
    chosen = {
        "transfer": lambda: {"taker": cast.other.pk},
        "name_expert": lambda: {"expert": make_user("expert").pk},
        "refer": lambda: {"leader": cast.leader.pk},
        "instruct": lambda: {"unit": cast.department.pk},
    }.get(verb, dict)()
    told = answers(cast, hazard, verb, door.given | chosen)
    unseen = {} if verb in {"answer_transfer", "withdraw_transfer"} else UNSEEN
    expected = {
        part: 302 if part in door.may else {"neighbour": 404, **unseen, **door.other}.get(part, 403)
        for part in PEOPLE
    }
    assert told == expected


def test_a_step_made_through_the_page_is_made_by_the_person_and_on_behalf_of_the_enterprise():
    cast = Cast()
    hazard = assigned(cast)
    assert post(cast.officer, hazard, "rectify", **{**FIX, "after": picture()}).status_code == 302
    entry = trail.about(hazard).get(action="hazards.rectify")
    assert (entry.actor, entry.behalf) == (trail.name_of(cast.officer), str(cast.site.enterprise))
    # Whoever entered it for the enterprise cannot verify it, nor find it wanting.
    assert post(cast.officer, hazard, "verify", **TEXT).status_code == 409
    assert post(cast.officer, hazard, "fail_check", **TEXT, due_on=day(3)).status_code == 409
    assert post(cast.colleague, hazard, "verify", **TEXT).status_code == 302


@pytest.mark.parametrize(
    ("verb", "case", "given"),
    [
        ("submit_plan", at("planning"), PLANNED),
        ("ask_extension", assigned, {"until": day(30), "reason": "Part on order"}),
        ("rectify", assigned, {"measures": "Chain off", "fixer": "Lin Mei"}),
    ],
)
def test_what_an_officer_enters_for_an_enterprise_needs_its_proof(verb, case, given):
    cast = Cast()
    hazard = case(cast)
    answer = post(cast.officer, hazard, verb, **given)
    assert answer.status_code == 422
    assert "required" in answer.content.decode()


def test_who_entered_the_plan_or_the_request_does_not_decide_on_it():
    cast = Cast()
    planning, asking = major(cast, "planning"), assigned(cast)
    assert (
        post(cast.officer, planning, "submit_plan", **PLANNED, papers=picture()).status_code == 302
    )
    assert post(cast.officer, planning, "approve_plan", **TEXT).status_code == 409
    assert post(cast.colleague, planning, "approve_plan", **TEXT).status_code == 302
    given = {"until": day(30), "reason": "Part on order", "papers": picture()}
    assert post(cast.officer, asking, "ask_extension", **given).status_code == 302
    assert post(cast.officer, asking, "decide_extension", decision="yes").status_code == 409
    assert post(cast.colleague, asking, "decide_extension", decision="yes").status_code == 302


def test_who_entered_the_fix_is_not_named_as_officer_of_the_check_either():
    cast = Cast()
    hazard = major(cast, "rectifying")
    fix = {**FIX, "after": picture()}
    assert post(cast.officer, hazard, "rectify", **fix).status_code == 302
    accepted = {"experts": "Engineer Bai", "report": picture()}
    assert post(cast.enterprise, hazard, "accept", **accepted).status_code == 302
    named = {"first_officer": cast.officer.name, "second_officer": "B"}
    answer = post(cast.colleague, hazard, "review", **named)
    assert answer.status_code == 422
    assert "entered the fix" in answer.content.decode()
    assert fresh(hazard).status == "accepted"


def test_an_expert_checks_the_case_named_on_and_nothing_else():
    cast = Cast()
    expert, hazard, other = make_user("expert"), rectified(cast), rectified(cast)
    handling.name_expert(hazard, by=cast.officer, at=NOON, expert=expert)
    assert post(expert, other, "verify", **TEXT).status_code == 404
    assert post(expert, hazard, "close_unfixed", why="other", reason="x").status_code == 403
    assert post(expert, hazard, "verify", **TEXT).status_code == 302
