"""A random walk over the lifecycle: whatever is tried in whatever order, the rules hold."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.actions import clocking, determining, handling, tallying, treating
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Clock, Hazard, Tally
from anwei.hazards.tests.factories import TODAY, Cast, make_hazard, proof

SOON = TODAY + timedelta(days=9)
TEXT = "as agreed"
PLAN = treating.PlanText(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, Decimal(1), SOON, TEXT)
WHEN = {"at": NOON, "on": TODAY}
VERBS = {
    "assign": lambda h, c, by: handling.assign(h, by=by, due_on=SOON, **WHEN),
    "rectify": lambda h, c, by: handling.rectify(
        h, by=by, today=TODAY, measures=TEXT, fixer="Foreman", proofs=[proof()], **WHEN
    ),
    "verify": lambda h, c, by: handling.verify(h, by=by, remark="", **WHEN),
    "fail_check": lambda h, c, by: handling.fail_check(h, by=by, remark=TEXT, due_on=SOON, **WHEN),
    "close_unfixed": lambda h, c, by: handling.close_unfixed(
        h, by=by, why="other", reason=TEXT, **WHEN
    ),
    "set_aside": lambda h, c, by: handling.set_aside(
        h, by=by, why="not_a_hazard", reason=TEXT, **WHEN
    ),
    "reopen": lambda h, c, by: handling.reopen(h, by=by, due_on=SOON, reason=TEXT, **WHEN),
    "ask_plan": lambda h, c, by: treating.ask_plan(h, by=by, plan_due_on=SOON, due_on=SOON, **WHEN),
    "submit_plan": lambda h, c, by: treating.submit_plan(h, PLAN, by=by, **WHEN),
    "approve_plan": lambda h, c, by: treating.approve_plan(h, by=by, **WHEN),
    "return_plan": lambda h, c, by: treating.return_plan(h, by=by, remark=TEXT, **WHEN),
    "accept": lambda h, c, by: treating.accept(
        h, by=by, experts="Engineer", remark="", report=proof().document, **WHEN
    ),
    "refuse_acceptance": lambda h, c, by: treating.refuse_acceptance(
        h, by=by, experts="Engineer", remark=TEXT, **WHEN
    ),
    "review": lambda h, c, by: treating.review(h, by=by, officers=["A", "B"], remark="", **WHEN),
    "consent_resume": lambda h, c, by: treating.consent_resume(h, by=by, paper_no="P", **WHEN),
    "write_off": lambda h, c, by: treating.write_off(h, by=by, remark="", **WHEN),
}


def test_every_verb_of_the_table_is_walked():
    assert set(VERBS) == set(lifecycle.VERBS)


class Walk(RuleBasedStateMachine):
    """One hazard, four people, any verb at any time."""

    @initialize()
    def begin(self) -> None:
        self.mark = transaction.atomic()
        self.mark.__enter__()
        self.cast = Cast()
        self.people = [
            self.cast.officer,
            self.cast.colleague,
            self.cast.enterprise,
            self.cast.street_officer,
        ]
        self.pk = make_hazard(self.cast).pk
        self.moves = 0

    def hazard(self) -> Hazard:
        return Hazard.objects.get(pk=self.pk)

    @rule(verb=st.sampled_from(sorted(VERBS)), who=st.integers(0, 3))
    def try_any_verb(self, verb: str, who: int) -> None:
        hazard, person = self.hazard(), self.people[who]
        open_now = lifecycle.move_from(
            verb, hazard.status, hazard.level, suspended=hazard.suspended_on is not None
        )
        same = handling.why_same_hands(hazard, person)
        try:
            with transaction.atomic():
                VERBS[verb](self.hazard(), self.cast, person)
        except MoveRefused:
            after = self.hazard()
            assert (after.status, after.version) == (hazard.status, hazard.version), (
                "a refusal changed something"
            )
        else:
            assert open_now is not None, f"{verb} was made in {hazard.status}"
            assert self.hazard().status == open_now.to
            assert not lifecycle.needs_second(verb, hazard.status, hazard.level), (
                "a major hazard was given up by one person"
            )
            assert not (verb in {"verify", "review", "write_off"} and same), (
                "the fixer checked the own fix"
            )
            self.moves += 1

    @rule(level=st.sampled_from(["major", "general"]), who=st.integers(0, 1))
    def determine(self, level: str, who: int) -> None:
        reference = "cn:GM10-13-02" if level == "major" else ""
        ruling = determining.Ruling(level, reference, condition_holds=True, reason=TEXT)
        hazard = self.hazard()
        waiting = hazard.determinations.filter(state="proposed").first()
        try:
            with transaction.atomic():
                if waiting is not None:
                    determining.confirm(hazard, waiting, by=self.people[who], **WHEN)
                else:
                    determining.determine(hazard, ruling, by=self.people[who], **WHEN)
        except MoveRefused:
            return

    @rule()
    def suspend(self) -> None:
        hazard = self.hazard()
        try:
            with transaction.atomic():
                treating.suspend(
                    hazard,
                    by=self.cast.officer,
                    today=TODAY,
                    scope=TEXT,
                    basis=TEXT,
                    paper_no="S",
                    **WHEN,
                )
        except MoveRefused:
            assert not hazard.is_open or hazard.suspended_on is not None

    @rule()
    def pause_or_resume(self) -> None:
        hazard = self.hazard()
        try:
            with transaction.atomic():
                if hazard.paused_since is None:
                    clocking.pause(hazard, by=self.cast.officer, reason=TEXT, **WHEN)
                else:
                    clocking.resume(hazard, by=self.cast.officer, **WHEN)
        except MoveRefused:
            return

    @invariant()
    def one_trail_entry_for_each_move(self) -> None:
        if hasattr(self, "pk"):
            verbs = [f"hazards.{verb}" for verb in VERBS]
            assert trail.about(self.hazard()).filter(action__in=verbs).count() == self.moves

    @invariant()
    def the_counters_equal_a_fresh_count(self) -> None:
        if hasattr(self, "pk"):
            kept: dict = {}
            for row in Tally.objects.all():
                key = (row.day, row.unit, row.street, row.sector, row.measure)
                kept[key] = kept.get(key, 0) + row.amount
            assert {key: amount for key, amount in kept.items() if amount} == dict(
                tallying.contributions(self.hazard())
            )

    @invariant()
    def an_ended_case_has_no_running_clock_and_an_open_one_no_end(self) -> None:
        if hasattr(self, "pk"):
            hazard = self.hazard()
            if hazard.is_open:
                assert hazard.closed_on is None
            else:
                assert not Clock.objects.filter(hazard=hazard, stopped_on__isnull=True).exists()
                assert hazard.paused_since is None

    @invariant()
    def a_suspended_case_is_never_written_off(self) -> None:
        if hasattr(self, "pk"):
            hazard = self.hazard()
            assert not (
                hazard.status == "closed"
                and hazard.level == "major"
                and hazard.suspended_on is not None
            )

    def teardown(self) -> None:
        if hasattr(self, "mark"):
            transaction.set_rollback(True)
            self.mark.__exit__(None, None, None)


class TestWalk(Walk.TestCase, TestCase):  # type: ignore[misc, name-defined]
    """The walk inside Django's test database."""

    settings = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


pytestmark = pytest.mark.django_db
