"""The nightly job that deletes finished jobs nobody needs any more."""

from anwei.jobs import actions
from anwei.jobs.work import Work


def step(work: Work) -> bool:
    """Tidy once."""
    work.progress(done=actions.tidy(at=work.at))
    return True
