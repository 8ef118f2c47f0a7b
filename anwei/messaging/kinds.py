"""What people are told: each kind of notice with its words, as plain tables.

A room lists its kinds in its own `notices.py` as `KINDS: dict[str, Kind]`, and the settings name
the tables in NOTICE_KINDS. Words are lazy translations whose placeholders are filled from the
notice's params, so one row reads right in every language. By convention `number` is the number
of the case; it is the only param that ever leaves the house (digests to group robots).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Words = str | Promise


class UnknownKind(Exception):
    """No table of NOTICE_KINDS has this kind: a fault of the caller."""


@dataclass(frozen=True)
class Kind:
    """The words of one kind and how pressing it is.

    `label` names it in counts ("Hazards handed to you"), `title` is its line in the inbox,
    `text` says more. `urgent` may be carried out at once instead of with the next digest;
    `needs_act` stays on the list of things to do until the room settles it; `first` stands above
    everything newer, in the inbox and in digests: nobody else will see to it.
    """

    label: Words
    title: Words
    text: Words = ""
    urgent: bool = False
    needs_act: bool = False
    first: bool = False


def get(code: str) -> Kind:
    """The kind of that code. Raises UnknownKind."""
    try:
        return _tables(tuple(settings.NOTICE_KINDS))[code]
    except KeyError:
        raise UnknownKind(f"No table of NOTICE_KINDS has {code!r}.") from None


def firsts() -> list[str]:
    """The codes of the kinds that come before all others."""
    return [code for code, kind in _tables(tuple(settings.NOTICE_KINDS)).items() if kind.first]


def filled(words: Words, params: dict[str, Any]) -> str:
    """The words with their placeholders filled; as they stand where a param is missing."""
    text = str(words)
    try:
        return text % params
    except (KeyError, TypeError, ValueError):
        # An old row of a kind whose words changed must not break the inbox.
        return text


@lru_cache
def _tables(paths: tuple[str, ...]) -> dict[str, Kind]:
    return {code: kind for path in paths for code, kind in import_string(path).items()}
