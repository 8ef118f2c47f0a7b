"""The meeting on the room's screen: one item at a time, the time it takes, what was decided, who is there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from anwei.accounts.permissions import may
from anwei.committee import access, lifecycle, queries, timing


@require_GET
def screen(request: HttpRequest, number: str) -> HttpResponse:
    """Large, without the frame and without a person's name; what changes while it stands is asked for again."""
    meeting = access.meeting_for(request.user, number)
    items = list(meeting.items.select_related("unit"))
    sitting = meeting.state == lifecycle.MeetingState.SITTING
    # The code opens the roll: only the office puts it on the wall.
    sees_door = sitting and may(request.user, access.CONVENE)
    context = {
        "meeting": meeting,
        "table": timing.timetable(meeting, items),
        "sitting": sitting,
        "door": meeting.door_code if sees_door else "",
        "quorums": [
            (row.body, queries.quorum_of(meeting, row.body))
            for row in meeting.convenings.select_related("body__unit")
        ]
        if meeting.opened_at
        else [],
        "resolutions": list(meeting.resolutions.select_related("lead").order_by("pk")),
    }
    # What may have changed since it was opened is asked for alone.
    part = {"arriving": "#arriving", "decided": "#decided"}.get(request.htmx.target or "", "")  # type: ignore[attr-defined]
    response = render(request, f"committee/screen.html{part}", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
