"""Carrying messages out of the house, each at most once, with the outcome on the record.

A row is marked SENDING and committed before its message goes out. If the worker dies in between,
nobody can know whether it arrived: the row becomes UNSURE and is not sent again by itself.
"""

import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anwei.messaging import outbound, robots
from anwei.messaging.hours import is_quiet
from anwei.messaging.models import Channel, Delivery, Medium, Outcome, Preference
from anwei.messaging.outbound import NotAllowed, NotSent, Unsure
from anwei.messaging.robots import Refused

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
# Far longer than any attempt takes; after that the worker that began it is dead.
GIVEN_UP_AFTER = timedelta(minutes=5)
QUIET_STEP = timedelta(minutes=15)


def doubt_stale(*, at: datetime) -> int:
    """Messages that were being sent when their worker died are UNSURE; how many."""
    stale = Delivery.objects.filter(outcome=Outcome.SENDING, tried_at__lt=at - GIVEN_UP_AFTER)
    words = _("The worker ended while this was being sent.")
    return stale.update(outcome=Outcome.UNSURE, words=words)


def claim(*, at: datetime) -> Delivery | None:
    """The next message that is due, marked as being sent; None if there is none."""
    waiting = Delivery.objects.filter(outcome=Outcome.WAITING)
    for found in waiting.filter(try_at__lte=at).select_related("channel", "person__preference")[
        :20
    ]:
        if _is_quiet(found, at):
            waiting.filter(pk=found.pk).update(try_at=at + QUIET_STEP)
            continue
        if waiting.filter(pk=found.pk).update(
            outcome=Outcome.SENDING, tried_at=at, attempts=F("attempts") + 1
        ):
            found.attempts += 1
            return found
    return None


def _is_quiet(message: Delivery, at: datetime) -> bool:
    """Whether the message has to wait for the morning; e-mail rings nobody out of bed."""
    if message.key.startswith("test:") or message.medium == Medium.EMAIL:
        return False
    wishes: Channel | Preference | None = message.channel or getattr(
        message.person, "preference", None
    )
    return wishes is not None and is_quiet(at, wishes.quiet_from, wishes.quiet_until)


def carry(message: Delivery, *, at: datetime) -> Outcome:
    """Send one claimed message and write down what became of it."""
    try:
        _send(message, at)
    except NotSent as fault:
        return _put_off(message, str(fault), at)
    except (NotAllowed, Refused) as refusal:
        return _ended(message, Outcome.FAILED, str(refusal))
    except Unsure as doubt:
        return _ended(message, Outcome.UNSURE, str(doubt))
    return _ended(message, Outcome.SENT, "")


def _put_off(message: Delivery, words: str, at: datetime) -> Outcome:
    if message.attempts > len(WAITS):
        return _ended(message, Outcome.FAILED, words)
    Delivery.objects.filter(pk=message.pk, outcome=Outcome.SENDING).update(
        outcome=Outcome.WAITING, try_at=at + WAITS[message.attempts - 1], words=words[:300]
    )
    return Outcome.WAITING


@transaction.atomic
def _ended(message: Delivery, outcome: Outcome, words: str) -> Outcome:
    """Write the outcome; a digest that was sent moves the begin of the next one."""
    kept = message.text if message.channel_id else ""
    Delivery.objects.filter(pk=message.pk, outcome=Outcome.SENDING).update(
        outcome=outcome, words=words[:300], text=kept
    )
    if outcome == Outcome.SENT and message.until is not None:
        teller = (
            Channel.objects.filter(pk=message.channel_id)
            if message.channel_id
            else Preference.objects.filter(person=message.person_id)
        )
        teller.filter(told_until__lt=message.until).update(told_until=message.until)
    return outcome


def _send(message: Delivery, at: datetime) -> None:
    if message.medium == Medium.EMAIL:
        _mail(message)
    elif message.medium == Medium.SMS:
        _text(message)
    elif message.channel is None or not message.channel.active:
        raise NotAllowed(_("The channel is no longer in use."))
    else:
        channel = message.channel
        robots.send(channel.medium, channel.address, channel.secret, message.text, at=at)


def _mail(message: Delivery) -> None:
    """By the mail server. The Message-ID comes from the key, so that a copy is known as a copy."""
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    identity = f"<{message.key.replace(':', '.')}@{domain}>"
    connection = get_connection()
    letter = EmailMessage(
        message.subject,
        message.text,
        to=[message.target],
        headers={"Message-ID": identity, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent(_("The mail server cannot be reached: %s") % type(fault).__name__) from fault
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as fault:
        raise _mail_fault(fault) from fault
    finally:
        connection.close()


def _mail_fault(fault: Exception) -> Exception:
    """What a fault of the mail server means: for good, for now, or not known."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in fault.recipients.values()]
        words = _("The mail server refused the recipient: %s") % codes[0]
        return NotSent(words) if all(400 <= code < 500 for code in codes) else Refused(words)
    if isinstance(fault, smtplib.SMTPResponseException):
        words = _("The mail server said %s") % fault.smtp_code
        return NotSent(words) if 400 <= fault.smtp_code < 500 else Refused(words)
    return Unsure(_("No answer came back: %s") % type(fault).__name__)


def _text(message: Delivery) -> None:
    """By the text message gateway of the settings; any 2xx answer means it was taken."""
    if not settings.SMS_URL:
        raise NotAllowed(_("No gateway for text messages is set."))
    headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}"} if settings.SMS_TOKEN else {}
    # The administrator named this one address in the settings; no other host can be reached by it.
    hosts = [urlsplit(settings.SMS_URL).hostname or ""]
    payload = {"phone": message.target, "text": message.text, "id": message.key}
    status, _answer = outbound.post(settings.SMS_URL, payload, hosts=hosts, headers=headers)
    if status == 429 or status >= 500:
        raise NotSent(_("The service is busy: %s") % status)
    if not 200 <= status < 300:
        raise Refused(str(status))
