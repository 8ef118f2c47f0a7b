"""Who gets through to which address of this room. What a row means: tests/guards/test_addresses.py."""

from django.core.files.base import ContentFile

from anwei.accounts.tests.cast import Cast as Walkers
from anwei.accounts.tests.factories import NOON
from anwei.committee.actions import arranging, convening, drafting, minuting, recurring, tasking
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.actions.tasking import Reported
from anwei.committee.models import AgendaItem, Draft
from anwei.committee.tests.factories import (
    TODAY,
    make_cast,
    make_meeting,
    make_replacement,
    make_resolution,
    make_sitting,
    make_task,
)
from anwei.documents import actions as documents
from anwei.hazards.tests.factories import Cast as HazardCast
from anwei.hazards.tests.factories import make_hazard

ALL_SEE = {"administrator", "clerk", "leader", "auditor"}
SEE = ALL_SEE | {"officer", "inspector", "street", "enterprise"}
CLERK = {"clerk"}


def a_meeting(walkers: Walkers) -> dict:
    """A meeting to which nobody of the walkers' units is asked."""
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    return {"number": meeting.number}


def sitting(walkers: Walkers) -> dict:
    """Such a meeting, being held."""
    return {"number": make_sitting(make_cast()).number}


def a_seat(walkers: Walkers) -> dict:
    """A seat of another unit."""
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    return {"pk": meeting.seats.get(unit=cast.department).pk}


def a_resolution(walkers: Walkers) -> dict:
    """A resolution that concerns none of the walkers' units."""
    return {"pk": make_resolution(make_cast()).pk}


def a_task(walkers: Walkers) -> dict:
    """A task of another unit."""
    return {"number": make_task(make_cast()).number}


def a_paper(walkers: Walkers) -> dict:
    """A paper of an answer to such a task."""
    cast = make_cast()
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name="proof.pdf")
    document = documents.store(file, by=cast.officer, at=NOON, purpose="committee.answers")
    made = tasking.answer(
        make_task(cast), Reported("Done.", papers=(document,)), by=cast.officer, at=NOON
    )
    return {"pk": made.papers.get().pk}


def an_item(walkers: Walkers) -> dict:
    """An item on the agenda of a meeting to which nobody of the walkers' units is asked."""
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    item = arranging.add(meeting, by=cast.clerk, at=NOON, kind="other", title="The situation")
    return {"pk": item.pk}


def an_agenda_paper(walkers: Walkers) -> dict:
    """A paper laid to such an item."""
    item = AgendaItem.objects.get(pk=an_item(walkers)["pk"])
    file = ContentFile(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", name="report.pdf")
    document = documents.store(file, by="system:tests", at=NOON, purpose="committee.papers")
    arranging.lay(item, [document], by="system:tests", at=NOON)
    return {"pk": item.papers.get().pk}


def a_point(walkers: Walkers) -> dict:
    """A point of the minutes of such a meeting, being held."""
    cast = make_cast()
    window = minuting.Window(cast.clerk, "tests")
    return {"pk": minuting.add_point(make_sitting(cast), window=window, at=NOON, text="Heard.").pk}


ADDRESSES: dict[str, dict] = {
    "committee:desk": {"roles": SEE},
    "committee:meetings": {"roles": SEE},
    "committee:meeting_new": {"roles": CLERK},
    "committee:meeting": {"kwargs": a_meeting, "roles": ALL_SEE},
    "committee:meeting_edit": {"kwargs": a_meeting, "roles": CLERK},
    "committee:meeting_ask": {"kwargs": a_meeting, "roles": CLERK},
    "committee:roll": {"kwargs": sitting, "roles": CLERK},
    "committee:door": {"kwargs": sitting, "roles": CLERK},
    "committee:resolve": {"kwargs": sitting, "roles": CLERK},
    "committee:agenda": {"kwargs": a_meeting, "roles": ALL_SEE},
    "committee:agenda_add": {"kwargs": a_meeting, "roles": CLERK},
    "committee:agenda_propose": {"kwargs": a_meeting, "roles": CLERK},
    "committee:agenda_order": {"kwargs": a_meeting, "method": "post", "roles": CLERK},
    "committee:agenda_item": {"kwargs": an_item, "roles": CLERK},
    "committee:agenda_drop": {"kwargs": an_item, "method": "post", "roles": CLERK},
    "committee:agenda_paper": {"kwargs": an_agenda_paper, "roles": ALL_SEE},
    "committee:agenda_paper_away": {"kwargs": an_agenda_paper, "method": "post", "roles": CLERK},
    "committee:screen": {"kwargs": a_meeting, "roles": ALL_SEE},
    "committee:minutes": {"kwargs": sitting, "roles": ALL_SEE},
    "committee:minutes_changes": {"kwargs": sitting, "roles": CLERK},
    "committee:minutes_remark": {"kwargs": sitting, "roles": CLERK},
    "committee:people": {"kwargs": sitting, "roles": CLERK},
    "committee:point_add": {"kwargs": sitting, "method": "post", "roles": CLERK},
    "committee:point": {"kwargs": a_point, "roles": ALL_SEE},
    "committee:point_save": {"kwargs": a_point, "method": "post", "roles": CLERK},
    "committee:point_take": {"kwargs": a_point, "method": "post", "roles": CLERK, "data": {"window": "w", "over": "1"}},
    "committee:point_leave": {"kwargs": a_point, "method": "post", "roles": CLERK},
    "committee:point_kind": {"kwargs": a_point, "method": "post", "roles": CLERK, "data": {"kind": "decision"}},
    "committee:point_remove": {"kwargs": a_point, "method": "post", "roles": CLERK},
    "committee:point_annotate": {"kwargs": a_point, "roles": CLERK},
    "committee:meeting_step": {"kwargs": lambda walkers: a_meeting(walkers) | {"verb": "open"}, "roles": CLERK},
    "committee:seat_reply": {"kwargs": a_seat, "roles": CLERK},
    "committee:resolutions": {"roles": SEE},
    "committee:resolution": {"kwargs": a_resolution, "roles": ALL_SEE},
    "committee:resolution_edit": {"kwargs": a_resolution, "roles": CLERK},
    "committee:hand_out": {"kwargs": a_resolution, "roles": CLERK},
    "committee:resolution_step": {"kwargs": lambda walkers: a_resolution(walkers) | {"verb": "conclude"}, "roles": CLERK},
    "committee:tasks": {"roles": SEE},
    "committee:task_new": {"roles": CLERK},
    "committee:task": {"kwargs": a_task, "roles": ALL_SEE},
    "committee:answer_paper": {"kwargs": a_paper, "roles": ALL_SEE},
    "committee:task_step": {"kwargs": lambda walkers: a_task(walkers) | {"verb": "withdraw"}, "roles": CLERK},
}  # fmt: skip


def a_body(walkers: Walkers) -> dict:
    """A body on which nobody of the walkers sits."""
    return {"pk": make_cast().committee.pk}


def a_member(walkers: Walkers) -> dict:
    """A seat of another unit."""
    return {"pk": make_cast().committee.members.get(post__unit__name="Emergency bureau").pk}


def a_replacement(walkers: Walkers) -> dict:
    """A change that another unit asked for, by a letter that is attached."""
    return {"pk": make_replacement(make_cast()).pk}


ADDRESSES |= {
    "committee:bodies": {"roles": SEE},
    "committee:body": {"kwargs": a_body, "roles": SEE},
    "committee:body_new": {"roles": CLERK},
    "committee:body_edit": {"kwargs": a_body, "roles": CLERK},
    "committee:member_new": {"kwargs": a_body, "roles": CLERK},
    "committee:member_end": {"kwargs": a_member, "roles": CLERK},
    "committee:member_replace": {"kwargs": a_member, "roles": CLERK},
    "committee:replacement_decide": {"kwargs": a_replacement, "roles": {"leader"}},
    "committee:replacement_letter": {"kwargs": a_replacement, "roles": {"clerk", "leader"}},
}


def a_rule(walkers: Walkers) -> dict:
    """A task that comes back to another unit."""
    cast = make_cast()
    rhythm = Rhythm("Report the month", "month", TODAY)
    return {"pk": recurring.set_up(rhythm, [cast.department], by=cast.clerk, at=NOON).pk}


def a_hazard(walkers: Walkers) -> dict:
    """A hazard of another department, street and enterprise."""
    return {"number": make_hazard(HazardCast()).number}


ADDRESSES |= {
    "committee:task_proof": {"kwargs": a_task, "roles": CLERK},
    "committee:targets": {"roles": SEE},
    "committee:for_hazard": {"kwargs": a_hazard, "roles": ALL_SEE},
    "committee:recurring": {"roles": SEE},
    "committee:recurring_new": {"roles": CLERK},
    "committee:recurring_rule": {"kwargs": a_rule, "roles": ALL_SEE},
    "committee:recurring_stop": {"kwargs": a_rule, "roles": CLERK},
}


def a_draft(walkers: Walkers) -> dict:
    """A directive that was read in."""
    file = ContentFile(
        b"Notice on exits\n1. All streets shall check their exits.", name="notice.txt"
    )
    text = file.read().decode()
    return {"pk": drafting.keep(file, text, by="system:tests", at=NOON).pk}


def a_directive(walkers: Walkers) -> dict:
    """A directive that hands nothing to the walkers' units."""
    draft = Draft.objects.get(pk=a_draft(walkers)["pk"])
    sheet = drafting.Sheet("Notice on exits", TODAY)
    made = drafting.confirm_directive(draft, sheet, [None], by=make_cast().clerk, at=NOON)
    return {"pk": made.pk}


ADDRESSES |= {
    "committee:read": {"roles": CLERK},
    "committee:draft": {"kwargs": a_draft, "roles": CLERK},
    "committee:draft_paper": {"kwargs": a_draft, "roles": CLERK},
    "committee:draft_drop": {"kwargs": a_draft, "method": "post", "roles": CLERK},
    "committee:directive": {"kwargs": a_directive, "roles": ALL_SEE},
    "committee:directive_paper": {"kwargs": a_directive, "roles": ALL_SEE},
}
