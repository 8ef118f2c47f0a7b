"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast
from anwei.accounts.tests.factories import NOON
from anwei.jobs import actions

SEE_ALL = {"administrator", "clerk", "auditor"}
STOP = {"roles": {"administrator", "clerk"}, "method": "post"}


def someones(cast: Cast) -> dict:
    """A job that nobody of the cast asked for."""
    return {"pk": actions.enqueue("jobs.tidy", by="system:tests", at=NOON).pk}


ADDRESSES: dict[str, dict] = {
    "jobs": {"roles": "everybody"},
    "jobs:job": {"kwargs": someones, "roles": SEE_ALL},
    "jobs:progress": {"kwargs": someones, "roles": SEE_ALL},
    "jobs:stop": {"kwargs": someones, **STOP},
    "jobs:resume": {"kwargs": someones, **STOP},
}
