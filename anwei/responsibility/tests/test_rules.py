"""Rules: what a dry run shows is what is applied; a line set by hand wins; applying again changes nothing."""

from datetime import date, timedelta

import pytest

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit
from anwei.audit import trail
from anwei.jobs.work import run_all
from anwei.responsibility import planning, queries
from anwei.responsibility.actions import bringing, lining, places, ruling
from anwei.responsibility.actions.lining import Named
from anwei.responsibility.actions.ruling import RuleRefused, RunRefused
from anwei.responsibility.models import Change, Line, LineKind, Outcome, Rule, Run
from anwei.responsibility.tests.factories import (
    TODAY,
    make_line,
    make_rule,
    make_run,
    make_site,
    put_in_force,
    rule_facts,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def industry(site, on=TODAY):
    return queries.answering(site, on).unit("industry")


def outcomes(run):
    return {change.site_id: change.outcome for change in run.changes.all()}


def state_of_lines():
    return sorted(
        Line.objects.values_list("pk", "site", "kind", "unit", "since", "until", "origin")
    )


def test_a_dry_run_shows_each_change_and_changes_nothing():
    new, moved, kept, right, other = (make_site(sectors=["gas"]) for _ in range(5))
    other.sectors = ["fire"]
    other.save()
    rule = make_rule(sector="gas")
    make_line(moved, origin="imports.batch:1")
    make_line(kept, origin="manual")
    make_line(right, unit=rule.unit, origin="imports.batch:1")
    before = state_of_lines()
    run = make_run(rule)
    assert outcomes(run) == {
        new.pk: Outcome.DRAWN,
        moved.pk: Outcome.REPLACED,
        kept.pk: Outcome.KEPT,
    }
    assert (run.compared, run.unchanged) == (5, 2)
    assert state_of_lines() == before
    assert rule.state == "draft"


def test_applying_does_exactly_what_the_dry_run_showed():
    sites = [make_site(sectors=["gas"]) for _ in range(4)]
    make_line(sites[1], origin="imports.batch:1")
    make_line(sites[2], origin="manual")
    rule = make_rule(sector="gas")
    shown = make_run(rule)
    expected = {
        change.site_id: change.to_unit if change.outcome != Outcome.KEPT else change.from_unit
        for change in shown.changes.all()
    }
    ruling.put_in_force(rule, shown, by="system:tests", at=NOON)
    run_all(NOON)
    assert {site.pk: industry(site) for site in sites} == expected
    assert set(shown.changes.exclude(outcome=Outcome.KEPT).values_list("state", flat=True)) == {
        "done"
    }
    drawn = Line.objects.filter(origin=f"rule:{rule.pk}")
    assert drawn.count() == 3
    assert all(trail.about(line).count() == 1 for line in drawn)
    ended = Line.objects.get(site=sites[1], origin="imports.batch:1")
    assert ended.until == TODAY - DAY
    assert trail.about(ended).get().action == "responsibility.line_ended"


def test_applying_again_changes_nothing():
    make_site(sectors=["gas"])
    rule = make_rule(sector="gas")
    run = put_in_force(rule)
    after = state_of_lines()
    with pytest.raises(RunRefused):
        ruling.apply(run, by="system:tests", at=NOON)
    again = make_run(None)
    assert not again.changes.exists()
    ruling.apply(again, by="system:tests", at=NOON)
    run_all(NOON)
    assert state_of_lines() == after


def test_a_site_that_changed_after_the_dry_run_is_left_alone_and_said_so():
    site, other = make_site(sectors=["gas"]), make_site(sectors=["gas"])
    rule = make_rule(sector="gas")
    run = make_run(rule)
    chosen = make_unit()
    lining.set_line(
        site,
        LineKind.INDUSTRY,
        Named(chosen),
        source="x",
        since=TODAY,
        reason="Agreed",
        by="system:tests",
        at=NOON,
    )
    ruling.put_in_force(rule, run, by="system:tests", at=NOON)
    run_all(NOON)
    assert industry(site) == chosen
    assert industry(other) == rule.unit
    assert run.changes.get(site=site).state == Change.State.SKIPPED


def test_a_line_set_by_hand_wins_and_is_shown_as_kept():
    site, chosen = make_site(sectors=["gas"]), make_unit()
    rule = make_rule(sector="gas")
    put_in_force(rule)
    lining.set_line(
        site,
        LineKind.INDUSTRY,
        Named(chosen),
        source="x",
        since=TODAY,
        reason="Agreed",
        by="system:tests",
        at=NOON,
    )
    run = make_run(None)
    assert outcomes(run) == {site.pk: Outcome.KEPT}
    ruling.apply(run, by="system:tests", at=NOON)
    run_all(NOON)
    assert industry(site) == chosen


def test_a_draft_needs_a_dry_run_of_its_text_as_it_is_now():
    rule = make_rule(sector="gas")
    run = make_run(rule)
    ruling.change(rule, rule_facts(sector="fire"), by="system:tests", at=NOON)
    rule.refresh_from_db()
    with pytest.raises(RuleRefused):
        ruling.put_in_force(rule, run, by="system:tests", at=NOON)
    rule.refresh_from_db()
    assert rule.state == "draft"


def test_a_rule_in_force_cannot_be_rewritten_only_replaced():
    site = make_site(sectors=["gas"])
    old = make_rule(sector="gas")
    put_in_force(old)
    with pytest.raises(RuleRefused):
        ruling.change(old, rule_facts(), by="system:tests", at=NOON)
    new = make_rule(sector="gas", replaces=old)
    put_in_force(new, TODAY + 7 * DAY)
    old.refresh_from_db()
    assert (old.state, old.until) == ("retired", TODAY + 6 * DAY)
    assert industry(site, TODAY + 6 * DAY) == old.unit
    assert industry(site, TODAY + 7 * DAY) == new.unit


def test_a_retired_rule_loses_its_lines_when_the_sites_are_compared():
    site = make_site(sectors=["gas"])
    rule = make_rule(sector="gas")
    put_in_force(rule)
    ruling.retire(rule, until=TODAY + DAY, reason="Duty list changed", by="system:tests", at=NOON)
    assert industry(site, TODAY + 9 * DAY) == rule.unit
    run = make_run(None, TODAY + 2 * DAY)
    assert outcomes(run) == {site.pk: Outcome.ENDED}
    ruling.apply(run, by="system:tests", at=NOON)
    run_all(NOON)
    assert industry(site, TODAY + DAY) == rule.unit
    assert industry(site, TODAY + 2 * DAY) is None


@pytest.mark.parametrize("narrow", [{"attribute": "ammonia"}, {"priority": 5}, {"sector": "gas"}])
def test_the_rule_that_asks_more_or_ranks_higher_counts(narrow):
    site = make_site(sectors=["gas"], attributes=["ammonia"])
    wide, tight = make_rule(), make_rule(**narrow)
    for rules in ([wide, tight], [tight, wide]):
        assert planning.winners(rules, site, site.territory.path) == {"industry": tight}


def test_the_main_sector_decides_between_two_rules_of_equal_rank():
    site = make_site(sectors=["gas", "fire"])
    fire, gas = make_rule(sector="fire"), make_rule(sector="gas")
    assert planning.winners([fire, gas], site, "")["industry"] == gas
    site.sectors = ["fire", "gas"]
    assert planning.winners([fire, gas], site, "")["industry"] == fire


def test_a_street_holds_for_its_communities_and_for_no_other():
    street = make_unit(kind=UnitKind.STREET)
    community = make_unit(kind=UnitKind.COMMUNITY, parent=street)
    inside, outside, nowhere = (
        make_site(territory=community),
        make_site(),
        make_site(territory=None),
    )
    run = make_run(make_rule(street=street))
    assert outcomes(run) == {inside.pk: Outcome.DRAWN}
    assert outside.pk != nowhere.pk


def test_a_dry_run_of_one_rule_shows_nothing_of_the_others():
    gas, fire = make_site(sectors=["gas"]), make_site(sectors=["fire"])
    put_in_force(make_rule(sector="gas"))
    Line.objects.filter(site=gas).delete()
    run = make_run(make_rule(sector="fire"))
    assert outcomes(run) == {fire.pk: Outcome.DRAWN}


def test_a_rule_does_not_run_into_a_line_that_begins_later():
    site = make_site(sectors=["gas"])
    later = make_line(site, since=TODAY + 30 * DAY)
    rule = make_rule(sector="gas")
    put_in_force(rule)
    assert industry(site, TODAY + 29 * DAY) == rule.unit
    assert industry(site, TODAY + 30 * DAY) == later.unit
    assert not queries.four_lines(site, TODAY + 30 * DAY)[0].overlaps


def test_the_lines_of_a_rule_with_a_last_day_end_with_it():
    site = make_site(sectors=["gas"])
    rule = make_rule(sector="gas", until=TODAY + 3 * DAY)
    put_in_force(rule)
    assert industry(site, TODAY + 3 * DAY) == rule.unit
    assert industry(site, TODAY + 4 * DAY) is None


@pytest.mark.parametrize("on", [date(2026, 10, 31), date(2026, 12, 1)])
def test_a_dry_run_outside_the_days_of_the_rule_is_refused(on):
    rule = make_rule(until=date(2026, 11, 30))
    with pytest.raises(RunRefused):
        ruling.try_out(rule, on=on, by="system:tests", at=NOON)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "office"},
        {"sector": "no-such-sector"},
        {"basis": " "},
        {"name": ""},
        {"until": date(2026, 1, 1)},
    ],
)
def test_nonsense_in_a_rule_is_refused(wrong):
    if wrong.get("unit"):
        wrong = {"unit": make_unit(kind=UnitKind.OFFICE)}
    with pytest.raises(RuleRefused):
        make_rule(**wrong)
    assert not Rule.objects.exists()


def test_sites_brought_in_get_their_lines_from_the_day_the_rule_began():
    rule = make_rule(sector="gas", since=date(2026, 1, 1))
    put_in_force(rule)
    row = bringing.BroughtSite(
        {"name": "Filling station", "sectors": ["gas"]}, {"name": "Filling Ltd"}
    )
    (site,) = bringing.bring_in_sites([row], by="system:tests", at=NOON, origin="imports.batch:9")
    assert industry(site, date(2026, 1, 1)) == rule.unit
    assert industry(site, date(2025, 12, 31)) is None


def test_bringing_in_asks_a_constant_number_of_queries(django_assert_max_num_queries):
    put_in_force(make_rule(sector="gas"))
    rows = [
        bringing.BroughtSite(
            {"name": f"Shop {number}", "sectors": ["gas"]}, {"name": f"Shop {number} Ltd"}
        )
        for number in range(200)
    ]
    with django_assert_max_num_queries(24):
        bringing.bring_in_sites(rows, by="system:tests", at=NOON, origin="imports.batch:9")
    assert Line.objects.count() == 200


def test_a_site_that_changes_its_sector_follows_the_rules_at_once():
    gas, fire = make_rule(sector="gas"), make_rule(sector="fire")
    put_in_force(gas)
    put_in_force(fire)
    given = {"name": "Depot", "sectors": ["gas"], "attributes": []}
    site = places.add(given, by="system:tests", at=NOON, today=TODAY)
    places.change(
        site,
        given | {"sectors": ["fire"]},
        as_seen=places.seen(site),
        by="system:tests",
        at=NOON,
        today=TODAY + DAY,
    )
    assert (industry(site, TODAY), industry(site, TODAY + DAY)) == (gas.unit, fire.unit)


def test_a_draft_thrown_away_leaves_no_trace_but_the_trail():
    rule = make_rule()
    make_run(rule)
    ruling.drop(rule, by="system:tests", at=NOON)
    assert not Rule.objects.exists()
    assert not Run.objects.exists()


def test_many_sites_are_compared_and_applied_in_chunks(monkeypatch):
    monkeypatch.setattr("anwei.responsibility.work.SITES", 3)
    monkeypatch.setattr("anwei.responsibility.work.CHANGES", 2)
    sites = [make_site(sectors=["gas"], enterprise=None, territory=None) for _ in range(8)]
    rule = make_rule(sector="gas")
    run = put_in_force(rule)
    assert (run.compared, run.stage) == (8, Run.Stage.APPLIED)
    assert {industry(site) for site in sites} == {rule.unit}
