"""The tests' own handlers stand in the settings."""

import pytest

from anwei.jobs.tests.handlers import HANDLERS


@pytest.fixture(autouse=True)
def handlers(settings):
    settings.JOB_HANDLERS = {**settings.JOB_HANDLERS, **HANDLERS}
