"""Starting, stopping, pausing and moving the clocks of a case."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.hazards.actions.changing import MoveRefused, change, hold
from anwei.hazards.models import Clock, Hazard
from anwei.standards import clocks, pack

TERM, STEP = Clock.Kind.TERM, Clock.Kind.STEP


def calendar() -> clocks.Calendar:
    """The zone's calendar: working days, public holidays, make-up days."""
    return pack.current().calendar


def due_by(term: str, start: date) -> date:
    """The day on which a term of the pack, started on that day, ends."""
    return pack.current().term(term).due(start, calendar())


def run(hazard: Hazard, kind: str, *, on: date, due_on: date | None = None, term: str = "") -> date:
    """Start a clock of this kind, stopping the one that runs; returns its due day."""
    if kind == TERM and hazard.paused_since is not None:
        raise MoveRefused(_("The legal term is paused: let it run on before another is set."))
    hold(hazard)
    stop(hazard, kind, on=on)
    rule = pack.current().term(term) if term else None
    day = due_on or (rule.due(on, calendar()) if rule else None)
    if day is None:
        raise MoveRefused(_("Say by when."))
    if day < on:
        raise MoveRefused(_("The term would end before it begins."))
    Clock.objects.create(
        hazard=hazard, kind=kind, term=term, calendar=rule.kind.value if rule else "calendar", days=rule.count if rule else None,
        started_on=on, due_on=day, agreed_on=day,
    )  # fmt: skip
    return day


def stop(hazard: Hazard, kind: str, *, on: date) -> None:
    """Stop the running clock of this kind, if one runs."""
    Clock.objects.filter(hazard=hazard, kind=kind, stopped_on__isnull=True).update(stopped_on=on)


def stop_all(hazard: Hazard, *, on: date) -> None:
    """Stop every clock: the case ended."""
    Clock.objects.filter(hazard=hazard, stopped_on__isnull=True).update(stopped_on=on)


def running(hazard: Hazard, kind: str) -> Clock | None:
    """The clock of this kind that runs (or is paused)."""
    return Clock.objects.filter(hazard=hazard, kind=kind, stopped_on__isnull=True).first()


def engine(clock: Clock, until: date | None = None) -> clocks.Clock:
    """The stored clock as the clock engine knows it; the day agreed stands, pauses push it out."""
    pauses = tuple(
        clocks.Pause(date.fromisoformat(first), date.fromisoformat(last) if last else None)
        for first, last in clock.pauses
    )
    term = clocks.Term(clock.days or 0, kind=clocks.Kind(clock.calendar))
    return clocks.Clock(term, clock.started_on, pauses, clock.stopped_on, clock.agreed_on)


@dataclass(frozen=True)
class Face:
    """What a clock shows: which, until when, how many days are left (negative: over), in what state."""

    kind: str
    due_on: date
    left: int
    stage: str
    paused: bool
    calendar: str

    @property
    def over(self) -> int:
        """Days over the due day."""
        return max(0, -self.left)


def faces(hazard: Hazard, *, today: date) -> list[Face]:
    """The clocks that run on a case, the legal term first."""
    shown = []
    for clock in hazard.clocks.filter(stopped_on__isnull=True).order_by("-kind"):
        running = engine(clock)
        paused = running.state(today) == clocks.State.PAUSED
        shown.append(
            Face(
                clock.kind,
                clock.due_on,
                _left(clock, today),
                running.stage(today, calendar()).name.lower(),
                paused,
                clock.calendar,
            )
        )
    return shown


def _left(clock: Clock, today: date) -> int:
    kind = clocks.Kind(clock.calendar)
    if today <= clock.due_on:
        return calendar().between(today, clock.due_on, kind)
    return -calendar().between(clock.due_on, today, kind)


@transaction.atomic
def pause(hazard: Hazard, *, by: object, at: datetime, on: date, reason: str) -> None:
    """Pause the legal term: only where the law says so (technical appraisal and the like)."""
    clock = running(hazard, TERM)
    if clock is None or hazard.paused_since is not None:
        raise MoveRefused(_("No running term to pause."))
    if not reason.strip():
        raise MoveRefused(_("Say why the clock is paused, and by which rule."))
    if on < clock.started_on or on > clock.due_on:
        raise MoveRefused(_("Only a day inside the term can be paused."))
    hold(hazard)
    clock.pauses = [*clock.pauses, [on.isoformat(), None]]
    clock.save(update_fields=["pauses"])
    change(hazard, "clock_paused", by=by, at=at, reason=reason, held=on, paused_since=on)


@transaction.atomic
def resume(hazard: Hazard, *, by: object, at: datetime, on: date) -> None:
    """Let the legal term run on from this day; the days paused are added in the term's own calendar."""
    clock = running(hazard, TERM)
    if clock is None or hazard.paused_since is None:
        raise MoveRefused(_("The clock is not paused."))
    if on < hazard.paused_since:
        raise MoveRefused(_("The clock cannot run on before it was paused."))
    hold(hazard)
    resumed = engine(clock).resume(on)
    clock.pauses = [
        [pause.since.isoformat(), pause.until and pause.until.isoformat()]
        for pause in resumed.pauses
    ]
    clock.due_on = resumed.due(calendar()) or clock.due_on
    clock.save(update_fields=["pauses", "due_on"])
    change(hazard, "clock_resumed", by=by, at=at, held=on, paused_since=None, due_on=clock.due_on)


def move_due(clock: Clock, until: date) -> None:
    """A decision sets another day; pauses that ended are in it, one that is open goes on."""
    clock.due_on = clock.agreed_on = until
    clock.pauses = [pause for pause in clock.pauses if pause[1] is None]
    clock.save(update_fields=["due_on", "agreed_on", "pauses"])
