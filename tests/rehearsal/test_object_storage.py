"""Files on S3-compatible storage: kept, served, swept, backed up and put in place on plain files again."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.rehearsal.places import Place, database

pytestmark = pytest.mark.django_db
BUCKET = "anwei-office"
KEEP = """
import io
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image
from anwei.documents import actions
held = io.BytesIO()
Image.new("RGB", (640, 480), (200, 90, 60)).save(held, "JPEG")
document = actions.store(SimpleUploadedFile("exit.jpg", held.getvalue(), "image/jpeg"), by="system:test", at=timezone.now(), purpose="hazards.evidence")
print(document.pk, document.file.path)
"""
READ = """
import hashlib, json
from django.core.files.storage import default_storage
from anwei.documents import serving
from anwei.documents.models import Document
document = Document.objects.select_related("file").get()
answer = serving.respond(document)
sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
print(json.dumps([type(default_storage._wrapped).__name__, hashlib.sha256(sent).hexdigest() == document.file.sha256, len(sent)]))
"""


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """The settings of an S3-compatible store of this test's own, with its bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    address = f"http://127.0.0.1:{port}"
    keys = {
        "aws_access_key_id": "rehearsal",
        "aws_secret_access_key": "rehearsal",
        "region_name": "us-east-1",
    }
    boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket=BUCKET)
    yield {
        "ANWEI_S3_BUCKET": BUCKET, "ANWEI_S3_ENDPOINT": address, "ANWEI_S3_REGION": "us-east-1",
        "ANWEI_S3_ACCESS_KEY": "rehearsal", "ANWEI_S3_SECRET_KEY": "rehearsal",
    }  # fmt: skip
    server.stop()


def test_files_live_on_object_storage_and_a_backup_brings_them_home(
    store: dict[str, str], tmp_path: Path
):
    with database() as settings, database() as elsewhere:
        office = Place(tmp_path / "office", **settings, **store)
        office.anwei("migrate", "-v0")
        assert office.json("check")["errors"] == []
        office.python(KEEP)
        kind, whole, size = json.loads(office.python(READ))
        assert (kind, whole) == ("S3Storage", True)
        assert not list((tmp_path / "office").glob("media/**/*.*")), "nothing was kept beside it"

        office.anwei("backup", tmp_path / "night.anwei")
        home = Place(tmp_path / "home", **elsewhere)
        home.anwei("restore", tmp_path / "night.anwei")
        assert json.loads(home.python(READ)) == ["FileSystemStorage", True, size]


def test_a_store_that_does_not_answer_is_told_in_words(tmp_path: Path):
    place = Place(
        tmp_path / "office",
        ANWEI_S3_BUCKET="nowhere", ANWEI_S3_ENDPOINT="http://127.0.0.1:9", ANWEI_S3_REGION="us-east-1",
        ANWEI_S3_ACCESS_KEY="rehearsal", ANWEI_S3_SECRET_KEY="rehearsal",
    )  # fmt: skip
    place.anwei("migrate", "-v0")
    told = place.anwei("check", status=1)
    assert "anwei.E020" in told or "storage" in told
    assert "Traceback" not in told
