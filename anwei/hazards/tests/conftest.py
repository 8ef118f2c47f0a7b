"""What the tests of the register share besides their cast (factories.py) and the door they come through (door.py)."""

from collections.abc import Iterator

import pytest
import time_machine

from anwei.accounts.tests.factories import NOON


@pytest.fixture
def at_noon() -> Iterator[None]:
    """It is noon of the day the cast lives in, and stays so."""
    with time_machine.travel(NOON, tick=False):
        yield
