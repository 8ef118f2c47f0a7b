"""Every page of the product, walked through its links in the sample zone and read in the browser.

Each address is opened once, by the first role that finds it: at a desk in English by day, and on a
phone in Chinese by night. A page that no link leads to fails, unless it is named here with its reason.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Page

from anwei.accounts.models import User
from anwei.committee.actions import drafting, proving, recurring, tasking
from anwei.committee.actions.recurring import Rhythm
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import Resolution
from anwei.committee.tests.measuring import NOTICES
from anwei.demo.zone import LOGINS
from anwei.hazards.models import Hazard
from anwei.imports.tests import ledgers
from anwei.imports.tests.factories import rehearsed
from anwei.jobs.work import run_all
from anwei.messaging.tests.factories import make_channel
from anwei.responsibility.models import Building, Site
from anwei.responsibility.tests.factories import make_proposal, make_rule, make_run
from anwei.standards.tests.factories import make_local_clause
from tests.browser.people import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Cases looked into for the steps they offer, by each role.
CASES = 12
LINK = re.compile(rb"""(?:href|hx-get)="([^"#]+)""")


def names(patterns: list, space: str = "") -> Iterator[str]:
    """The names of the addresses that need no arguments, with their rooms."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and not pattern.pattern.converters:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name and not pattern.pattern.regex.groups:
            yield space + pattern.name


def signed_in(person: User) -> Client:
    """The person at a test client."""
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


class Walk:
    """One person's way through the links; `pages` are those that nobody found before."""

    def __init__(self, person: User, known: dict[str, tuple[User, str]]) -> None:
        self.person, self.known = person, known
        self.client = signed_in(person)
        self.cases = 0
        self.met: set[str] = set()

    def begin(self, *more: str) -> None:
        """From every address that needs no argument, follow each link to a kind of page not met yet."""
        waiting = [*more, *(reverse(name) for name in names(get_resolver().url_patterns))]
        while waiting:
            path = waiting.pop()
            answer = self.client.get(path, follow=True)
            path = answer.request["PATH_INFO"] if answer.redirect_chain else path
            if answer.streaming:
                answer.close()
            elif answer.status_code == 200 and b"<html" in answer.content:
                self.known.setdefault(kind(path), (self.person, path))
                waiting += [link for link in links(answer.content, path) if self.is_new(link)]

    def is_new(self, path: str) -> bool:
        """Whether the link leads somewhere this walk has not been."""
        found = kind(path)
        if found == "hazards:detail" and path not in self.met and self.cases < CASES:
            self.cases += 1
            self.met.add(path)
            return True
        if not found or found in self.met or path.partition("?")[0] in self.met:
            return False
        self.met.add(found)
        return True


def links(content: bytes, page: str) -> list[str]:
    """The addresses of this site that a page leads to."""
    found = [match.decode().replace("&amp;", "&") for match in LINK.findall(content)]
    here = page.partition("?")[0]
    return [here + link if link.startswith("?") else link for link in found if link[:1] in "/?"]


def kind(path: str) -> str:
    """The name of the address; steps of a case each count as a page of their own. Empty: not ours."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    if found.view_name == "hazards:step":
        return f"hazards:step {found.kwargs['verb']}"
    return found.view_name or ""


def furnish(folder: Path) -> list[str]:
    """The sample zone, and what its people make only later: a ledger, rules, proposals, a building, an export.

    Answers where the clerk lands who is about to do something to many rows.
    """
    call_command("demo", hazards=300, enterprises=60, language="en", verbosity=0)
    hazard = Hazard.objects.select_related("site__enterprise").filter(site__isnull=False).first()
    row = [
        "1",
        hazard.site.name,
        hazard.site.address,
        hazard.found_on,
        hazard.description,
        "一般",
        "",
        "",
        "",
        "",
    ]
    rehearsed(
        ledgers.write_xlsx(
            folder / "ledger.xlsx",
            [ledgers.HEAD, row, ["2", "", "", "no day", "", "", "", "", "", ""]],
        )
    )
    make_run(make_rule())
    make_proposal()
    make_local_clause()
    make_channel("https://oapi.dingtalk.com/robot/send?access_token=invented")
    building = Building.objects.create(name="Trade tower", street=hazard.site.territory)
    Site.objects.filter(pk=hazard.site_id).update(building=building)
    clerk = signed_in(User.objects.get(username="clerk"))
    clerk.post("/lists/hazards/export/", {"format": "csv"})
    chosen = clerk.post(
        "/lists/hazards/select/", {"action": "assign", "which": "all", "state": "status=registered"}
    )
    run_all(timezone.now())
    clerk_user = User.objects.get(username="clerk")
    return [chosen["Location"], *proven(clerk_user), *read_in(clerk_user)]


def proven(clerk: User) -> list[str]:
    """A task that is counted from cases, its resolution, one that still lacks them, and a task that comes back."""
    at, today = timezone.now(), timezone.localdate()
    resolution = Resolution.objects.filter(state="open").latest("pk")
    units = [User.objects.get(username=login).unit for login in ("officer", "street1.1")]
    handed = [Handed("Prove it by cases", unit, today) for unit in units]
    task, bare = tasking.issue(handed, Origin(resolution=resolution), by=clerk, at=at)
    proving.point(task, "family=open&family=fixed", by=clerk, at=at)
    rhythm = Rhythm("Report the month", "month", today.replace(day=1))
    rule = recurring.set_up(rhythm, units, by=clerk, at=at)
    recurring.hand_out(rule, by="system:worker", at=at)
    run_all(timezone.now())
    return [
        f"{reverse('committee:task_proof', args=[bare.number])}?list=family%3Dopen",
        reverse("committee:recurring_rule", args=[rule.pk]),
        reverse("committee:resolution", args=[resolution.pk]),
        reverse("committee:task", args=[task.number]),
    ]


def read_in(clerk: User) -> list[str]:
    """A paper that waits to be confirmed, and a directive that became points."""
    at = timezone.now()
    papers = [NOTICES / "tuned" / f"{name}.txt" for name in ("two_bodies_en", "directive_en")]
    waiting, decided = (
        drafting.keep(
            ContentFile(paper.read_bytes(), name=paper.name),
            paper.read_text(encoding="utf-8"),
            by=clerk,
            at=at,
        )
        for paper in papers
    )
    orders = [None] * len(decided.reading["requirements"])
    sheet = drafting.Sheet("Notice on winter fire prevention", timezone.localdate())
    directive = drafting.confirm_directive(decided, sheet, orders, by=clerk, at=at)
    return [
        reverse("committee:draft", args=[waiting.pk]),
        reverse("committee:directive", args=[directive.pk]),
    ]


def walked(folder: Path) -> dict[str, tuple[User, str]]:
    """Every kind of page in a furnished zone, with who found it where."""
    more = furnish(folder)
    known: dict[str, tuple[User, str]] = {}
    for login in LOGINS:
        Walk(User.objects.get(username=login), known).begin(*more)
    return known


# What another width and another light can spoil on a page whose every rule held at the desk.
LOOKS = {"runOnly": ["color-contrast", "target-size", "link-in-text-block"]}


def faults_of(
    page: Page, path: str, violations: Callable[..., list[str]], shot: str, **rules: dict
) -> list[str]:
    """What is wrong with a page as this browser shows it."""
    page.complaints.clear()
    page.goto(path)
    # Panels and totals come after the page; there is nothing to read in them before.
    while page.evaluate("!!document.querySelector('.htmx-request')"):
        page.wait_for_timeout(20)
    found = [f"{path} {line}" for line in violations(page, **rules)]
    if sideways(page):
        found.append(f"{path} scrolls sideways at {page.viewport_size['width']} pixels")
    if folder := os.environ.get("ANWEI_SHOTS"):
        page.screenshot(path=Path(folder, f"{shot}.png"), full_page=True)
    return found + [f"{path} {line}" for line in page.complaints]


def test_every_page_meets_wcag_keeps_the_policy_and_fits_its_screen(
    new_page, sign_in, violations, tmp_path
):
    known = walked(tmp_path)
    assert len(known) >= 90, sorted(known)
    desk, phone = new_page(), new_page(width=390, language="zh-CN", dark=True)
    faults, at_the_desk = [], None
    for found, (person, path) in known.items():
        if person != at_the_desk:
            sign_in(desk, person)
            sign_in(phone, person)
            at_the_desk = person
        name = re.sub(r"[^a-z]+", "-", found)
        faults += faults_of(desk, path, violations, f"{name}-desk")
        faults += faults_of(phone, path, violations, f"{name}-phone", rules=LOOKS)
    assert not faults, "\n".join(faults)
