"""Handing documents to browsers, safely."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.http import Http404
from PIL import Image

from anwei.documents.serving import respond
from anwei.documents.tests.factories import make_document, make_photo, make_upload, photo_bytes

pytestmark = pytest.mark.django_db


def body(response):
    data = b"".join(response.streaming_content)
    response.close()
    return data


def test_a_picture_is_shown_and_nothing_in_it_may_run():
    data = photo_bytes()
    response = respond(make_document(make_upload(data, "厂房.jpg")))
    assert body(response) == data
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%8E%82")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"].startswith("private")


@pytest.mark.parametrize(("size", "longest"), [("preview", 1600), ("thumb", 320)])
def test_a_picture_has_small_versions(size, longest):
    response = respond(make_document(make_photo(size=(2000, 1500))), **{size: True})
    assert response["Content-Type"] == "image/webp"
    assert "photo.webp" in response["Content-Disposition"]
    with Image.open(BytesIO(body(response))) as small:
        assert max(small.size) == longest


def test_a_paper_is_downloaded_and_has_no_small_version():
    paper = make_document(make_upload(b"%PDF-1.7", "plan.pdf"))
    response = respond(paper)
    response.close()
    assert response["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    with pytest.raises(Http404):
        respond(paper, preview=True)


def test_a_file_missing_on_the_storage_is_not_found_and_logged(caplog):
    document = make_document()
    default_storage.delete(document.file.path)
    with pytest.raises(Http404):
        respond(document)
    assert "missing on the storage" in caplog.text
