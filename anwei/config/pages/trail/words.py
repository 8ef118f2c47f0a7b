"""What the trail's codes say: an action in words, the case a subject is."""

from anwei.hazards.models import Hazard
from anwei.hazards.words import EVENTS

PREFIX = f"{Hazard._meta.label_lower}:"


def told(action: str) -> str:
    """An action in words, where its room has words for it; else its name."""
    room, _dot, verb = action.partition(".")
    return str(EVENTS.get(verb, action)) if room == "hazards" else action


def case_of(subject: str) -> str:
    """The number of the hazard an entry is about; empty where it is about something else, or gone."""
    key = subject.removeprefix(PREFIX)
    if key == subject or not key.isdigit():
        return ""
    return Hazard.objects.filter(pk=int(key)).values_list("number", flat=True).first() or ""
