"""The tests' own kinds stand in the settings; the network ends at this machine."""

import pytest

from anwei.messaging.tests.robot import standing


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.NOTICE_KINDS = ["anwei.messaging.tests.factories.KINDS"]
    settings.BASE_URL = "https://anwei.example.org"


@pytest.fixture
def robot(settings):
    """A robot service on this machine, allowed by the settings as an administrator would."""
    settings.ROBOT_HOSTS = settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with standing() as one:
        yield one
