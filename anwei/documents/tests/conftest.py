"""Each test stores its files in a folder of its own; letters about units are a kind of paper here."""

import pytest


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAPER_KINDS = ["anwei.documents.tests.paper_factories.KINDS"]
    return settings.MEDIA_ROOT
