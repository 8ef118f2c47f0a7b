"""Two people press at once, on two real connections: numbers stay apart, a text is written once, one decides."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.committee.actions import (
    adopting,
    chasing,
    concluding,
    convening,
    drafting,
    minuting,
    passing,
    prolonging,
    recurring,
    resolving,
    sitting,
    tasking,
)
from anwei.committee.actions.changing import MoveRefused
from anwei.committee.actions.minuting import Window
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.actions.tasking import Handed, Origin, Reported
from anwei.committee.models import Directive, Draft, Meeting, Point, Resolution, Task
from anwei.committee.tests.factories import (
    TODAY,
    Cast,
    make_cast,
    make_meeting,
    make_resolution,
    make_sitting,
    make_task,
)
from anwei.foundation.tests import racing
from anwei.hazards.actions import leading
from anwei.hazards.tests.factories import Cast as HazardCast
from anwei.hazards.tests.factories import make_hazard

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
RACES = 6

at_once = partial(racing.at_once, refused=MoveRefused)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_meetings_called_at_once_get_numbers_of_their_own(cast: Cast) -> None:
    for _race in range(RACES):
        meetings = [make_meeting(cast) for _each in range(3)]
        assert (
            at_once(
                *(lambda one=one: convening.call(one, by=cast.clerk, at=NOON) for one in meetings)
            )
            == ["won"] * 3
        )
    serials = sorted(cast.committee.convenings.values_list("serial", flat=True))
    assert serials == list(range(1, 3 * RACES + 1))


def test_resolutions_taken_at_once_leave_no_number_out(cast: Cast) -> None:
    meeting = make_sitting(cast)
    for _race in range(RACES):
        outcomes = at_once(
            *(
                lambda: make_resolution(cast, Meeting.objects.get(pk=meeting.pk))
                for _each in range(3)
            )
        )
        assert outcomes == ["won"] * 3
    serials = sorted(Resolution.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 3 * RACES + 1))


def test_of_two_who_decide_on_an_answer_exactly_one_wins(cast: Cast) -> None:
    for _race in range(RACES):
        task = make_task(cast)
        tasking.answer(task, Reported("Done."), by=cast.officer, at=NOON)
        mine, theirs = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
        outcomes = at_once(
            lambda mine=mine: tasking.accept(mine, by=cast.clerk, at=NOON),
            lambda theirs=theirs: tasking.return_answer(
                theirs, by=cast.colleague, at=NOON, remark="No."
            ),
        )
        assert sorted(outcomes) == ["refused", "won"]
        assert task.answers.get().outcome in {"accepted", "returned"}


def test_of_two_texts_written_on_the_same_version_exactly_one_is_kept(cast: Cast) -> None:
    meeting = make_sitting(cast)
    for _race in range(RACES):
        window = Window(cast.clerk, "a")
        point = minuting.add_point(meeting, window=window, at=NOON)
        outcomes = at_once(
            *(
                lambda text=text, point=point, window=window: minuting.save(
                    Point.objects.get(pk=point.pk), text, version=0, window=window, at=NOON
                )
                for text in ("one", "two")
            )
        )
        assert sorted(outcomes) == ["refused", "won"]
        kept = Point.objects.get(pk=point.pk)
        assert kept.version == 1
        assert list(kept.texts.values_list("text", flat=True)) == [kept.text]


def test_no_word_is_written_into_minutes_that_are_being_approved(cast: Cast) -> None:
    for _race in range(RACES):
        meeting = make_sitting(cast)
        window = Window(cast.clerk, "a")
        point = minuting.add_point(meeting, window=window, at=NOON, text="Heard.")
        minuting.leave(point, window=window, at=NOON)
        sitting.close(meeting, by=cast.clerk, at=NOON)
        at_once(
            lambda meeting=meeting: concluding.circulate(
                Meeting.objects.get(pk=meeting.pk), by=cast.clerk, at=NOON
            ),
            lambda point=point, window=window: minuting.save(
                Point.objects.get(pk=point.pk), "Heard more.", version=1, window=window, at=NOON
            ),
        )
        meeting = Meeting.objects.get(pk=meeting.pk)
        if meeting.state == "circulated":
            concluding.approve(meeting, by=cast.chair, at=NOON)
            assert concluding.digest_of(Meeting.objects.get(pk=meeting.pk)) == meeting.digest


def test_two_people_who_type_the_code_for_one_seat_do_not_both_sit_on_it(cast: Cast) -> None:
    meeting = make_sitting(cast)
    other = make_user("officer", unit=cast.department)
    outcomes = at_once(
        *(
            lambda person=person: sitting.arrive_by_code(
                Meeting.objects.get(pk=meeting.pk),
                meeting.door_code,
                by=person,
                at=NOON,
                attended="",
            )
            for person in (cast.officer, other)
        )
    )
    assert sorted(outcomes) == ["refused", "won"]


def test_a_resolution_is_not_finished_while_its_tasks_are_handed_out(cast: Cast) -> None:
    meeting = make_sitting(cast)
    for _race in range(RACES):
        resolution = make_resolution(cast, meeting)

        def conclude(pk: int = resolution.pk) -> None:
            row = Resolution.objects.get(pk=pk)
            resolving.conclude(row, by=cast.clerk, at=NOON, remark="Done.")

        def hand_out(pk: int = resolution.pk) -> None:
            make_task(cast, resolution=Resolution.objects.get(pk=pk))

        assert sorted(at_once(conclude, hand_out)) == ["refused", "won"]
        resolution.refresh_from_db()
        assert (resolution.state == "done") != resolution.tasks.open().exists()


def test_a_form_sent_twice_at_the_same_moment_is_taken_once(cast: Cast) -> None:
    for _race in range(RACES):
        key = uuid4()
        handed = [Handed("Report", cast.department, TODAY)]
        outcomes = at_once(
            *(
                partial(tasking.issue, handed, Origin(), by=cast.clerk, at=NOON, form_key=key)
                for _each in range(2)
            )
        )
        assert "won" in outcomes
        assert Task.objects.filter(form_key=key).count() == 1


def test_a_unit_asked_by_two_at_once_gets_one_seat(cast: Cast) -> None:
    guest = make_unit(name="East street", kind=UnitKind.STREET, parent=cast.zone)
    for _race in range(RACES):
        meeting = make_meeting(cast)
        outcomes = at_once(
            *(
                partial(convening.ask, meeting, [guest], by=by, at=NOON)
                for by in (cast.clerk, cast.colleague)
            )
        )
        assert outcomes == ["won", "won"]
        assert meeting.seats.filter(unit=guest).count() == 1


def fresh(task: Task) -> Task:
    """The task as another connection reads it."""
    return Task.objects.select_related("unit", "parent").get(pk=task.pk)


def test_of_two_requests_for_more_time_exactly_one_is_made(cast: Cast) -> None:
    for _race in range(RACES):
        task = make_task(cast)
        outcomes = at_once(
            *(
                partial(
                    prolonging.ask,
                    fresh(task),
                    until=TODAY + timedelta(days=days),
                    reason="Flood.",
                    by=cast.officer,
                    at=NOON,
                )
                for days in (20, 30)
            )
        )
        assert sorted(outcomes) == ["refused", "won"]
        assert task.extensions.count() == 1


def test_more_time_is_granted_or_refused_but_not_both(cast: Cast) -> None:
    for _race in range(RACES):
        task = make_task(cast)
        due, until = task.due_on, TODAY + timedelta(days=20)
        prolonging.ask(task, until=until, reason="Flood.", by=cast.officer, at=NOON)
        outcomes = at_once(
            partial(prolonging.decide, fresh(task), granted=True, by=cast.clerk, at=NOON),
            partial(
                prolonging.decide,
                fresh(task),
                granted=False,
                by=cast.colleague,
                at=NOON,
                remark="No.",
            ),
        )
        assert sorted(outcomes) == ["refused", "won"]
        granted = task.extensions.get().state == "granted"
        assert fresh(task).due_on == (until if granted else due)


def test_an_offer_is_received_or_taken_back_but_not_both(cast: Cast) -> None:
    for _race in range(RACES):
        task = make_task(cast)
        passing.hand_over(task, cast.other, reason="Theirs.", by=cast.officer, at=NOON)
        outcomes = at_once(
            partial(passing.answer_hand_over, fresh(task), received=True, by=cast.clerk, at=NOON),
            partial(passing.withdraw_hand_over, fresh(task), by=cast.officer, at=NOON),
        )
        assert sorted(outcomes) == ["refused", "won"]
        received = task.handovers.get().state == "received"
        assert fresh(task).unit == (cast.other if received else cast.department)


def test_a_whole_is_not_reported_as_done_while_a_part_is_being_handed_down(cast: Cast) -> None:
    below = make_unit(kind=UnitKind.COMMUNITY, parent=cast.street)
    for _race in range(RACES):
        task = make_task(cast, unit=cast.street)
        tasking.receive(task, by=cast.street_officer, at=NOON)
        outcomes = at_once(
            partial(
                tasking.answer, fresh(task), Reported("Done."), by=cast.street_officer, at=NOON
            ),
            partial(
                passing.hand_down,
                fresh(task),
                [Handed("Count", below, task.due_on)],
                by=cast.street_officer,
                at=NOON,
            ),
        )
        assert sorted(outcomes) == ["refused", "won"]
        assert (fresh(task).state == "answered") != task.parts.exists()


def test_a_task_chased_by_two_is_chased_once(cast: Cast) -> None:
    for _race in range(RACES):
        task = make_task(cast)
        outcomes = at_once(
            *(
                partial(chasing.chase, fresh(task), by=by, at=NOON)
                for by in (cast.clerk, cast.colleague)
            )
        )
        assert sorted(outcomes) == ["refused", "won"]
        assert fresh(task).chases == 1


def test_two_workers_adopt_an_instruction_once(cast: Cast) -> None:
    field = HazardCast()
    for _race in range(RACES):
        given = leading.instruct(
            make_hazard(field), by=cast.leader, at=NOON, today=TODAY, text="Close it.", unit=cast.department, due_on=TODAY,
        )  # fmt: skip
        outcomes = at_once(
            *(
                lambda given=given: adopting.adopt(given, by="system:worker", at=NOON)
                for _worker in range(2)
            )
        )
        assert outcomes == ["won", "won"]
        assert Task.objects.filter(instruction=given).count() == 1


def test_two_workers_hand_out_what_comes_back_once(cast: Cast) -> None:
    for _race in range(RACES):
        rhythm = Rhythm("Report", "month", TODAY.replace(day=1))
        rule = recurring.set_up(rhythm, [cast.department], by=cast.clerk, at=NOON)
        outcomes = at_once(
            *(
                lambda rule=rule: recurring.hand_out(rule, by="system:worker", at=NOON)
                for _worker in range(2)
            )
        )
        assert outcomes == ["won", "won"]
        assert rule.tasks.count() == 1


def decided(draft: Draft, cast: Cast, number: str) -> list[str]:
    """Two confirm a draft while a third drops it."""

    def confirm(by: User) -> None:
        sheet = drafting.Sheet("Notice on exits", TODAY, number=number)
        fresh = Draft.objects.get(pk=draft.pk)
        drafting.confirm_directive(fresh, sheet, [None], by=by, at=NOON)

    def drop() -> None:
        drafting.drop(Draft.objects.get(pk=draft.pk), by=cast.colleague, at=NOON)

    return at_once(lambda: confirm(cast.clerk), lambda: confirm(cast.colleague), drop)


def test_a_draft_confirmed_and_dropped_at_once_is_decided_once(cast: Cast) -> None:
    text = "Notice on exits\n1. All streets shall check their exits."
    for race in range(RACES):
        upload = ContentFile(text.encode(), name="notice.txt")
        draft = drafting.keep(upload, text, by=cast.clerk, at=NOON)
        assert decided(draft, cast, f"No. {race}").count("won") == 1
        draft.refresh_from_db()
        assert Directive.objects.filter(number=f"No. {race}").count() == (
            draft.state == "confirmed"
        )
