"""Unclear industries: proposed, held for the time being, decided by the government, or withdrawn."""

from datetime import timedelta

import pytest

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.responsibility import queries
from anwei.responsibility.actions import determining
from anwei.responsibility.actions.determining import Decision, ProposalRefused
from anwei.responsibility.models import Determination, Line
from anwei.responsibility.tests.factories import (
    TODAY,
    make_proposal,
    make_rule,
    make_run,
    make_site,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def industry(site, on):
    return queries.answering(site, on).unit("industry")


def decide(made, unit, on=TODAY + 5 * DAY, **given):
    given = {"decider": "District government", "paper_no": "2026 no. 31"} | given
    determining.decide(
        made, Decision(unit, on, **given), by=make_user("clerk"), at=NOON, today=TODAY + 9 * DAY
    )


def test_the_interim_owner_answers_until_the_decision_and_the_regulator_from_then_on():
    site, interim, regulator = make_site(), make_unit(), make_unit()
    made = make_proposal(sites=[site], interim=interim)
    assert industry(site, TODAY) == interim
    decide(made, regulator)
    assert industry(site, TODAY + 4 * DAY) == interim
    assert industry(site, TODAY + 5 * DAY) == regulator
    line = site.lines.get(unit=regulator)
    assert (line.source, line.origin) == (
        "District government 2026 no. 31",
        f"determination:{made.pk}",
    )


def test_a_decision_of_an_earlier_day_takes_the_place_of_the_interim_owner():
    site, interim, regulator = make_site(), make_unit(), make_unit()
    made = make_proposal(sites=[site], interim=interim)
    decide(made, regulator, on=TODAY - DAY)
    assert industry(site, TODAY) == regulator
    assert not queries.four_lines(site, TODAY)[0].overlaps


def test_no_rule_replaces_what_the_government_decided():
    site = make_site(sectors=["gas"])
    made = make_proposal(sites=[site])
    decide(made, make_unit(), on=TODAY - DAY)
    run = make_run(make_rule(sector="gas"))
    assert [change.outcome for change in run.changes.all()] == ["kept"]


def test_a_withdrawn_proposal_ends_the_interim_owner():
    site = make_site()
    made = make_proposal(sites=[site], interim=make_unit())
    determining.withdraw(
        made, reason="The site closed", by=make_user("clerk"), at=NOON, today=TODAY + 3 * DAY
    )
    assert industry(site, TODAY + 2 * DAY) is not None
    assert industry(site, TODAY + 3 * DAY) is None
    assert [entry.action for entry in trail.about(made)] == [
        "responsibility.determination_proposed",
        "responsibility.determination_withdrawn",
    ]


def test_what_is_decided_is_decided_once():
    made = make_proposal()
    decide(made, make_unit())
    with pytest.raises(ProposalRefused):
        decide(Determination.objects.get(pk=made.pk), make_unit())
    with pytest.raises(ProposalRefused):
        determining.withdraw(made, reason="x", by=make_user("clerk"), at=NOON, today=TODAY)


@pytest.mark.parametrize("wrong", [{"paper_no": " "}, {"decider": ""}, {"on": TODAY + 30 * DAY}])
def test_a_decision_without_its_paper_or_of_a_day_to_come_is_refused(wrong):
    made = make_proposal()
    with pytest.raises(ProposalRefused):
        decide(made, make_unit(), **wrong)
    made.refresh_from_db()
    assert made.state == "proposed"
    assert not Line.objects.exists()


def test_the_office_can_be_no_candidate():
    with pytest.raises(ProposalRefused):
        make_proposal(candidates=[make_unit(kind=UnitKind.OFFICE)])
    assert not Determination.objects.exists()
