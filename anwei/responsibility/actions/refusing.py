"""What all writers of this room refuse with, and how they tell a stale form from a fresh one."""

import hashlib
from collections.abc import Mapping


class Refused(Exception):
    """The room refuses this; the message says why, for the person who asked."""


def digest_of(facts: Mapping[str, object]) -> str:
    """A short digest of what a form shows, so that a stale form can be told from a fresh one."""
    return hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]


def differing(
    was: Mapping[str, object], now: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Only what differs, before and after."""
    names = [name for name in now if was.get(name) != now[name]]
    return {name: was.get(name) for name in names}, {name: now[name] for name in names}
