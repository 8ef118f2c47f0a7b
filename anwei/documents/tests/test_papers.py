"""Numbered papers: numbered without gaps, frozen, voided and replaced, served."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.audit import trail
from anwei.documents.actions import letterheads, papers
from anwei.documents.actions.papers import PaperRefused
from anwei.documents.models import Paper
from anwei.documents.tests import paper_factories
from anwei.documents.tests.paper_factories import (
    ADDRESS,
    LETTER,
    WHO,
    issue,
    make_case,
    make_issued,
    make_paper,
    text_of,
)
from anwei.jobs.models import Job

pytestmark = pytest.mark.django_db


def said_by(paper: Paper) -> str:
    with default_storage.open(paper.word.file.path) as file:
        return text_of(file.read())


def actions_of(paper: Paper) -> list[str]:
    return [entry.action for entry in trail.about(paper)]


def test_a_draft_has_no_number_and_an_issued_paper_says_what_was_true_then():
    paper = make_paper(make_case(name="North street"), note="Please answer.\n\n  Soon.")
    assert (paper.number, paper.word) == ("", None)
    issue(paper)
    assert paper.number == "OF 2026/1"
    assert said_by(paper).startswith(
        "OF 2026/1 Office 23 November 2026 North street Please answer. Soon."
    )
    assert paper.facts["what"] == "North street"
    with default_storage.open(paper.word.file.path) as file:
        assert hashlib.sha256(file.read()).hexdigest() == paper.sha256
    assert actions_of(paper) == ["documents.paper_prepared", "documents.paper_issued"]


def test_numbers_count_per_office_and_year_and_a_refusal_leaves_no_gap():
    case = make_case(name="One")
    first, second = issue(make_paper(case)), make_paper(case)
    with pytest.raises(PaperRefused):
        closed = make_case(why_not="Not now.")
        issue(make_paper(closed), closed)
    stale = Paper.objects.get(pk=second.pk)
    papers.alter(second, note="More.", by=WHO, at=NOON)
    with pytest.raises(PaperRefused, match="changed by someone else"):
        issue(stale, case)
    issue(second, case)
    other = issue(make_paper(make_case(office=make_unit(name="Bureau"))))
    later = issue(make_paper(case), case, at=NOON + timedelta(days=40))
    assert [paper.number for paper in (first, second, other, later)] == [
        "OF 2026/1", "OF 2026/2", "Bureau 2026/1", "OF 2027/1",
    ]  # fmt: skip


def test_a_letterhead_stands_above_the_paper_and_before_its_number():
    case = make_case(name="One")
    letterheads.set_up(
        case.office, name="Office of the committee", prefix="高安委办", by=WHO, at=NOON
    )
    paper = issue(make_paper(case), case)
    assert said_by(paper).startswith("高安委办 2026/1 Office of the committee")
    with pytest.raises(letterheads.LetterheadRefused, match="prefix already"):
        letterheads.set_up(make_unit(), name="Another", prefix="高安委办", by=WHO, at=NOON)


def test_the_same_draft_is_prepared_once_and_dropped_drafts_make_room():
    case = make_case()
    paper = make_paper(case)
    with pytest.raises(PaperRefused, match="being prepared already"):
        make_paper(case)
    papers.drop(paper, by=WHO, at=NOON)
    make_paper(case)


def test_an_issued_paper_is_never_edited_dropped_or_issued_again():
    paper = make_issued()
    for act in (
        lambda: papers.alter(paper, note="Other.", by=WHO, at=NOON),
        lambda: papers.drop(paper, by=WHO, at=NOON),
        lambda: issue(paper),
    ):
        with pytest.raises(PaperRefused):
            act()
    assert len(actions_of(paper)) == 2


def test_a_void_paper_keeps_number_and_file_and_its_replacement_names_it():
    case = make_case()
    old = issue(make_paper(case), case)
    with pytest.raises(PaperRefused, match="Say why"):
        papers.void(old, reason=" ", by=WHO, at=NOON)
    new = papers.replace(old, LETTER, case, reason="Wrong day.", by=WHO, at=NOON)
    issue(new, case)
    old.refresh_from_db()
    assert (old.state, old.number, old.void_reason) == ("voided", "OF 2026/1", "Wrong day.")
    assert new.facts["replaces"] == "OF 2026/1"
    assert "OF 2026/1" in said_by(new)
    with pytest.raises(PaperRefused, match="Only a void paper"):
        make_paper(make_case(), replaces=new)


def test_what_stands_for_a_void_paper_may_be_prepared_later_and_once():
    case = make_case()
    old = issue(make_paper(case, note="Please answer."), case)
    with pytest.raises(PaperRefused, match="Only a void paper"):
        papers.prepare_in_place(old, LETTER, case, by=WHO, at=NOON)
    papers.void(old, reason="Wrong day.", by=WHO, at=NOON)
    old.refresh_from_db()
    papers.drop(papers.prepare_in_place(old, LETTER, case, by=WHO, at=NOON), by=WHO, at=NOON)
    new = papers.prepare_in_place(old, LETTER, case, by=WHO, at=NOON)
    assert (new.replaces, new.note) == (old, "Please answer.")
    issue(new, case)
    with pytest.raises(PaperRefused):
        papers.prepare_in_place(old, LETTER, case, by=WHO, at=NOON)


def test_the_page_of_a_void_paper_offers_the_new_one_to_the_office_and_keeps_the_reason_there(
    client, settings
):
    settings.PAPER_KINDS = [f"{paper_factories.__name__}.KINDS"]
    paper = make_issued()
    papers.void(paper, reason="Wrong day.", by=WHO, at=NOON)
    address = reverse("documents:paper", args=[paper.pk])
    replace = reverse("documents:step", args=[paper.pk, "replace"])

    def page(role: str) -> str:
        client.force_login(make_user(role=role))
        return client.get(address).content.decode()

    seen = page("leader")
    assert "This paper is void." in seen
    assert ("Wrong day." in seen, replace in seen) == (False, False)
    assert client.post(replace).status_code == 403
    seen = page("clerk")
    assert ("Wrong day." in seen, replace in seen) == (True, True)
    assert "will name the void paper" in client.get(replace).content.decode()
    draft = client.post(replace).url
    assert draft == reverse("documents:paper", args=[paper.replacements.get().pk])
    seen = page("clerk")
    assert (draft in seen, replace in seen) == (True, False)
    assert draft not in page("leader")


def test_no_two_papers_bear_one_number_though_two_offices_are_called_alike():
    first, second = (make_case(office=make_unit(name="Bureau", short_name="B")) for _each in "12")
    issue(make_paper(first), first)
    draft = make_paper(second)
    with pytest.raises(PaperRefused, match="bears the number B 2026/1"):
        issue(Paper.objects.get(pk=draft.pk), second)
    letterheads.set_up(second.office, name="Bureau", prefix="B2", by=WHO, at=NOON)
    assert issue(draft, second).number == "B2 2026/1", "the refusal left no gap"


def test_looking_at_a_draft_changes_nothing():
    case = make_case(name="North street")
    paper = make_paper(case)
    data = papers.look(paper, LETTER, case, at=NOON, address=ADDRESS)
    assert "(draft)" in text_of(data)
    assert Paper.objects.get(pk=paper.pk).version == 1


def test_service_is_recorded_with_its_refusal_and_the_trail_does_not_hold_the_name():
    paper = make_issued()
    given = {"how": "hand", "served_at": NOON, "whom": "Li Ming", "by": WHO, "at": NOON}
    papers.serve(paper, **given)
    refused = {"refused": True, "reason": "Would not sign; two witnesses."}
    papers.serve(paper, **{**given, "how": "left", **refused})
    assert [row.refused for row in paper.services.all()] == [False, True]
    assert "Li Ming" not in str([entry.now for entry in trail.about(paper)])
    for wrong, words in (
        ({"whom": " "}, "to whom"),
        ({"refused": True}, "why it was refused"),
        ({"served_at": NOON + timedelta(hours=1)}, "not come yet"),
        ({"served_at": NOON - timedelta(days=1)}, "not issued yet"),
    ):
        with pytest.raises(PaperRefused, match=words):
            papers.serve(paper, **given | wrong)
    with pytest.raises(PaperRefused, match="draft is not served"):
        papers.serve(make_paper(make_case()), **given)


def test_the_database_refuses_an_issued_paper_that_is_not_whole():
    paper = make_issued()
    for nonsense in (
        {"number": ""}, {"word": None}, {"sha256": ""}, {"state": "draft"}, {"state": "voided"}, {"pdf_state": "made"}, {"pdf_state": "making"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**nonsense)


def test_issuing_asks_for_the_pdf_once_however_many_wait():
    make_issued()
    make_issued()
    assert Job.objects.filter(kind="documents.pdf").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_papers_issued_at_once_get_consecutive_numbers_and_a_draft_is_issued_once():
    office = make_unit(name="Office", short_name="OF")
    cases = [make_case(office=office) for _each in range(4)]
    drafts = [(make_paper(case), case) for case in cases]
    twice = drafts[0]
    gate, refused = threading.Barrier(5), []

    def run(pk, case):
        paper = Paper.objects.get(pk=pk)
        try:
            gate.wait(10)
            issue(paper, case)
        except PaperRefused:
            refused.append(pk)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(paper.pk, case)) for paper, case in (*drafts, twice)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert refused == [twice[0].pk]
    assert sorted(Paper.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]


def test_the_day_of_a_paper_is_the_zones_day():
    paper = issue(make_paper(), at=NOON.replace(hour=23))
    assert timezone.localdate(paper.issued_at).day == 24
    assert "24 November 2026" in said_by(paper)
