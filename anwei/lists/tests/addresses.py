"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py.

The trail's list stands for all: some roles may see it, others may not.
"""

from uuid import UUID

READ = {"administrator", "clerk", "leader", "auditor"}
EXPORT = READ | {"officer", "inspector", "street", "enterprise"}
KEY = {"kwargs": {"key": "audit"}}
NONE_SUCH = {"kwargs": {"key": UUID(int=0)}, "roles": set()}
NO_VIEW = {"kwargs": {"pk": 0}, "roles": set(), "method": "post"}

ADDRESSES: dict[str, dict] = {
    "lists:search": {"roles": "everybody"},
    "lists:exports": {"roles": "everybody"},
    "lists:one-export": NONE_SUCH,
    "lists:download": NONE_SUCH,
    "lists:selection": NONE_SUCH,
    "lists:refusals": NONE_SUCH,
    "lists:total": {**KEY, "roles": READ},
    "lists:units": {"kwargs": {"key": "audit", "filter_key": "none"}, "roles": set()},
    "lists:views": {**KEY, "roles": READ},
    "lists:save-view": {**KEY, "roles": READ, "method": "post"},
    "lists:select": {**KEY, "roles": set(), "method": "post"},
    # No such row action of the trail's list: nobody gets through.
    "lists:act": {
        "kwargs": {"key": "audit", "pk": 1, "action_key": "none"},
        "roles": set(),
        "method": "post",
    },
    "lists:export": {
        "kwargs": {"key": "hazards"},
        "roles": EXPORT,
        "method": "post",
        "data": {"format": "csv"},
    },
    "lists:rename-view": NO_VIEW,
    "lists:update-view": NO_VIEW,
    "lists:remove-view": NO_VIEW,
    "lists:open-first": NO_VIEW,
}
