"""What was on the screen: a step is made on top of that version, and refused if the case has moved on since."""

from django.http import HttpRequest

from anwei.committee.models import Meeting, Resolution, Task


def as_seen(request: HttpRequest, case: Meeting | Resolution | Task) -> None:
    """Let the case stand at the version its form was drawn for; the action then tells whether that is still so."""
    given = request.POST.get("version", "")
    if given.isdecimal() and len(given) < 10:
        case.version = int(given)
