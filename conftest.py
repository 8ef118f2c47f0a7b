"""What every test shares: the runner's switches. Test data are plain functions in each room's tests/factories.py."""

import os

import pytest

# Browser tests drive the server from a thread that Playwright gives an event loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the database at hand cannot show."""
    from django.db import connection

    for item in items:
        for vendor in ("postgresql", "sqlite"):
            if item.get_closest_marker(vendor) and connection.vendor != vendor:
                item.add_marker(pytest.mark.skip(reason=f"means something on {vendor} only"))
