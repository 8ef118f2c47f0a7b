"""Hours of the zone's clock."""

from datetime import UTC, datetime, time

import pytest

from anwei.messaging.hours import is_quiet, next_time


def at(clock: str) -> datetime:
    """A moment of 2026-11-23 by the clock of Shanghai, eight hours before UTC."""
    return datetime.fromisoformat(f"2026-11-23T{clock}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("20:59", False),
        ("21:00", True),
        ("23:59", True),
        ("00:00", True),
        ("06:59", True),
        ("07:00", False),
    ],
)
def test_quiet_hours_may_pass_midnight(clock, quiet):
    assert is_quiet(at(clock), time(21), time(7)) is quiet


@pytest.mark.parametrize(
    ("clock", "quiet"), [("11:59", False), ("12:00", True), ("13:59", True), ("14:00", False)]
)
def test_quiet_hours_may_lie_within_a_day(clock, quiet):
    assert is_quiet(at(clock), time(12), time(14)) is quiet


def test_no_quiet_hours_are_never_quiet():
    assert not is_quiet(at("03:00"), None, None)
    assert not is_quiet(at("03:00"), time(3), time(3))


def test_the_next_time_is_today_or_tomorrow_but_never_now():
    assert next_time(at("08:29"), time(8, 30)) == at("08:30")
    assert next_time(at("08:30"), time(8, 30)) == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
