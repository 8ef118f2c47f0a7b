"""The pages of the trail, through the door people use."""

import gzip
import json
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from anwei.accounts.tests.factories import make_user
from anwei.audit import actions, handing, queries, trail, verify
from anwei.audit.heads import read
from anwei.audit.tests.factories import DAY, NOON, make_trail, write
from anwei.config.pages.trail import words
from anwei.config.pages.trail.lists import ENTRIES
from anwei.hazards.tests.factories import Cast, make_hazard
from anwei.jobs.models import Job, State
from anwei.jobs.work import run_all
from anwei.lists.export import table
from anwei.responsibility.tests.factories import make_site

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3650)


@pytest.fixture(autouse=True)
def plain_mail(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def signed_in(client: Client, role: str = "auditor") -> Client:
    client.force_login(make_user(role))
    return client


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("clerk", 200), ("leader", 200), ("auditor", 200), ("officer", 403),
     ("inspector", 403), ("street", 403), ("enterprise", 403), ("expert", 403)],
)  # fmt: skip
def test_who_may_read_the_record(client, role, status):
    make_trail(days=1)
    signed_in(client, role)
    number = queries.entries().order_by("id").first().id
    for address in (
        reverse("audit:entries"),
        reverse("audit:entry", args=[number]),
        reverse("audit:heads"),
        reverse("audit:head_file", args=["2026-11-23"]),
        reverse("audit:head_sheet", args=["2026-11-23"]),
        reverse("audit:keys"),
    ):
        assert client.get(address).status_code == status, address


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 200), ("administrator", 200), ("clerk", 403), ("leader", 403)]
)
def test_who_may_take_the_record_out(client, role, status):
    make_trail(days=1)
    assert signed_in(client, role).post(reverse("audit:export")).status_code == status


def listed(client: Client, **query: str) -> list[str]:
    """The subjects shown, those of this test only."""
    page = client.get(reverse("audit:entries"), query)
    rows = [{cell.column.key: cell.text for cell in row.cells} for row in page.context["page"].rows]
    return sorted(row["subject"] for row in rows if row["subject"].startswith("Hazard "))


def test_the_list_names_people_and_is_narrowed_by_person_subject_action_and_day(client):
    anna = make_user("clerk", name="Anna")
    trail.record("hazards.closed", "hazards.hazard:41", by=anna, at=NOON)
    trail.record("hazards.opened", "hazards.hazard:42", by="system:x", at=NOON + DAY)
    trail.record("hazards.opened", "hazards.hazard:44", by="accounts.user:gone", at=NOON + DAY)
    signed_in(client)
    one, two, four = "Hazard 41", "Hazard 42", "Hazard 44"
    shown = text(client.get(reverse("audit:entries")))
    assert "Anna" in shown
    assert "accounts.user:gone" in shown
    assert listed(client) == [one, two, four]
    assert listed(client, actor="Anna") == listed(client, actor=anna.username) == [one]
    assert listed(client, actor="system:x") == [two]
    assert listed(client, subject="hazards.hazard:42") == [two]
    assert listed(client, action="hazards.closed") == [one]
    assert listed(client, action="hazards.") == [one, two, four]
    # 23:00 UTC of the 22nd is the morning of the 23rd in the zone.
    trail.record("hazards.closed", "hazards.hazard:43", by=anna, at=NOON - timedelta(hours=5))
    assert listed(client, day="2026-11-23..2026-11-23") == [one, "Hazard 43"]


def told(client: Client, **query: str) -> list[tuple[str, str]]:
    """What happened and to what, newest first."""
    rows = client.get(reverse("audit:entries"), query).context["page"].rows
    cells = [{cell.column.key: cell.text for cell in row.cells} for row in rows]
    return [(row["what"], row["subject"]) for row in cells]


def test_an_entry_about_a_hazard_says_which_and_what_happened(client):
    hazard = make_hazard(Cast())
    signed_in(client)
    assert told(client, action="hazards.")[0] == ("Registered", f"Hazard {hazard.number}")
    [row] = client.get(reverse("audit:entries"), {"action": "hazards."}).context["page"].rows
    page = client.get(row.address).content.decode()
    assert f'<a href="/hazards/{hazard.number}/">Hazard {hazard.number}</a>' in page
    assert "Registered" in page and "hazards.registered" in page


def test_whatever_an_entry_is_about_it_is_named_and_what_is_gone_as_the_entry_names_it(client):
    user, site = make_user("officer", name="Anna"), make_site(name="Old Mill")
    trail.record("accounts.user_closed", user, by="system:x", at=NOON)
    trail.record("responsibility.site_closed", site, by="system:x", at=NOON)
    trail.record(
        "responsibility.enterprise_taken_out",
        "responsibility.enterprise:999999",
        by="system:x",
        at=NOON,
        was={"name": "Mill Ltd"},
    )
    trail.record("documents.stored", "documents.document:999999", by="system:x", at=NOON, now={"name": "~key:12"})  # fmt: skip
    trail.record("audit.verified", "audit.chain", by="system:x", at=NOON)
    signed_in(client)
    assert told(client, actor="system:x") == [
        ("Record checked", "The record"),
        ("File stored", "File 999999"),
        ("Enterprise taken out with its ledger", "Enterprise Mill Ltd"),
        ("Site closed", "Site Old Mill"),
        ("Account closed", "Account Anna"),
    ]
    with override("zh-hans"):
        assert words.told("responsibility.site_closed") == "关闭场所"
        assert words.of_subject("responsibility.site:1", "Old Mill") == "场所 Old Mill"


@pytest.mark.parametrize(
    ("role", "row"),
    [
        ("administrator", ["accounts.user:{pk}", "Anna"]),
        ("auditor", ["accounts.user:{pk}"]),
    ],
)
def test_a_file_of_the_record_has_the_code_and_the_name_only_where_names_are_allowed(role, row):
    user = make_user("officer", name="Anna")
    trail.record("accounts.user_closed", user, by="system:x", at=NOON)
    made = table(
        ENTRIES, "actor=system:x", user=make_user(role), today=NOON.date(), columns=["subject"]
    )
    assert [list(values) for values in made.rows()] == [[part.format(pk=user.pk) for part in row]]


def test_the_list_costs_the_same_few_queries_whatever_its_length(
    client, django_assert_max_num_queries
):
    signed_in(client)
    write(200)
    with django_assert_max_num_queries(16):
        client.get(reverse("audit:entries"))


def test_an_entry_shows_before_and_after_and_its_seal(client):
    trail.record(
        "a.b",
        "x:1",
        by="u:1",
        at=NOON,
        was={"status": "open", "n": 1},
        now={"status": "<b>closed</b>", "n": 1},
    )
    number = queries.entries().latest("id").id
    signed_in(client)
    address = reverse("audit:entry", args=[number])
    assert "Waiting for its seal" in text(client.get(address))
    actions.seal(at=NOON)
    shown = text(client.get(address))
    assert "<del>open</del>" in shown
    assert "<ins>&lt;b&gt;closed&lt;/b&gt;</ins>" in shown
    assert "unchanged since" in shown
    assert client.get(reverse("audit:entry", args=[10**9])).status_code == 404


def test_a_head_leaves_the_house_as_file_and_as_sheet(client, tmp_path):
    make_trail(days=1)
    signed_in(client)
    file = client.get(reverse("audit:head_file", args=["2026-11-23"]))
    assert file["Content-Disposition"] == 'attachment; filename="anwei-head-2026-11-23.json"'
    head = queries.head_of(date(2026, 11, 23))
    assert read(text(file)).hash == head.seal_hash
    sheet = text(client.get(reverse("audit:head_sheet", args=["2026-11-23"])))
    assert handing.grouped(head.seal_hash) in sheet
    assert "data:image/svg+xml" in sheet
    assert "style=" not in re.sub(r"data:image[^\"]*", "", sheet)
    for day in ("2026-11-25", "2026-13-45"):
        assert client.get(f"/audit/heads/{day}/file/").status_code == 404


def test_a_head_is_mailed_by_a_job_and_that_is_recorded(client):
    make_trail(days=1)
    signed_in(client)
    address = reverse("audit:mail_head")
    client.post(address, {"day": "2026-11-23", "to": "not an address"})
    client.post(address, {"day": "2026-11-30", "to": "auditor@example.org"})
    assert not Job.objects.filter(kind="audit.hand_out").exists()
    client.post(address, {"day": "2026-11-23", "to": "auditor@example.org"})
    run_all(LATER)
    [message] = mail.outbox
    assert message.to == ["auditor@example.org"]
    [(name, content, _kind)] = message.attachments
    assert (name, read(content).number) == ("anwei-head-2026-11-23.json", 1)
    noted = queries.last_of("audit.head_handed")
    assert noted.subject == "audit.head:2026-11-23"
    assert "auditor@example.org" not in json.dumps(noted.now)


def test_verify_now_checks_the_whole_chain_in_a_job(client):
    for _ in range(45):
        write(2, at=NOON)
        actions.seal(at=NOON)
    actions.sign_heads(at=NOON + DAY)
    signed_in(client)
    client.post(reverse("audit:verify"))
    client.post(reverse("audit:verify"))
    assert Job.objects.filter(kind="audit.verify").count() == 1
    run_all(LATER)
    job = Job.objects.get(kind="audit.verify")
    assert (job.state, job.done, job.total) == (State.DONE, 45, 45)
    checked = queries.last_of("audit.verified")
    assert checked.now["fault"] is None
    assert checked.now["seals"] == 45
    assert "as they had been sealed" in text(client.get(reverse("audit:heads")))


def test_the_record_taken_out_verifies_and_leaves_a_trace(client, tmp_path):
    make_trail(days=3, unsealed=1)
    signed_in(client)
    response = client.post(reverse("audit:export"), {"until": "2026-11-24"})
    packed = b"".join(response.streaming_content)
    path = tmp_path / "trail.jsonl.gz"
    path.write_bytes(packed)
    head = tmp_path / "head.json"
    head.write_text(handing.head_file(queries.head_of(date(2026, 11, 24))))
    assert verify.main([str(path), "--head", str(head), "--json"]) == 0
    assert gzip.decompress(packed).count(b'"kind":"seal"') == 2
    assert queries.last_of("audit.exported").now["until"] == "2026-11-24"
    client.post(reverse("audit:export"), {"since": "2026-11-25", "until": "2026-11-24"})
    assert queries.entries().filter(action="audit.exported").count() == 1


def test_an_empty_record_says_what_will_be_there(client):
    signed_in(client)
    assert "No day is signed yet" in text(client.get(reverse("audit:heads")))
    assert listed(client, subject="none") == []
