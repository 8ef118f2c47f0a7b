"""The lists of the tests stand in for those of the rooms."""

import pytest


@pytest.fixture(autouse=True)
def lists(settings):
    settings.LISTS = {
        "units": "anwei.lists.tests.listed.UNITS",
        "people": "anwei.lists.tests.listed.PEOPLE",
    }
    settings.ROOT_URLCONF = "anwei.lists.tests.listed"
