"""Who gets through to the public pages: everybody, and nobody learns which papers there are."""

ADDRESSES = {
    "portal:paper": {"kwargs": {"token": "x" * 22}, "roles": "public", "status": {404}},
}
