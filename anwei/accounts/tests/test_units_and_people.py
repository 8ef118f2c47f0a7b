"""Units, posts and people, told through their pages."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anwei.accounts.actions import appointing, changing, enrolling, placing
from anwei.accounts.models import Tenure, Unit, UnitKind, User
from anwei.accounts.tests.factories import NOON, make_unit, make_user, sign_in
from anwei.audit import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> User:
    """The clerk of the office, signed in."""
    user = make_user("clerk", unit=make_unit(kind=UnitKind.OFFICE, name="Committee office"))
    sign_in(client, user)
    return user


def post(client: Client, address: str, /, *args: object, **given: object) -> HttpResponse:
    return client.post(
        reverse(f"accounts:{address}", args=args),
        {key: value for key, value in given.items() if value is not None},
    )


def test_a_clerk_adds_a_unit_below_another(client: Client, clerk: User) -> None:
    street = make_unit(kind=UnitKind.STREET, name="Elm Street")
    answer = client.post(
        f"{reverse('accounts:add_unit')}?parent={street.pk}",
        {"name": "Elm community", "kind": "community"},
    )
    assert answer.status_code == 302
    community = Unit.objects.get(name="Elm community")
    assert community.parent == street
    assert street.covers(community)
    assert trail.about(community).get().action == "accounts.unit_added"


def test_a_unit_without_a_name_is_refused_in_words_and_changes_nothing(
    client: Client, clerk: User
) -> None:
    before = Unit.objects.count()
    answer = post(client, "add_unit", name="", kind="department")
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert Unit.objects.count() == before


def test_only_departments_can_have_enforcement_power(client: Client, clerk: User) -> None:
    answer = post(client, "add_unit", name="Oak Works", kind="enterprise", enforcing="on")
    assert "Only a department has enforcement power." in answer.content.decode()


def test_a_code_already_taken_is_named(client: Client, clerk: User) -> None:
    make_unit(code="D1")
    assert (
        "Another unit has this code."
        in post(client, "add_unit", name="Second", kind="department", code="D1").content.decode()
    )


def test_moving_a_unit_takes_everything_below_along(client: Client, clerk: User) -> None:
    old, new = (
        make_unit(kind=UnitKind.STREET, name="Old street"),
        make_unit(kind=UnitKind.STREET, name="New street"),
    )
    community = make_unit(kind=UnitKind.COMMUNITY, parent=old)
    works = make_unit(kind=UnitKind.ENTERPRISE, parent=community)
    other = make_unit(kind=UnitKind.COMMUNITY, parent=old)
    assert (
        post(
            client, "move_unit", community.pk, parent="New street", reason="Borders redrawn"
        ).status_code
        == 302
    )
    for unit in (community, works, other):
        unit.refresh_from_db()
    assert new.covers(works)
    assert works.path == f"{community.path}{works.pk}/"
    assert old.covers(other)
    entry = trail.about(community).last()
    assert (entry.was, entry.now, entry.reason) == (
        {"parent": old.pk},
        {"parent": new.pk},
        "Borders redrawn",
    )


def test_a_unit_cannot_be_hung_below_itself(client: Client, clerk: User) -> None:
    street = make_unit(kind=UnitKind.STREET)
    community = make_unit(kind=UnitKind.COMMUNITY, parent=street, name="Pine community")
    answer = post(client, "move_unit", street.pk, parent="Pine community", reason="Mistake")
    assert "A unit cannot stand below itself" in answer.content.decode()
    street.refresh_from_db()
    assert street.parent is None
    assert community.path.startswith(street.path)


def test_a_stale_form_changes_nothing_and_says_so(client: Client, clerk: User) -> None:
    unit = make_unit(name="Before")
    stale = changing.seen(unit)
    placing.change_unit(unit, by=clerk, at=NOON, name="Meanwhile", kind=unit.kind)
    answer = post(client, "change_unit", unit.pk, name="Late", kind=unit.kind, as_seen=stale)
    assert "Someone else changed this unit meanwhile" in answer.content.decode()
    unit.refresh_from_db()
    assert unit.name == "Meanwhile"


def test_a_unit_with_open_accounts_is_not_closed(client: Client, clerk: User) -> None:
    officer = make_user("officer")
    answer = post(client, "close_unit", officer.unit.pk, reason="Merged")
    assert "still have open accounts" in answer.content.decode()
    enrolling.close_user(officer, by=clerk, at=NOON, reason="Left")
    assert post(client, "close_unit", officer.unit.pk, reason="Merged").status_code == 302
    officer.unit.refresh_from_db()
    assert not officer.unit.active
    assert post(client, "reopen_unit", officer.unit.pk, reason="Back").status_code == 302
    assert Unit.objects.get(pk=officer.unit.pk).active


def test_two_thousand_units_take_a_handful_of_statements(django_assert_max_num_queries) -> None:
    street = make_unit(kind=UnitKind.STREET)
    batch = [
        Unit(name=f"Works {number}", kind=UnitKind.ENTERPRISE, parent=street, code=f"C{number}")
        for number in range(2000)
    ]
    with django_assert_max_num_queries(45):
        added = placing.add_units_many(batch, by="system:tests", at=NOON)
    assert Unit.objects.below(street).count() == 2001
    assert added[7].path == f"{street.path}{added[7].pk}/"


def test_a_post_passes_from_one_person_to_the_next(client: Client, clerk: User) -> None:
    officer = make_user("officer", name="Second Holder")
    post(client, "add_post", officer.unit.pk, title="Director", in_charge="on")
    director = officer.unit.posts.get()
    first = appointing.fill_post(
        post=director, name="First Holder", since=date(2025, 1, 1), by=clerk, at=NOON
    )
    assert (
        post(client, "fill_post", director.pk, person=officer.pk, since="2026-11-01").status_code
        == 302
    )
    first.refresh_from_db()
    assert first.until == date(2026, 10, 31)
    second = director.tenures.get(until__isnull=True)
    assert (second.person, second.name) == (officer, "Second Holder")
    assert [entry.action for entry in trail.about(first)] == [
        "accounts.post_filled",
        "accounts.post_left",
    ]
    assert (
        "Second Holder"
        in client.get(reverse("accounts:unit", args=[officer.unit.pk])).content.decode()
    )


def test_a_post_has_one_holder_on_any_day() -> None:
    post_ = appointing.add_post(unit=make_unit(), title="Director", by="system:tests", at=NOON)
    given = {"post": post_, "by": "system:tests", "at": NOON}
    appointing.fill_post(name="First", since=date(2026, 1, 1), **given)
    with pytest.raises(changing.NotAllowed, match="First held this post in that time"):
        appointing.fill_post(name="Second", since=date(2025, 6, 1), **given)
    with pytest.raises(changing.NotAllowed, match="First held this post"):
        appointing.fill_post(name="Second", since=date(2025, 6, 1), until=date(2026, 1, 1), **given)
    earlier = appointing.fill_post(
        name="Earlier", since=date(2025, 6, 1), until=date(2025, 12, 31), **given
    )
    assert Tenure.objects.get(pk=earlier.pk).held_on(date(2025, 12, 31))


def test_leaving_a_post_before_the_first_day_is_refused(client: Client, clerk: User) -> None:
    post_ = appointing.add_post(unit=make_unit(), title="Director", by=clerk, at=NOON)
    tenure = appointing.fill_post(
        post=post_, name="First", since=date(2026, 1, 1), by=clerk, at=NOON
    )
    assert (
        "before the first"
        in post(client, "end_tenure", tenure.pk, on="2025-12-31").content.decode()
    )
    assert post(client, "end_tenure", tenure.pk, on="2026-06-30").status_code == 302
    assert (
        "ended already" in post(client, "end_tenure", tenure.pk, on="2026-07-01").content.decode()
    )


def test_a_clerk_makes_an_account_and_the_names_enter_the_trail_as_digests(
    client: Client, clerk: User
) -> None:
    unit = make_unit(name="Fire brigade", code="FB")
    answer = post(
        client,
        "add_person",
        name="Li Example",
        username="li",
        role="officer",
        unit="FB",
        phone="1380000",
    )
    li = User.objects.get(username="li")
    assert answer.url == reverse("accounts:person", args=[li.pk])
    assert (li.unit, li.has_usable_password()) == (unit, False)
    now = trail.about(li).get().now
    assert now["role"] == "officer"
    assert now["phone"].startswith("~")
    assert now["name"].startswith("~")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"username": "CLERKTAKEN"}, "There is an account of this name already."),
        ({"email": "Taken@example.org"}, "Another account has this mail address already."),
        ({"unit": ""}, "A person of this role needs a unit."),
        ({"unit": "Nowhere"}, "There is no such unit."),
        ({"unit": "Works of Oak"}, "People of an enterprise have the role for enterprises"),
        ({"role": "administrator", "unit": ""}, "Select a valid choice"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"username": "two words"}, "Enter a valid username"),
    ],
)
def test_nonsense_about_a_person_is_refused_in_words(
    client: Client, clerk: User, given: dict, words: str
) -> None:
    make_user("leader", username="clerktaken", email="taken@example.org")
    make_unit(kind=UnitKind.ENTERPRISE, name="Works of Oak")
    make_unit(name="Gas office")
    before = User.objects.count()
    answer = post(
        client,
        "add_person",
        **{"name": "Li", "username": "li", "role": "officer", "unit": "Gas office", **given},
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert User.objects.count() == before


def test_an_unclear_unit_is_answered_with_what_comes_near(client: Client, clerk: User) -> None:
    make_unit(name="Gas office north")
    answer = post(client, "add_person", name="Li", username="li", role="officer", unit="Gas office")
    assert "Near it: Gas office north" in answer.content.decode()


def test_a_new_role_works_from_the_next_page_on(clerk: User) -> None:
    leader, theirs = make_user("leader"), Client()
    sign_in(theirs, leader)
    page = reverse("accounts:add_person")
    assert theirs.get(page).status_code == 403
    enrolling.change_user(
        leader, by=clerk, at=NOON, username=leader.username, name=leader.name, role="clerk"
    )
    assert theirs.get(page).status_code == 200
    enrolling.change_user(
        leader, by=clerk, at=NOON, username=leader.username, name=leader.name, role="leader"
    )
    assert theirs.get(page).status_code == 403


def test_a_clerk_may_not_touch_administrators_nor_make_them(client: Client, clerk: User) -> None:
    chief = make_user("administrator")
    answer = post(
        client, "change_person", chief.pk, name="Hacked", username="chief", role="administrator"
    )
    assert "Accounts of this role are the administrator" in answer.content.decode()
    answer = post(client, "close_person", chief.pk, reason="Because")
    assert "Accounts of this role are the administrator" in answer.content.decode()
    client.post(reverse("accounts:invite", args=[chief.pk]))
    assert not chief.invitations.exists()
    with pytest.raises(changing.NotAllowed):
        enrolling.add_user(username="x", name="X", role="auditor", by=clerk, at=NOON)
    chief.refresh_from_db()
    assert chief.is_active


def test_nobody_raises_or_closes_the_own_account(client: Client, clerk: User) -> None:
    answer = post(
        client, "change_person", clerk.pk, name=clerk.name, username=clerk.username, role="leader"
    )
    assert "Nobody changes the own role or unit." in answer.content.decode()
    assert (
        "Nobody closes the own account."
        in post(client, "close_person", clerk.pk, reason="Tired").content.decode()
    )


def test_the_last_administrator_stays(client: Client) -> None:
    only, second = make_user("administrator"), make_user("administrator")
    enrolling.close_user(second, by=only, at=NOON, reason="Left")
    with pytest.raises(changing.NotAllowed, match="last administrator"):
        enrolling.close_user(only, by="system:tests", at=NOON, reason="Left")
    with pytest.raises(changing.NotAllowed, match="last administrator"):
        enrolling.change_user(
            only, by="system:tests", at=NOON, username="a", name="A", role="leader"
        )


def test_a_reason_is_demanded_for_closing_an_account(client: Client, clerk: User) -> None:
    leader = make_user("leader")
    assert post(client, "close_person", leader.pk, reason=" ").status_code == 422
    leader.refresh_from_db()
    assert leader.is_active


def test_an_enterprise_sees_only_its_own_people() -> None:
    mine, others = make_user("enterprise"), make_user("enterprise")
    browser = sign_in(Client(), mine)
    assert browser.get(reverse("accounts:person", args=[mine.pk])).status_code == 200
    assert browser.get(reverse("accounts:person", args=[others.pk])).status_code == 404
    assert browser.get(reverse("accounts:unit", args=[others.unit.pk])).status_code == 404
    listed = browser.get(reverse("people")).content.decode()
    assert mine.name in listed
    assert others.name not in listed
    assert browser.get(reverse("accounts:units")).url == reverse(
        "accounts:unit", args=[mine.unit.pk]
    )


def test_a_leader_sees_everybody_and_changes_nothing() -> None:
    officer = make_user("officer")
    browser = sign_in(Client(), make_user("leader"))
    page = browser.get(reverse("accounts:person", args=[officer.pk]))
    assert page.status_code == 200
    assert reverse("accounts:change_person", args=[officer.pk]) not in page.content.decode()
    assert (
        browser.post(
            reverse("accounts:close_person", args=[officer.pk]), {"reason": "x"}
        ).status_code
        == 403
    )


def test_enterprises_come_page_by_page_and_are_found_by_name_or_code(
    client: Client, clerk: User, django_assert_max_num_queries
) -> None:
    street = make_unit(kind=UnitKind.STREET)
    batch = [
        Unit(
            name=f"Works {number:03}",
            kind=UnitKind.ENTERPRISE,
            parent=street,
            code=f"9151{number:03}",
        )
        for number in range(120)
    ]
    placing.add_units_many(batch, by="system:tests", at=NOON)
    with django_assert_max_num_queries(12):
        first = client.get(reverse("enterprises"), {"size": 50})
    page = client.get(f"{reverse('enterprises')}?{first.context['page'].next}").content.decode()
    assert "Works 050" in page
    assert "Works 049" not in page
    assert "Works 007" in client.get(reverse("enterprises"), {"q": "9151007"}).content.decode()
    assert "Nothing matches" in client.get(reverse("enterprises"), {"q": "zzz"}).content.decode()


def test_the_tree_costs_the_same_whatever_its_size(
    client: Client, clerk: User, django_assert_max_num_queries
) -> None:
    for _ in range(15):
        make_unit(kind=UnitKind.COMMUNITY, parent=make_unit(kind=UnitKind.STREET))
    with django_assert_max_num_queries(9):
        assert client.get(reverse("accounts:units")).status_code == 200
