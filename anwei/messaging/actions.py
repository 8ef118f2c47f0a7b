"""Telling people, and what they do with what they were told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.messaging import kinds
from anwei.messaging.hours import next_time
from anwei.messaging.models import Mute, Notice, Preference


def tell(
    recipients: Iterable[User | Unit],
    kind: str,
    *,
    about: object,
    at: datetime,
    params: dict[str, Any],
    key: str,
    url: str = "",
    due_on: date | None = None,
) -> None:
    """Write one notice for each person, in the transaction of the move it tells of.

    A unit stands for the people who are active in it now. The same `key` reaches a person once,
    however often it is told. `params` fill the words of the kind; `url` is a path on this site.
    Raises kinds.UnknownKind.
    """
    words = kinds.get(kind)
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"A notice leads to a path on this site, not to {url!r}.")
    subject = trail.name_of(about)
    people = _people(recipients)
    # Muting a case silences news of it, never what must be done.
    muted = set() if words.needs_act else _deaf_to(subject, people)
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=person,
                kind=kind,
                about=subject,
                params=_plain(params),
                url=url,
                key=key,
                created_at=at,
                due_on=due_on,
                needs_act=words.needs_act,
                urgent=words.urgent,
                read_at=at if person in muted else None,
            )
            for person in sorted(people)
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _people(recipients: Iterable[User | Unit]) -> set[int]:
    """The keys of the people meant: the active ones named, and those active in the units named."""
    units, people = [], set()
    for one in recipients:
        if isinstance(one, Unit):
            units.append(one.pk)
        elif one.is_active:
            people.add(one.pk)
    if units:
        people |= set(
            User.objects.filter(unit__in=units, is_active=True).values_list("pk", flat=True)
        )
    return people


def _deaf_to(subject: str, people: set[int]) -> set[int]:
    mutes = Mute.objects.filter(person__in=people, about=subject)
    return set(mutes.values_list("person", flat=True))


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """The params as JSON can hold them; days as 2026-11-23, whatever else as its words."""
    return {
        name: value
        if value is None or isinstance(value, bool | int | float | str)
        else value.isoformat()
        if isinstance(value, date)
        else str(value)
        for name, value in params.items()
    }


def settle(*, about: object, at: datetime, kind: str | None = None) -> int:
    """What the notices of this thing asked for is done: they leave the lists of things to do.

    With a `kind`, only those of that kind. Call it in the transaction of the move. How many left.
    """
    asked = Notice.objects.to_do().filter(about=trail.name_of(about))
    if kind is not None:
        asked = asked.filter(kind=kind)
    return asked.update(settled_at=at)


def read(notice: Notice, *, at: datetime) -> None:
    """The recipient has read it. No trail: it concerns nobody else."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def read_all(*, by: User, at: datetime, up_to: int) -> int:
    """The person has read everything shown, that is up to this notice; how many that were."""
    return Notice.objects.unread().filter(recipient=by, pk__lte=up_to).update(read_at=at)


@transaction.atomic
def mute(about: str, *, by: User, at: datetime) -> None:
    """No more news of this thing for this person; what must be done is still told."""
    Mute.objects.get_or_create(person=by, about=about)
    Notice.objects.unread().filter(recipient=by, about=about, needs_act=False).update(read_at=at)
    trail.record("messaging.muted", by, by=by, at=at, now={"about": about})


@transaction.atomic
def unmute(about: str, *, by: User, at: datetime) -> None:
    """News of this thing again."""
    Mute.objects.filter(person=by, about=about).delete()
    trail.record("messaging.unmuted", by, by=by, at=at, now={"about": about})


PREFERENCES = ("email", "sms", "digest_at", "quiet_from", "quiet_until")


def preference_of(person: User, *, at: datetime) -> Preference:
    """What this person wants; the defaults, unsaved, if nothing was chosen yet."""
    found = Preference.objects.filter(person=person).first()
    if found is not None:
        return found
    fresh = Preference(person=person, told_until=at, next_digest_at=at)
    fresh.next_digest_at = next_time(at, fresh.digest_at)
    return fresh


@transaction.atomic
def prefer(preference: Preference, *, by: User, at: datetime) -> None:
    """Keep what the person chose; the next digest comes at the hour chosen now."""
    preference.next_digest_at = next_time(at, preference.digest_at)
    preference.save()
    now = {name: getattr(preference, name) for name in PREFERENCES}
    now = {name: value if isinstance(value, bool) else str(value) for name, value in now.items()}
    trail.record("messaging.preferred", preference, by=by, at=at, now=now)
