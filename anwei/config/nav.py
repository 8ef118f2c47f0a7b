"""The navigation: which entries the person signed in gets, in which order."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from anwei.accounts.permissions import may


@dataclass(frozen=True)
class Entry:
    """One entry: address name, label, icon (file name in foundation/static/foundation/icons), permission."""

    address: str
    label: str | Promise
    icon: str
    permission: str


ENTRIES: list[Entry] = []


def navigation(request: HttpRequest) -> dict:
    """Template context: `navigation`, the entries this person may open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    return {"navigation": [entry for entry in ENTRIES if may(user, entry.permission)]}
