"""Two people press at once, on two real connections: exactly one wins."""

import threading

import pytest
from django.db import connection

from anwei.audit import trail
from anwei.hazards.actions import handling
from anwei.hazards.actions.changing import MoveRefused
from anwei.hazards.models import Hazard
from anwei.hazards.tests.factories import NOON, TODAY, Cast, rectified

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def at_once(*acts):
    """Run every act in a thread and on a connection of its own; the outcomes in their order."""
    gate, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait()
            act()
            outcomes[place] = "won"
        except MoveRefused:
            outcomes[place] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


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
    from anwei.hazards.tests.factories import make_hazard

    outcomes = at_once(*[lambda: make_hazard(cast) for _person in range(6)])
    assert outcomes == ["won"] * 6
    assert len(set(Hazard.objects.values_list("number", flat=True))) == 6
