"""Who gets through to the addresses put together here: entrance, health, the trail's pages."""

PUBLIC = {"roles": "public"}
READ = {"administrator", "clerk", "leader", "auditor"}
NO_DAY = {
    "kwargs": {"day": "2020-01-01"}
}  # no head of that day: nobody gets through, and nobody else learns so

ADDRESSES: dict[str, dict] = {
    "home": {"roles": "everybody"},
    "robots": PUBLIC,
    "favicon": PUBLIC,
    "healthz": PUBLIC,
    "readyz": {**PUBLIC, "status": {200, 503}},
    "audit:entries": {"roles": READ},
    "audit:entry": {"kwargs": {"number": 0}, "roles": set()},
    "audit:heads": {"roles": READ},
    "audit:head_file": {**NO_DAY, "roles": set()},
    "audit:head_sheet": {**NO_DAY, "roles": set()},
    "audit:mail_head": {"roles": {"administrator", "auditor"}, "method": "post"},
    "audit:keys": {"roles": READ},
    "audit:verify": {"roles": READ, "method": "post"},
    "audit:export": {"roles": {"administrator", "auditor"}, "method": "post"},
}
