"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast
from anwei.jobs.tests.factories import make_job

SEE_ALL = {"administrator", "clerk", "auditor"}
STOP = {"roles": {"administrator", "clerk"}, "method": "post"}


def someones(cast: Cast) -> dict:
    """A job that nobody of the cast asked for."""
    return {"pk": make_job().pk}


ADDRESSES: dict[str, dict] = {
    "jobs:jobs": {"roles": "everybody"},
    "jobs:job": {"kwargs": someones, "roles": SEE_ALL},
    "jobs:progress": {"kwargs": someones, "roles": SEE_ALL},
    "jobs:stop": {"kwargs": someones, **STOP},
    "jobs:resume": {"kwargs": someones, **STOP},
}
