"""Real workers killed while they send: no group is rung twice, and every doubt is on the record."""

import random
import time

import pytest
from django.utils import timezone

from anwei.accounts.tests.factories import make_user
from anwei.jobs import actions as job_actions
from anwei.jobs.tests.yard import opened
from anwei.messaging.models import Delivery
from anwei.messaging.tests.factories import make_channel

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 30
KILLS = 5
MORE = """
from anwei.messaging import delivery
delivery.GIVEN_UP_AFTER = datetime.timedelta(seconds=2)
settings.ROBOT_HOSTS = settings.PRIVATE_HOSTS = ["127.0.0.1"]
settings.SCHEDULE = [("each minute", "* * * * *", "messaging.write")]
"""


def test_workers_killed_while_sending_ring_nobody_twice(robot, tmp_path):
    robot.pause = 0.15
    channel = make_channel(robot.address)
    now = timezone.now()
    Delivery.objects.bulk_create(
        Delivery(
            key=f"tests:{number}", medium="dingtalk", channel=channel, text=f"message {number}", created_at=now, try_at=now,
        )
        for number in range(MESSAGES)
    )  # fmt: skip
    job_actions.enqueue("messaging.send", by=make_user("clerk"), at=now, key="messaging.send")
    with opened(tmp_path) as place:
        chance = random.Random(4711)
        worker = place.start_worker(MORE)
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0.4, 1.0))
            place.kill(worker)
            worker = place.start_worker(MORE)
        open_ones = (
            "SELECT count(*) FROM messaging_delivery WHERE outcome IN ('waiting', 'sending')"
        )
        place.wait_until(open_ones, 0, seconds=90)
        outcomes = dict(place.ask("SELECT text, outcome FROM messaging_delivery"))

    assert len(robot.texts) == len(set(robot.texts)), "a group was rung twice"
    sent = {text for text, outcome in outcomes.items() if outcome == "sent"}
    assert sent <= set(robot.texts), "a message that never arrived is called sent"
    assert set(robot.texts) - sent <= {t for t, outcome in outcomes.items() if outcome == "unsure"}
    assert MESSAGES - KILLS <= len(sent) <= MESSAGES
