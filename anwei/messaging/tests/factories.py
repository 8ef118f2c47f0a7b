"""Test data: kinds of notices, people who are told, channels."""

from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON, make_user
from anwei.messaging import actions, channels
from anwei.messaging.kinds import Kind
from anwei.messaging.models import Channel, Notice

KINDS = {
    "tests.handed": Kind(
        label="Handed to you",
        title="%(number)s is yours to put right",
        text="Term %(term)s",
        needs_act=True,
    ),
    "tests.urgent": Kind(label="Grave hazards", title="%(number)s is grave", urgent=True),
    "tests.unowned": Kind(label="Nobody's", title="Nobody has %(number)s", first=True, urgent=True),
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


def make_channel(address: str, medium: str = "dingtalk", **given: object) -> Channel:
    """A robot of a group that is never quiet, counting the whole zone, unless told otherwise."""
    ways = {
        "dingtalk": "/robot/send?access_token=t0ken",
        "wecom": "/cgi-bin/webhook/send?key=k3y",
        "feishu": "/open-apis/bot/v2/hook/t0ken",
    }
    given.setdefault("name", f"{medium} group")
    given.setdefault("language", "en")
    given.setdefault("quiet_from", None)
    given.setdefault("quiet_until", None)
    channel = Channel(medium=medium, address=f"{address}{ways[medium]}", **given)
    return channels.add(channel, by=make_user("clerk"), at=NOON)
