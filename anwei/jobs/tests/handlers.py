"""Handlers for the tests: small steps that leave rows to count."""

import time

from django.utils import translation

from anwei.accounts.models import Unit, UnitKind
from anwei.jobs.work import GiveUp, Work, outside_transaction


def add_rows(work: Work) -> bool:
    """Add `each` rows a step until there are `rows`; the cursor counts them."""
    done = work.cursor.get("done", 0)
    more = min(work.payload.get("each", 3), work.payload["rows"] - done)
    name = work.payload.get("name", "row")
    Unit.objects.bulk_create(
        Unit(name=f"{name} {number}", kind=UnitKind.DEPARTMENT)
        for number in range(done, done + more)
    )
    time.sleep(work.payload.get("pause", 0))
    work.cursor["done"] = done + more
    work.progress(done=done + more, total=work.payload["rows"], message=f"{done + more} rows")
    return done + more >= work.payload["rows"]


def break_after_a_row(work: Work) -> bool:
    """Leave a row and fall over."""
    Unit.objects.create(name="half done", kind=UnitKind.DEPARTMENT)
    raise ValueError("inner fault 4711")


def refuse(work: Work) -> bool:
    """Say in words why it cannot be done."""
    raise GiveUp("The file is empty.")


def lose_the_lease(work: Work) -> bool:
    """Work on while another worker takes the job over."""
    Unit.objects.create(name="from the old worker", kind=UnitKind.DEPARTMENT)
    work.job.lease_token = "00000000-0000-0000-0000-000000000000"
    return True


@outside_transaction
def report_as_it_goes(work: Work) -> bool:
    """Commit three times within one step."""
    for number in range(work.cursor.get("next", 0), 3):
        work.cursor["next"] = number + 1
        work.progress(done=number + 1, total=3)
        work.checkpoint()
    work.result = {"address": "/done/", "label": "The paper"}
    return True


@outside_transaction
def work_long(work: Work) -> bool:
    """Take longer than a lease, and leave a mark for each time it was begun."""
    Unit.objects.create(name="begun once", kind=UnitKind.DEPARTMENT)
    time.sleep(work.payload["seconds"])
    return True


@outside_transaction
def stand_still_and_break(work: Work) -> bool:
    """Report without getting any further, then fall over."""
    work.checkpoint()
    raise ValueError("inner fault 4711")


def say_the_language(work: Work) -> bool:
    """Report the language the handler's words are in."""
    work.progress(message=translation.get_language())
    return True


def answer_nothing(work: Work) -> bool:
    """Forget to say whether the work is finished."""
    return None  # type: ignore[return-value]


HANDLERS = {
    f"tests.{step.__name__}": f"{__name__}.{step.__name__}"
    for step in (
        add_rows,
        break_after_a_row,
        refuse,
        lose_the_lease,
        report_as_it_goes,
        say_the_language,
        stand_still_and_break,
        work_long,
        answer_nothing,
    )
}
