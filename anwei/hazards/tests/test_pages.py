"""The loop through the pages: what each role is offered, may do, and is refused."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from anwei.accounts.models import Unit
from anwei.hazards.actions import answering, determining
from anwei.hazards.forms import RectifyForm
from anwei.hazards.models import Hazard
from anwei.hazards.tests.door import day, entered, fresh, post
from anwei.hazards.tests.factories import (
    CLAUSE,
    NOON,
    Cast,
    assigned,
    make_hazard,
    picture,
    rectified,
)
from anwei.responsibility.tests.factories import make_site
from anwei.standards import clauses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 200),
        ("colleague", 200),
        ("street_officer", 200),
        ("enterprise", 200),
        ("clerk", 200),
        ("leader", 200),
        ("auditor", 200),
        ("stranger", 404),
        ("neighbour", 404),
    ],
)
def test_who_sees_a_case(role, status):
    cast = Cast()
    hazard = make_hazard(cast)
    client = entered(getattr(cast, role))
    assert client.get(f"/hazards/{hazard.number}/").status_code == status
    assert (hazard.number in client.get("/hazards/?all=1").content.decode()) == (status == 200)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("officer", 302),
        ("street_officer", 302),
        ("clerk", 302),
        ("enterprise", 403),
        ("leader", 403),
        ("auditor", 403),
        ("stranger", 404),
    ],
)
def test_who_gives_a_term(role, status):
    cast = Cast()
    hazard = make_hazard(cast)
    answer = post(getattr(cast, role), hazard, "assign", due_on=day(10), unit=cast.department.pk)
    assert answer.status_code == status
    assert fresh(hazard).status == ("assigned" if status == 302 else "registered")


def test_a_hazard_is_registered_by_form_and_driven_to_verified():
    cast = Cast()
    answer = entered(cast.officer).post(
        "/hazards/new/",
        {
            "description": "Fire exit locked",
            "site": cast.site.pk,
            "capacity": "department",
            "found_unit": cast.department.pk,
            "found_on": day(),
            "before": picture(),
        },
    )
    hazard = Hazard.objects.get()
    assert answer.headers["Location"] == f"/hazards/{hazard.number}/"
    term = {"due_on": day(10), "unit": cast.department.pk}
    fix = {"measures": "Opened", "fixer": "Lin Mei", "after": picture()}
    assert post(cast.officer, hazard, "assign", **term).status_code == 302
    assert post(cast.enterprise, hazard, "rectify", **fix).status_code == 302
    assert post(cast.colleague, hazard, "verify", remark="Seen").status_code == 302
    assert fresh(hazard).status == "closed"


def test_an_incomplete_form_says_what_is_missing_and_keeps_what_was_typed():
    cast = Cast()
    answer = entered(cast.officer).post(
        "/hazards/new/",
        {"description": "", "place": "Gate 3", "capacity": "department", "found_on": day()},
    )
    assert answer.status_code == 422
    assert "Gate 3" in answer.content.decode()
    assert not Hazard.objects.exists()


def test_a_form_made_on_an_older_version_is_refused_and_changes_nothing():
    cast = Cast()
    hazard = assigned(cast)
    answer = post(
        cast.enterprise,
        hazard,
        "rectify",
        version=hazard.version - 1,
        measures="Done",
        fixer="Lin",
        after=picture(),
    )
    assert answer.status_code == 409
    assert fresh(hazard).status == "assigned"


def test_a_step_that_is_not_open_is_refused_in_words():
    cast = Cast()
    hazard = assigned(cast)
    answer = post(cast.officer, hazard, "verify", remark="")
    assert answer.status_code == 409
    assert "not open now" in answer.content.decode()


def test_the_case_page_offers_only_what_is_open_and_says_why_not():
    cast = Cast()
    hazard = rectified(cast, by=cast.officer)
    own = entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    assert "Another person has to check it" in own
    assert f"/hazards/{hazard.number}/verify/" not in own
    assert (
        f"/hazards/{hazard.number}/verify/"
        in entered(cast.colleague).get(f"/hazards/{hazard.number}/").content.decode()
    )


def test_script_in_a_text_is_shown_as_text():
    cast = Cast()
    hazard = make_hazard(cast, description="<script>alert(1)</script> loose cable")
    page = entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_evidence_is_shown_to_those_who_see_the_case_only():
    cast = Cast()
    evidence = rectified(cast).evidence.get()
    shown = entered(cast.officer).get(f"/hazards/evidence/{evidence.pk}/preview/")
    assert b"".join(shown.streaming_content)
    assert entered(cast.stranger).get(f"/hazards/evidence/{evidence.pk}/").status_code == 404


def test_a_wrong_file_is_refused_in_words_and_changes_nothing():
    from django.core.files.uploadedfile import SimpleUploadedFile

    cast = Cast()
    hazard = assigned(cast)
    bad = SimpleUploadedFile("proof.svg", b"<svg onload='x'/>", content_type="image/png")
    answer = post(cast.enterprise, hazard, "rectify", measures="Done", fixer="Lin", after=bad)
    assert answer.status_code == 422
    assert fresh(hazard).status == "assigned"


def test_the_printed_notice_carries_a_link_that_answers_without_an_account():
    cast = Cast()
    hazard = assigned(cast)
    printed = entered(cast.officer).post(
        f"/hazards/{hazard.number}/notice/", {"language": "zh-hans"}
    )
    assert printed.status_code == 200
    assert "<svg" in printed.content.decode()
    made = answering.make_link(hazard, by=cast.officer, at=timezone.now())
    visitor = Client()
    page = visitor.get(f"/hazards/answer/{made.token}/")
    assert page.status_code == 200
    wrong = visitor.post(
        f"/hazards/answer/{made.token}/",
        {"code": "x", "on": day(), "measures": "Done", "fixer": "Lin", "after": picture()},
    )
    assert wrong.status_code == 422
    right = visitor.post(
        f"/hazards/answer/{made.token}/",
        {
            "code": made.code,
            "on": day(),
            "measures": "Done",
            "fixer": "Lin",
            "after": picture(),
        },
    )
    assert right.status_code == 302
    received = visitor.get(right.url, headers={"accept-language": "en"})
    assert "was received" in received.content.decode()
    assert fresh(hazard).status == "rectified"


def test_the_chinese_notice_is_written_with_chinese_colons():
    cast = Cast()
    hazard = assigned(cast, description="二层安全出口被锁")
    address = f"/hazards/{hazard.number}/notice/"
    shown = entered(cast.officer).post(address, {"language": "zh-hans"}).content.decode()
    words = re.sub(r"<[^>]+>", "", shown)
    assert "经办人：____" in words or "执法人员：____" in words
    assert not re.search(r"[\u4e00-\u9fff]\s*:", words)
    english = entered(cast.officer).post(address, {"language": "en"}).content.decode()
    assert "Officer: ____" in english


def test_a_forged_link_shows_nothing():
    assert Client().get("/hazards/answer/not-a-token/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "street_officer", "enterprise", "clerk"])
def test_my_work_counts_what_its_lists_show(role):
    cast = Cast()
    assigned(cast, found_on=(NOON - timedelta(days=400)).date())
    make_hazard(cast)
    person = entered(getattr(cast, role))
    piles = person.get("/hazards/my-work/").context["piles"]
    assert piles, "this person has work"
    for pile in piles:
        listed = person.get(f"/hazards/?pile={pile.code}")
        assert len(listed.context["page"].rows) == pile.total


def test_a_street_chases_what_others_handle_in_its_territory_and_acts_on_its_own_only():
    cast = Cast()
    assigned(cast, found_on=(NOON - timedelta(days=400)).date())
    make_hazard(cast)
    piles = {
        pile.code: pile.total
        for pile in entered(cast.street_officer).get("/hazards/my-work/").context["piles"]
    }
    assert piles == {"waiting": 1}, "the registered one is for its own department to act on"


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_seeing_every_case_is_not_owing_it(role):
    cast = Cast()
    assigned(cast, found_on=(NOON - timedelta(days=400)).date())
    page = entered(getattr(cast, role)).get("/hazards/my-work/")
    assert page.context["piles"] == []
    assert "Nothing waits for you" in page.content.decode()


def test_recurrence_at_the_same_site_is_offered():
    cast = Cast()
    earlier = make_hazard(cast, description="Fire exit on second floor locked with chain")
    page = entered(cast.officer).get(
        "/hazards/new/recurrence/",
        {"site": cast.site.pk, "description": "Second floor fire exit locked again with a chain"},
    )
    assert earlier.number in page.content.decode()


def test_clauses_are_suggested_while_typing_and_nothing_is_determined():
    cast = Cast()
    page = entered(cast.officer).get(
        "/hazards/new/suggestions/",
        {"description": "有限空间作业未审批，无人监护", "found_on": "2026-11-20"},
    )
    assert "13" in page.content.decode()
    assert not Hazard.objects.exists()


def test_the_register_costs_the_same_queries_however_long(django_assert_max_num_queries):
    cast = Cast()
    for _serial in range(12):
        make_hazard(cast)
    client = entered(cast.officer)
    client.get("/hazards/?all=1")
    with django_assert_max_num_queries(14):
        client.get("/hazards/?all=1")


def test_the_case_page_costs_a_bounded_number_of_queries(django_assert_max_num_queries):
    cast = Cast()
    hazard = rectified(cast)
    client = entered(cast.colleague)
    client.get(f"/hazards/{hazard.number}/")
    with django_assert_max_num_queries(55):
        client.get(f"/hazards/{hazard.number}/")


def test_set_aside_needs_a_duplicate_that_the_person_may_see():
    cast = Cast()
    hazard = make_hazard(cast)
    answer = post(
        cast.officer,
        hazard,
        "set_aside",
        why="duplicate",
        reason="Same",
        duplicate_number="H-1999-000001",
    )
    assert answer.status_code == 422
    assert fresh(hazard).status == "registered"


def test_the_search_index_of_the_register_is_kept():
    from anwei.lists import search

    assert search.is_kept(Hazard)


def test_an_enterprise_corrects_what_it_reported_and_not_what_others_found():
    cast = Cast()
    found, own = (
        make_hazard(cast),
        make_hazard(cast, by=cast.enterprise, capacity="enterprise", found_unit=None),
    )
    given = {
        "description": "Another text",
        "reason": "Typing error",
        "place": "",
        "item": "",
        "cause": "",
        "consequence": "",
        "responsible": "",
        "hazard_type": "",
    }
    assert post(cast.enterprise, found, "correct", **given).status_code == 403
    assert post(cast.enterprise, own, "correct", **given).status_code == 302


def test_the_timeline_cites_the_clause_by_its_standard_not_by_its_code():
    cast = Cast()
    hazard = assigned(cast)
    ruling = determining.Ruling("major", CLAUSE, condition_holds=True)
    determining.determine(hazard, ruling, by=cast.officer, at=NOON, on=hazard.found_on)
    said = entered(cast.officer).get(f"/hazards/{hazard.number}/").content.decode()
    assert str(clauses.get(CLAUSE)) in said.split("timeline")[-1]
    assert CLAUSE not in said


def test_nobody_is_told_of_consent_where_no_work_was_suspended():
    cast = Cast()
    said = entered(cast.officer).get(f"/hazards/{rectified(cast).number}/").content.decode()
    assert "Verify: it is fixed" in said
    assert "Consent to resume" not in said


def test_a_site_of_the_name_typed_is_offered_before_others_of_that_road():
    cast = Cast()
    road = make_site(name="Aster Mill", address="1 Qingsong Road")
    named = make_site(name="Qingsong Foods")
    found = entered(cast.clerk).get("/hazards/new/sites/", {"q": "Qingsong"})
    assert list(found.context["sites"]) == [named, road]


def test_the_register_cites_a_clause_as_people_do():
    cast = Cast()
    hazard = make_hazard(cast)
    Hazard.objects.filter(pk=hazard.pk).update(clause="cn:GM10-13-02")
    page = entered(cast.clerk).get("/hazards/?cols=number,clause").content.decode()
    assert "第13条" in page and "cn:GM10" not in page


def test_the_cases_of_a_unit_that_was_closed_are_nobodys_until_somebody_gets_them():
    cast = Cast()
    hazard = assigned(cast)
    Unit.objects.filter(pk=hazard.handling_unit_id).update(active=False)
    office = entered(cast.clerk)
    piles = {pile.code: pile.total for pile in office.get("/hazards/my-work/").context["piles"]}
    assert piles["nobodys"] == 1
    for address in ("/hazards/?nobodys=1", "/hazards/?pile=nobodys"):
        assert [row.name for row in office.get(address).context["page"].rows] == [hazard.number]
    page = office.get(f"/hazards/{hazard.number}/").content.decode()
    assert "Nobody handles this" in page


def test_beside_the_road_stands_first_what_is_done_every_day_and_last_what_ends_the_case():
    cast = Cast()
    hazard = assigned(cast)
    page = entered(cast.officer).get(f"/hazards/{hazard.number}/")
    verbs = [offer.verb for offer, _word in page.context["besides"]]
    assert verbs[0] == "add_evidence"
    assert verbs[-2:] == ["close_unfixed", "set_aside"]
    assert verbs.index("note_fact") < verbs.index("determine") < verbs.index("suspend")


@pytest.mark.parametrize(("role", "told"), [("officer", True), ("enterprise", False)])
def test_what_printing_the_notice_costs_is_told_to_who_could_check_the_fix(role, told):
    cast = Cast()
    hazard = assigned(cast)
    user = getattr(cast, role)
    page = entered(user).get(f"/hazards/{hazard.number}/").content.decode()
    assert f"/hazards/{hazard.number}/notice/" in page
    assert ("Whoever prints the notice" in page) == told


def test_a_fix_without_proof_is_asked_for_it_once_and_the_words_lead_to_the_place():
    cast = Cast()
    hazard = assigned(cast)
    page = post(cast.enterprise, hazard, "rectify", measures="Opened", fixer="Lin Mei")
    shown = page.content.decode()
    assert page.status_code == 422
    assert shown.count("Add a picture or a paper.") == 1
    assert '<a href="#id_after">Proof (pictures or papers)</a>' in shown
    assert shown.count('id="id_after"') == 1
    with override("zh-hans"):
        label = str(RectifyForm.base_fields["after"].label)
        assert (label, gettext("Add a picture or a paper.")) == (
            "佐证（照片或文书）",
            "请添加照片或文书。",
        )
