"""The minutes through their pages: by script in JSON, by plain forms, read and remarked on, corrected beside the text."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON, sign_in
from anwei.audit import trail
from anwei.committee.actions import arranging, concluding, minuting, sitting
from anwei.committee.models import Meeting, MeetingPerson, Point
from anwei.committee.tests.factories import Cast, make_cast, make_resolution, make_sitting

pytestmark = pytest.mark.django_db


class Clerk:
    """Somebody at the sheet, in a window of their own, as the script does it."""

    def __init__(self, user: User, meeting: Meeting, window: str = "") -> None:
        self.client, self.window = sign_in(Client(), user), window or f"w{user.pk}"
        self.sheet = f"/committee/meetings/{meeting.number}/minutes/"

    def add(self, **given: object) -> dict:
        answer = self.client.post(f"{self.sheet}add/", {"window": self.window, **given})
        return answer.json()["point"]

    def post(self, point: dict, verb: str, **given: object):
        path = f"/committee/points/{point['id']}/{verb}/"
        return self.client.post(path, {"window": self.window, **given})

    def save(self, point: dict, text: str, **given: object):
        return self.post(point, "save", text=text, version=point["version"], **given)

    def changes(self, since: object = "") -> dict:
        return self.client.get(
            f"{self.sheet}changes/", {"since": since, "window": self.window}
        ).json()


def two_clerks(cast: Cast) -> tuple[Meeting, Clerk, Clerk]:
    meeting = make_sitting(cast)
    return meeting, Clerk(cast.clerk, meeting), Clerk(cast.colleague, meeting)


def circulated(cast: Cast, text: str = "Heard.") -> tuple[Meeting, Point]:
    meeting = make_sitting(cast)
    window = minuting.Window(cast.clerk, "a")
    point = minuting.add_point(meeting, window=window, at=NOON, text=text)
    minuting.leave(point, window=window, at=NOON)
    sitting.close(meeting, by=cast.clerk, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    return meeting, point


def test_a_text_is_saved_on_top_of_the_version_it_was_written_on():
    _meeting, mine, _theirs = two_clerks(make_cast())
    point = mine.add()
    answer = mine.save(point, "The meeting heard\r\na report")
    assert answer.status_code == 200
    saved = answer.json()["point"]
    assert (saved["version"], saved["text"]) == (1, "The meeting heard\na report")
    assert saved["held"]["mine"]


def test_who_writes_is_known_to_others_and_they_are_kept_out():
    cast = make_cast()
    _meeting, mine, theirs = two_clerks(cast)
    point = mine.add()
    answer = theirs.save(point, "Something else")
    assert answer.status_code == 423
    told = answer.json()
    assert (told["mine"], told["point"]["text"]) == ("Something else", "")
    assert told["point"]["held"]["name"] == cast.clerk.name
    assert not told["point"]["held"]["mine"]
    assert theirs.post(point, "take").status_code == 423


def test_of_two_texts_written_on_one_version_the_second_gets_both():
    _meeting, mine, theirs = two_clerks(make_cast())
    point = mine.add()
    theirs.post(point, "take", over=1)
    theirs.save(point, "The newer text")
    answer = mine.save(point, "My text")
    assert answer.status_code == 409
    told = answer.json()
    assert (told["mine"], told["point"]["text"], told["point"]["version"]) == (
        "My text", "The newer text", 1,
    )  # fmt: skip
    assert "changed meanwhile" in told["refusal"]


def test_a_take_over_is_seen_by_whoever_held_it_and_stands_in_the_trail():
    cast = make_cast()
    _meeting, mine, theirs = two_clerks(cast)
    point = mine.add()
    assert theirs.post(point, "take", over=1).status_code == 200
    held = mine.changes()["points"][0]["held"]
    assert (held["name"], held["mine"], held["own"]) == (cast.colleague.name, False, False)
    last = trail.about(Point.objects.get()).last()
    assert last.action == "committee.point_taken_over"


def test_two_windows_of_one_person_are_two_and_the_script_is_told_that_it_is_the_same_person():
    cast = make_cast()
    meeting, mine, _theirs = two_clerks(cast)
    point = mine.add()
    other = Clerk(cast.clerk, meeting, "another window")
    answer = other.post(point, "take")
    assert (answer.status_code, answer.json()["point"]["held"]["own"]) == (423, True)


def test_others_see_what_changed_since_they_looked_and_nothing_else():
    meeting, mine, theirs = two_clerks(make_cast())
    first, second = mine.add(), mine.add()
    seen = theirs.changes()
    assert [row["id"] for row in seen["points"]] == [first["id"], second["id"]]
    long_ago = timezone.now() - timedelta(minutes=5)
    Point.objects.update(touched_at=long_ago)
    quiet = theirs.changes(seen["cursor"])
    assert (quiet["points"], quiet["order"]) == ([], None)
    mine.save(second, "Heard.")
    changed = theirs.changes(quiet["cursor"])
    assert [(row["id"], row["text"]) for row in changed["points"]] == [(second["id"], "Heard.")]
    for verb, given in (("leave", {}), ("kind", {"kind": "decision"}), ("take", {})):
        Point.objects.update(touched_at=long_ago)
        mine.post(second, verb, **given)
        assert [row["id"] for row in theirs.changes(quiet["cursor"])["points"]] == [second["id"]], (
            verb
        )
    Point.objects.update(touched_at=long_ago)
    assert mine.post(second, "remove", version=1).status_code == 200
    gone = theirs.changes(quiet["cursor"])
    assert ([row["removed"] for row in gone["points"]], gone["order"]) == ([True], [first["id"]])
    assert gone["writing"]
    sitting.close(meeting, by="system:tests", at=NOON)
    assert theirs.changes()["writing"]


def test_a_look_round_takes_few_queries_however_long_the_minutes_are(
    django_assert_max_num_queries,
):
    meeting, mine, theirs = two_clerks(make_cast())
    window = minuting.Window(User.objects.get(pk=mine.client.session["_auth_user_id"]), "w")
    for number in range(30):
        minuting.add_point(meeting, window=window, at=NOON, text=f"Point {number}")
    with django_assert_max_num_queries(7):
        theirs.changes()


def test_a_point_asked_for_twice_because_the_answer_got_lost_is_one():
    _meeting, mine, _theirs = two_clerks(make_cast())
    once, again = mine.add(token="t1"), mine.add(token="t1")
    assert once["id"] == again["id"]
    assert Point.objects.count() == 1


def test_points_stand_under_their_items_in_the_order_of_the_agenda():
    cast = make_cast()
    meeting, mine, _theirs = two_clerks(cast)
    items = [
        arranging.add(meeting, by=cast.clerk, at=NOON, kind="other", title=title)
        for title in ("First", "Second")
    ]
    for text, item in (("c", items[1].pk), ("e", ""), ("a", items[0].pk), ("d", items[1].pk), ("b", items[0].pk)):  # fmt: skip
        mine.save(mine.add(item=item), text)
    assert list(meeting.points.values_list("text", flat=True)) == ["a", "b", "c", "d", "e"]
    page = mine.client.get(mine.sheet).content.decode()
    places = [page.index(mark) for mark in ("1. First", ">\na<", ">\nb<", "2. Second", ">\nc<", ">\nd<", "Besides the agenda", ">\ne<")]  # fmt: skip
    assert places == sorted(places)


def test_nothing_typed_is_cut_off():
    _meeting, mine, _theirs = two_clerks(make_cast())
    point = mine.add()
    answer = mine.save(point, "x" * (minuting.LONGEST + 1))
    assert answer.status_code == 422
    assert "go on in a new one" in answer.json()["refusal"]
    assert Point.objects.get().text == ""


def test_without_a_script_a_point_is_added_saved_and_left_by_plain_forms():
    cast = make_cast()
    meeting = make_sitting(cast)
    desk, sheet = sign_in(Client(), cast.clerk), f"/committee/meetings/{meeting.number}/minutes/"
    desk.post(f"{sheet}add/")
    point = Point.objects.get()
    saved = desk.post(
        f"/committee/points/{point.pk}/save/", {"text": "Heard.", "version": 0, "kind": "decision"}
    )
    assert saved.url == f"{sheet}#point-{point.pk}"
    point.refresh_from_db()
    assert (point.text, point.kind, point.editor) == ("Heard.", "decision", None)
    assert "Heard." in desk.get(sheet).content.decode()


def test_a_plain_form_that_is_older_than_the_point_shows_both_texts_and_saves_the_one_chosen():
    cast = make_cast()
    _meeting, mine, _theirs = two_clerks(cast)
    point = mine.add()
    mine.save(point, "The newer text")
    desk, path = sign_in(Client(), cast.colleague), f"/committee/points/{point['id']}/save/"
    refused = desk.post(path, {"text": "My text", "version": 0})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "The newer text" in page and "My text" in page
    desk.post(path, {"text": "My text", "version": 1, "over": "1"})
    assert Point.objects.get().text == "My text"


def test_a_plain_form_is_told_who_is_writing():
    cast = make_cast()
    _meeting, mine, _theirs = two_clerks(cast)
    point = mine.add()
    refused = sign_in(Client(), cast.colleague).post(
        f"/committee/points/{point['id']}/save/", {"text": "My text", "version": 0}
    )
    assert refused.status_code == 423
    assert f"{cast.clerk.name} is writing this point." in refused.content.decode()


def test_a_version_that_is_none_covers_nothing():
    _meeting, mine, _theirs = two_clerks(make_cast())
    point = mine.add()
    for version in ("", "-1", "1e3", "9" * 30):
        assert mine.post(point, "save", text="x", version=version).status_code == 409
    assert Point.objects.get().text == ""


def test_a_point_that_grounds_a_resolution_stays():
    cast = make_cast()
    meeting, mine, _theirs = two_clerks(cast)
    point = mine.add()
    mine.save(point, "Screen every gas user.")
    resolution = make_resolution(cast, meeting)
    type(resolution).objects.filter(pk=resolution.pk).update(point=point["id"])
    answer = mine.post(point, "remove", version=1)
    assert (answer.status_code, "resolution" in answer.json()["refusal"]) == (422, True)


def test_the_history_tells_what_a_point_said_who_wrote_it_and_when():
    cast = make_cast()
    _meeting, mine, theirs = two_clerks(cast)
    point = mine.add()
    mine.save(point, "The first words")
    theirs.post(point, "take", over=1)
    theirs.post(point, "save", text="The second words", version=1)
    path = f"/committee/points/{point['id']}/"
    page = sign_in(Client(), cast.auditor).get(path).content.decode()
    assert page.index("The second words") < page.index("The first words")
    assert page.index(cast.colleague.name) < page.index(cast.clerk.name)
    assert sign_in(Client(), cast.officer).get(path).status_code == 403
    assert sign_in(Client(), cast.stranger).get(path).status_code == 404


def test_whoever_is_asked_reads_the_minutes_without_text_areas():
    cast = make_cast()
    _meeting, mine, _theirs = two_clerks(cast)
    mine.save(mine.add(), "Heard.")
    page = sign_in(Client(), cast.officer).get(mine.sheet).content.decode()
    assert "Heard." in page
    assert "<textarea" not in page and "minutes.js" not in page
    assert sign_in(Client(), cast.stranger).get(mine.sheet).status_code == 404


def test_circulated_minutes_are_read_only_and_a_unit_remarks_on_a_point():
    cast = make_cast()
    meeting, point = circulated(cast)
    sheet = f"/committee/meetings/{meeting.number}/minutes/"
    clerk = Clerk(cast.clerk, meeting)
    assert clerk.post({"id": point.pk}, "save", text="More.", version=1).status_code == 422
    assert "<textarea" not in clerk.client.get(sheet).content.decode()
    unit = sign_in(Client(), cast.officer)
    assert f"remark/?point={point.pk}" in unit.get(sheet).content.decode()
    unit.post(f"{sheet}remark/?point={point.pk}", {"reason": "Our report is missing."})
    unit.post(f"{sheet}remark/", {"reason": "Two of us were there."})
    assert list(meeting.remarks.values_list("point", "unit__name", "text")) == [
        (point.pk, "Emergency bureau", "Our report is missing."), (None, "Emergency bureau", "Two of us were there."),
    ]  # fmt: skip
    page = clerk.client.get(sheet).content.decode()
    assert "Our report is missing." in page and "Two of us were there." in page


def test_approved_minutes_are_corrected_beside_the_text():
    cast = make_cast()
    meeting, point = circulated(cast)
    path = f"/committee/points/{point.pk}/annotate/"
    desk = sign_in(Client(), cast.clerk)
    assert desk.post(path, {"reason": "It was the street's."}).status_code == 422
    concluding.approve(Meeting.objects.get(pk=meeting.pk), by=cast.chair, at=NOON)
    sheet = f"/committee/meetings/{meeting.number}/minutes/"
    assert desk.post(path, {"reason": "It was the street's."}).url == f"{sheet}#point-{point.pk}"
    page = desk.get(sheet).content.decode()
    assert "Heard." in page and "It was the street&#x27;s." in page


def test_the_record_names_who_presided_and_who_spoke():
    cast = make_cast()
    meeting = make_sitting(cast)
    desk, path = sign_in(Client(), cast.clerk), f"/committee/meetings/{meeting.number}/people/"
    rows = {"people-TOTAL_FORMS": 3, "people-INITIAL_FORMS": 0, "version": meeting.version}
    rows |= {
        "people-0-role": "presided", "people-0-name": "Chen Guang", "people-0-post": "Deputy director",
        "people-1-role": "spoke", "people-1-name": "", "people-1-post": "Director of the management committee",
    }  # fmt: skip
    assert desk.post(path, rows).url == f"/committee/meetings/{meeting.number}/"
    assert list(MeetingPerson.objects.values_list("role", "name")) == [
        ("presided", "Chen Guang"), ("spoke", ""),
    ]  # fmt: skip
    assert "Chen Guang" in desk.get(path).content.decode()
    late = desk.post(path, rows | {"people-0-name": "Another"})
    assert late.status_code == 409
    nameless = desk.post(
        path, rows | {"version": meeting.version + 1, "people-2-name": "Lin", "people-2-role": ""}
    )
    assert nameless.status_code == 422
    assert MeetingPerson.objects.count() == 2
    entry = trail.about(meeting).filter(action="committee.meeting_people").get()
    assert "Chen" not in str(entry.now)
