"""The nightly job that deletes files whose transaction failed: this month's and the last month's."""

from datetime import timedelta

from anwei.documents import actions
from anwei.jobs.work import Work, outside_transaction


@outside_transaction
def step(work: Work) -> bool:
    """Sweep one month a step; a file is swept within two months or was known to a row."""
    months = _months(work)
    begun: int = work.cursor.get("months", 0)
    gone = actions.sweep(f"{actions.FOLDER}/{months[begun]}", at=work.at)
    work.cursor["months"] = begun + 1
    work.progress(done=work.job.done + gone)
    return begun + 1 == len(months)


def _months(work: Work) -> list[str]:
    first = work.at.replace(day=1)
    return [f"{day:%Y/%m}" for day in (work.at, first - timedelta(days=1))]
