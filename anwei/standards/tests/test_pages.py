"""The pages of the pack and of local clauses, through the door people use."""

from datetime import date

import pytest
import yaml
from django.urls import reverse

from anwei.accounts.tests.factories import NOON, make_user
from anwei.documents.tests.factories import make_photo, make_upload
from anwei.standards import actions, loader
from anwei.standards.models import LocalClause
from anwei.standards.pack import PACKS
from anwei.standards.tests.factories import make_local_clause

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


@pytest.fixture
def officer(client):
    user = make_user("officer")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "address",
    [
        "/standards/",
        "/standards/GM10/",
        "/standards/COAL26/",
        "/standards/clauses/cn:GM10-13-01/",
        "/standards/applies/",
        "/standards/terms/",
        "/standards/calendar/",
        "/standards/calendar/2027/",
        "/standards/local/",
    ],
)
@pytest.mark.parametrize("role", ["officer", "enterprise", "leader", "expert"])
def test_everybody_signed_in_may_read_what_the_law_says(client, role, address):
    client.force_login(make_user(role))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/standards/NONE/",
        "/standards/clauses/cn:NONE/",
        "/standards/clauses/local:7/",
        "/standards/calendar/1900/",
        "/standards/local/7/",
        "/standards/local/7/page/",
    ],
)
def test_what_is_not_there_is_not_found(client, officer, address):
    assert client.get(address).status_code == 404


def test_the_standards_page_says_where_nothing_can_be_chosen(client, officer):
    page = text_of(client.get("/standards/", {"on": "2026-11-23"}))
    assert "No clause can be chosen on this day" in page
    assert "sector=fire" in page
    earlier = text_of(client.get("/standards/", {"on": "2025-06-01"}))
    assert "No clause can be chosen on this day" not in earlier


def test_a_search_shows_candidates_with_the_words_that_matched(client, officer):
    page = text_of(
        client.get(
            "/standards/",
            {"q": "脚手架整层没有连墙件", "sector": "construction", "on": "2026-11-23"},
        )
    )
    assert "第7条第(2)项" in page
    assert "<mark>连墙件</mark>" in page


def test_the_search_answers_htmx_with_the_candidates_only(client, officer):
    page = text_of(
        client.get(
            "/standards/", {"q": "boiler safety valve stuck"}, headers={"HX-Request": "true"}
        )
    )
    assert "4.2 c)" in page
    assert "<html" not in page


def test_a_search_in_a_blind_sector_says_so(client, officer):
    page = text_of(
        client.get("/standards/", {"q": "消防通道堵塞", "sector": "fire", "on": "2026-11-23"})
    )
    assert "GB 35181-2025" in page
    assert "Enter a local clause" in page


def test_a_clause_that_cannot_be_chosen_says_why(client, officer):
    page = text_of(client.get("/standards/clauses/cn:FIRE25-5/"))
    assert "cannot be chosen" in page
    assert "placeholder" in page


def test_what_applies_to_a_factory_with_gas_is_several_standards_each_with_its_reason(
    client, officer
):
    page = text_of(
        client.get(
            "/standards/applies/",
            {"sectors": ["industrial_trade"], "attributes": ["gas_use"], "on": "2026-11-23"},
        )
    )
    for said in (
        "应急管理部令第10号",
        "建城规〔2023〕4号",
        "GB 35181-2025",
        "addressed to the gas operator",
    ):
        assert said in page


def test_nonsense_in_the_address_is_told_and_breaks_nothing(client, officer):
    assert (
        client.get("/standards/applies/", {"sectors": ["steam"], "on": "soon"}).status_code == 200
    )
    assert (
        client.get("/standards/", {"q": "x" * 5000, "sector": "steam", "on": "soon"}).status_code
        == 200
    )
    assert (
        client.get(
            "/standards/calendar/", {"start": "soon", "count": "-3", "unit": "moons"}
        ).status_code
        == 200
    )


def test_the_calendar_counts_a_term(client, officer):
    page = text_of(
        client.get(
            "/standards/calendar/2026/", {"start": "2026-09-30", "count": "3", "unit": "working"}
        )
    )
    assert "2026-10-10" in page
    assert "as officially published" in page
    assert "computed by rule" in text_of(client.get("/standards/calendar/2027/"))


def test_terms_show_their_calendar_and_their_basis(client, officer):
    page = text_of(client.get("/standards/terms/"))
    assert "Administrative Penalty Law art. 60" in page
    assert "90 calendar days" in page
    assert "local" in page


# Local clauses

ENTRY = {
    "sector": "fire",
    "standard_number": "GB 35181-2025",
    "standard_title": "重大火灾隐患判定规则",
    "article": "5.3",
    "wording": "疏散楼梯间被改作仓库的",
    "effective": "2025-11-01",
    "source": "Printed text, page 7",
}


def enter(client, **changed):
    return client.post(reverse("standards:enter"), {**ENTRY, "page": make_photo(), **changed})


def test_an_officer_enters_a_clause_with_its_page_and_another_confirms_it(client, officer):
    answer = enter(client)
    row = LocalClause.objects.get()
    assert answer.url == f"/standards/local/{row.pk}/"
    assert row.effective == date(2025, 11, 1)
    assert "another person confirms it" in text_of(client.get(answer.url))
    page = client.get(f"/standards/local/{row.pk}/page/")
    assert b"".join(page.streaming_content).startswith(b"\xff\xd8")
    client.force_login(make_user("officer"))
    client.post(f"/standards/local/{row.pk}/confirm/")
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert "not from the pack" in text_of(client.get(f"/standards/clauses/{row.ref}/"))


def test_the_form_knows_the_standard_in_force_of_a_sector(client, officer):
    page = text_of(client.get("/standards/local/new/", {"sector": "fire"}))
    assert "GB 35181-2025" in page
    assert "2025-11-01" in page


def test_the_author_is_not_offered_the_confirmation_and_is_refused_it(client, officer):
    enter(client)
    row = LocalClause.objects.get()
    assert "/confirm/" not in text_of(client.get(f"/standards/local/{row.pk}/"))
    answer = client.post(f"/standards/local/{row.pk}/confirm/", follow=True)
    assert "another person decides" in text_of(answer)
    assert LocalClause.objects.get().state == "proposed"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"wording": ""}, "This field is required."),
        ({"sector": "steam"}, "Select a valid choice."),
        ({"until": "2025-10-01"}, "The last day lies before the first."),
        ({"effective": "soon"}, "Enter a valid date."),
    ],
)
def test_a_faulty_entry_is_told_and_saves_nothing(client, officer, changed, said):
    answer = enter(client, **changed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not LocalClause.objects.exists()


def test_an_upload_that_is_no_page_is_refused_in_words(client, officer):
    answer = enter(client, page=make_upload(b"MZ\x90\x00 not a page", "page.exe"))
    assert answer.status_code == 422
    assert not LocalClause.objects.exists()


def test_the_same_article_twice_is_told_and_saved_once(client, officer):
    enter(client)
    assert "is entered already" in text_of(enter(client))
    assert LocalClause.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("enterprise", 403), ("street", 403), ("leader", 403), ("clerk", 200), ("inspector", 200)],
)
def test_who_may_enter_a_clause(client, role, status):
    client.force_login(make_user(role))
    assert client.get("/standards/local/new/").status_code == status


def test_a_proposal_is_seen_by_those_who_work_on_it_only(client):
    row = make_local_clause()
    client.force_login(make_user("enterprise"))
    for address in (
        f"/standards/local/{row.pk}/",
        f"/standards/local/{row.pk}/page/",
        f"/standards/clauses/{row.ref}/",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/standards/local/{row.pk}/confirm/").status_code == 404
    link = f'href="/standards/local/{row.pk}/?'
    assert link not in text_of(client.get("/standards/local/"))
    client.force_login(make_user("officer"))
    assert link in text_of(client.get("/standards/local/"))


def test_a_street_officer_sees_a_confirmed_clause_and_decides_nothing(client):
    row = make_local_clause(confirmed=True)
    client.force_login(make_user("street"))
    assert client.get(f"/standards/local/{row.pk}/").status_code == 200
    assert client.post(f"/standards/local/{row.pk}/retire/", {"reason": "x"}).status_code == 403


def test_a_clerk_retires_a_clause_with_a_remark(client):
    row = make_local_clause(confirmed=True)
    client.force_login(make_user("clerk"))
    assert "Say why" in text_of(client.post(f"/standards/local/{row.pk}/retire/", follow=True))
    client.post(f"/standards/local/{row.pk}/retire/", {"reason": "The pack holds it now."})
    assert LocalClause.objects.get().state == "retired"


def test_a_second_person_refuses_with_a_remark_and_the_author_takes_back(client):
    author = make_user("officer")
    first, second = make_local_clause(by=author), make_local_clause(by=author)
    client.force_login(make_user("inspector"))
    client.post(f"/standards/local/{first.pk}/refuse/", {"reason": "That is the draft."})
    client.force_login(author)
    client.post(f"/standards/local/{second.pk}/withdraw/")
    assert [row.state for row in LocalClause.objects.order_by("pk")] == ["refused", "refused"]
    assert "That is the draft." in text_of(client.get(f"/standards/local/{first.pk}/"))


@pytest.mark.parametrize("number", ["GB 35181-2025", "GB 99999-2026"])
def test_a_confirmed_clause_is_handed_on_as_an_entry_that_the_pack_accepts(
    client, tmp_path, number
):
    row = make_local_clause(
        confirmed=True,
        standard_number=number,
        condition="仍在使用",
        catch_all=True,
        sector="education" if "99999" in number else "fire",
    )
    client.force_login(make_user("clerk"))
    answer = client.post(f"/standards/local/{row.pk}/hand-on/")
    assert answer["Content-Disposition"].startswith("attachment")
    ours = tmp_path / "ours"
    (ours / "criteria").mkdir(parents=True)
    (ours / "criteria" / "clause.yaml").write_bytes(answer.content)
    assert loader.faults(PACKS / "cn", ours) == []
    entry = loader.load(PACKS / "cn", ours).criteria[f"LOCAL-{row.pk}"]
    assert (entry.clause, entry.selectable, entry.catch_all) == (row.article, True, True)
    assert yaml.safe_load(answer.content)["criteria"][0]["source"]


def test_a_proposal_is_not_handed_on(client):
    row = make_local_clause()
    client.force_login(make_user("clerk"))
    assert "Only a confirmed clause" in text_of(
        client.post(f"/standards/local/{row.pk}/hand-on/", follow=True)
    )


def test_a_clause_that_waits_is_counted_for_those_who_may_confirm_it_and_not_for_its_author(client):
    clause = make_local_clause()
    counts = {}
    for role, person in (
        ("author", clause.proposed_by),
        ("officer", make_user("officer")),
        ("street", make_user("street")),
    ):
        client.force_login(person)
        tabs = client.get("/standards/").context["tabs"]
        counts[role] = next(tab["count"] for tab in tabs if tab["address"] == "/standards/local/")
    assert counts == {"author": None, "officer": 1, "street": None}


def test_local_clauses_are_a_list_in_which_what_waits_stands_first(client):
    refused = make_local_clause(article="6.1", wording="灭火器过期")
    make_local_clause(confirmed=True, article="6.2")
    actions.refuse(refused, remark="x", by=make_user("officer"), at=NOON)
    make_local_clause(article="6.3", wording="安全出口锁闭")
    client.force_login(make_user("officer"))

    def listed(query):
        rows = client.get(f"/standards/local/?{query}").context["page"].rows
        return [row.name.split()[-1] for row in rows]

    assert listed("") == ["6.3", "6.2", "6.1"]
    assert listed("state=refused") == ["6.1"]
    assert listed("q=锁闭") == ["6.3"]
    client.force_login(make_user("enterprise"))
    assert listed("") == ["6.2"], "others see what is confirmed"
