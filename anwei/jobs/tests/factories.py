"""Test data: jobs with handlers of the tests."""

from anwei.accounts.tests.factories import NOON
from anwei.jobs import actions
from anwei.jobs.models import Job


def make_job(kind: str = "add_rows", **given: object) -> Job:
    """A waiting job that adds 7 rows, 3 a chunk, unless told otherwise."""
    given.setdefault("payload", {"rows": 7})
    given.setdefault("by", "system:tests")
    given.setdefault("at", NOON)
    return actions.enqueue(f"tests.{kind}", **given)  # type: ignore[arg-type]
