"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

EVERYBODY = {"roles": "everybody"}
NOBODY = {"kwargs": {"pk": 0}, "roles": set()}  # no such clause

ADDRESSES: dict[str, dict] = {
    "standards:standards": EVERYBODY,
    "standards:applies": EVERYBODY,
    "standards:terms": EVERYBODY,
    "standards:calendar": EVERYBODY,
    "standards:calendar_year": {"kwargs": {"year": 2026}, **EVERYBODY},
    "standards:standard": {"kwargs": {"code": "no-such-standard"}, "roles": set()},
    "standards:clause": {"kwargs": {"ref": "cn:no-such-clause"}, "roles": set()},
    "standards:local": EVERYBODY,
    "standards:enter": {"roles": {"clerk", "officer", "inspector"}},
    "standards:local_clause": NOBODY,
    "standards:page": NOBODY,
    "standards:confirm": {**NOBODY, "method": "post"},
    "standards:refuse": {**NOBODY, "method": "post"},
    "standards:withdraw": {**NOBODY, "method": "post"},
    "standards:retire": {**NOBODY, "method": "post"},
    "standards:hand_on": {**NOBODY, "method": "post"},
}
