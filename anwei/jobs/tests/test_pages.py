"""Jobs through the door people use."""

import json

import pytest
from django.urls import reverse

from anwei.accounts.tests.factories import NOON, make_user
from anwei.jobs import actions, lease, work
from anwei.jobs.models import Job, State
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


def test_people_see_their_own_job_and_nobody_elses(client, officer):
    own, other = make_job(by=officer), make_job(by=make_user("officer"))
    assert page(client, "job", own.pk).status_code == 200
    for name in ("job", "progress"):
        assert page(client, name, other.pk).status_code == 404
    for name in ("stop", "resume"):
        assert client.post(reverse(f"jobs:{name}", args=[other.pk])).status_code == 404


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


def test_a_stop_that_comes_too_late_is_refused_by_the_action():
    job = make_job()
    Job.objects.filter(pk=job.pk).update(state=State.DONE, finished_at=NOON)
    with pytest.raises(actions.CannotStop):
        actions.stop(job, by="system:tests", at=NOON)
