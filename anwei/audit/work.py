"""The trail's timed work, one step at a time; each step is one transaction of its caller.

This room lies below `jobs`, so a step takes whatever offers `at`, `payload`, `cursor`, `progress`.
"""

from datetime import datetime
from typing import Any, Protocol

from anwei.audit import actions, canon

SEALS_PER_STEP = 10


class Work(Protocol):
    """What a step needs of the job it works on."""

    at: datetime
    payload: dict[str, Any]
    cursor: dict[str, Any]

    def progress(self, *, done: int, total: int | None = None, message: str = "") -> None:
        """Show how far the job is."""


def seal(work: Work) -> bool:
    """Seal what was committed, then sign the days that ended. Every minute."""
    return _seal(work, everywhere=False)


def sweep(work: Work) -> bool:
    """The same, looking for entries that came late along the whole chain. Every night."""
    return _seal(work, everywhere=True)


def _seal(work: Work, *, everywhere: bool) -> bool:
    for _ in range(SEALS_PER_STEP):
        sealed = actions.seal(at=work.at, everywhere=everywhere)
        work.cursor["sealed"] = work.cursor.get("sealed", 0) + sealed
        if sealed < canon.BATCH:
            actions.sign_heads(at=work.at)
            return True
    work.progress(done=work.cursor["sealed"])
    return False
