"""docs/deploy.md, done: two web servers, two workers, one killed, a backup restored elsewhere."""

import json
import re
import secrets
import signal

import pytest

from tests.rehearsal.places import Place, database, free_port, get, until

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
HOST = "anwei.example.org"

ENQUEUE = """
from django.utils import timezone
from anwei.jobs.actions import enqueue
for number in range(20):
    enqueue("jobs.tidy", by="system:rehearsal", at=timezone.now(), title=f"Round {number}")
"""
COUNT = """
from django.db.models import Count
from anwei.jobs.models import Job
print(dict(Job.objects.filter(title__startswith="Round").values_list("state").annotate(Count("id"))))
"""


def production(home, settings: dict[str, str], port: int) -> Place:
    """A place with every setting that production asks for."""
    return Place(
        home,
        ANWEI_MODE="production",
        ANWEI_SECRET_KEY=secrets.token_urlsafe(48),
        ANWEI_TRAIL_KEY=secrets.token_urlsafe(32),
        ANWEI_DIGEST_KEY=secrets.token_urlsafe(32),
        ANWEI_BASE_URL=f"https://{HOST}",
        ANWEI_HOSTS=f"{HOST},127.0.0.1",
        ANWEI_BEHIND_PROXY="yes",
        **settings,
    )


def test_production_names_what_is_missing_instead_of_starting(tmp_path):
    place = Place(tmp_path / "bare", ANWEI_MODE="production")
    told = place.anwei("serve", status=1)
    assert "Set ANWEI_SECRET_KEY (see .env.example)." in told
    assert "Traceback" not in told
    assert place.json("check", status=1)["errors"][0]["message"].startswith("Set ANWEI_SECRET_KEY")


def test_a_server_does_not_start_before_its_steps_are_done(tmp_path):
    with database() as settings:
        place = production(tmp_path / "office", settings, 0)
        told = place.anwei("serve", "--port", free_port(), status=1)
        assert "anwei.E011" in told and "Run `anwei migrate`" in told
        assert "anwei.E030" in told and "anwei collectstatic" in told


def test_the_whole_deployment(tmp_path):
    with database() as settings, database() as elsewhere:
        place = production(tmp_path / "office", settings, 0)
        place.anwei("migrate", "-v0")
        place.anwei("collectstatic", "--noinput", "-v0")
        assert place.json("check")["errors"] == []
        serve_and_lose_some(place)
        rehearse_restore(
            place, production(tmp_path / "elsewhere", elsewhere, 0), tmp_path / "night.anwei"
        )


def serve_and_lose_some(place: Place) -> None:
    """Two servers and two workers share the load; the work goes on when one of each is killed."""
    ports = [free_port(), free_port()]
    with (
        place.running("serve", "--port", ports[0], "--workers", 1) as first,
        place.running("serve", "--port", ports[1], "--workers", 1),
        place.running("worker") as worker,
        place.running("worker"),
    ):
        assert all(until(lambda port=port: get(port, "/healthz")[0] == 200) for port in ports)
        assert until(lambda: json.loads(get(ports[0], "/readyz")[1]).get("worker") == "ok")
        status, page = get(ports[0], "/accounts/login/", HOST)
        assert status == 200
        style = re.search(r'href="(/static/foundation/css/anwei\.\w+\.css)"', page)
        assert style, "static files carry the hash of their content"
        assert get(ports[1], style.group(1), HOST)[0] == 200
        assert get(ports[0], "/accounts/login/", "evil.example.net")[0] == 400

        first.send_signal(signal.SIGKILL)
        worker.send_signal(signal.SIGKILL)
        place.python(ENQUEUE)
        assert until(lambda: place.python(COUNT) == "{'done': 20}", 90), place.python(COUNT)
        assert get(ports[1], "/accounts/login/", HOST)[0] == 200
        assert until(lambda: get(ports[0], "/healthz")[0] == 0), "nothing outlives a killed server"


def rehearse_restore(place: Place, elsewhere: Place, archive) -> None:
    """Tonight's backup, put in place on another server with the same keys."""
    place.anwei("backup", archive)
    for key in ("ANWEI_SECRET_KEY", "ANWEI_TRAIL_KEY", "ANWEI_DIGEST_KEY"):
        elsewhere.env[key] = place.env[key]
    elsewhere.anwei("restore", archive)
    elsewhere.anwei("collectstatic", "--noinput", "-v0")
    assert elsewhere.python(COUNT) == "{'done': 20}"
    assert elsewhere.json("check")["errors"] == []
