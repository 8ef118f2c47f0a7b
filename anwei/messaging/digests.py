"""Writing what is to leave the house: digests when their hour has come, urgent notices at once.

Nothing is sent here. Each digest covers what happened since the last one known to be sent, so after
downtime one digest tells of the whole time. Quiet hours put off, they lose nothing.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.messaging import kinds
from anwei.messaging.hours import is_quiet, next_time
from anwei.messaging.models import (
    Channel,
    Delivery,
    Medium,
    Notice,
    NoticeQuerySet,
    Preference,
    Wish,
)

# Lines of a digest; the inbox has the rest.
LINES = 50
NUMBERS = 10
AT_ONCE = 100
# A notice is seen when its move commits, which is later than its moment. A digest ends this long
# ago, so that none falls between two of them.
LATE = timedelta(minutes=10)


def mails() -> bool:
    """Whether there is a mail server to send by."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def link() -> str:
    """The address of the inbox; a path where the site does not know its own name."""
    return f"{settings.BASE_URL}{reverse('messaging:inbox')}"


@transaction.atomic
def give_everybody_a_preference(*, at: datetime) -> None:
    """People who chose nothing have the defaults, from now on."""
    without = User.objects.filter(is_active=True, preference__isnull=True)
    fresh = [
        Preference(person=person, told_until=at - LATE, next_digest_at=at) for person in without
    ]
    for preference in fresh:
        preference.next_digest_at = next_time(at, preference.digest_at)
    Preference.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1000)


@transaction.atomic
def write_personal(*, at: datetime) -> int:
    """Write the digests of up to AT_ONCE people whose hour has come; how many people were seen."""
    due = list(
        Preference.objects.filter(next_digest_at__lte=at)
        .select_related("person")
        .order_by("next_digest_at", "pk")[:AT_ONCE]
    )
    Delivery.objects.bulk_create(
        [one for preference in due if (one := _digest_for(preference, at))], ignore_conflicts=True
    )
    for preference in due:
        preference.next_digest_at = next_time(at, preference.digest_at)
    Preference.objects.bulk_update(due, ["next_digest_at"])
    return len(due)


def _digest_for(preference: Preference, at: datetime) -> Delivery | None:
    person = preference.person
    wanted = preference.email != Wish.OFF and person.email and person.is_active and mails()
    if not wanted:
        return None
    fresh = Notice.objects.unread().filter(
        recipient=person, created_at__gte=preference.told_until, created_at__lt=at - LATE
    )
    if not (count := fresh.count()):
        return None
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject, text = _letter(person, fresh, count, at)
    due = preference.next_digest_at
    return Delivery(
        key=f"digest:person:{person.pk}:{due:%Y%m%dT%H%M%S}",
        medium=Medium.EMAIL,
        person=person,
        target=person.email,
        subject=subject,
        text=text,
        count=count,
        until=at - LATE,
        created_at=at,
        try_at=at,
    )


def _letter(person: User, notices: NoticeQuerySet, count: int, at: datetime) -> tuple[str, str]:
    today = timezone.localdate(at)
    to_do = Notice.objects.to_do().filter(recipient=person)
    context = {
        "person": person,
        "notices": notices.pressing_first()[:LINES],
        "more": max(0, count - LINES),
        "to_do": to_do.count(),
        "overdue": to_do.filter(due_on__lt=today).count(),
        "link": link(),
    }
    subject = ngettext("Anwei: %d unread notice", "Anwei: %d unread notices", count) % count
    return subject, render_to_string("messaging/digest.txt", context)


@transaction.atomic
def write_channels(*, at: datetime) -> int:
    """Write the digests of the groups whose hour has come and is not quiet; how many were seen."""
    due = Channel.objects.filter(next_digest_at__lte=at, active=True).select_related("unit")
    loud = [one for one in due if not is_quiet(at, one.quiet_from, one.quiet_until)]
    for channel in loud:
        if delivery := _digest_of(channel, at):
            Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
        Channel.objects.filter(pk=channel.pk).update(
            next_digest_at=next_time(at, channel.digest_at)
        )
    return len(loud)


def _digest_of(channel: Channel, at: datetime) -> Delivery | None:
    """Counts, case numbers and a link: the text leaves the house, so nobody is named in it."""
    told = Notice.objects.filter(created_at__gte=channel.told_until, created_at__lt=at - LATE)
    if channel.unit is not None:
        told = told.filter(recipient__unit__path__startswith=channel.unit.path)
    counts = Counter(
        dict(told.order_by().values_list("kind").annotate(things=Count("about", distinct=True)))
    )
    if not counts:
        return None
    with translation.override(channel.language):
        text = _bulletin(counts, told, at)
    return Delivery(
        key=f"digest:channel:{channel.pk}:{channel.next_digest_at:%Y%m%dT%H%M%S}",
        medium=channel.medium,
        channel=channel,
        target=channel.name,
        text=text,
        count=counts.total(),
        until=at - LATE,
        created_at=at,
        try_at=at,
    )


def _bulletin(counts: Counter[str], told: NoticeQuerySet, at: datetime) -> str:
    lines = [_("Anwei, %s") % f"{timezone.localtime(at):%Y-%m-%d %H:%M}"]
    lines += [
        _("%(label)s: %(count)d") % {"label": _label(kind), "count": count}
        for kind, count in sorted(counts.items(), key=_place)
    ]
    found = told.pressing_first().values_list("params__number", flat=True)[:500]
    numbers = list(dict.fromkeys(str(number)[:40] for number in found if number))
    if numbers:
        lines.append(_("Numbers: %s") % _(", ").join(numbers[:NUMBERS]))
    if len(numbers) > NUMBERS:
        lines[-1] += " …"
    return "\n".join([*lines, link()])


def _place(counted: tuple[str, int]) -> tuple[bool, int]:
    """What nobody owns first, then what is most."""
    kind, count = counted
    return kind not in kinds.firsts(), -count


def _label(code: str) -> str:
    try:
        return str(kinds.get(code).label)
    except kinds.UnknownKind:
        return code


@transaction.atomic
def write_urgent(*, at: datetime, after: int) -> int:
    """Write messages for urgent notices not yet carried out, from id `after` on; the last id seen.

    0 when none is left. People in their quiet hours are left for later.
    """
    waiting = Notice.objects.filter(urgent=True, carried_at__isnull=True, pk__gt=after)
    notices = list(waiting.select_related("recipient__preference").order_by("pk")[: AT_ONCE * 5])
    by_person: dict[User, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_person[notice.recipient].append(notice)
    carried: list[int] = []
    messages: list[Delivery] = []
    for person, own in by_person.items():
        preference = _wishes(person, at)
        if is_quiet(at, preference.quiet_from, preference.quiet_until):
            continue
        carried += [notice.pk for notice in own]
        unread = [notice for notice in own if notice.read_at is None]
        if unread and person.is_active:
            messages += _at_once(preference, unread, at)
    Delivery.objects.bulk_create(messages, ignore_conflicts=True)
    Notice.objects.filter(pk__in=carried).update(carried_at=at)
    return notices[-1].pk if notices else 0


def _wishes(person: User, at: datetime) -> Preference:
    if hasattr(person, "preference"):
        return person.preference
    return Preference(person=person, told_until=at - LATE, next_digest_at=at)


def _at_once(preference: Preference, notices: list[Notice], at: datetime) -> list[Delivery]:
    person = preference.person
    last = notices[-1].pk
    common = {"person": person, "count": len(notices), "created_at": at, "try_at": at}
    written = []
    with translation.override(person.language or settings.LANGUAGE_CODE):
        if preference.email == Wish.URGENT and person.email and mails():
            lines = [f"- {notice.title}" for notice in notices[:LINES]]
            written.append(
                Delivery(
                    key=f"urgent:email:{person.pk}:{last}",
                    medium=Medium.EMAIL,
                    target=person.email,
                    subject=_("Anwei, urgent: %s") % notices[-1].title[:150],
                    text="\n".join([*lines, "", link()]),
                    **common,
                )
            )
        if preference.sms and person.phone and settings.SMS_URL:
            numbers = _(", ").join(str(one.params.get("number", "")) for one in notices[:3])
            words = ngettext("Anwei: %d urgent notice", "Anwei: %d urgent notices", len(notices))
            written.append(
                Delivery(
                    key=f"urgent:sms:{person.pk}:{last}",
                    medium=Medium.SMS,
                    target=person.phone,
                    text=f"{words % len(notices)} {numbers} {link()}",
                    **common,
                )
            )
    return written


@transaction.atomic
def tidy(*, before: datetime) -> int:
    """Forget read notices and the log of messages from before; how many rows went."""
    done = Q(needs_act=False) | Q(settled_at__isnull=False)
    notices, _by = Notice.objects.filter(done, read_at__lt=before, created_at__lt=before).delete()
    ended = Delivery.objects.exclude(outcome__in=["waiting", "sending"])
    deliveries, _by = ended.filter(created_at__lt=before).delete()
    return notices + deliveries
