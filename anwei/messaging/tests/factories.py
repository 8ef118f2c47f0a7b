"""Test data: kinds of notices, people who are told, channels."""

from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON
from anwei.messaging import actions
from anwei.messaging.kinds import Kind
from anwei.messaging.models import Notice

KINDS = {
    "tests.handed": Kind(
        label="Handed to you",
        title="%(number)s is yours to put right",
        text="Term %(term)s",
        needs_act=True,
    ),
    "tests.urgent": Kind(label="Grave hazards", title="%(number)s is grave", urgent=True),
    "tests.news": Kind(label="News", title="%(number)s has moved"),
    "tests.translated": Kind(label=_("Name"), title=_("Name")),
}


def make_notice(person: User, kind: str = "tests.news", **given: object) -> Notice:
    """One notice about one thing, told now, unless told otherwise."""
    number = given.pop("number", "H-2026-0001")
    given.setdefault("about", "tests.thing:1")
    given.setdefault("at", NOON)
    given.setdefault("params", {"number": number, "term": "2026-12-01"})
    given.setdefault("key", f"{kind}:{number}")
    actions.tell([person], kind, **given)  # type: ignore[arg-type]
    return Notice.objects.get(recipient=person, key=given["key"])
