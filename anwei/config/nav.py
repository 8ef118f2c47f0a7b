"""The navigation: which entries the person signed in gets, in which order."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anwei.accounts.permissions import may


@dataclass(frozen=True)
class Entry:
    """One entry: address name, label, icon (named in frontend/icons.txt), permission.

    `badge` names an address that answers with a bare count, loaded after the page.
    """

    address: str
    label: str | Promise
    icon: str
    permission: str
    badge: str = ""


ENTRIES: list[Entry] = [
    Entry("hazards:my_work", _("My work"), "inbox", "hazards.view", badge="hazards:my_work_count"),
    Entry("hazards:register", _("Hazard register"), "alert-triangle", "hazards.view"),
    Entry("hazards:register_new", _("Register a hazard"), "plus", "hazards.register"),
    Entry("imports:batches", _("Imports"), "table-import", "imports.view"),
    Entry("situation:page", _("Situation"), "chart-bar", "situation.view"),
    Entry("committee:desk", _("Committee"), "users-group", "committee.view"),
    Entry("committee:tasks", _("Tasks"), "checklist", "committee.view"),
    Entry("responsibility:sites", _("Sites"), "map-pin", "responsibility.view"),
    Entry("inspections:visits", _("Visits"), "clipboard-check", "inspections.view"),
    Entry("responsibility:gaps", _("Gaps and overlaps"), "git-branch", "responsibility.gaps"),
    Entry("standards:standards", _("Standards"), "books", "standards.view"),
    Entry("documents:templates", _("Templates of papers"), "file-text", "documents.templates"),
    Entry("accounts:units", _("Units and people"), "sitemap", "accounts.view"),
    Entry("accounts:preview", _("Preview as a role"), "eye", "accounts.preview"),
    Entry("audit:entries", _("The record"), "history", "audit.view"),
    Entry("jobs", _("Background work"), "clock", "jobs.view"),
]


# What the frame of every page may show, by the name of an address; the frame leaves out what is not there.
HOOKS = {
    "home": "home",
    "search": "lists:search",
    "inbox": "messaging:inbox",
    "bell": "messaging:bell",
    "profile": "accounts:profile",
    "theme": "accounts:theme",
    "language": "accounts:language",
    "entrance": "account_login",
    "leave": "account_logout",
    "stop_preview": "accounts:stop_preview",
}


def address_of(name: str) -> str:
    """The address of that name, or nothing where no room answers to it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation(request: HttpRequest) -> dict:
    """Template context: `navigation`, the entries this person may open, and `hooks`, addresses of the frame."""
    user = getattr(request, "user", None)
    hooks = {hook: address_of(name) for hook, name in HOOKS.items()}
    if user is None or not user.is_authenticated:
        return {"navigation": [], "hooks": hooks}
    return {
        "navigation": [entry for entry in ENTRIES if may(user, entry.permission)],
        "hooks": hooks,
    }
