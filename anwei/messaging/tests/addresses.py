"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from anwei.accounts.tests.cast import Cast
from anwei.messaging.tests.factories import make_notice

EVERYBODY = {"roles": "everybody"}
POST = {"method": "post"}


def officers(cast: Cast) -> dict:
    """A notice to the officer: nobody else's, whoever asks."""
    return {"pk": make_notice(cast.people["officer"]).pk}


ADDRESSES: dict[str, dict] = {
    "messaging:inbox": EVERYBODY,
    "messaging:bell": EVERYBODY,
    "messaging:preferences": EVERYBODY,
    "messaging:read_all": {**EVERYBODY, **POST},
    "messaging:open": {"kwargs": officers, "roles": {"officer"}},
    "messaging:read": {"kwargs": officers, "roles": {"officer"}, **POST},
    "messaging:mute": {"kwargs": officers, "roles": {"officer"}, **POST},
    "messaging:unmute": {"kwargs": officers, "roles": {"officer"}, **POST},
}
