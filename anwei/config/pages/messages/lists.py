"""The list of messages sent, with what became of them."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.lists.filters import Choice, Days
from anwei.lists.spec import BulkAction, Column, Empty, ListSpec, Search
from anwei.messaging import channels
from anwei.messaging.models import TONES, Delivery, Medium, Outcome


def _messages(user: User) -> QuerySet[Delivery]:
    return Delivery.objects.all() if may(user, "messaging.manage") else Delivery.objects.none()


def _why_not(message: Delivery, user: User) -> str | None:
    """A letter to one person is not repeated by hand: the next digest tells of the same."""
    lame = message.outcome in {Outcome.FAILED, Outcome.UNSURE}
    if lame and message.channel_id and message.text:
        return None
    return gettext("This message cannot be sent again; the next digest tells of the same.")


def _repeat(message: Delivery, *, by: User, at: datetime, values: dict) -> None:
    if why := _why_not(message, by):
        raise channels.CannotRepeat(why)
    channels.repeat(message, by=by, at=at)


def _moving(at: datetime) -> Q:
    """Being sent, or about to be; what waits for the end of quiet hours stands still."""
    soon = at + timedelta(minutes=1)
    return Q(outcome=Outcome.SENDING) | Q(outcome=Outcome.WAITING, try_at__lte=soon)


MESSAGES = ListSpec(
    key="messages",
    title=_("Log of messages sent"),
    permission="messaging.manage",
    model=Delivery,
    base=_messages,
    address="messages",
    columns=(
        # Sorted by the key, which rises with the moment and needs no index of its own.
        Column("written", _("Written at"), "created_at", kind="moment", sort="id"),
        Column("service", _("Service"), "medium", choices=Medium.choices),
        Column("to", _("To"), ("person__name", "target"), show=lambda name, target: name or target, link=True, personal=True),
        Column("notices", _("Notices"), "count", kind="number", show=lambda count: count or None),
        Column("outcome", _("Outcome"), "outcome", kind="badge", choices=Outcome.choices, tones=TONES),
        Column("words", _("What the service said"), "words", kind="long"),
        Column("tries", _("Tries"), "attempts", kind="number"),
        Column("tried", _("Last tried"), "tried_at", kind="moment"),
    ),
    default_sort="-written",
    filters=(
        Choice("outcome", _("Outcome"), path="outcome", choices=Outcome.choices),
        Choice("service", _("Service"), path="medium", choices=Medium.choices),
        Days("written", _("Written at"), path="created_at", moment=True),
    ),
    search=Search(paths=("person__name", "target", "words"), hint=_("Person, group or what the service said")),
    actions=(
        BulkAction(
            "repeat", _("Send again"), "messaging.manage", apply=_repeat, refusals=(channels.CannotRepeat,), refusal=_why_not, on_row=True,
            explain=_("What failed, or of which nobody knows whether it arrived, is sent to its group again."),
            done=_("The message is on its way again."),
        ),
    ),
    live=_moving,
    empty=Empty(_("Digests, urgent notices and test messages stand here with what became of them.")),
    counted=lambda n: ngettext("%(n)s message", "%(n)s messages", n) % {"n": f"{n:,}"},
)  # fmt: skip
