"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

EVERYBODY = {"roles": "everybody"}
POST = {"method": "post"}
MANAGE = {"roles": {"administrator", "clerk"}}
# No such notice or channel: who may not is refused, who may finds nothing, and neither gets through.
NO_KEY = {"kwargs": {"pk": 0}, "roles": set()}

ADDRESSES: dict[str, dict] = {
    "messaging:inbox": EVERYBODY,
    "messaging:bell": EVERYBODY,
    "messaging:preferences": EVERYBODY,
    "messaging:read_all": {**EVERYBODY, **POST},
    "messaging:open": NO_KEY,
    "messaging:read": {**NO_KEY, **POST},
    "messaging:mute": {**NO_KEY, **POST},
    "messaging:unmute": {**NO_KEY, **POST},
    "messaging:channels": MANAGE,
    "messaging:add_channel": MANAGE,
    "messages": MANAGE,
    "messaging:change_channel": NO_KEY,
    "messaging:test_channel": {**NO_KEY, **POST},
}
