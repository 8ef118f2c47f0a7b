"""The pages of accounts, for everybody: nothing axe or the security policy complains of, in both languages."""

import pytest
from django.urls import reverse

from anwei.accounts.tests.cast import make_cast
from anwei.accounts.tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), [("en-US", 1440), ("zh-CN", 390)])
def test_pages_are_accessible_and_keep_the_policy(
    chromium, live_server, violations, language: str, width: int
) -> None:
    cast = make_cast()
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    officer, chief = cast.people["officer"], cast.people["administrator"]
    page.goto(f"{live_server.url}{reverse('account_login')}")
    assert violations(page) == []
    page.fill("[name=login]", chief.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button.btn-primary")
    page.wait_for_url(lambda url: reverse("account_login") not in url)
    pages = [
        ("accounts:units", []), ("accounts:unit", [cast.department.pk]), ("enterprises", []), ("people", []),
        ("accounts:person", [officer.pk]), ("accounts:change_person", [officer.pk]), ("accounts:close_person", [officer.pk]),
        ("accounts:profile", []), ("invitations", []), ("accounts:preview", []), ("mfa_index", []), ("account_change_password", []),
    ]  # fmt: skip
    found = {}
    for name, args in pages:
        page.goto(f"{live_server.url}{reverse(name, args=args)}")
        wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        if faults := [*violations(page, "main"), *(["wider than the screen"] if wide else [])]:
            found[name] = faults
    assert found == {}
    assert complaints == []
    context.close()
