"""Many ask for the same work in the same moment."""

import threading

import pytest
from django.db import connection, transaction

from anwei.jobs.models import Job
from anwei.jobs.tests.factories import make_job


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_job_of_a_key_is_made_however_many_ask_at_once():
    start = threading.Barrier(6)
    made: list[int] = []

    def ask() -> None:
        start.wait(10)
        try:
            for _each in range(5):
                with transaction.atomic():
                    made.append(make_job(key="rebuild").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 30
    assert set(made) == set(Job.objects.values_list("pk", flat=True))
    assert Job.objects.count() == 1
