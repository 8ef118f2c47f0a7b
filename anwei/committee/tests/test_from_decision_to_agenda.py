"""From the notice of meeting to the answer that the office accepts, as plain actions."""

from datetime import timedelta

import pytest

from anwei.accounts.actions import appointing
from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.committee import queries
from anwei.committee.actions import (
    arranging,
    bodies,
    concluding,
    convening,
    minuting,
    resolving,
    sitting,
    tasking,
)
from anwei.committee.actions.changing import MoveRefused, Stale
from anwei.committee.actions.minuting import Conflict, Held, Window
from anwei.committee.actions.resolving import Decided
from anwei.committee.actions.tasking import Origin, Reported
from anwei.committee.models import Meeting, Part, Resolution, Seat, Task
from anwei.committee.tests.factories import (
    SINCE,
    TODAY,
    make_cast,
    make_meeting,
    make_resolution,
    make_sitting,
    make_task,
)
from anwei.messaging.models import Notice

pytestmark = pytest.mark.django_db


def test_a_meeting_of_two_bodies_is_numbered_in_each_of_them_when_it_is_called():
    cast = make_cast()
    first, second = make_meeting(cast), make_meeting(cast)
    assert set(first.convenings.values_list("serial", flat=True)) == {None}
    convening.call(second, by=cast.clerk, at=NOON)
    convening.call(first, by=cast.clerk, at=NOON)
    assert list(second.convenings.values_list("body", "series", "year", "serial")) == [
        (cast.committee.pk, "plenary", 2026, 1),
        (cast.fire.pk, "joint", 2026, 1),
    ]
    assert first.title == (
        "Safety committee: second plenary (expanded) meeting of 2026 and Fire joint meeting: second joint meeting of 2026"
    )


def test_a_meeting_called_off_gives_its_number_to_the_next():
    cast = make_cast()
    off, on = make_meeting(cast), make_meeting(cast)
    convening.call(off, by=cast.clerk, at=NOON)
    convening.cancel(off, by=cast.clerk, at=NOON, reason="Storm warning.")
    convening.call(on, by=cast.clerk, at=NOON)
    assert set(on.convenings.values_list("serial", flat=True)) == {1}


def test_a_post_that_sits_on_both_bodies_gets_one_seat_and_its_unit_is_told():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    assert sorted(meeting.seats.values_list("unit__name", flat=True)) == [
        "Emergency bureau", "Example Zone", "Housing bureau", "North street",
    ]  # fmt: skip
    told = Notice.objects.to_do().filter(recipient=cast.officer, kind="meeting_called")
    assert told.count() == 1
    seat = meeting.seats.get(unit=cast.department)
    convening.reply(seat, coming=Seat.Reply.COMING, by=cast.officer, at=NOON)
    assert told.count() == 0


def test_a_delegate_needs_a_name_and_a_reason():
    cast = make_cast()
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    seat = meeting.seats.get(unit=cast.department)
    with pytest.raises(MoveRefused, match="Name the delegate"):
        convening.reply(seat, coming="delegate", reason="Abroad", by=cast.officer, at=NOON)
    with pytest.raises(MoveRefused, match="does not come"):
        convening.reply(seat, coming="delegate", delegate_name="Lin", by=cast.officer, at=NOON)


def test_whoever_types_the_code_of_the_door_was_there_and_the_quorum_counts_it():
    cast = make_cast()
    meeting = make_sitting(cast)
    wrong = "000000" if meeting.door_code != "000000" else "111111"
    with pytest.raises(MoveRefused, match="not the code"):
        sitting.arrive_by_code(meeting, wrong, by=cast.officer, at=NOON, attended="")
    sitting.arrive_by_code(
        meeting, meeting.door_code, by=cast.officer, at=NOON, attended="Deputy Lin"
    )
    seat = meeting.seats.get(unit=cast.department)
    assert (seat.attended, seat.for_another) == ("Deputy Lin", True)
    counted = queries.quorum_of(meeting, cast.committee)
    assert (counted.there, counted.seats, counted.needed, counted.reached) == (1, 4, 2, False)
    with pytest.raises(MoveRefused, match="no free seat"):
        sitting.arrive_by_code(meeting, meeting.door_code, by=cast.officer, at=NOON, attended="")
    with pytest.raises(MoveRefused, match="no free seat"):
        sitting.arrive_by_code(meeting, meeting.door_code, by=cast.stranger, at=NOON, attended="")


def test_after_eight_wrong_codes_the_office_calls_the_roll():
    cast = make_cast()
    meeting = make_sitting(cast)
    wrong = "000000" if meeting.door_code != "000000" else "111111"
    for _again in range(sitting.WRONG_CODES):
        with pytest.raises(MoveRefused, match="not the code"):
            sitting.arrive_by_code(meeting, wrong, by=cast.officer, at=NOON, attended="")
    with pytest.raises(MoveRefused, match="Too many"):
        sitting.arrive_by_code(meeting, meeting.door_code, by=cast.officer, at=NOON, attended="")


def test_resolutions_are_numbered_without_gaps_and_become_tasks_of_lead_and_helper():
    cast = make_cast()
    meeting = make_sitting(cast)
    with pytest.raises(MoveRefused):
        make_resolution(cast, meeting, lead=cast.street)  # it would help as well
    first, second = make_resolution(cast, meeting), make_resolution(cast, meeting)
    assert [first.number, second.number] == ["SC-R〔2026〕1号", "SC-R〔2026〕2号"]
    tasks = tasking.issue(
        tasking.part_of(first, resolving.units_of(first)),
        Origin(resolution=first),
        by=cast.clerk,
        at=NOON,
    )
    assert [(task.unit, task.part) for task in tasks] == [
        (cast.department, "lead"),
        (cast.street, "help"),
    ]
    assert [task.number for task in tasks] == ["T-2026-00001", "T-2026-00002"]


def test_a_resolution_is_finished_only_when_its_tasks_are():
    cast = make_cast()
    resolution = make_resolution(cast)
    task = make_task(cast, resolution=resolution)
    with pytest.raises(MoveRefused, match=task.number):
        resolving.conclude(resolution, by=cast.clerk, at=NOON, remark="Done.")
    tasking.answer(task, Reported("All visited."), by=cast.officer, at=NOON)
    tasking.accept(task, by=cast.clerk, at=NOON)
    resolving.conclude(resolution, by=cast.clerk, at=NOON, remark="Every user visited.")
    assert not cast.committee.resolutions.filter(state="open").exists()
    with pytest.raises(MoveRefused, match="no longer open"):
        tasking.reopen(task, by=cast.clerk, at=NOON, reason="Two were left out.", due_on=TODAY)


def test_an_answer_after_its_day_says_why_and_nobody_looks_at_their_own():
    cast = make_cast()
    task = make_task(cast, due_on=TODAY)
    later = NOON + timedelta(days=2)
    with pytest.raises(MoveRefused, match="why it is late"):
        tasking.answer(task, Reported("Done."), by=cast.officer, at=later)
    tasking.answer(
        task,
        Reported("Done.", late_reason="Flood."),
        by=cast.clerk,
        at=later,
        behalf="Emergency bureau",
    )
    with pytest.raises(MoveRefused, match="You entered this answer"):
        tasking.accept(task, by=cast.clerk, at=later)
    tasking.return_answer(task, by=cast.colleague, at=later, remark="The list is missing.")
    assert (task.state, task.returns) == ("taken", 1)
    assert Notice.objects.to_do().filter(recipient=cast.officer, kind="task_returned").exists()


def test_of_two_who_decide_on_an_answer_the_second_is_told():
    cast = make_cast()
    task = make_task(cast)
    tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    mine, theirs = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
    tasking.accept(mine, by=cast.clerk, at=NOON)
    with pytest.raises(MoveRefused):
        tasking.return_answer(theirs, by=cast.colleague, at=NOON, remark="No.")
    with pytest.raises(Stale):
        tasking.withdraw(theirs, by=cast.colleague, at=NOON, reason="No.")


def test_a_point_has_one_editor_and_an_old_text_never_covers_a_newer_one():
    cast = make_cast()
    meeting = make_sitting(cast)
    mine, theirs = Window(cast.clerk, "a"), Window(cast.colleague, "b")
    point = minuting.add_point(meeting, window=mine, at=NOON)
    saved = minuting.save(point, "The meeting heard", version=0, window=mine, at=NOON)
    assert saved.version == 1
    with pytest.raises(Held):
        minuting.save(saved, "Something else", version=1, window=theirs, at=NOON)
    minuting.take(point, window=theirs, at=NOON, over=True)
    newer = minuting.save(saved, "The meeting heard a report", version=1, window=theirs, at=NOON)
    with pytest.raises(Conflict) as refused:
        minuting.save(saved, "The meeting heard nothing", version=1, window=mine, at=NOON)
    assert refused.value.point.text == newer.text
    assert list(point.texts.values_list("text", flat=True)) == [
        "The meeting heard",
        "The meeting heard a report",
    ]


def test_a_save_whose_answer_got_lost_is_repeated_without_harm():
    cast = make_cast()
    window = Window(cast.clerk, "a")
    point = minuting.add_point(make_sitting(cast), window=window, at=NOON)
    once = minuting.save(point, "Heard", version=0, window=window, at=NOON)
    again = minuting.save(point, "Heard", version=0, window=window, at=NOON)
    assert (once.version, again.version, point.texts.count()) == (1, 1, 1)


def test_a_lease_lapses_by_itself():
    cast = make_cast()
    point = minuting.add_point(make_sitting(cast), window=Window(cast.clerk, "a"), at=NOON)
    other = Window(cast.colleague, "b")
    with pytest.raises(Held):
        minuting.take(point, window=other, at=NOON)
    minuting.take(point, window=other, at=NOON + minuting.LEASE + timedelta(seconds=1))


def test_the_chair_approves_the_minutes_and_they_are_frozen():
    cast = make_cast()
    meeting = make_sitting(cast)
    window = Window(cast.clerk, "a")
    point = minuting.add_point(meeting, window=window, at=NOON, text="Heard.")
    sitting.close(meeting, by=cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="still writing"):
        concluding.circulate(meeting, by=cast.clerk, at=NOON)
    minuting.leave(point, window=window, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    concluding.remark(
        meeting, "Our report is missing.", unit=cast.department, by=cast.officer, at=NOON
    )
    with pytest.raises(MoveRefused, match="directs one of the bodies"):
        concluding.approve(meeting, by=cast.leader, at=NOON)
    concluding.send_back(meeting, by=cast.chair, at=NOON, remark="Add the report.")
    minuting.save(point, "Heard a report.", version=1, window=window, at=NOON)
    minuting.leave(point, window=window, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    concluding.approve(meeting, by=cast.chair, at=NOON)
    with pytest.raises(MoveRefused):
        minuting.save(point, "Heard nothing.", version=2, window=window, at=NOON)
    with pytest.raises(MoveRefused):
        make_resolution(cast, meeting)
    frozen = Meeting.objects.get(pk=meeting.pk)
    assert concluding.digest_of(frozen) == frozen.digest
    concluding.annotate(point, "The report was the street's.", by=cast.clerk, at=NOON)
    assert concluding.digest_of(frozen) == frozen.digest


def test_whoever_directs_the_body_now_approves_where_the_director_of_that_day_has_left():
    cast = make_cast()
    meeting = make_sitting(cast)
    window = Window(cast.clerk, "a")
    point = minuting.add_point(meeting, window=window, at=NOON, text="Heard.")
    minuting.leave(point, window=window, at=NOON)
    sitting.close(meeting, by=cast.clerk, at=NOON)
    later = NOON + timedelta(days=3)
    User.objects.filter(pk=cast.chair.pk).update(is_active=False)
    with pytest.raises(MoveRefused, match="Nobody with an account directs"):
        concluding.circulate(meeting, by=cast.clerk, at=later)
    post = cast.committee.members.get(part=Part.CHAIR).post
    given = {"name": cast.leader.name, "person": cast.leader, "since": TODAY + timedelta(days=3)}
    appointing.fill_post(post=post, by=cast.clerk, at=later, **given)
    concluding.circulate(meeting, by=cast.clerk, at=later)
    concluding.approve(meeting, by=cast.leader, at=later)
    assert meeting.approved_by == cast.leader


def test_the_answer_to_a_task_that_is_withdrawn_waits_for_nobody():
    cast = make_cast()
    resolution = make_resolution(cast)
    task = make_task(cast, resolution=resolution)
    tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    resolving.revoke(resolution, by=cast.chair, at=NOON, reason="The law changed.")
    task.refresh_from_db()
    assert (task.state, task.answers.get().outcome) == ("withdrawn", "noted")


def test_what_was_read_before_the_minutes_went_round_changes_nothing_in_them():
    cast = make_cast()
    meeting = make_sitting(cast)
    resolution = make_resolution(cast, meeting)
    window = Window(cast.clerk, "a")
    point = minuting.add_point(meeting, window=window, at=NOON, text="Heard.")
    minuting.leave(point, window=window, at=NOON)
    read_before = Meeting.objects.get(pk=meeting.pk)
    resolution.meeting = read_before
    sitting.close(meeting, by=cast.clerk, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="stands as it was decided"):
        decided = Decided("Screen every second user.", cast.other)
        resolving.correct(resolution, decided, by=cast.clerk, at=NOON)
    with pytest.raises(MoveRefused, match="while the minutes are being written"):
        make_resolution(cast, read_before)
    with pytest.raises(MoveRefused, match="until they are circulated"):
        minuting.add_point(read_before, window=window, at=NOON)
    with pytest.raises(MoveRefused, match="its agenda stays"):
        arranging.add(read_before, by=cast.clerk, at=NOON, kind="other", title="Fire exits")


def test_what_was_decided_stands_once_the_minutes_are_circulated():
    cast = make_cast()
    meeting = make_sitting(cast)
    resolution = make_resolution(cast, meeting)
    decided = resolving.Decided("Other words.", cast.department)
    resolving.correct(resolution, decided, by=cast.clerk, at=NOON)
    window = Window(cast.clerk, "a")
    minuting.leave(
        minuting.add_point(meeting, window=window, at=NOON, text="Heard."), window=window, at=NOON
    )
    sitting.close(meeting, by=cast.clerk, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    resolution = Resolution.objects.select_related("meeting").get(pk=resolution.pk)
    with pytest.raises(MoveRefused, match="stands as it was decided"):
        resolving.correct(resolution, decided, by=cast.clerk, at=NOON)


def test_every_step_leaves_one_entry_in_the_trail():
    cast = make_cast()
    task = make_task(cast)
    tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
    tasking.accept(task, by=cast.clerk, at=NOON, remark="Good.")
    assert [entry.action for entry in trail.about(task)] == [
        "committee.task_issued", "committee.task_receive", "committee.task_answer", "committee.task_accept",
    ]  # fmt: skip


def test_a_meeting_that_was_called_keeps_to_the_year_of_its_number():
    cast = make_cast()
    meeting = make_meeting(cast, days=10)
    convening.call(meeting, by=cast.clerk, at=NOON)
    convening.alter(meeting, by=cast.clerk, at=NOON, held_on=TODAY + timedelta(days=20))
    with pytest.raises(MoveRefused, match="numbered in 2026"):
        convening.alter(meeting, by=cast.clerk, at=NOON, held_on=TODAY + timedelta(days=60))


def test_a_body_on_which_nobody_sits_reaches_no_quorum():
    cast = make_cast()
    meeting = make_sitting(cast)
    for member in cast.fire.members.all():
        bodies.unseat(member, until=SINCE, by=cast.clerk, at=NOON, reason="Dissolved.")
    assert not queries.quorum_of(meeting, cast.fire).reached


def test_the_digest_of_the_minutes_proves_who_presided_too():
    cast = make_cast()
    meeting = make_sitting(cast)
    before = concluding.digest_of(meeting)
    convening.name_people(
        meeting, [("presided", "Wang", "Deputy director")], by=cast.clerk, at=NOON
    )
    assert concluding.digest_of(Meeting.objects.get(pk=meeting.pk)) != before
