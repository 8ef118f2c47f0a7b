"""The trail's long and timed work, one step at a time; each step is one transaction of its caller.

This room lies below `jobs`, so a step takes whatever offers `at`, `payload`, `cursor`, `progress`.
"""

from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext, ngettext

from anwei.audit import actions, canon, checking, handing, queries

SEALS_PER_STEP = 10
CHECKED_PER_STEP = 20


class Work(Protocol):
    """What a step needs of the job it works on."""

    at: datetime
    payload: dict[str, Any]
    cursor: dict[str, Any]

    def progress(
        self, *, done: int | None = None, total: int | None = None, message: str | None = None
    ) -> None:
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


def verify(work: Work) -> bool:
    """Check the trail in the database against its own chain; the outcome enters the trail.

    Payload: `by`, who asked.
    """
    last = queries.last_seal()
    outcome = checking.step(work.cursor, seals=CHECKED_PER_STEP)
    work.progress(done=work.cursor["number"], total=last.number if last else 0)
    if not outcome.finished:
        return False
    fault = outcome.fault
    actions.note_check(fault, work.cursor, by=work.payload.get("by", "system:check"), at=work.at)
    work.progress(message=gettext(fault.words) % fault.facts if fault else _all_well(work.cursor))
    return True


def _all_well(cursor: dict[str, Any]) -> str:
    count = cursor["sealed"]
    words = ngettext(
        "The entry sealed is as it was.", "All %(count)s sealed entries are as they were.", count
    )
    return words % {"count": count}


def hand_out(work: Work) -> bool:
    """Mail signed heads outside; each is noted on the trail once it left.

    Payload: `day` and `to` for one head; empty for all that were not sent to ANWEI_HEADS_TO yet.
    A fault between sending and noting sends the same head again, which does no harm.
    """
    days, to = handing.due(work.payload)
    if days and to:
        handing.mail(days, to)
        with transaction.atomic():
            actions.note_handed(days, to, by=work.payload.get("by", "system:schedule"), at=work.at)
    return True


# A mail server may take its time: no transaction is held meanwhile (anwei/jobs/work.py).
hand_out.outside_transaction = True  # type: ignore[attr-defined]
