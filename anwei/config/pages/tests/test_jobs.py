"""Background work as a list: whose, how far, with what result; stopped and taken up again from its row."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from anwei.accounts.roles import ROLES
from anwei.accounts.tests.factories import NOON, make_user, sign_in
from anwei.jobs import lease, work
from anwei.jobs.models import SCHEDULE, Job, State
from anwei.jobs.tests.factories import make_job
from anwei.jobs.tests.handlers import HANDLERS
from anwei.lists import export, registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handlers(settings):
    settings.JOB_HANDLERS = {**settings.JOB_HANDLERS, **HANDLERS}


@pytest.fixture
def officer(client):
    person = make_user("officer", name="Officer Lin")
    sign_in(client, person)
    return person


@pytest.fixture
def clerk(client):
    person = make_user("clerk", name="Clerk Bai")
    sign_in(client, person)
    return person


def page(client, **query):
    answer = client.get(reverse("jobs"), query)
    assert answer.status_code == 200
    return answer


def listed(client, **query):
    """What the work on the page of this address is called."""
    return [row.name for row in page(client, **query).context["page"].rows]


def offered(client, **query):
    """The buttons of each row."""
    rows = page(client, **query).context["page"].rows
    return {row.name: [action.key for action in row.actions] for row in rows}


def press(client, job, what):
    return client.post(reverse("lists:act", args=["jobs", job.pk, what]), follow=True)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_own_work_and_only_some_that_of_others(client, role):
    person = make_user(role)
    sign_in(client, person)
    make_job(by=person, title="Own export")
    make_job(by=make_user("officer"), title="Foreign export")
    seen = {"Own export"}
    if role in {"administrator", "clerk", "auditor"}:
        seen |= {"Foreign export"}
    assert set(listed(client)) == seen


def test_who_sees_only_the_own_work_cannot_ask_for_more(client, officer):
    make_job(by=officer, title="Own export")
    make_job(by=make_user("officer"), title="Foreign export")
    answer = page(client, asked="schedule", cols="who,kind,work")
    assert [row.name for row in answer.context["page"].rows] == ["Own export"]
    assert [column["column"].key for column in answer.context["columns"]] == ["work"]
    assert 'name="asked"' not in answer.content.decode()


def test_the_office_sees_who_asked_for_what_and_the_schedule_apart(client, clerk):
    make_job(by=make_user("officer", name="Officer Lin"), title="Foreign export")
    make_job(by=clerk, title="Own export")
    make_job(by=SCHEDULE, title="Nightly work")
    assert listed(client) == ["Own export", "Foreign export"]
    assert "Officer Lin" in page(client).content.decode()
    assert listed(client, asked="mine") == ["Own export"]
    assert listed(client, asked="schedule") == ["Nightly work"]
    assert "by itself" in page(client, asked="schedule").content.decode()
    assert set(listed(client, asked=["people", "schedule"])) == {
        "Own export",
        "Foreign export",
        "Nightly work",
    }


def test_work_is_found_by_its_name_and_narrowed_by_its_state(client, officer):
    make_job(by=officer, title="Ledger of the east street")
    done = make_job("report_as_it_goes", by=officer, title="The paper of the year")
    work.run_all(NOON)
    make_job(by=officer, title="Another ledger")
    assert listed(client, q="ledger") == ["Another ledger", "Ledger of the east street"]
    assert listed(client, state="queued") == ["Another ledger"]
    assert 'href="/done/">The paper</a>' in page(client, q=done.title).content.decode()


def test_a_bar_shows_how_far_the_work_is_and_the_rows_ask_for_themselves_until_it_ends(
    client, officer
):
    job = make_job(by=officer, title="Ledger")
    Job.objects.filter(pk=job.pk).update(done=3, total=7)
    going = page(client).content.decode()
    assert '<progress value="42" max="100" aria-label="Ledger">' in going
    assert 'hx-trigger="every 3s"' in going
    rows = client.get(
        reverse("jobs"), {"all": "1"}, headers={"HX-Request": "true", "HX-Target": "list-rows"}
    )
    assert 'id="list-rows"' in rows.content.decode()
    assert "<html" not in rows.content.decode()
    assert "HX-Push-Url" not in rows, "looking again is no step of the way back"
    work.run_all(NOON)
    ended = page(client).content.decode()
    assert "<progress" not in ended
    assert "every 3s" not in ended


def test_work_that_is_to_begin_tomorrow_keeps_no_page_awake(client, officer):
    make_job(by=officer, run_after=timezone.now() + timedelta(days=1))
    assert "every 3s" not in page(client).content.decode()


def test_the_last_row_that_leaves_the_list_meanwhile_brings_the_whole_page(client, officer):
    make_job(by=officer)
    work.run_all(NOON)
    rows = client.get(
        reverse("jobs"),
        {"state": "running"},
        headers={"HX-Request": "true", "HX-Target": "list-rows"},
    )
    assert rows["HX-Refresh"] == "true"


def test_an_owner_stops_work_from_its_row_and_takes_it_up_again(client, officer):
    job = make_job(by=officer, title="Ledger")
    assert offered(client) == {"Ledger": ["stop"]}
    press(client, job, "stop")
    job.refresh_from_db()
    assert job.state == State.STOPPED
    assert offered(client) == {"Ledger": ["resume"]}
    press(client, job, "resume")
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_running_work_stops_after_its_step_and_is_not_asked_twice(client, officer):
    job = make_job(by=officer, title="Ledger")
    lease.claim(NOON)
    assert "after the step at hand" in press(client, job, "stop").content.decode()
    job.refresh_from_db()
    assert (job.state, job.stop_requested) == (State.RUNNING, True)
    assert offered(client) == {"Ledger": []}


def test_a_stop_that_comes_too_late_says_so_and_changes_nothing(client, officer):
    job = make_job(by=officer)
    work.run_all(NOON)
    assert "This job has already ended." in press(client, job, "stop").content.decode()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_an_auditor_stops_nobodys_work(client):
    job = make_job(by=make_user("officer"), title="Foreign export")
    sign_in(client, make_user("auditor"))
    assert offered(client) == {"Foreign export": []}
    assert press(client, job, "stop").status_code == 403
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_nobody_stops_what_is_not_to_be_seen_and_a_link_alone_stops_nothing(client, officer):
    other, own = make_job(by=make_user("officer")), make_job(by=officer)
    assert press(client, other, "stop").status_code == 404
    assert client.get(reverse("lists:act", args=["jobs", own.pk, "stop"])).status_code == 405
    assert set(Job.objects.values_list("state", flat=True)) == {State.QUEUED}


def test_a_script_in_a_title_stays_text(client, officer):
    make_job(by=officer, title="<script>alert(1)</script>")
    text = page(client).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_list_says_when_nobody_works_and_what_will_stand_there(client, officer):
    text = page(client).content.decode()
    assert "No worker has been seen" in text
    assert "Imports, exports and other long work" in text


def test_the_number_of_queries_does_not_grow_with_the_list(
    client, clerk, django_assert_max_num_queries
):
    for _each in range(25):
        make_job(by=make_user("officer"))
    with django_assert_max_num_queries(12):
        page(client)


def test_the_list_is_exported_with_words_where_a_page_has_links(client, clerk):
    make_job("report_as_it_goes", by=clerk, title="Papers")
    work.run_all(NOON)
    table = export.table(registered.find("jobs"), "", user=clerk, today=timezone.localdate())
    row = dict(zip([column.key for column in table.columns], next(table.rows()), strict=True))
    assert (row["work"], row["who"], row["state"], str(row["result"])) == (
        "Papers",
        "Clerk Bai",
        "Done",
        "The paper",
    )
