"""A paper read in through the door: kept as a draft, corrected, confirmed once, with everything or nothing."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anwei.accounts.tests.factories import make_user, sign_in
from anwei.committee.actions import drafting
from anwei.committee.actions.changing import Stale
from anwei.committee.models import Directive, Draft, Meeting, Point, Resolution, Task
from anwei.committee.tests import measuring
from anwei.committee.tests.factories import Cast, make_cast
from anwei.committee.tests.papers import make_word
from anwei.documents.models import Document

pytestmark = pytest.mark.django_db

READ = "/committee/read/"
NOTICE = (measuring.NOTICES / "tuned" / "two_bodies_en.txt").read_text(encoding="utf-8")
DIRECTIVE = (measuring.NOTICES / "tuned" / "directive_en.txt").read_text(encoding="utf-8")


def door(user) -> Client:
    return sign_in(Client(), user)


def read_in(client: Client, text: str, name: str = "notice.txt") -> str:
    """Upload a paper; the address of its draft."""
    answer = client.post(READ, {"paper": SimpleUploadedFile(name, text.encode()), "pasted": ""})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def filled_in(answer) -> dict[str, object]:
    """What a browser would send back of a draft's page, as it was drawn."""
    given: dict[str, object] = {}
    forms = [
        answer.context["sheet"],
        *answer.context["demand_forms"],
        *(answer.context.get("people") or []),
    ]
    sets = [answer.context["demand_forms"], answer.context.get("people")]
    for form in [*forms, *(one.management_form for one in sets if one is not None)]:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                given[field.html_name] = value
    return given


def content_of(answer) -> bytes:
    """A file that is sent, read to its end, which lets go of it."""
    return b"".join(answer.streaming_content)


def later(days: int = 20) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_notice_becomes_the_meeting_of_both_bodies_with_points_resolutions_and_tasks():
    cast = make_cast()
    client = door(cast.clerk)
    address = read_in(client, NOTICE)
    assert not Meeting.objects.exists()
    page = client.get(address)
    given = filled_in(page)
    assert given[f"kind_{cast.committee.pk}"] == "expanded" and given[f"serial_{cast.fire.pk}"] == 3
    assert given["demands-1-units"] == ["every-street"], (
        "which departments are relevant, a person says"
    )
    given |= {
        "demands-1-take": "on",
        "demands-1-due_on": later(),
        "demands-1-helpers": [str(cast.department.pk)],
    }
    answer = client.post(f"{address}?as=meeting", given)
    assert answer.status_code == 302, answer.content.decode()
    meeting = Meeting.objects.get()
    assert answer.url == f"/committee/meetings/{meeting.number}/"
    assert (meeting.state, meeting.held_on.isoformat(), meeting.starts) == (
        "held",
        "2025-09-17",
        None,
    )
    assert [(row.body, row.kind, row.year, row.serial) for row in meeting.convenings.all()] == [
        (cast.committee, "expanded", 2025, 3), (cast.fire, "joint", 2025, 3),
    ]  # fmt: skip
    assert timezone.localtime(meeting.published_at).strftime("%Y-%m-%d %H:%M") == "2025-09-18 17:05"
    assert [(one.role, one.name) for one in meeting.people.all()] == [
        ("spoke", "Marcus Venn"), ("presided", "Irene Soh"), ("attended", ""),
    ]  # fmt: skip
    assert "Hundred Days without Fire" in meeting.topic and "Wait" not in meeting.topic
    points = list(meeting.points.all())
    assert [point.kind for point in points] == ["note", "decision", "note"]
    assert all(point.text in NOTICE and point.editor is None for point in points)
    resolution = Resolution.objects.get()
    assert resolution.point == points[1] and resolution.lead == cast.street
    assert [(one.unit, one.part) for one in resolution.tasks.order_by("pk")] == [
        (cast.street, "lead"), (cast.department, "help"),
    ]  # fmt: skip
    draft = Draft.objects.get()
    assert (draft.state, draft.meeting, draft.decided_by) == (
        "confirmed",
        meeting,
        f"accounts.user:{cast.clerk.pk}",
    )
    assert draft.document.file.purpose == "committee.notices"


def test_every_fact_is_tied_to_its_sentence_both_ways():
    client = door(make_cast().clerk)
    page = client.get(read_in(client, NOTICE)).content.decode()
    for key in (
        "bodies-0",
        "people-1",
        "sectors-0",
        "campaigns-0",
        "attitude_problems-2",
        "requirements-1",
        "date-0",
    ):
        assert f'href="#fact-{key}"' in page and f'id="fact-{key}"' in page, key
    places = set(re.findall(r'href="#(said-\d+)"', page))
    assert places and all(page.count(f'id="{place}"') == 1 for place in places)


def test_a_demand_without_a_day_is_no_task_before_the_clerk_sets_one():
    cast = make_cast()
    client = door(cast.clerk)
    address = read_in(client, NOTICE)
    given = filled_in(client.get(address)) | {"demands-0-take": "on"}
    answer = client.post(f"{address}?as=meeting", given)
    assert answer.status_code == 422
    assert "names no day" in answer.content.decode()
    assert not Meeting.objects.exists() and Draft.objects.get().state == "open"


def test_a_number_that_is_taken_changes_nothing_and_the_draft_stays():
    cast = make_cast()
    client = door(cast.clerk)
    for expected in (302, 422):
        address = read_in(client, NOTICE)
        given = filled_in(client.get(address)) | {
            "demands-1-take": "on",
            "demands-1-due_on": later(),
        }
        assert client.post(f"{address}?as=meeting", given).status_code == expected
    assert (
        Meeting.objects.count() == 1
        and Point.objects.count() == 3
        and Resolution.objects.count() == 1
    )
    assert Draft.objects.filter(state="open").count() == 1


def test_two_people_do_not_confirm_one_draft_twice():
    cast = make_cast()
    first, second = door(cast.clerk), door(cast.colleague)
    address = read_in(first, NOTICE)
    given = filled_in(first.get(address))
    late = Draft.objects.get()
    assert first.post(f"{address}?as=meeting", given).status_code == 302
    assert b"Confirmed" in second.post(f"{address}?as=meeting", given).content
    assert Meeting.objects.count() == 1
    with pytest.raises(Stale):
        drafting.drop(late, by=cast.colleague, at=timezone.now())


def test_a_dropped_draft_becomes_nothing_and_its_paper_stays():
    cast = make_cast()
    client = door(cast.clerk)
    address = read_in(client, NOTICE)
    assert client.post(f"{address}drop/").url == READ
    assert Draft.objects.get().state == "dropped" and Document.objects.exists()
    assert client.post(f"{address}drop/").status_code == 409


def test_a_meeting_to_come_is_planned_and_hands_out_nothing():
    cast = make_cast()
    client = door(cast.clerk)
    text = NOTICE.replace("On the afternoon of September 17,", f"On {later(30)},")
    address = read_in(client, text)
    given = filled_in(client.get(address))
    given |= {"held_on": later(30), "demands-1-take": "on", "demands-1-due_on": later(40)}
    assert "has not been held yet" in client.post(f"{address}?as=meeting", given).content.decode()
    given.pop("demands-1-take")
    client.post(f"{address}?as=meeting", given)
    assert Meeting.objects.get().state == "planned" and not Point.objects.exists()


def test_a_directive_becomes_points_and_tasks_without_a_meeting():
    cast = make_cast()
    client = door(cast.clerk)
    address = read_in(client, DIRECTIVE)
    given = filled_in(client.get(address))
    assert given["number"] == "HSC 2023-41" and given["demands-0-units"] == ["every-street"]
    given |= {"demands-0-take": "on", "demands-0-due_on": later()}
    answer = client.post(f"{address}?as=directive", given)
    directive = Directive.objects.get()
    assert answer.url == f"/committee/directives/{directive.pk}/"
    assert not Meeting.objects.exists() and directive.points.count() == 4
    task = Task.objects.get()
    assert task.unit == cast.street and task.directive_points.get() == directive.points.all()[0]
    assert task.number in client.get(answer.url).content.decode()
    assert (
        f"/committee/directives/{directive.pk}/"
        in client.get(f"/committee/tasks/{task.number}/").content.decode()
    )
    street, stranger = door(cast.street_officer), door(cast.stranger)
    assert street.get(answer.url).status_code == 200
    assert b"Harrowmere" in content_of(street.get(f"{answer.url}paper/"))
    assert stranger.get(answer.url).status_code == 404


def test_a_directive_comes_in_once():
    cast = make_cast()
    client = door(cast.clerk)
    for expected in (302, 422):
        address = read_in(client, DIRECTIVE)
        assert (
            client.post(f"{address}?as=directive", filled_in(client.get(address))).status_code
            == expected
        )
    assert Directive.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("通知.docx", make_word("区安委会召开全体会议", "各单位要自查。"), "通知.docx"),
        ("page.html", b"<!DOCTYPE html><p>All units must check their exits.</p>", "page.txt"),
        ("wide.txt", "各单位要自查。".encode("utf-16"), "wide.txt"),
    ],
)
def test_the_paper_is_kept_as_it_came_but_no_web_page_is(name, data, kept):
    client = door(make_cast().clerk)
    answer = client.post(READ, {"paper": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    sent = client.get(f"{answer.url}paper/")
    assert Draft.objects.get().document.name == kept
    assert b"<p>" not in content_of(sent)


def test_text_can_be_pasted():
    client = door(make_cast().clerk)
    answer = client.post(READ, {"pasted": "<p>Every unit must check its exits.</p>"})
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(f"{answer.url}?as=meeting").content.decode()
    assert "Every unit must check its exits" in page


@pytest.mark.parametrize(
    "given", [{}, {"pasted": " "}, {"paper": SimpleUploadedFile("empty.txt", b"")}]
)
def test_what_holds_no_text_is_refused_in_words(given):
    client = door(make_cast().clerk)
    answer = client.post(READ, given)
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_a_book_is_no_paper():
    client = door(make_cast().clerk)
    text = "\n".join(
        f"{number % 90 + 1}. All streets shall check exit {number}." for number in range(201)
    )
    answer = client.post(READ, {"pasted": text})
    assert answer.status_code == 422 and "more than 200 things" in answer.content.decode()


def test_only_who_convenes_and_hands_out_tasks_reads_papers_in():
    cast: Cast = make_cast()
    address = read_in(door(cast.clerk), NOTICE)
    for user in (cast.officer, cast.auditor, cast.leader, make_user("enterprise")):
        for path in (READ, address, f"{address}paper/"):
            assert door(user).get(path).status_code == 403
