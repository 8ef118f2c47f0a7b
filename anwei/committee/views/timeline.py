"""What happened to a meeting, a resolution or a task, from the trail itself."""

from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.committee.labels import EVENTS
from anwei.hazards.queries import Event, names_of

# Steps of which there are too many to tell each: the minutes themselves show them.
UNTOLD = {"committee.agenda_altered", "committee.agenda_ordered", "committee.door_refused"}


def of(case: object) -> list[Event]:
    """Everything that happened to a case, newest first."""
    entries = [entry for entry in trail.about(case) if entry.action not in UNTOLD]
    names = names_of(entry.actor for entry in entries)
    return [
        Event(
            EVENTS.get(entry.action.removeprefix("committee."), entry.action),
            names.get(entry.actor, _("the system")),
            entry.behalf,
            entry.at,
            entry.held,
            entry.reason,
        )
        for entry in reversed(entries)
    ]
