"""Two tabs, two people, a button pressed twice: one is done, the other told, and what was typed stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anwei.audit import trail
from anwei.hazards.actions import (
    determining,
    extending,
    leading,
    registering,
    transferring,
    treating,
)
from anwei.hazards.actions.changing import MoveRefused, Stale
from anwei.hazards.models import Hazard
from anwei.hazards.tests.door import day, entered, fresh, post, state
from anwei.hazards.tests.factories import (
    NOON,
    TODAY,
    Cast,
    assigned,
    finding,
    major,
    make_hazard,
    picture,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WHEN = {"at": NOON, "on": TODAY}
CATCH_ALL = determining.Ruling(
    "major", "cn:CON24-17-01", condition_holds=True, reason="Crowd below"
)


def twice(hazard: Hazard) -> tuple[Hazard, Hazard]:
    """The case as two people have it on their screens."""
    return fresh(hazard), fresh(hazard)


# What only adds to a case counts as a change of it: the second press of each of these is refused.
ADDING = {
    "note_fact": {"kind": "note", "scope": "Guard posted"},
    "add_evidence": {"side": "before", "files": picture},
    "refer": {"question": "Close the hall?"},
    "ask_extension": {"until": day(30), "reason": "Part on order", "papers": picture},
    "transfer": {"reason": "Fire"},
    "correct": {"description": "Another text", "reason": "Typing error"},
    "pause": {"reason": "Technical appraisal"},
    "assign": {"due_on": day(9)},
}


@pytest.mark.parametrize("verb", ADDING)
def test_a_form_sent_twice_is_done_once(verb):
    cast = Cast()
    hazard = make_hazard(cast) if verb == "assign" else assigned(cast)
    chosen = {"refer": {"leader": cast.leader.pk}, "transfer": {"taker": cast.other.pk}}
    given = {"version": hazard.version, **ADDING[verb], **chosen.get(verb, {})}

    def press() -> int:
        sent = {name: value() if callable(value) else value for name, value in given.items()}
        return post(cast.officer, hazard, verb, **sent).status_code

    assert press() == 302
    once = state(hazard)
    assert press() == 409
    assert state(hazard) == once


def test_a_stale_form_keeps_what_was_typed_and_goes_through_once_the_person_has_looked():
    cast = Cast()
    hazard = assigned(cast)
    old = hazard.version
    assert post(cast.colleague, hazard, "note_fact", kind="note", scope="Seen").status_code == 302
    given = {"measures": "Chain taken off by hand", "fixer": "Lin Mei"}
    answer = post(cast.enterprise, hazard, "rectify", version=old, **given, after=picture())
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "changed by someone else a moment ago" in page
    assert "Chain taken off by hand" in page
    assert fresh(hazard).status == "assigned"
    shown = answer.context["form"]["version"].value()
    again = post(cast.enterprise, hazard, "rectify", version=shown, **given, after=picture())
    assert again.status_code == 302


def test_a_stale_form_of_a_step_that_is_no_longer_open_is_refused_in_words():
    cast = Cast()
    hazard = assigned(cast)
    old = hazard.version
    given = {"why": "other", "reason": "Torn down"}
    assert post(cast.officer, hazard, "close_unfixed", **given).status_code == 302
    answer = post(cast.clerk, hazard, "close_unfixed", version=old, **given)
    assert answer.status_code == 409
    assert "not open now" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "999999999999999999999"])
def test_a_forged_version_changes_nothing(version):
    cast = Cast()
    hazard = assigned(cast)
    before = state(hazard)
    given = {"measures": "Done", "fixer": "Lin", "after": picture()}
    answer = post(cast.enterprise, hazard, "rectify", version=version, **given)
    assert answer.status_code in {409, 422}
    assert state(hazard) == before


def test_of_two_who_decide_on_one_request_for_time_one_does():
    cast = Cast()
    hazard = assigned(cast)
    until = hazard.due_on + timedelta(days=20)
    asked = extending.ask_extension(
        hazard, by=cast.enterprise, at=NOON, today=TODAY, until=until, reason="Part on order"
    )
    mine, yours = twice(hazard)
    extending.decide_extension(mine, asked, by=cast.officer, **WHEN, granted=True, remark="")
    with pytest.raises(MoveRefused, match="a moment ago"):
        extending.decide_extension(
            yours, asked, by=cast.colleague, **WHEN, granted=False, remark="No"
        )
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("granted", trail.name_of(cast.officer))
    assert fresh(hazard).due_on == until


def test_of_two_second_persons_one_decides():
    cast = Cast()
    hazard = make_hazard(cast)
    made = determining.determine(hazard, CATCH_ALL, by=cast.officer, **WHEN)
    mine, yours = twice(hazard)
    determining.refuse(mine, made, by=cast.colleague, **WHEN, remark="No crowd")
    with pytest.raises(MoveRefused, match="a moment ago"):
        determining.confirm(yours, made, by=cast.colleague, **WHEN)
    assert fresh(hazard).level == "undetermined"


def test_of_two_who_answer_an_offer_one_does():
    cast = Cast()
    hazard = assigned(cast)
    offered = transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    mine, yours = twice(hazard)
    transferring.answer(mine, offered, by=cast.stranger, **WHEN, received=True)
    with pytest.raises(MoveRefused, match="a moment ago"):
        transferring.withdraw(yours, offered, by=cast.officer, **WHEN)
    assert fresh(hazard).handling_unit == cast.other


def test_of_two_who_decide_on_a_plan_one_does():
    cast = Cast()
    hazard = major(cast, "planned")
    mine, yours = twice(hazard)
    treating.approve_plan(mine, by=cast.officer, **WHEN)
    with pytest.raises(Stale):
        treating.return_plan(yours, by=cast.colleague, **WHEN, remark="Too thin")
    assert hazard.plans.get().state == "approved"


def test_a_leader_decides_once_on_what_was_put_before_him():
    cast = Cast()
    hazard = assigned(cast)
    put = leading.refer(hazard, by=cast.clerk, at=NOON, leader=cast.leader, question="Close it?")
    leader = entered(cast.leader)
    assert leader.post(f"/hazards/referrals/{put.pk}/", {"approve": "1"}).status_code == 302
    second = leader.post(f"/hazards/referrals/{put.pk}/", {"return": "1", "remark": "No"})
    assert second.status_code == 409
    put.refresh_from_db()
    assert put.state == "approved"


def test_the_same_registration_sent_again_is_the_same_hazard():
    cast, key = Cast(), str(uuid4())
    given = {
        "description": "Fire exit locked", "capacity": "department", "found_unit": cast.department.pk,
        "found_on": day(), "form_key": key,
    }  # fmt: skip
    officer = entered(cast.officer)
    first = officer.post("/hazards/new/", {**given, "before": picture()})
    again = officer.post("/hazards/new/", {**given, "before": picture()})
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    hazard = Hazard.objects.get()
    assert hazard.evidence.count() == 1
    assert trail.about(hazard).filter(action="hazards.registered").count() == 1


def test_nobody_gets_at_anothers_hazard_by_the_key_of_its_form():
    cast, key = Cast(), uuid4()
    registering.register(finding(cast), by=cast.officer, at=NOON, today=TODAY, form_key=key)
    with pytest.raises(MoveRefused, match="sent already"):
        registering.register(finding(cast), by=cast.stranger, at=NOON, today=TODAY, form_key=key)
    assert Hazard.objects.count() == 1


def test_every_page_of_the_form_draws_a_key_of_its_own():
    officer = entered(Cast().officer)
    keys = {officer.get("/hazards/new/").context["form"]["form_key"].value() for _page in range(3)}
    assert len(keys) == 3
