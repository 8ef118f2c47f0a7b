"""The page of a list, through its address."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from anwei.accounts.models import UnitKind, User
from anwei.accounts.tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


def entered(role="clerk", **given):
    client = Client()
    client.force_login(
        make_user(role, **given), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def names(response):
    return [row.cells[0].text for row in response.context["page"].rows]


def follow(client, response, which):
    return client.get(f"/units/?{getattr(response.context['page'], which)}")


def test_a_list_shows_its_rows_and_its_total():
    for name in ("Fire", "Gas"):
        make_unit(name=name)
    response = entered().get("/units/")
    assert names(response) == ["Fire", "Gas"]
    assert "2 units" in response.content.decode()


def test_who_may_not_see_the_list_is_refused():
    assert entered("street").get("/people/").status_code == 403


def test_a_street_sees_only_itself_in_rows_total_and_count():
    make_unit(name="Elsewhere")
    client = entered("street", unit=make_unit(name="East", kind=UnitKind.STREET))
    assert names(client.get("/units/")) == ["East"]
    assert (
        client.get("/lists/units/total/").content.decode().strip()
        == '<span id="list-total">1 unit</span>'
    )


def test_pages_follow_each_other_by_key_and_back_again():
    for number in range(60):
        make_unit(name=f"Unit {number:02}")
    client = entered()
    first = client.get("/units/")
    second = follow(client, first, "next")
    third = follow(client, second, "next")
    assert names(first) + names(second) + names(third) == [
        f"Unit {number:02}" for number in range(60)
    ]
    assert third.context["page"].next == ""
    assert names(follow(client, third, "previous")) == names(second)
    assert names(follow(client, second, "end")) == [f"Unit {number:02}" for number in range(35, 60)]
    assert names(follow(client, third, "start")) == names(first)


def test_a_row_added_meanwhile_neither_doubles_nor_hides_another():
    for number in range(30):
        make_unit(name=f"Unit {number:02}")
    client = entered()
    first = client.get("/units/")
    make_unit(name="A new one")
    assert names(follow(client, first, "next")) == [f"Unit {number:02}" for number in range(25, 30)]


@pytest.mark.parametrize("sort", ["code", "-code"])
def test_rows_without_a_value_come_last_and_are_paged_like_the_others(sort):
    for number in range(30):
        make_unit(name=f"Coded {number:02}", code=f"{number:03}")
    for number in range(30):
        make_unit(name=f"Bare {number:02}")
    client = entered()
    seen, response = [], client.get(f"/units/?sort={sort}")
    forward = [names(response)]
    while response.context["page"].next:
        response = follow(client, response, "next")
        forward.append(names(response))
    seen = [name for page in forward for name in page]
    assert len(seen) == len(set(seen)) == 60
    assert all(name.startswith("Coded") for name in seen[:30])
    assert seen[0] == ("Coded 00" if sort == "code" else "Coded 29")
    back = []
    while response.context["page"].previous:
        response = follow(client, response, "previous")
        back.append(names(response))
    assert back[-1] == forward[0]


def test_a_filter_narrows_and_its_chip_takes_it_away():
    make_unit(name="East", kind=UnitKind.STREET)
    make_unit(name="Fire")
    client = entered()
    response = client.get("/units/?kind=street")
    assert names(response) == ["East"]
    (chip,) = response.context["chips"]
    assert (chip.label, chip.words) == ("Kind", "Street office")
    assert names(client.get(f"/units/?{chip.without}")) == ["East", "Fire"]


def test_a_unit_filter_counts_the_units_below_and_is_found_by_typing():
    east = make_unit(name="East street", kind=UnitKind.STREET)
    make_unit(name="Lane", kind=UnitKind.COMMUNITY, parent=east)
    make_unit(name="West street", kind=UnitKind.STREET)
    client = entered()
    assert names(client.get(f"/units/?unit={east.pk}")) == ["East street", "Lane"]
    assert names(client.get("/units/?unit.find=east")) == ["East street", "Lane"]
    assert names(client.get(f"/units/?unit={east.pk}&unit.find=street")) == ["East street", "Lane"]
    assert "several units are called so" in client.get("/units/?unit.find=street").content.decode()
    assert "East street" in client.get("/lists/units/units/unit/?unit.find=east").content.decode()


def test_an_enterprise_cannot_filter_by_units_it_may_not_know_of():
    other = make_unit(name="Rival", kind=UnitKind.ENTERPRISE)
    client = entered("enterprise")
    assert "Rival" not in client.get("/lists/units/units/unit/?unit.find=Rival").content.decode()
    assert "was left out" in client.get(f"/units/?unit={other.pk}").content.decode()


def test_quick_search_finds_parts_of_names_and_codes():
    make_unit(name="高新区应急管理局", code="AJ-2026-7")
    make_unit(name="Gas")
    client = entered()
    for typed in ("应急", "局", "2026", "aj-2"):
        assert names(client.get("/units/", {"q": typed})) == ["高新区应急管理局"]
    assert "Nothing matches" in client.get("/units/?q=消防").content.decode()


def test_columns_are_chosen_ordered_and_kept_in_every_link():
    make_unit(name="Fire", code="F")
    response = entered().get("/units/?cols=both,whole,name")
    (row,) = response.context["page"].rows
    assert [cell.text for cell in row.cells] == ["Fire (F)", "Fire", "Fire"]
    assert "cols=both%2Cwhole%2Cname" in response.context["columns"][2]["sort"]


def test_a_column_that_needs_a_right_is_not_given_to_others_however_they_ask():
    make_unit(name="Fire")
    assert "Path" not in entered("leader").get("/units/?cols=secret").content.decode()
    assert "Path" in entered("clerk").get("/units/?cols=name,secret").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "after=%00", "after=abc", "after=W10", "after=bnVsbA", "before=W251bGwsMSwxXQ", "after=WyJ4IiwtMSwwXQ", "end=1&after=zzz",
        "sort=nonsense", "sort=-secret", "cols=nothing", "size=7", "density=huge", "kind=%00", "kind=street&kind=evil",
        "unit=99999999999999999999999999", "unit=-1", "unit=%C2%B2", "unit.find=%00", "called=%00", "called=%25_%5C", "q=%00%00", "q=%27%22%3B--",
        "enforcing=2", "foo=bar&baz=1", "q=" + "x" * 5000, "view=", "size=25&size=50", "after=" + "W" * 3000, "q=(((&sort=-code&end=1",
    ],
)  # fmt: skip
def test_a_forged_address_is_answered_in_words(query):
    make_unit(name="Fire", code="1")
    answer = entered().get(f"/units/?{query}")
    # NUL is refused for every page before a list reads it.
    assert answer.status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize(
    "query",
    [
        "joined=2026-13-01..",
        "joined=..",
        "joined=0001-01-01..9999-12-31",
        "joined=2026-02-01..2026-01-01",
        "joined=abc",
    ],
)
def test_days_that_are_none_are_left_out_and_named(query):
    response = entered().get(f"/people/?{query}")
    assert "was left out" in response.content.decode()


def test_a_moment_is_filtered_by_the_days_of_the_zone():
    User.objects.filter(pk=make_user("leader", name="Today").pk).update(date_joined=timezone.now())
    midnight = datetime(2025, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    User.objects.filter(pk=make_user("leader", name="March").pk).update(date_joined=midnight)
    client = entered()
    assert [
        row.cells[1].text
        for row in client.get("/people/?joined=2025-03-01..2025-03-01").context["page"].rows
    ] == ["March"]
    assert not client.get("/people/?joined=..2025-02-28").context["page"].rows
    response = client.get("/people/?joined=today")
    assert [row.cells[1].text for row in response.context["page"].rows] == ["Today"]
    assert response.context["chips"][0].words == "today"


def test_sort_by_moment_without_a_value_takes_marks_of_both_kinds():
    client = entered()
    for _number in range(30):
        make_user("leader")
    page = client.get("/people/").context["page"]
    assert len(client.get(f"/people/?{page.next}").context["page"].rows) == 6


def test_htmx_gets_the_table_alone():
    response = entered().get("/units/", headers={"HX-Request": "true", "HX-Target": "list"})
    text = response.content.decode().strip()
    assert text.startswith('<div id="list"')
    assert "<html" not in text
    assert "HX-Request" in response["Vary"]


def test_a_longer_list_costs_no_more_queries(django_assert_max_num_queries):
    client = entered()
    for number in range(60):
        make_unit(name=f"Unit {number:02}", code=str(number), parent=None)
    client.get("/units/")
    with django_assert_max_num_queries(8):
        response = client.get("/units/?cols=name,parent,whole&kind=department&unit=1&q=unit&all=1")
    with django_assert_max_num_queries(8):
        client.get(f"/units/?{response.context['page'].next}")


def test_the_way_on_inside_the_list_and_back_to_the_same_place():
    units = [make_unit(name=f"Unit {number:02}", kind=UnitKind.STREET) for number in range(3)]
    make_unit(name="Unit 01b")
    client = entered()
    page = client.get("/units/?kind=street").content.decode()
    address = re.search(rf'href="(/units/{units[1].pk}/\?in=[^"]+)"', page)[1].replace("&amp;", "&")
    previous, following, back = client.get(address).content.decode().split("\n")
    assert previous.startswith(f"/units/{units[0].pk}/?in=")
    assert following.startswith(f"/units/{units[2].pk}/?in=")
    assert names(client.get(back)) == ["Unit 00", "Unit 01", "Unit 02"]
    assert client.get(following).content.decode().split("\n")[1] == ""


def test_many_rows_are_counted_up_to_a_bound_and_exactly_apart(monkeypatch):
    monkeypatch.setattr("anwei.lists.pages.COUNTED", 20)
    for number in range(30):
        make_unit(name=f"Unit {number:02}")
    client = entered()
    text = client.get("/units/").content.decode()
    assert "over 20" in text
    assert "/lists/units/total/?" in text
    assert "30 units" in client.get("/lists/units/total/").content.decode()
