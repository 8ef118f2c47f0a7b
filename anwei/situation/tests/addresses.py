"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

VIEWERS = {"administrator", "clerk", "leader", "auditor", "officer", "inspector", "street"}

ADDRESSES: dict[str, dict] = {
    "situation:page": {"roles": VIEWERS},
    "situation:sheet": {"roles": VIEWERS},
}
