"""Two people store the same photo in the same moment."""

import threading

import pytest
from django.db import connection

from anwei.documents import content
from anwei.documents.actions import files
from anwei.documents.models import Document, StoredFile
from anwei.documents.tests.factories import make_document, make_photo


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_both_get_a_document_of_the_one_file_that_is_kept(monkeypatch):
    ready = content.read(make_photo())
    written = files._written
    both = threading.Barrier(2)

    def written_by_both(*given):
        stored = written(*given)
        both.wait(10)
        return stored

    monkeypatch.setattr(files, "_written", written_by_both)

    def store() -> None:
        try:
            make_document(ready)
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert StoredFile.objects.count() == 1
    assert Document.objects.count() == 2
