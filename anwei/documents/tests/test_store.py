"""Keeping files: once per content and purpose, the original untouched, orphans swept."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from anwei.accounts.tests.factories import NOON, make_user
from anwei.audit import trail
from anwei.documents import actions, content, pictures
from anwei.documents.models import Document, StoredFile
from anwei.documents.queries import alike
from anwei.documents.tests.factories import make_document, make_photo, make_upload, photo_bytes
from anwei.jobs import actions as job_actions
from anwei.jobs import work
from anwei.jobs.models import Job

pytestmark = pytest.mark.django_db


def files(storage):
    return sorted(path for path in storage.rglob("*") if path.is_file())


def test_the_original_is_kept_as_it_came():
    data = photo_bytes()
    document = make_document(make_upload(data, "厂房.jpg"))
    with default_storage.open(document.file.path) as kept:
        assert kept.read() == data
    assert document.name == "厂房.jpg"
    assert (document.file.mime, document.file.width, document.file.height) == (
        "image/jpeg",
        400,
        300,
    )


def test_the_same_content_is_kept_once_for_a_purpose_with_a_document_for_each_use(storage):
    first = make_document(make_photo("before.jpg"))
    second = make_document(make_photo("again.jpg"))
    assert first.file == second.file
    assert (first.name, second.name) == ("before.jpg", "again.jpg")
    assert len(files(storage)) == 3, "the original, a preview and a thumb"
    assert make_document(make_photo(), purpose="tests.other").file != first.file


def test_what_was_reported_and_what_the_photo_says_are_kept_apart():
    reported = NOON - timedelta(minutes=5)
    document = make_document(
        make_photo(taken="2026:11:20 10:30:00"), taken_at=reported, position=(30.5, 104.1, 12.0)
    )
    assert document.reported_taken_at == reported
    assert document.file.exif_taken_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert (document.reported_latitude, document.reported_accuracy) == (30.5, 12.0)
    assert document.file.exif_latitude is None


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (float("nan"), 0), (1,), ()])
def test_a_reported_place_that_is_not_on_earth_is_left_out(place):
    assert make_document(position=place).reported_latitude is None


def test_a_refused_upload_leaves_nothing(storage):
    with pytest.raises(content.UploadRefused):
        make_document(make_upload(b"GIF89a\x00\x00", "dance.gif"))
    assert not Document.objects.exists()
    assert files(storage) == []


def test_storing_leaves_a_line_in_the_trail_with_the_hash_and_without_the_name():
    officer = make_user("officer")
    document = make_document(make_photo("Zhang San.jpg"), by=officer)
    line = trail.about(document).get()
    assert (line.action, line.actor) == ("documents.stored", trail.name_of(officer))
    assert line.now["sha256"] == document.file.sha256
    assert "Zhang" not in str(line.now)


def test_a_photo_may_be_read_before_the_transaction_begins(monkeypatch):
    ready = content.read(make_photo())
    monkeypatch.setattr(pictures, "read", lambda data: pytest.fail("decoded twice"))
    assert make_document(ready).is_picture


def test_a_purpose_says_whose_and_what():
    with pytest.raises(ValueError, match=r"room\.what"):
        make_document(purpose="proof")


def test_files_of_a_failed_transaction_are_swept_a_day_later_and_no_others(storage):
    kept = make_document(make_photo("kept.jpg", shade=10))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_document(make_photo("lost.jpg", shade=80))
        1 / 0  # noqa: B018
    assert len(files(storage)) == 6

    today = datetime.now(UTC)
    folder = f"{actions.FOLDER}/{NOON:%Y/%m}"
    assert actions.sweep(folder, at=today) == 0, "the transaction might still be open"
    assert actions.sweep(folder, at=today + timedelta(hours=25)) == 3
    assert len(files(storage)) == 3
    with default_storage.open(kept.file.path) as original:
        assert original.read(2) == b"\xff\xd8"


def test_the_nightly_sweep_looks_at_this_month_and_the_last(storage):
    now = datetime.now(UTC)
    last_month = now.replace(day=1) - timedelta(days=1)
    for moment, shade in ((now, 10), (last_month, 80)):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            make_document(make_photo(shade=shade), at=moment)
            1 / 0  # noqa: B018
    later = now + timedelta(days=2)
    if later.month != now.month:
        later = now + timedelta(hours=25)
    job = job_actions.enqueue("documents.sweep", by="system:tests", at=later)
    work.run_all(later)
    assert files(storage) == []
    assert Job.objects.get(pk=job.pk).done == 6


def test_the_sweep_of_a_month_without_files_is_quiet():
    with time_machine.travel(NOON):
        assert actions.sweep(f"{actions.FOLDER}/1999/01", at=NOON) == 0


def test_one_photo_used_as_proof_twice_is_recognised_though_scaled_and_saved_again():
    first = make_document(make_photo(size=(1200, 900)))
    again = make_document(make_photo(size=(600, 450), format="PNG"))
    other = make_document(make_photo(shade=90))
    assert alike(first, [first, again, other]) == [(again, pytest.approx(0, abs=3))]


def test_a_paper_looks_like_nothing():
    paper = make_document(make_upload(b"%PDF-1.7", "a.pdf"))
    assert alike(paper, [make_document()]) == []


def test_the_database_refuses_a_second_file_of_the_same_content_and_purpose():
    stored = make_document().file
    stored.pk, stored.path = None, "elsewhere"
    with pytest.raises(IntegrityError), transaction.atomic():
        stored.save(force_insert=True)
    assert StoredFile.objects.count() == 1
