"""Jobs through the door people use."""

import json

import pytest
from django.urls import reverse

from anwei.accounts.tests.factories import NOON, make_user
from anwei.jobs import actions, lease, work
from anwei.jobs.models import SCHEDULE, Job, State
from anwei.jobs.tests.factories import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    person = make_user("officer", name="Officer Lin")
    client.force_login(person)
    return person


@pytest.fixture
def clerk(client):
    person = make_user("clerk", name="Clerk Bai")
    client.force_login(person)
    return person


def page(client, name, *args, **query):
    return client.get(reverse(f"jobs:{name}", args=args), query)


def test_people_see_their_own_jobs_and_nobody_elses(client, officer):
    own = make_job(by=officer, title="Own export")
    other = make_job(by=make_user("officer"), title="Foreign export")
    text = page(client, "jobs", show="all").content.decode()
    assert "Own export" in text
    assert "Foreign export" not in text
    assert page(client, "job", own.pk).status_code == 200
    for name in ("job", "progress"):
        assert page(client, name, other.pk).status_code == 404
    for name in ("stop", "resume"):
        assert client.post(reverse(f"jobs:{name}", args=[other.pk])).status_code == 404


def test_the_office_sees_who_asked_for_what_and_the_schedule_apart(client, clerk):
    make_job(by=make_user("officer", name="Officer Lin"), title="Foreign export")
    make_job(by=SCHEDULE, title="Nightly work")
    everybody = page(client, "jobs", show="all").content.decode()
    assert "Foreign export" in everybody
    assert "Officer Lin" in everybody
    assert "Nightly work" not in everybody
    assert "Nightly work" in page(client, "jobs", show="schedule").content.decode()


def test_an_auditor_sees_all_jobs_and_may_stop_only_the_own(client):
    job = make_job(by=make_user("officer"))
    client.force_login(make_user("auditor"))
    assert page(client, "job", job.pk).status_code == 200
    assert client.post(reverse("jobs:stop", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_progress_is_asked_for_until_the_job_has_ended(client, officer):
    job = make_job(by=officer, total=7)
    going = page(client, "progress", job.pk)
    assert 'hx-trigger="every 1s"' in going.content.decode()
    assert "HX-Trigger" not in going
    work.run_all(NOON)
    ended = page(client, "progress", job.pk)
    assert "hx-trigger" not in ended.content.decode()
    assert json.loads(ended["HX-Trigger"]) == {"job-ended": {"job": job.pk, "state": "done"}}


def test_the_result_is_offered_when_the_job_is_done(client, officer):
    job = make_job("report_as_it_goes", by=officer)
    work.run_all(NOON)
    text = page(client, "job", job.pk).content.decode()
    assert 'href="/done/"' in text
    assert "The paper" in text


def test_an_owner_stops_a_running_job_and_takes_it_up_again(client, officer):
    job = make_job(by=officer)
    claimed = lease.claim(NOON)
    fragment = client.post(reverse("jobs:stop", args=[job.pk]), headers={"HX-Request": "true"})
    assert "Stopping after this step" in fragment.content.decode()
    work.run(claimed, clock=lambda: NOON)
    assert client.post(reverse("jobs:resume", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_stopping_a_job_that_has_ended_says_so_and_changes_nothing(client, officer):
    job = make_job(by=officer)
    work.run_all(NOON)
    answer = client.post(reverse("jobs:stop", args=[job.pk]), follow=True)
    assert "This job has already ended." in answer.content.decode()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_link_alone_stops_nothing(client, officer):
    job = make_job(by=officer)
    assert page(client, "stop", job.pk).status_code == 405


def test_the_details_of_a_fault_are_for_those_who_see_all_jobs(client, officer):
    job = make_job("break_after_a_row", by=officer)
    work.run_all(NOON)
    assert "inner fault 4711" not in page(client, "job", job.pk).content.decode()
    client.force_login(make_user("clerk"))
    assert "inner fault 4711" in page(client, "job", job.pk).content.decode()


def test_a_script_in_a_title_stays_text(client, officer):
    make_job(by=officer, title="<script>alert(1)</script>")
    text = page(client, "jobs").content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_older_jobs_are_a_page_away(client, officer):
    for number in range(32):
        make_job(by=officer, title=f"Export {number:02}")
    first = page(client, "jobs")
    assert "Export 31" in first.content.decode()
    assert "Export 01" not in first.content.decode()
    older = page(client, "jobs", before=first.context["older"]).content.decode()
    assert "Export 01" in older
    assert "Export 02" not in older


def test_the_list_says_when_nobody_works(client, officer):
    assert "No worker has been seen" in page(client, "jobs").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_list(
    client, clerk, django_assert_max_num_queries
):
    for _each in range(20):
        make_job(by=make_user("officer"))
    with django_assert_max_num_queries(8):
        page(client, "jobs", show="all")


def test_a_stop_that_comes_too_late_is_refused_by_the_action():
    job = make_job()
    Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=NOON)
    with pytest.raises(actions.CannotStop):
        actions.stop(job, by="system:tests", at=NOON)
