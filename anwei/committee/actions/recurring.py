"""Tasks that come back every month, quarter or year: set up, handed out for a period, stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.committee import queries
from anwei.committee.actions import tasking
from anwei.committee.actions.changing import MoveRefused, sent, sent_once
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import Cadence, HandOver, Recurring, Task


@dataclass(frozen=True)
class Rhythm:
    """What comes back, how often, and on which days of its period it is handed out and due."""

    title: str
    every: str
    since: date
    lead_days: int = 1
    term_days: int = 10
    until: date | None = None
    text: str = ""
    measure: str = ""


@transaction.atomic
def set_up(
    rhythm: Rhythm,
    units: Iterable[Unit],
    *,
    by: object,
    at: datetime,
    form_key: UUID | None = None,
) -> Recurring:
    """From `since` on, each of the units is handed this once a period.

    A `form_key` under which it was set up already sets up no second one.
    """
    if again := sent(Recurring.objects.all(), form_key, by=by):
        return again[0]
    chosen = list(units)
    if not rhythm.title.strip():
        raise MoveRefused(_("Say what is to be done."))
    if not chosen:
        raise MoveRefused(_("Choose at least one unit."))
    if rhythm.every == Cadence.NONE:
        raise MoveRefused(_("Say how often it comes back."))
    if not 0 < rhythm.lead_days <= rhythm.term_days:
        raise MoveRefused(_("It is due on the day it is handed out, or after it."))
    if rhythm.term_days > SHORTEST[rhythm.every]:
        raise MoveRefused(
            _("It is due within its period, by day %(day)s at the latest.")
            % {"day": SHORTEST[rhythm.every]}
        )
    if rhythm.until is not None and rhythm.until < rhythm.since:
        raise MoveRefused(_("It ends after it begins."))
    with sent_once():
        made = Recurring.objects.create(
            title=rhythm.title.strip(), text=rhythm.text.strip(), measure=rhythm.measure.strip(), every=rhythm.every, lead_days=rhythm.lead_days,
            term_days=rhythm.term_days, since=rhythm.since, until=rhythm.until, recorded_at=at, recorded_by=trail.name_of(by), form_key=form_key,
        )  # fmt: skip
    made.units.set(chosen)
    now = {
        "title": made.title,
        "every": made.every,
        "units": sorted(unit.pk for unit in chosen),
        "since": made.since,
        "until": made.until,
    }
    trail.record("committee.recurring_set_up", made, by=by, at=at, now=now)
    return made


# Days that every period of a rhythm has.
SHORTEST: dict[str, int] = {
    Cadence.MONTH: 28,
    Cadence.QUARTER: 90,
    Cadence.HALF_YEAR: 181,
    Cadence.YEAR: 365,
}


@transaction.atomic
def hand_out(rule: Recurring, *, by: object, at: datetime) -> list[Task]:
    """Hand out what is owed for the period of today, to the units that have it not yet.

    Nobody is asked for a period that ended while nothing ran. Where the day itself passed meanwhile,
    the units get as many days as they always have.
    """
    today = timezone.localdate(at)
    period = queries.period_of(rule.every, today)
    if period is None:
        return []
    first = period[0]
    planned = first + timedelta(days=rule.lead_days - 1)
    if planned > today or planned < rule.since or (rule.until and planned > rule.until):
        return []
    # Held, so that of two workers the second finds what the first handed out.
    Recurring.objects.select_for_update(no_key=True).get(pk=rule.pk)
    made = rule.tasks.filter(period=first)
    # Whoever handed its task over had it, and gets no second one.
    gave = HandOver.objects.filter(task__in=made, state=HandOver.State.RECEIVED)
    have = {*made.values_list("unit", flat=True), *gave.values_list("giver", flat=True)}
    due_on = first + timedelta(days=rule.term_days - 1)
    if due_on < today:
        due_on = today + timedelta(days=rule.term_days - rule.lead_days)
    handed = [
        Handed(rule.title, unit, due_on, text=rule.text, measure=rule.measure)
        for unit in rule.units.filter(active=True).order_by("path")
        if unit.pk not in have
    ]
    if not handed:
        return []
    return tasking.issue(handed, Origin(recurring=rule, period=first), by=by, at=at)


@transaction.atomic
def stop(rule: Recurring, *, reason: str, by: object, at: datetime) -> None:
    """It does not come back any more; what was handed out stays owed."""
    if not reason.strip():
        raise MoveRefused(_("Say why it stops."))
    today = timezone.localdate(at)
    running = Recurring.objects.filter(Q(until=None) | Q(until__gt=today), pk=rule.pk)
    if not running.update(until=today):
        raise MoveRefused(_("It has stopped already."))
    was, rule.until = rule.until, today
    trail.record(
        "committee.recurring_stopped",
        rule,
        by=by,
        at=at,
        reason=reason,
        was={"until": was},
        now={"until": today},
    )
