"""The rules of a hazard's life, read from the tables alone: no database, no clock."""

import pytest

from anwei.accounts.roles import ROLES
from anwei.hazards import lifecycle, words
from anwei.hazards.lifecycle import (
    ENDING_VERBS,
    FAMILY_OF,
    MOVES,
    OPEN,
    VERBS,
    Family,
    Level,
    Side,
    Status,
    after_determination,
    move_from,
    open_moves,
)
from anwei.hazards.models import ClosureReason, LevelLabel, StatusLabel
from anwei.hazards.steps import STEPS

HELD = {permission for role in ROLES.values() for permission in role.permissions}
MAJOR_ONLY = {
    Status.PLANNING,
    Status.PLANNED,
    Status.RECTIFYING,
    Status.ACCEPTED,
    Status.REVIEWED,
    Status.RESUMED,
}


def walked(level: Level, *, suspended: bool) -> set[Status]:
    """Every status that moves of this level reach from registration."""
    found, ahead = set(), {Status.REGISTERED}
    while ahead:
        status = ahead.pop()
        found.add(status)
        moves = [move for move in MOVES if move.start == status and level in move.levels]
        ahead |= {move.to for move in moves if lifecycle._holds(move.only, suspended)} - found
    return found


@pytest.mark.parametrize("level", [Level.GENERAL, Level.UNDETERMINED])
def test_the_mild_road_reaches_its_statuses_and_no_other(level):
    assert walked(level, suspended=False) == set(Status) - MAJOR_ONLY


def test_the_road_of_a_major_hazard_reaches_its_statuses_and_no_other():
    assert walked(Level.MAJOR, suspended=False) == set(Status) - {Status.ASSIGNED, Status.RESUMED}


def test_a_suspended_major_hazard_waits_for_consent_and_is_not_written_off():
    assert walked(Level.MAJOR, suspended=True) == set(Status) - {Status.ASSIGNED, Status.CLOSED}


@pytest.mark.parametrize("suspended", [False, True])
@pytest.mark.parametrize("level", list(Level))
def test_no_open_case_is_a_dead_end(level, suspended):
    for status in walked(level, suspended=suspended) & OPEN:
        onward = [
            move
            for move in open_moves(status, level, suspended=suspended)
            if move.verb not in {"close_unfixed", "set_aside"}
        ]
        assert onward, f"{level} {status}: only giving up is left"


def test_every_move_asks_for_a_permission_that_some_role_has():
    assert {move.permission for move in MOVES} <= HELD


def test_every_verb_has_a_step_a_word_and_a_permission_of_its_rows():
    for move in MOVES:
        rows = {row.permission for row in MOVES if row.verb == move.verb}
        assert STEPS[move.verb].permission in rows
        assert str(words.STEPS[move.verb])
        assert str(words.EVENTS[move.verb])


def test_no_row_is_repeated_and_no_verb_leads_two_ways_at_once():
    seen = {}
    for move in MOVES:
        for level in move.levels:
            for suspended in (True, False):
                if lifecycle._holds(move.only, suspended):
                    key = (move.verb, move.start, level, suspended)
                    assert key not in seen, key
                    seen[key] = move.to


def test_what_is_open_and_how_cases_end_divide_the_statuses():
    assert OPEN | set(FAMILY_OF) == set(Status)
    assert not OPEN & set(FAMILY_OF)
    assert set(FAMILY_OF.values()) == set(Family)


def test_fixed_is_reached_by_a_check_alone():
    assert {move.verb for move in MOVES if move.to == Status.CLOSED} == {"verify", "write_off"}
    assert {move.verb for move in MOVES if move.to in FAMILY_OF} == ENDING_VERBS


def test_an_ended_case_is_only_reopened_and_every_open_one_may_be_given_up_with_a_reason():
    for status in Status:
        for level in Level:
            verbs = {move.verb for move in open_moves(status, level)}
            if status in FAMILY_OF:
                assert verbs == {"reopen"}
            else:
                assert {"close_unfixed", "set_aside"} <= verbs
    for move in MOVES:
        if move.verb in {"close_unfixed", "set_aside", "reopen"}:
            assert "reason" in move.needs


def test_a_major_hazard_is_given_up_by_two_and_a_mild_one_by_one():
    for status in OPEN:
        for verb in lifecycle.GIVING_UP:
            assert lifecycle.needs_second(verb, status, Level.MAJOR)
            assert not lifecycle.needs_second(verb, status, Level.GENERAL)
            assert not lifecycle.needs_second(verb, status, Level.UNDETERMINED)


def test_the_fixers_moves_and_the_checks_are_different_permissions():
    fixing = {move.permission for move in MOVES if move.side == Side.FIXER}
    checking = {
        move.permission
        for move in MOVES
        if move.verb in {"verify", "review", "write_off", "fail_check"}
    }
    assert not fixing & checking


def test_a_major_hazard_is_never_verified_as_a_general_one():
    for status in Status:
        assert move_from("verify", status, Level.MAJOR) is None
        assert move_from("assign", status, Level.MAJOR) is None


@pytest.mark.parametrize(
    ("verb", "status", "level"),
    [
        ("verify", Status.RECTIFIED, Level.GENERAL),
        ("verify", Status.RECTIFIED, Level.UNDETERMINED),
        ("write_off", Status.REVIEWED, Level.MAJOR),
        ("write_off", Status.RESUMED, Level.MAJOR),
    ],
)
def test_while_work_is_suspended_no_case_is_ended_as_fixed(verb, status, level):
    assert move_from(verb, status, level, suspended=False).to == Status.CLOSED
    assert move_from(verb, status, level, suspended=True) is None
    assert move_from("consent_resume", status, level, suspended=True) is not None
    assert move_from("consent_resume", status, level, suspended=False) is None


# Where a case stands when its level changes: status before -> (turned major, turned general).
TURNS = {
    Status.REGISTERED: (Status.REGISTERED, Status.REGISTERED),
    Status.ASSIGNED: (Status.PLANNING, None),
    Status.RECTIFIED: (Status.PLANNING, Status.RECTIFIED),
    Status.PLANNING: (None, Status.ASSIGNED),
    Status.PLANNED: (None, Status.ASSIGNED),
    Status.RECTIFYING: (None, Status.ASSIGNED),
    Status.ACCEPTED: (None, Status.RECTIFIED),
    Status.REVIEWED: (None, Status.RECTIFIED),
    Status.RESUMED: (None, Status.RECTIFIED),
}


@pytest.mark.parametrize("status", sorted(OPEN))
def test_where_a_case_stands_once_its_level_changed(status):
    up, down = TURNS[status]
    for mild in (Level.GENERAL, Level.UNDETERMINED):
        if up is not None:
            assert after_determination(status, mild, Level.MAJOR) == up
        assert after_determination(status, mild, Level.GENERAL) == status
    if down is not None:
        assert after_determination(status, Level.MAJOR, Level.GENERAL) == down
    assert after_determination(status, Level.MAJOR, Level.MAJOR) == status


def test_after_every_change_of_level_the_case_stands_on_the_road_of_its_level():
    for level, statuses in (
        (Level.GENERAL, walked(Level.GENERAL, suspended=False)),
        (Level.MAJOR, walked(Level.MAJOR, suspended=True)),
    ):
        for status in statuses & OPEN:
            for after in (Level.GENERAL, Level.MAJOR):
                landed = after_determination(status, level, after)
                assert open_moves(landed, after, suspended=True), f"{status} {level} → {after}"


def test_codes_of_the_rules_and_of_the_database_are_the_same():
    assert set(StatusLabel.values) == {status.value for status in Status}
    assert set(LevelLabel.values) == {level.value for level in Level}
    assert {*lifecycle.UNFIXED_REASONS, *lifecycle.VOID_REASONS} == set(ClosureReason.values)
    assert set(VERBS) <= set(STEPS)
