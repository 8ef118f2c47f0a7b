"""A task gets more time, goes to another unit with a receipt, or down in parts to units below."""

from datetime import date, timedelta

import pytest

from anwei.accounts.models import UnitKind
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.committee.actions import passing, prolonging, tasking
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.tasking import Handed, Reported
from anwei.committee.models import Extension, HandOver, Task
from anwei.committee.tests.factories import TODAY, Cast, make_cast, make_task
from anwei.committee.tests.test_pages import go
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


def to_do(person, kind):
    return Notice.objects.to_do().filter(recipient=person, kind=kind).count()


def fresh(task: Task) -> Task:
    return Task.objects.select_related("unit").get(pk=task.pk)


# -- more time -------------------------------------------------------------------------------------


def test_more_time_is_granted_by_another_and_the_first_day_stays():
    cast = make_cast()
    task = make_task(cast)
    first = task.due_on
    prolonging.ask(task, until=LATER, reason="Half the users moved.", by=cast.officer, at=NOON)
    assert to_do(cast.clerk, "task_extension_asked") == 1
    prolonging.decide(task, granted=True, by=cast.clerk, at=NOON)
    assert (task.due_on, task.first_due_on) == (LATER, first)
    assert to_do(cast.clerk, "task_extension_asked") == 0
    assert Notice.objects.filter(recipient=cast.officer, kind="task_extension_decided").exists()
    assert task.extensions.get().state == Extension.State.GRANTED


def test_whoever_asked_for_more_time_does_not_decide_on_it_even_on_behalf():
    cast = make_cast()
    task = make_task(cast)
    prolonging.ask(task, until=LATER, reason="Flood.", by=cast.clerk, at=NOON, behalf="The bureau")
    with pytest.raises(MoveRefused, match="Another person"):
        prolonging.decide(task, granted=True, by=cast.clerk, at=NOON)
    prolonging.decide(task, granted=True, by=cast.colleague, at=NOON)


def test_more_time_is_refused_with_a_word_and_may_be_asked_for_again():
    cast = make_cast()
    task = make_task(cast)
    due = task.due_on
    prolonging.ask(task, until=LATER, reason="Flood.", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="waits for its decision"):
        prolonging.ask(task, until=LATER, reason="Flood.", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="why it is refused"):
        prolonging.decide(task, granted=False, by=cast.clerk, at=NOON)
    prolonging.decide(task, granted=False, by=cast.clerk, at=NOON, remark="No flood is known.")
    assert task.due_on == due
    prolonging.ask(task, until=LATER, reason="A flood after all.", by=cast.officer, at=NOON)


@pytest.mark.parametrize(
    ("days", "until", "words"),
    [(11, LATER, "had to be asked for"), (0, TODAY + timedelta(days=10), "must lie after")],
)
def test_more_time_is_asked_for_in_time_and_is_more(days, until, words):
    cast = make_cast()
    task = make_task(cast)
    with pytest.raises(MoveRefused, match=words):
        prolonging.ask(
            task, until=until, reason="Flood.", by=cast.officer, at=NOON + timedelta(days=days)
        )


def test_a_day_that_passed_while_the_request_waited_is_not_granted():
    cast = make_cast()
    task = make_task(cast)
    prolonging.ask(task, until=LATER, reason="Flood.", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="has passed"):
        prolonging.decide(task, granted=True, by=cast.clerk, at=NOON + timedelta(days=40))


def test_an_answer_taken_as_done_leaves_no_request_open():
    cast = make_cast()
    task = make_task(cast)
    prolonging.ask(task, until=LATER, reason="Flood.", by=cast.officer, at=NOON)
    tasking.answer(task, Reported("All done."), by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="while the task is being done"):
        prolonging.decide(task, granted=True, by=cast.clerk, at=NOON)
    tasking.accept(task, by=cast.clerk, at=NOON)
    assert task.extensions.get().state == Extension.State.REFUSED


# -- handing over ----------------------------------------------------------------------------------


def test_a_task_offered_stays_with_its_unit_until_the_other_has_received_it():
    cast = make_cast()
    task = make_task(cast)
    taker = make_user("officer", unit=cast.other)
    assert not Task.objects.visible_to(taker).filter(pk=task.pk).exists()
    tasking.receive(task, by=cast.officer, at=NOON - timedelta(days=1))
    passing.hand_over(task, cast.other, reason="Housing keeps the list.", by=cast.officer, at=NOON)
    assert fresh(task).unit == cast.department
    assert Task.objects.visible_to(taker).filter(pk=task.pk).exists()
    assert to_do(taker, "task_offered") == 1
    with pytest.raises(MoveRefused, match="take the offer back first"):
        tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    page = go(cast.officer, f"/committee/tasks/{task.number}/").content.decode()
    assert "Report as done: It is offered to Housing bureau" in page
    passing.answer_hand_over(task, received=True, by=taker, at=NOON)
    moved = fresh(task)
    assert (moved.unit, moved.state, moved.received_at) == (cast.other, "taken", NOON)
    assert to_do(cast.officer, "task_issued") == 0
    assert to_do(taker, "task_offered") == 0
    for told in (cast.officer, taker, cast.clerk):
        assert Notice.objects.filter(recipient=told, kind="task_offer_answered").exists()


def test_whoever_handed_a_task_over_sees_it_until_it_is_done():
    cast = make_cast()
    task = make_task(cast)
    taker = make_user("officer", unit=cast.other)
    passing.hand_over(task, cast.other, reason="Theirs.", by=cast.officer, at=NOON)
    passing.answer_hand_over(task, received=True, by=taker, at=NOON)
    assert go(cast.officer, f"/committee/tasks/{task.number}/").status_code == 200
    assert (
        go(cast.officer, f"/committee/tasks/{task.number}/answer/", text="Ours").status_code == 403
    )
    tasking.answer(task, Reported("Done."), by=taker, at=NOON)
    tasking.accept(task, by=cast.clerk, at=NOON)
    assert go(cast.officer, f"/committee/tasks/{task.number}/").status_code == 404


def test_a_task_sent_back_stays_and_the_other_unit_sees_it_no_more():
    cast = make_cast()
    task = make_task(cast)
    taker = make_user("officer", unit=cast.other)
    passing.hand_over(task, cast.other, reason="Theirs.", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="why it is sent back"):
        passing.answer_hand_over(task, received=False, by=taker, at=NOON)
    answered = go(
        taker,
        f"/committee/tasks/{task.number}/answer_hand_over/",
        decision="no",
        reason="Not our field.",
    )
    assert answered.url == "/committee/tasks/"
    assert fresh(task).unit == cast.department
    assert go(taker, f"/committee/tasks/{task.number}/").status_code == 404
    assert task.handovers.get().state == HandOver.State.REFUSED
    told = Notice.objects.get(recipient=cast.officer, kind="task_offer_answered")
    assert "Not our field." in told.params["remark"]


def test_an_offer_taken_back_is_an_offer_no_more():
    cast = make_cast()
    task = make_task(cast)
    taker = make_user("officer", unit=cast.other)
    passing.hand_over(task, cast.other, reason="Theirs.", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="offered to another unit already"):
        passing.hand_over(task, cast.street, reason="Or theirs.", by=cast.officer, at=NOON)
    passing.withdraw_hand_over(task, by=cast.officer, at=NOON)
    assert to_do(taker, "task_offered") == 0
    with pytest.raises(MoveRefused, match="offered to nobody"):
        passing.answer_hand_over(task, received=True, by=taker, at=NOON)


def test_nobody_but_the_unit_asked_receives_a_task_and_the_office_does_on_its_behalf():
    cast = make_cast()
    task = make_task(cast)
    passing.hand_over(task, cast.other, reason="Theirs.", by=cast.officer, at=NOON)
    page = f"/committee/tasks/{task.number}/answer_hand_over/"
    assert go(cast.officer, page, decision="yes").status_code == 403
    assert go(cast.stranger, page, decision="yes").status_code == 404
    assert go(cast.clerk, page, decision="yes").status_code == 302
    last = trail.about(task).order_by("pk").last()
    assert (last.action, last.behalf) == ("committee.task_offer_answered", "Housing bureau")


# -- handing down ----------------------------------------------------------------------------------


def below(cast: Cast, name: str = "North community"):
    """A community of the street, and a person in it."""
    unit = make_unit(name=name, kind=UnitKind.COMMUNITY, parent=cast.street)
    return unit, make_user("street", unit=unit)


def handed_down(cast: Cast):
    """A task of the street, received, with one part at its community."""
    task = make_task(cast, unit=cast.street)
    tasking.receive(task, by=cast.street_officer, at=NOON)
    unit, person = below(cast)
    part = Handed("Count the shops", unit, task.due_on)
    return task, passing.hand_down(task, [part], by=cast.street_officer, at=NOON)[0], person


def test_the_unit_that_handed_a_part_down_looks_at_its_answer():
    cast = make_cast()
    task, part, person = handed_down(cast)
    assert (part.parent, part.asked_by_unit, part.part) == (task, cast.street, "lead")
    tasking.answer(part, Reported("Forty shops."), by=person, at=NOON)
    assert to_do(cast.street_officer, "task_answered") == 1
    assert to_do(cast.clerk, "task_answered") == 0
    page = f"/committee/tasks/{part.number}/accept/"
    assert go(person, page, reason="").status_code == 403
    assert go(cast.officer, page, reason="").status_code == 404
    assert go(cast.street_officer, page, reason="").status_code == 302
    assert Task.objects.get(pk=part.pk).state == "accepted"


def test_a_whole_is_not_done_while_a_part_is_open_unless_it_says_why():
    cast = make_cast()
    task, part, _person = handed_down(cast)
    with pytest.raises(MoveRefused, match=part.number):
        tasking.answer(task, Reported("Done."), by=cast.street_officer, at=NOON)
    page = f"/committee/tasks/{task.number}/"
    assert b'name="open_reason"' in go(cast.street_officer, f"{page}answer/").content
    go(
        cast.street_officer,
        f"{page}answer/",
        text="Done.",
        open_reason="The last shop is closed for the winter.",
        late_reason="Read on whatever day this test runs.",
    )
    assert Task.objects.get(pk=task.pk).state == "answered"
    assert "closed for the winter" in go(cast.clerk, page).content.decode()


def test_a_whole_whose_parts_are_done_needs_no_word():
    cast = make_cast()
    task, part, person = handed_down(cast)
    tasking.answer(part, Reported("Forty shops."), by=person, at=NOON)
    tasking.accept(part, by=cast.street_officer, at=NOON)
    tasking.answer(task, Reported("Done."), by=cast.street_officer, at=NOON)


@pytest.mark.parametrize("days", [0, 5])
def test_parts_go_down_and_are_due_by_the_day_of_the_whole(days):
    cast = make_cast()
    task = make_task(cast, unit=cast.street)
    unit, _person = below(cast)
    late = Handed("Count", unit, task.due_on + timedelta(days=days))
    with pytest.raises(MoveRefused, match="while it is being done"):
        passing.hand_down(task, [late], by=cast.street_officer, at=NOON)
    tasking.receive(task, by=cast.street_officer, at=NOON)
    beside = Handed("Count", cast.department, task.due_on)
    with pytest.raises(MoveRefused, match="does not stand below"):
        passing.hand_down(task, [beside], by=cast.street_officer, at=NOON)
    if days:
        with pytest.raises(MoveRefused, match="by the day of the whole"):
            passing.hand_down(task, [late], by=cast.street_officer, at=NOON)
    else:
        assert passing.hand_down(task, [late], by=cast.street_officer, at=NOON)


def test_a_part_gets_no_more_time_than_the_whole_has():
    cast = make_cast()
    task = make_task(cast, unit=cast.street)
    tasking.receive(task, by=cast.street_officer, at=NOON)
    unit, person = below(cast)
    soon = task.due_on - timedelta(days=5)
    part = passing.hand_down(task, [Handed("Count", unit, soon)], by=cast.street_officer, at=NOON)[
        0
    ]
    with pytest.raises(MoveRefused, match="which is due on"):
        prolonging.ask(
            part, until=task.due_on + timedelta(days=1), reason="Snow.", by=person, at=NOON
        )
    prolonging.ask(part, until=task.due_on, reason="Snow.", by=person, at=NOON)
    assert to_do(cast.street_officer, "task_extension_asked") == 1
    prolonging.decide(part, granted=True, by=cast.street_officer, at=NOON)
    assert part.due_on == task.due_on


def test_a_whole_called_back_calls_its_parts_back_and_drops_what_was_asked():
    cast = make_cast()
    task, part, person = handed_down(cast)
    soon = task.due_on - timedelta(days=3)
    Task.objects.filter(pk=part.pk).update(due_on=soon)
    part.refresh_from_db()
    prolonging.ask(part, until=task.due_on, reason="Snow.", by=person, at=NOON)
    tasking.withdraw(task, by=cast.clerk, at=NOON, reason="The storm took the shops.")
    part.refresh_from_db()
    assert (part.state, part.extensions.get().state) == ("withdrawn", "refused")
    assert Notice.objects.filter(recipient=person, kind="task_withdrawn").exists()


def test_a_part_is_not_taken_up_again_once_the_whole_is_at_its_end():
    cast = make_cast()
    task, part, person = handed_down(cast)
    tasking.answer(part, Reported("Done."), by=person, at=NOON)
    tasking.accept(part, by=cast.street_officer, at=NOON)
    task.refresh_from_db()
    tasking.withdraw(task, by=cast.clerk, at=NOON, reason="The law changed.")
    again = {"reason": "One is left.", "due_on": TODAY, "at": NOON}
    with pytest.raises(MoveRefused, match="is at its end"):
        tasking.reopen(fresh(part), by=cast.street_officer, **again)


def test_a_task_with_open_parts_is_not_handed_over():
    cast = make_cast()
    task, part, _person = handed_down(cast)
    with pytest.raises(MoveRefused, match=part.number):
        passing.hand_over(task, cast.other, reason="Theirs.", by=cast.street_officer, at=NOON)


def test_the_page_offers_each_person_what_is_theirs_and_says_why_not():
    cast = make_cast()
    task = make_task(cast)
    page = f"/committee/tasks/{task.number}/"
    mine = go(cast.officer, page).content.decode()
    for words in ("Ask for more time", "Hand over to another unit", "No unit stands below"):
        assert words in mine
    assert "Ask for more time" not in go(cast.leader, page).content.decode()
    Task.objects.filter(pk=task.pk).update(due_on=date(2026, 1, 5))
    assert "had to be asked for by 2026-01-05" in go(cast.officer, page).content.decode()
