"""Preview as a role: shown as the role sees, nothing changed, begin and end on the trail."""

import re

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from anwei.accounts import middleware, preview
from anwei.accounts.models import NotAPerson, Previewed, Unit, UnitKind, User
from anwei.accounts.tests.factories import make_unit, make_user, sign_in
from anwei.audit import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client: Client) -> User:
    """The administrator, signed in."""
    user = make_user("administrator", name="Chief")
    sign_in(client, user)
    return user


def begin(client: Client, role: str, unit: Unit | None = None) -> None:
    answer = client.post(
        reverse("accounts:preview"), {"role": role, "unit": unit.name if unit else ""}
    )
    assert answer.status_code == 302, answer.content.decode()


def test_an_enterprise_is_previewed_as_it_sees(client: Client, chief: User) -> None:
    works = make_unit(kind=UnitKind.ENTERPRISE, name="Oak Works")
    mine, others = make_user("enterprise", unit=works), make_user("enterprise")
    begin(client, "enterprise", works)
    page = client.get(reverse("people")).content.decode()
    assert mine.name in page
    assert others.name not in page
    assert "Oak Works" in page.split("<main")[0], "the banner says whose eyes these are"
    assert client.get(reverse("accounts:unit", args=[others.unit.pk])).status_code == 404
    assert client.get(reverse("accounts:add_person")).status_code == 403


def test_nothing_can_be_changed_while_previewing_but_its_end(client: Client, chief: User) -> None:
    begin(client, "clerk")
    before = User.objects.count()
    given = {"name": "Li", "username": "li", "role": "leader"}
    for answer in (
        client.post(reverse("accounts:add_person"), given),
        client.post(reverse("accounts:theme"), {"theme": "dark"}),
        client.post(reverse("accounts:preview"), {"role": "leader"}),
        client.post(reverse("account_logout")),
        client.put(reverse("people")),
        client.delete(reverse("people")),
    ):
        assert answer.status_code == 403
        assert "Not while previewing" in answer.content.decode()
    assert User.objects.count() == before
    chief.refresh_from_db()
    assert chief.theme == "auto"
    client.post(reverse("accounts:stop_preview"))
    assert client.post(reverse("accounts:add_person"), given).status_code == 302


@pytest.mark.parametrize(
    "name", ["accounts:profile", "mfa_index", "account_change_password", "mfa_view_recovery_codes"]
)
def test_the_administrators_own_pages_are_not_shown_meanwhile(
    client: Client, chief: User, name: str
) -> None:
    begin(client, "leader")
    assert client.get(reverse(name)).status_code == 403


def test_begin_and_end_are_on_the_trail_under_the_administrators_name(
    client: Client, chief: User
) -> None:
    office = make_unit(name="Gas office")
    begin(client, "officer", office)
    client.post(reverse("accounts:stop_preview"))
    entries = list(trail.about(chief).order_by("-id")[:2])
    assert [entry.action for entry in entries] == [
        "accounts.preview_ended",
        "accounts.preview_started",
    ]
    assert entries[1].now == {"role": "officer", "unit": office.pk}
    assert {entry.actor for entry in entries} == {trail.name_of(chief)}


@pytest.mark.parametrize("role", ["clerk", "leader", "officer", "auditor"])
def test_only_an_administrator_previews(role: str) -> None:
    browser = sign_in(Client(), make_user(role))
    assert browser.get(reverse("accounts:preview")).status_code == 403
    assert browser.post(reverse("accounts:preview"), {"role": "clerk"}).status_code == 403


def test_a_planted_preview_gives_nobody_else_anything() -> None:
    browser = sign_in(Client(), make_user("enterprise"))
    session = browser.session
    session[preview.KEY] = {"role": "clerk", "unit": None}
    session.save()
    assert browser.get(reverse("accounts:add_person")).status_code == 403
    assert preview.KEY not in browser.session


def test_losing_the_right_ends_a_running_preview(client: Client, chief: User) -> None:
    begin(client, "clerk")
    User.objects.filter(pk=chief.pk).update(role="leader")
    assert client.get(reverse("accounts:add_person")).status_code == 403
    assert preview.KEY not in client.session


def test_administrators_are_not_previewed_and_bound_roles_need_a_unit(
    client: Client, chief: User
) -> None:
    assert client.post(reverse("accounts:preview"), {"role": "administrator"}).status_code == 422
    assert (
        "needs a unit"
        in client.post(reverse("accounts:preview"), {"role": "officer"}).content.decode()
    )


def test_a_preview_that_lacks_its_unit_says_so_at_the_unit_and_speaks_of_no_saving(
    client: Client, chief: User
) -> None:
    page = client.post(reverse("accounts:preview"), {"role": "enterprise"})
    shown = page.content.decode()
    assert page.context["form"].errors == {"unit": ["A person of this role needs a unit."]}
    assert re.search(r'for="id_unit">Unit <span class="mark"', shown)
    assert "The preview has not begun" in shown
    assert "Nothing was saved yet" not in shown


def test_the_made_up_person_cannot_be_saved_or_deleted() -> None:
    nobody = Previewed(pk=-1, role="leader", name="x", username="")
    with pytest.raises(NotAPerson):
        nobody.save()
    with pytest.raises(NotAPerson):
        nobody.delete()


def through(client: Client, view) -> HttpResponse:
    """The preview middleware around a view of our own, with the session of the client."""
    request = RequestFactory().get("/somewhere/")
    request.session = client.session
    request.user = User.objects.get(role="administrator")
    return middleware.preview(view)(request)


def test_a_page_that_writes_after_all_is_stopped_at_the_database(
    client: Client, chief: User
) -> None:
    begin(client, "clerk")

    def writes(request: HttpRequest) -> HttpResponse:
        User.objects.filter(pk=chief.pk).update(theme="dark")
        return HttpResponse()

    with pytest.raises(preview.PreviewChangesNothing), transaction.atomic():
        through(client, writes)
    chief.refresh_from_db()
    assert chief.theme == "auto"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET theme = 'light'")


def test_nothing_is_handed_out_while_previewing(client: Client, chief: User) -> None:
    begin(client, "auditor")
    taken = through(
        client,
        lambda request: HttpResponse(
            "secret", headers={"Content-Disposition": "attachment; filename=x.csv"}
        ),
    )
    assert taken.status_code == 403
    assert b"secret" not in taken.content
