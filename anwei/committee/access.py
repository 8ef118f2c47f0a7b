"""The doors to a body, a meeting, a resolution and a task, and what a person may do there."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.committee import lifecycle
from anwei.committee.actions import chasing, concluding, passing, proving, tasking
from anwei.committee.models import (
    AgendaItem,
    AgendaPaper,
    AnswerPaper,
    Body,
    Extension,
    Meeting,
    Point,
    Replacement,
    Resolution,
    Seat,
    Task,
)

VIEW = "committee.view"
CONVENE = "committee.convene"


def ensure(user: User, permission: str = VIEW) -> None:
    """403 for who may not do this at all."""
    if not may(user, permission):
        raise PermissionDenied


def visible_meetings(user: User) -> QuerySet[Meeting]:
    """Meetings in the person's reach."""
    return Meeting.objects.visible_to(user)


def may_speak_for(user: User, unit: Unit) -> bool:
    """Whether the person may answer in the name of a unit: one of its own, or the office on its behalf."""
    return may(user, "committee.answer", units=[unit]) and (
        own_unit(user, unit.path) or may(user, "committee.on_behalf")
    )


def may_read_letter(user: User, asked: Replacement) -> bool:
    """Whether the person may read the letter of a change of representative."""
    return (
        may(user, CONVENE)
        or may(user, "committee.preside")
        or may_speak_for(user, asked.leaving.post.unit)
    )


def body_for(user: User, pk: int, permission: str = VIEW) -> Body:
    """The door to a body: whoever works with the committee may see who sits on it."""
    ensure(user, permission)
    body = Body.objects.select_related("unit", "office").filter(pk=pk).first()
    if body is None:
        raise Http404(_("There is no such body."))
    return body


def meeting_for(user: User, number: str, permission: str = VIEW) -> Meeting:
    """The only door to a meeting: 404 if unseen, 403 if seen but not theirs to do this to."""
    meeting = Meeting.objects.visible_to(user).filter(number=number).first()
    if meeting is None or not may(user, VIEW):
        raise Http404(_("There is no such meeting, or it is not yours to see."))
    ensure(user, permission)
    return meeting


def item_for(user: User, pk: int, permission: str = VIEW) -> AgendaItem:
    """The door to an item of an agenda: that of its meeting."""
    item = AgendaItem.objects.select_related("meeting", "unit").filter(pk=pk).first()
    if item is None:
        raise Http404(_("There is no such item, or it is not yours to see."))
    meeting_for(user, item.meeting.number, permission)
    return item


def agenda_paper_for(user: User, pk: int, permission: str = VIEW) -> AgendaPaper:
    """The door to a paper laid to an item: whoever sees the meeting reads its papers."""
    paper = (
        AgendaPaper.objects.select_related("document__file", "item__meeting").filter(pk=pk).first()
    )
    if paper is None:
        raise Http404(_("There is no such file, or it is not yours to see."))
    meeting_for(user, paper.item.meeting.number, permission)
    return paper


def point_for(user: User, pk: int, permission: str = VIEW) -> Point:
    """The door to a point of the minutes: that of its meeting. A removed point is still there."""
    point = Point.objects.select_related("meeting", "item", "editor").filter(pk=pk).first()
    if point is None:
        raise Http404(_("There is no such point, or it is not yours to see."))
    meeting_for(user, point.meeting.number, permission)
    return point


def sees_drafts(user: User) -> bool:
    """Whether this person may read what a point said before: who writes minutes, and who sees everything."""
    return reach_of(user) == Reach.EVERYTHING


def seat_for(user: User, pk: int) -> Seat:
    """The door to a seat: the unit's own people answer for it, the office on the unit's behalf."""
    seat = (
        Seat.objects.select_related("meeting", "unit")
        .filter(pk=pk, meeting__in=Meeting.objects.visible_to(user))
        .first()
    )
    if seat is None or not may(user, VIEW):
        raise Http404(_("There is no such seat, or it is not yours to see."))
    if not may_answer_seat(user, seat):
        raise PermissionDenied
    return seat


def may_answer_seat(user: User, seat: Seat) -> bool:
    """Whether this person answers for that seat."""
    return may_speak_for(user, seat.unit)


def own_unit(user: User, path: str) -> bool:
    """Whether the unit of that path is the person's own or stands below it."""
    return user.unit is not None and path.startswith(user.unit.path)


def resolution_for(user: User, pk: int, permission: str = VIEW) -> Resolution:
    """The only door to a resolution."""
    found = (
        Resolution.objects.visible_to(user)
        .select_related("meeting", "body__unit", "lead", "point")
        .filter(pk=pk)
        .first()
    )
    if found is None or not may(user, VIEW):
        raise Http404(_("There is no such resolution, or it is not yours to see."))
    ensure(user, permission)
    return found


def task_for(user: User, number: str) -> Task:
    """The only door to a task: 404 if unseen."""
    found = (
        Task.objects.visible_to(user)
        .select_related(
            "unit", "asked_by_unit", "resolution__meeting", "parent", "instruction__hazard"
        )
        .filter(number=number)
        .first()
    )
    if found is None or not may(user, VIEW):
        raise Http404(_("There is no such task, or it is not yours to see."))
    return found


def answer_paper_for(user: User, pk: int) -> AnswerPaper:
    """The door to one paper of an answer."""
    paper = AnswerPaper.objects.select_related("document__file", "answer").filter(pk=pk).first()
    seen = (
        paper is not None and Task.objects.visible_to(user).filter(pk=paper.answer.task_id).exists()
    )
    if paper is None or not seen or not may(user, VIEW):
        raise Http404(_("There is no such file, or it is not yours to see."))
    return paper


def may_do(user: User, task: Task, permission: str) -> bool:
    """Whether this person may do this to this task, whatever its state.

    The unit that owes it answers; whoever handed it out (the office, or the unit above that handed it down) looks.
    """
    if permission == "committee.task":
        if may(user, permission):
            return True
        asker = task.asked_by_unit
        return (
            asker is not None
            and may(user, "committee.answer", units=[asker])
            and own_unit(user, asker.path)
        )
    if permission == "committee.answer":
        return may_speak_for(user, task.unit)
    return may(user, permission)


def may_answer_task(user: User, task: Task) -> bool:
    """Whether the person speaks for the unit that owes the task."""
    return may_speak_for(user, task.unit)


def may_look_after(user: User, task: Task) -> bool:
    """Whether the person acts for whoever handed the task out."""
    return may_do(user, task, "committee.task")


def may_prove(user: User, task: Task) -> bool:
    """Whether the person may choose the cases that prove the task: who owes it, or who handed it out."""
    return may_answer_task(user, task) or may_look_after(user, task)


def may_answer_offer(user: User, task: Task) -> bool:
    """Whether the person speaks for the unit to which the task is offered."""
    offer = passing.offered(task)
    return offer is not None and may_speak_for(user, offer.taker)


def behalf_of(user: User, task: Task) -> str:
    """The unit in whose name the person enters something, where it is not the person's own."""
    return "" if own_unit(user, task.unit.path) else str(task.unit)


def behalf_of_taker(user: User, task: Task) -> str:
    """The same for the unit to which the task is offered."""
    offer = passing.offered(task)
    return "" if offer is None or own_unit(user, offer.taker.path) else str(offer.taker)


@dataclass(frozen=True)
class Offer:
    """A move to draw: as a button, or greyed with the reason why not now."""

    verb: str
    allowed: bool
    why_not: str = ""


def meeting_moves(user: User, meeting: Meeting) -> list[Offer]:
    """What this person sees as next steps of a meeting."""
    offers = []
    for move in lifecycle.open_moves(lifecycle.MEETING_MOVES, meeting.state):
        if not may(user, move.permission):
            continue
        why_not = ""
        if move.permission == "committee.preside" and user not in concluding.directors(
            meeting, timezone.localdate()
        ):
            why_not = _("Whoever directs one of the bodies of this meeting decides on its minutes.")
        offers.append(Offer(move.verb, not why_not, why_not))
    return offers


def task_moves(user: User, task: Task) -> list[Offer]:
    """What this person sees as next steps of a task."""
    if task.instruction_id is not None:
        # It is answered on the case itself.
        return _chase(user, task)
    offers = []
    for move in lifecycle.open_moves(lifecycle.TASK_MOVES, task.state):
        if may_do(user, task, move.permission):
            why_not = _why_not(user, task, move.verb)
            offers.append(Offer(move.verb, not why_not, why_not))
    return [*offers, *_besides(user, task)]


def _why_not(user: User, task: Task, verb: str) -> str:
    if verb in {"accept", "return_answer"}:
        waiting = tasking.waiting_answer(task)
        if waiting is not None and waiting.recorded_by == f"accounts.user:{user.pk}":
            return _("You entered this answer. Another person has to look at it.")
    if verb == "answer" and (offer := passing.offered(task)) is not None:
        return _("It is offered to %(unit)s; take the offer back first.") % {"unit": offer.taker}
    return ""


def _besides(user: User, task: Task) -> list[Offer]:
    """What can be done beside the road: more time, handing over, handing down, the cases that prove it."""
    if task.state not in lifecycle.TASK_OWED:
        return []
    asked = task.extensions.filter(state=Extension.State.ASKED).first()
    offered = passing.offered(task)
    offers = []
    if offered is not None and may_answer_offer(user, task):
        offers.append(Offer("answer_hand_over", True))
    if asked is not None and may_look_after(user, task):
        offers.append(_offer("decide_extension", _why_not_decide(user, asked)))
    if may_answer_task(user, task):
        if asked is None:
            offers.append(_offer("ask_extension", _why_not_ask(task)))
        offers += (
            [_offer("hand_over", _why_not_pass(task)), _offer("hand_down", _why_not_down(task))]
            if offered is None
            else [Offer("withdraw_hand_over", True)]
        )
    if may_prove(user, task):
        offers += _proof(task)
    return [*offers, *_chase(user, task)]


def _offer(verb: str, why_not: str) -> Offer:
    return Offer(verb, not why_not, why_not)


def _why_not_ask(task: Task) -> str:
    if timezone.localdate() > task.due_on:
        return _("More time had to be asked for by %(day)s.") % {"day": task.due_on.isoformat()}
    return ""


def _why_not_decide(user: User, asked: Extension) -> str:
    if asked.recorded_by == f"accounts.user:{user.pk}":
        return _("You entered this request. Another person has to decide on it.")
    return ""


def _why_not_pass(task: Task) -> str:
    if tasking.open_parts(task):
        return _("Parts of it are open; they answer to this unit.")
    return ""


def _why_not_down(task: Task) -> str:
    if not Unit.objects.below(task.unit).filter(active=True).exclude(pk=task.unit_id).exists():
        return _("No unit stands below this one.")
    return _("Receive it first.") if task.state != lifecycle.TaskState.TAKEN else ""


def _proof(task: Task) -> list[Offer]:
    if proving.is_gathering(task):
        return []
    if task.proof_list:
        return [Offer("gather", True), Offer("let_go", True)]
    return [Offer("point", True)]


def _chase(user: User, task: Task) -> list[Offer]:
    if task.state not in lifecycle.TASK_OWED or not may_look_after(user, task):
        return []
    return [_offer("chase", chasing.why_not(task, timezone.localdate()))]
