"""Which clause may be cited on which day, and where the pack has none."""

from datetime import date

import pytest

from anwei.standards import clauses
from anwei.standards.tests.factories import make_local_clause

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_a_clause_is_found_by_its_reference():
    clause = clauses.get("cn:GM10-04-01")
    assert clause.article == "第4条第(1)项"
    assert clause.selectable
    assert clause.in_force(TODAY)


@pytest.mark.parametrize(
    "ref", ["cn:NONE", "xx:GM10-04-01", "local:999", "local:x", "local:", "", "GM10-04-01"]
)
def test_a_reference_to_nothing_is_refused(ref):
    with pytest.raises(clauses.NoSuchClause):
        clauses.get(ref)


def test_the_version_in_force_on_the_day_of_the_finding_is_cited():
    assert clauses.cite("cn:FIRE17-D-6.5", on=date(2025, 10, 31)).standard_number == "GB 35181-2017"
    with pytest.raises(clauses.NotCitable):
        clauses.cite("cn:FIRE17-D-6.5", on=date(2025, 11, 1))
    with pytest.raises(clauses.NotCitable):
        clauses.cite("cn:GM10-04-01", on=date(2023, 5, 14))


@pytest.mark.parametrize("ref", ["cn:FIRE25-5", "cn:HC26-5.4.2", "cn:FIRE17-C-7.3.12"])
def test_what_stands_for_a_text_that_was_not_seen_cannot_be_cited(ref):
    with pytest.raises(clauses.NotCitable, match="see the official text"):
        clauses.cite(ref, on=clauses.get(ref).effective)


@pytest.mark.parametrize(
    ("sector", "on", "is_blind"),
    [
        ("fire", date(2025, 10, 31), False),
        ("fire", date(2025, 11, 1), True),
        ("hazardous_chemicals", date(2026, 9, 29), False),
        ("hazardous_chemicals", date(2026, 9, 30), True),
        ("industrial_trade", TODAY, False),
        ("industrial_trade", date(2023, 5, 14), True),
        ("coal", TODAY, True),
        ("education", TODAY, True),
    ],
)
def test_where_nothing_can_be_chosen_it_is_said(sector, on, is_blind):
    assert clauses.blind(on, sector) is is_blind
    assert bool(clauses.why_blind(on, sector)) is is_blind


def test_the_reason_names_the_standard_in_force_and_its_day():
    assert "GB 35181-2025" in clauses.why_blind(TODAY, "fire")
    assert "2025-11-01" in clauses.why_blind(TODAY, "fire")


def test_a_confirmed_local_clause_ends_the_blindness_and_is_marked_as_not_from_the_pack():
    proposed = make_local_clause()
    assert clauses.blind(TODAY, "fire")
    with pytest.raises(clauses.NotCitable):
        clauses.cite(proposed.ref, on=TODAY)
    confirmed = make_local_clause(confirmed=True)
    assert not clauses.blind(TODAY, "fire")
    assert clauses.cite(confirmed.ref, on=TODAY).is_local
    assert clauses.cite(confirmed.ref, on=TODAY).facts()["is_local"] is True
    assert clauses.blind(date(2025, 10, 1), "gas") is False


def test_a_factory_with_gas_and_chemicals_needs_several_standards():
    fits = {
        fit.sector: fit
        for fit in clauses.route(
            ["industrial_trade"], ["gas_use", "hazardous_chemicals_use", "lift"]
        )
    }
    assert set(fits) == {
        "industrial_trade",
        "fire",
        "gas",
        "hazardous_chemicals",
        "special_equipment",
    }
    assert fits["industrial_trade"].rule is None
    assert "operator" in str(fits["gas"].rule.caution)


def test_the_fire_standard_fits_every_site():
    assert [fit.sector for fit in clauses.route(["education"])] == ["education", "fire"]


def test_clauses_of_a_site_are_those_of_its_standards():
    sectors = {
        clause.sector for clause in clauses.in_force(TODAY, ["industrial_trade"], ["gas_use"])
    }
    assert sectors == {"industrial_trade", "fire", "gas"}


def test_what_a_record_keeps_of_a_clause_holds_both_languages():
    facts = clauses.get("cn:GM10-13-01").facts()
    assert set(facts["title"]) == {"en", "zh"}
    assert "并且" in facts["condition"]["zh"]
    assert facts["effective"] == "2023-05-15"
