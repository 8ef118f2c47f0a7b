"""What every test shares: the runner's switches. Test data are plain functions in each room's tests/factories.py."""

import os
from collections.abc import Iterator

import pytest

from anwei.config.translations import compile_all

# Browser tests drive the server from a thread that Playwright gives an event loop.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Pages are tested in both languages, so the catalogs are compiled first, if any is newer."""
    compile_all()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the database at hand cannot show."""
    from django.db import connection

    for item in items:
        for vendor in ("postgresql", "sqlite"):
            if item.get_closest_marker(vendor) and connection.vendor != vendor:
                item.add_marker(pytest.mark.skip(reason=f"means something on {vendor} only"))


@pytest.fixture(autouse=True, scope="session")
def the_trail_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests that commit (transactional_db, live_server) have all tables emptied afterwards.

    The trail's triggers refuse just that, so here, and only here, Django's flush takes them away and
    puts them back in one transaction; `guard.lifted` refuses any database that is not a test's.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    from anwei.audit import guard

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_all(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with guard.lifted(operations.connection):
            flush(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = flush_all
    yield
    BaseDatabaseOperations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def uploads_go_to_a_folder_of_the_test(
    settings: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test leaves a file behind in the embedded mode's own media folder."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_paper_waits_for_libreoffice(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes seconds to start, so only tests that say so (`pytest.mark.pdf`) have it; elsewhere no server has it."""
    if request.node.get_closest_marker("pdf") is None:
        monkeypatch.setattr("anwei.documents.pdf.NAMES", ())
