"""The addresses that a proxy and a watchdog ask."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from anwei.config import health
from anwei.jobs.models import WorkerSeen


def test_alive_asks_nothing_of_the_database(client):
    # Without the django_db mark any query fails the test.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_tells_of_database_migrations_and_workers(client):
    now = timezone.now()
    WorkerSeen.objects.create(name="w", started_at=now, seen_at=now - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
        "worker": "none seen in the last two minutes",
    }
    WorkerSeen.objects.update(seen_at=now)
    assert client.get("/readyz").json()["worker"] == "ok"


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client, monkeypatch):
    monkeypatch.setattr(health, "pending_migrations", lambda: ["accounts.0009_x"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "ok", "migrations": "1 to apply"}


@pytest.mark.django_db
def test_not_ready_without_the_database_and_no_secret_is_told(client, monkeypatch):
    def away():
        raise OperationalError("password of anwei is wrong")

    monkeypatch.setattr(health, "pending_migrations", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": "not reachable"}
