"""Test data: plain functions with defaults; a test names only what matters."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from anwei.audit import actions, export, trail

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # noon in the zone
DAY = timedelta(days=1)


def write(count: int = 1, *, at: datetime = NOON, **given: object) -> None:
    """Entries about as many hazards."""
    given.setdefault("action", "hazards.registered")
    given.setdefault("now", {"status": "registered", "words": "配电箱无门"})
    trail.record_many(
        [trail.Line(subject=f"hazards.hazard:{number}", **given) for number in range(1, count + 1)],  # type: ignore[arg-type]
        by="accounts.user:7",
        at=at,
    )


def make_trail(*, days: int = 3, entries: int = 4, unsealed: int = 0) -> None:
    """Entries on several days, one seal and one signed head for each."""
    for day in range(days):
        write(entries, at=NOON + day * DAY)
        actions.seal(at=NOON + day * DAY)
    actions.sign_heads(at=NOON + days * DAY)
    write(unsealed, at=NOON + days * DAY)


def exported(path: Path | None = None, **dates: object) -> list[bytes]:
    """The lines of the whole trail, written to a file if one is named."""
    lines = list(export.lines(export.span(**dates), at=NOON))  # type: ignore[arg-type]
    if path:
        path.write_bytes(b"".join(line + b"\n" for line in lines))
    return lines
