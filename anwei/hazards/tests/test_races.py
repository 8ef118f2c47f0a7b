"""Two people press at once, on two real connections: exactly one wins."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from anwei.audit import trail
from anwei.foundation.tests import racing
from anwei.hazards.actions import (
    answering,
    closing,
    determining,
    extending,
    handling,
    leading,
    registering,
    transferring,
    treating,
)
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import (
    CLAUSE,
    NOON,
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

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

CATCH_ALL = determining.Ruling(
    "major", "cn:CON24-17-01", condition_holds=True, reason="Crowd below"
)
MAJOR = determining.Ruling("major", CLAUSE, condition_holds=True)

at_once = partial(racing.at_once, refused=MoveRefused)


def test_of_a_verification_and_a_failed_check_exactly_one_wins():
    for _race in range(12):
        cast = Cast()
        hazard = rectified(cast)
        mine, yours = Hazard.objects.get(pk=hazard.pk), Hazard.objects.get(pk=hazard.pk)
        outcomes = at_once(
            lambda mine=mine, cast=cast: handling.verify(
                mine, by=cast.colleague, at=NOON, on=TODAY, remark=""
            ),
            lambda yours=yours, cast=cast: handling.fail_check(
                yours, by=cast.colleague, at=NOON, on=TODAY, remark="No", due_on=TODAY
            ),
        )
        assert sorted(outcomes) == ["refused", "won"]
        made = trail.about(hazard).filter(action__in=["hazards.verify", "hazards.fail_check"])
        assert made.count() == 1


def test_numbers_taken_at_once_are_all_different():
    cast = Cast()
    outcomes = at_once(*[lambda: make_hazard(cast) for _person in range(6)])
    assert outcomes == ["won"] * 6
    assert len(set(Hazard.objects.values_list("number", flat=True))) == 6


ACTS = {
    "a term": (
        make_hazard,
        lambda h, c: handling.assign(h, by=c.officer, at=NOON, on=TODAY, due_on=TODAY),
    ),
    "a request for time": (
        assigned,
        lambda h, c: extending.ask_extension(
            h, by=c.enterprise, at=NOON, today=TODAY, until=h.due_on + timedelta(days=9), reason="Part"
        ),
    ),
    "an offer": (
        assigned,
        lambda h, c: transferring.offer(
            h, by=c.officer, at=NOON, today=TODAY, taker=c.other, reason="Fire"
        ),
    ),
    "a proposed determination": (
        make_hazard,
        lambda h, c: determining.determine(h, CATCH_ALL, by=c.officer, at=NOON, on=TODAY),
    ),
    "a determination": (
        assigned,
        lambda h, c: determining.determine(h, MAJOR, by=c.officer, at=NOON, on=TODAY),
    ),
    "a plan": (
        lambda c: major(c, "planning"),
        lambda h, c: treating.submit_plan(h, PLAN, by=c.enterprise, at=NOON, on=TODAY),
    ),
    "an approval": (
        lambda c: major(c, "planned"),
        lambda h, c: treating.approve_plan(h, by=c.officer, at=NOON, on=TODAY),
    ),
    "an acceptance": (
        lambda c: major(c, "rectified"),
        lambda h, c: treating.accept(
            h, by=c.enterprise, at=NOON, on=TODAY, experts="Engineer Bai", remark="", report=proof().document
        ),
    ),
    "a reopening": (
        closed,
        lambda h, c: handling.reopen(h, by=c.colleague, at=NOON, on=TODAY, due_on=TODAY, reason="Back"),
    ),
    "a fact": (
        assigned,
        lambda h, c: treating.note_fact(h, "note", by=c.officer, at=NOON, on=TODAY, today=TODAY),
    ),
    "a picture": (
        assigned,
        lambda h, c: registering.add_evidence(h, [proof()], by=c.officer, at=NOON),
    ),
    "an instruction": (
        assigned,
        lambda h, c: leading.instruct(
            h, by=c.leader, at=NOON, today=TODAY, text="x", unit=c.other, due_on=TODAY
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTS)
def test_of_two_who_do_the_same_at_once_one_does_and_the_other_is_told(what):
    make, act = ACTS[what]
    cast = Cast()
    for _race in range(3):
        hazard = make(cast)
        before = hazard.version
        screens = [Hazard.objects.get(pk=hazard.pk) for _person in range(2)]
        outcomes = at_once(*[lambda screen=screen: act(screen, cast) for screen in screens])
        assert sorted(outcomes) == ["refused", "won"], what
        assert Hazard.objects.get(pk=hazard.pk).version == before + 1


def test_the_same_registration_sent_twice_at_once_is_one_hazard():
    cast = Cast()
    for _race in range(3):
        key, before = uuid4(), Hazard.objects.count()
        outcomes = at_once(
            *[
                lambda key=key: registering.register(
                    finding(cast), by=cast.officer, at=NOON, today=TODAY, form_key=key
                )
            ]
            * 2
        )
        assert "won" in outcomes
        assert None not in outcomes
        assert Hazard.objects.count() == before + 1


def test_of_two_second_persons_and_of_two_who_decide_on_time_one_decides():
    cast = Cast()
    for _race in range(3):
        hazard = make_hazard(cast)
        made = determining.determine(hazard, CATCH_ALL, by=cast.officer, at=NOON, on=TODAY)
        screens = [Hazard.objects.get(pk=hazard.pk) for _person in range(2)]
        when = {"by": cast.colleague, "at": NOON, "on": TODAY, "remark": "x"}
        outcomes = at_once(
            lambda one=screens[0], made=made, when=when: determining.confirm(one, made, **when),
            lambda one=screens[1], made=made, when=when: determining.refuse(one, made, **when),
        )
        assert sorted(outcomes) == ["refused", "won"]
        made.refresh_from_db()
        level = Hazard.objects.get(pk=hazard.pk).level
        assert (made.state, level) in {("in_force", "major"), ("refused", "undetermined")}

        case = assigned(cast)
        until = case.due_on + timedelta(days=9)
        asked = extending.ask_extension(
            case, by=cast.enterprise, at=NOON, today=TODAY, until=until, reason="Part"
        )
        screens = [Hazard.objects.get(pk=case.pk) for _person in range(2)]
        outcomes = at_once(
            *[
                lambda one=one, asked=asked, yes=yes: extending.decide_extension(
                    one, asked, by=cast.officer, at=NOON, on=TODAY, granted=yes, remark="x"
                )
                for one, yes in zip(screens, (True, False), strict=True)
            ]
        )
        assert sorted(outcomes) == ["refused", "won"]


def _end_proposed(cast):
    hazard = major(cast, "reviewed")
    closing.propose(
        hazard, "close_unfixed", by=cast.officer, at=NOON, on=TODAY, why="demolished", reason="Torn down"
    )  # fmt: skip
    return hazard


def _end_proposed_while_suspended(cast):
    hazard = major(cast, "accepted", stopped=True)
    closing.propose(
        hazard, "close_unfixed", by=cast.officer, at=NOON, on=TODAY, why="demolished", reason="Torn down"
    )  # fmt: skip
    return hazard


def _confirm_end(hazard, cast):
    closing.confirm(hazard, hazard.endings.get(), by=cast.colleague, at=NOON, on=TODAY)


def _refuse_end(hazard, cast):
    closing.refuse(hazard, hazard.endings.get(), by=cast.colleague, at=NOON, on=TODAY, remark="No")


def _write_off(hazard, cast):
    treating.write_off(hazard, by=cast.colleague, at=NOON, on=TODAY, remark="Done")


def _apply_resume(hazard, cast):
    treating.apply_resume(hazard, by=cast.enterprise, at=NOON, on=TODAY, today=TODAY, scope="Done")


def _offered(cast):
    hazard = rectified(cast)
    transferring.offer(
        hazard, by=cast.officer, at=NOON, today=TODAY, taker=cast.other, reason="Fire"
    )
    return hazard


def _receive(hazard, cast):
    offered = hazard.transfers.get()
    transferring.answer(hazard, offered, by=cast.stranger, at=NOON, on=TODAY, received=True)


def _verify(hazard, cast):
    handling.verify(hazard, by=cast.colleague, at=NOON, on=TODAY, remark="")


@pytest.mark.parametrize(
    ("make", "one", "other"),
    [
        (_end_proposed, _confirm_end, _confirm_end),
        (_end_proposed, _confirm_end, _refuse_end),
        (_end_proposed, _confirm_end, _write_off),
        (_end_proposed_while_suspended, _confirm_end, _apply_resume),
        (_offered, _receive, _verify),
    ],
)
def test_whatever_meets_an_end_one_of_both_happens_and_neither_holds_the_other_up(make, one, other):
    cast = Cast()
    for _race in range(4):
        hazard = make(cast)
        before = hazard.version
        screens = [Hazard.objects.get(pk=hazard.pk) for _person in range(2)]
        outcomes = at_once(
            *[lambda act=act, case=case: act(case, cast) for act, case in zip((one, other), screens, strict=True)]
        )  # fmt: skip
        assert sorted(outcomes, key=str) == ["refused", "won"]
        assert Hazard.objects.get(pk=hazard.pk).version == before + 1


def test_wrong_codes_tried_at_once_cost_a_try_each():
    cast = Cast()
    printed = answering.make_link(assigned(cast), by=cast.officer, at=NOON)
    link = answering.find_link(printed.token, at=NOON)
    outcomes = at_once(
        *[lambda: answering.open_link(link, printed.token, "wrong", at=NOON)]
        * (answering.TRIES + 3)
    )
    assert set(outcomes) == {"refused"}
    printed.link.refresh_from_db()
    assert printed.link.tries_left == 0
