"""The frame every page stands in, as a browser sees it."""

import pytest

from anwei.accounts.tests.factories import make_user
from tests.browser.watching import watched_page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_watch_sees_breaches_and_foreign_hosts(chromium, live_server):
    faults = []
    context = chromium.new_context(base_url=live_server.url)
    page = watched_page(context, live_server.url, faults)
    page.goto("/robots.txt")
    page.goto("/accounts/login/")
    assert not faults
    page.evaluate(
        "{ const s = document.createElement('style'); s.textContent = 'p{}'; document.body.append(s) }"
    )
    page.evaluate("fetch('https://example.invalid/').catch(() => 0)")
    page.evaluate("setTimeout(() => { throw Error('a script fault') })")
    page.wait_for_timeout(300)
    context.close()
    told = "\n".join(faults)
    assert "policy breach: style-src" in told
    assert "policy breach: connect-src" in told
    assert "a script fault" in told


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_person_signs_in_by_name_and_password(new_page, axe, width, language):
    person = make_user("clerk")
    person.set_password("a long enough phrase")
    person.save()
    page = new_page(width=width, language=language)
    page.goto("/")
    axe(page)
    page.fill("input[name=login]", person.username)
    page.fill("input[name=password]", "a long enough phrase")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    axe(page)
    wider = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("dark", [False, True])
def test_a_signed_in_page_passes_the_reading_rules(new_page, sign_in, axe, dark):
    page = new_page(dark=dark)
    sign_in(page, "leader")
    answer = page.goto("/")
    assert answer.status == 200
    axe(page)
