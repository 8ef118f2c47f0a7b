"""The tests' own kinds stand in the settings; nothing reaches the network."""

import pytest


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.NOTICE_KINDS = ["anwei.messaging.tests.factories.KINDS"]
    settings.BASE_URL = "https://anwei.example.org"
