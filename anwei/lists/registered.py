"""The lists of this installation, by key: `settings.LISTS`, put together in config."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from anwei.lists.spec import ListSpec


class UnknownList(LookupError):
    """There is no list of this key."""


def find(key: str) -> ListSpec:
    """The list of a key; UnknownList if there is none."""
    dotted = getattr(settings, "LISTS", {}).get(key)
    if dotted is None:
        raise UnknownList(key)
    return _load(dotted)


def names() -> list[str]:
    """The keys of all lists, in their order."""
    return list(getattr(settings, "LISTS", {}))


@cache
def _load(dotted: str) -> ListSpec:
    return import_string(dotted)
