"""The only writers of channels, and of the messages that people ask for by hand."""

from datetime import datetime
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.jobs import actions as job_actions
from anwei.messaging.hours import next_time
from anwei.messaging.models import Channel, Delivery, Outcome

FACTS = (
    "name", "medium", "address", "secret", "unit", "language", "digest_at", "quiet_from", "quiet_until", "active",
)  # fmt: skip


class CannotRepeat(Exception):
    """The message did not fail, or nothing is left of it to send."""


def _facts(channel: Channel) -> dict[str, Any]:
    """What the trail keeps; address and secret enter as digests (Channel.PERSONAL)."""
    facts = {name: getattr(channel, name) for name in FACTS}
    for name in ("digest_at", "quiet_from", "quiet_until"):
        facts[name] = facts[name] and str(facts[name])
    return facts


@transaction.atomic
def add(channel: Channel, *, by: User, at: datetime) -> Channel:
    """Add a group robot; its first digest tells of what happens from now on."""
    channel.told_until = at
    channel.next_digest_at = next_time(at, channel.digest_at)
    channel.save(force_insert=True)
    trail.record("messaging.channel_added", channel, by=by, at=at, now=_facts(channel))
    return channel


@transaction.atomic
def change(channel: Channel, *, by: User, at: datetime) -> Channel:
    """Keep what was changed; a channel taken into use again tells of nothing before now."""
    before = Channel.objects.select_for_update().get(pk=channel.pk)
    if channel.active and not before.active:
        channel.told_until = at
    channel.next_digest_at = next_time(at, channel.digest_at)
    channel.save(update_fields=[*FACTS, "told_until", "next_digest_at"])
    trail.record(
        "messaging.channel_changed",
        channel,
        by=by,
        at=at,
        was=_facts(before),
        now=_facts(channel),
    )
    return channel


@transaction.atomic
def send_test(channel: Channel, *, by: User, at: datetime) -> Delivery:
    """Write a test message, quiet hours or not, and ask for it to be sent."""
    with translation.override(channel.language):
        text = "\n".join(
            [_("Anwei: this is a test of the channel “%s”.") % channel, settings.BASE_URL]
        )
    message = Delivery.objects.create(
        key=f"test:channel:{channel.pk}:{token_hex(8)}",
        medium=channel.medium,
        channel=channel,
        target=channel.name,
        text=text.strip(),
        created_at=at,
        try_at=at,
    )
    job_actions.enqueue("messaging.send", by=by, at=at, key="messaging.send")
    trail.record("messaging.test_sent", channel, by=by, at=at, now={"delivery": message.pk})
    return message


@transaction.atomic
def repeat(message: Delivery, *, by: User, at: datetime) -> None:
    """Send a message again that failed, or of which nobody knows. Raises CannotRepeat."""
    lame = Delivery.objects.filter(pk=message.pk, outcome__in=[Outcome.FAILED, Outcome.UNSURE])
    if not lame.exclude(text="").update(outcome=Outcome.WAITING, try_at=at, attempts=0):
        raise CannotRepeat(
            _("This message cannot be sent again; the next digest tells of the same.")
        )
    job_actions.enqueue("messaging.send", by=by, at=at, key="messaging.send")
    trail.record("messaging.repeated", message, by=by, at=at, was={"outcome": message.outcome})
