"""The committee's papers: notice of meeting, minutes, list of resolutions, task letter. What each says of its case."""

from collections.abc import Callable, Iterable
from datetime import date, time
from functools import partial
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.committee import access, words
from anwei.committee.lifecycle import MeetingState, TaskState
from anwei.committee.models import Meeting, MeetingPerson, PointKind, Resolution, Seat, Task
from anwei.documents.kinds import Case, Facts, Kind, written_day
from anwei.standards import pack

KNOWN = (MeetingState.CALLED, MeetingState.SITTING, MeetingState.HELD, MeetingState.CIRCULATED, MeetingState.APPROVED)  # fmt: skip


def _office_of(meeting: Meeting) -> Unit:
    """Who keeps the first of its bodies' business, and so issues its papers."""
    body = meeting.convenings.select_related("body__unit", "body__office")[0].body
    return body.office or body.unit


def _meeting(pk: int, user: User) -> Meeting:
    number = Meeting.objects.filter(pk=pk).values_list("number", flat=True).first() or ""
    return access.meeting_for(user, number)


def _of_meeting(user: User, pk: int, *, why_not: Callable[[Meeting], str]) -> Case:
    meeting = _meeting(pk, user)
    office = _office_of(meeting)
    address = reverse("committee:meeting", args=[meeting.number])
    return Case(meeting, meeting.title, office, address, why_not(meeting))


def _not_called(meeting: Meeting) -> str:
    if meeting.state in KNOWN:
        return ""
    return _("The meeting gets its number when it is called; the notice is printed then.")


def _not_approved(meeting: Meeting) -> str:
    if meeting.state == MeetingState.APPROVED:
        return ""
    return _("The minutes are not approved yet; until then their text may change.")


def _nothing_decided(meeting: Meeting) -> str:
    return _not_approved(meeting) or (
        "" if meeting.resolutions.exists() else _("The meeting took no resolution.")
    )


def _task(user: User, pk: int) -> Case:
    number = Task.objects.filter(pk=pk).values_list("number", flat=True).first() or ""
    task = access.task_for(user, number)
    office = _giver_of(task)
    why_not = ""
    if task.instruction_id is not None:
        why_not = _("A leader's instruction goes out on its case.")
    elif task.state == TaskState.WITHDRAWN:
        why_not = _("The task was withdrawn.")
    address = reverse("committee:task", args=[task.number])
    return Case(task, f"{task.number} {task.title}", office, address, why_not)


def _giver_of(task: Task) -> Unit:
    """Who handed it out: the unit above, the office of the body that decided, or the office of the first body."""
    if task.asked_by_unit is not None:
        return task.asked_by_unit
    if task.resolution is not None:
        body = task.resolution.body
        return body.office or body.unit
    return task.unit.parent or task.unit


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _list(names: Iterable[object]) -> str:
    """Names one after the other, as the language parts them."""
    return ("、" if _chinese() else ", ").join(str(name) for name in names)


def _full_day(day: date | None) -> str:
    """The day with its weekday; empty where it is not known."""
    if day is None:
        return ""
    week = date_format(day, "l")
    return f"{written_day(day)}（{week}）" if _chinese() else f"{week}, {written_day(day)}"


def _hours(starts: time | None, ends: time | None) -> str:
    if starts is None:
        return ""
    return f"{starts:%H:%M}" + (f"–{ends:%H:%M}" if ends else "")


def _seat(seat: Seat) -> Facts:
    return {"unit": str(seat.unit.name), "post": seat.post_title, "name": seat.name}


def _head(meeting: Meeting) -> Facts:
    """What each paper of a meeting begins with."""
    rows = list(meeting.convenings.select_related("body__unit"))
    return {
        "meeting": meeting.title,
        "meetings": [words.named(row) for row in rows],
        "bodies": [str(row.body.unit.name) for row in rows],
        "when": _full_day(meeting.held_on),
        "hours": _hours(meeting.starts, meeting.ends),
        "place": meeting.place,
        "topic": [line for line in meeting.topic.splitlines() if line.strip()],
    }


def notice_facts(meeting: Meeting) -> Facts:
    """The notice of a meeting: when, where, about what, who is asked, who reports."""
    seats = list(meeting.seats.select_related("unit"))
    items = meeting.items.select_related("unit")
    return {
        **_head(meeting),
        "to": _list(dict.fromkeys(seat.unit.name for seat in seats)),
        "items": [
            {"title": item.title, "unit": str(item.unit.name) if item.unit else "", "minutes": item.minutes}
            for item in items
        ],
        "members": [_seat(seat) for seat in seats if seat.member_id],
        "others": [_seat(seat) for seat in seats if not seat.member_id],
        "reports": _list(dict.fromkeys(seat.unit.name for seat in seats if seat.reports)),
    }  # fmt: skip


def _resolution(one: Resolution) -> Facts:
    return {
        "number": one.number,
        "text": one.text,
        "lead": str(one.lead.name),
        "helpers": _list(unit.name for unit in one.helpers.all()),
        "due": written_day(one.due_on) if one.due_on else "",
        "measure": one.measure,
    }


def _resolutions(meeting: Meeting) -> list[Facts]:
    found = meeting.resolutions.select_related("lead").prefetch_related("helpers").order_by("pk")
    return [_resolution(one) for one in found]


def _person(person: MeetingPerson) -> str:
    return f"{person.post}{'' if _chinese() else ' '}{person.name}".strip()


def _who(seat: Seat) -> str:
    """One who was there: unit, and the name that is on the roll."""
    return f"{seat.unit}{'' if _chinese() else ' '}{seat.attended}".strip()


def minutes_facts(meeting: Meeting) -> Facts:
    """The minutes: who presided and spoke, the points, the resolutions, who was there and who was not."""
    people = list(meeting.people.all())
    seats = list(meeting.seats.select_related("unit"))
    roles = MeetingPerson.Role
    points = meeting.points.filter(removed_at=None).exclude(text="")
    return {
        **_head(meeting),
        "presided": _list(_person(one) for one in people if one.role == roles.PRESIDED),
        "spoke": _list(_person(one) for one in people if one.role == roles.SPOKE),
        "points": [
            {"text": point.text, "kind": PointKind(point.kind).label, "decision": point.kind == PointKind.DECISION}
            for point in points
        ],
        "resolutions": _resolutions(meeting),
        "there": _list(_who(seat) for seat in seats if seat.arrived_at and seat.member_id),
        "besides": _list(_who(seat) for seat in seats if seat.arrived_at and not seat.member_id),
        "absent": _list(dict.fromkeys(seat.unit.name for seat in seats if not seat.arrived_at)),
        "approved": written_day(timezone.localdate(meeting.approved_at)) if meeting.approved_at else "",
        "approved_by": str(meeting.approved_by) if meeting.approved_by else "",
    }  # fmt: skip


def list_facts(meeting: Meeting) -> Facts:
    """The list of what a meeting decided."""
    return {**_head(meeting), "resolutions": _resolutions(meeting)}


def task_facts(task: Task) -> Facts:
    """The letter that hands a task to a unit: what, by when, what shows that it is done, and why."""
    resolution = task.resolution
    return {
        "task": task.number,
        "to": str(task.unit.name),
        "part": str(task.get_part_display()),
        "title": task.title,
        # What says the same as the title is not printed again.
        "text": [line for line in task.text.splitlines() if line.strip() not in {"", task.title}],
        "measure": task.measure,
        "due": written_day(task.due_on),
        "handed_out": written_day(task.issued_on),
        "resolution": resolution.number if resolution else "",
        "decided": resolution.text if resolution and resolution.text != task.title else "",
        "meeting": resolution.meeting.title if resolution else "",
    }


def _sample_head() -> Facts:
    return {
        "meeting": _("Safety committee: second plenary meeting of 2026"), "meetings": [_("Safety committee: second plenary meeting of 2026")],
        "bodies": [_("Safety committee")], "when": _full_day(date(2026, 6, 30)), "hours": "14:30–16:00", "place": _("Room 301"),
        "topic": [_("The situation of the quarter and the work of the next.")],
    }  # fmt: skip


def _sample_seat() -> Facts:
    return {"unit": _("Housing bureau"), "post": _("Director"), "name": ""}


def _sample_resolution() -> Facts:
    return {
        "number": "R〔2026〕1", "text": _("Screen every gas user of the old town."), "lead": _("Housing bureau"), "helpers": _("North street"),
        "due": written_day(date(2026, 9, 30)), "measure": _("Every user visited once."),
    }  # fmt: skip


def _sample_notice() -> Facts:
    return {
        **_sample_head(), "to": _("Housing bureau"), "items": [{"title": _("Reports of units"), "unit": _("Housing bureau"), "minutes": 10}],
        "members": [_sample_seat()], "others": [_sample_seat()], "reports": _("Housing bureau"),
    }  # fmt: skip


def _sample_minutes() -> Facts:
    return {
        **_sample_head(), "presided": _("Director"), "spoke": _("Director"),
        "points": [{"text": _("The housing bureau reported."), "kind": PointKind.NOTE.label, "decision": False}],
        "resolutions": [_sample_resolution()], "there": _("Housing bureau"), "besides": _("North street"), "absent": _("Housing bureau"),
        "approved": written_day(date(2026, 7, 2)), "approved_by": _("Director"),
    }  # fmt: skip


def _sample_list() -> Facts:
    return {**_sample_head(), "resolutions": [_sample_resolution()]}


def _sample_task() -> Facts:
    return {
        "task": "T-2026-0001", "to": _("Housing bureau"), "part": _("lead"), "title": _("Screen every gas user of the old town."),
        "text": [_("Every user visited once.")], "measure": _("Every user visited once."), "due": written_day(date(2026, 9, 30)),
        "handed_out": written_day(date(2026, 7, 2)), "resolution": "R〔2026〕1", "decided": _("Screen every gas user of the old town."),
        "meeting": _("Safety committee: second plenary meeting of 2026"),
    }  # fmt: skip


def _number(code: str, prefix: str, year: int, serial: int) -> str:
    """As the pack writes it: some packs write it otherwise in another language (`minutes_en`)."""
    rules = pack.current()
    own = f"{code}_{(get_language() or '').partition('-')[0]}"
    kind = own if own in rules.numbers else code
    return rules.number(kind, prefix=prefix, year=year, serial=serial)


def _kind(
    code: str,
    label: Any,
    about: type[Model],
    case: Callable[[User, int], Case],
    facts: Callable[[Any], Facts],
    sample: Callable[[], Facts],
) -> Kind:
    return Kind(
        code=code, label=label, about=about._meta.label_lower, case=case, facts=facts, sample=sample,
        shipped=partial(pack.paper, code), written=partial(_number, code),
    )  # fmt: skip


KINDS = [
    _kind("meeting_notice", gettext_lazy("Notice of meeting"), Meeting, partial(_of_meeting, why_not=_not_called), notice_facts, _sample_notice),
    _kind("minutes", gettext_lazy("Minutes of meeting"), Meeting, partial(_of_meeting, why_not=_not_approved), minutes_facts, _sample_minutes),
    _kind("resolution_list", gettext_lazy("List of resolutions"), Meeting, partial(_of_meeting, why_not=_nothing_decided), list_facts, _sample_list),
    _kind("task_letter", gettext_lazy("Task letter"), Task, _task, task_facts, _sample_task),
]  # fmt: skip
