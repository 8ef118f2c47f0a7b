"""Whoever holds a paper checks it by the key in its QR code, without an account; the page tells nothing else."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anwei.accounts.tests.factories import NOON
from anwei.documents.actions import papers
from anwei.documents.tests import paper_factories
from anwei.documents.tests.paper_factories import LETTER, WHO, issue, make_case, make_paper
from anwei.portal.views import MAX_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAPER_KINDS = [f"{paper_factories.__name__}.KINDS"]


def page(client: Client, paper) -> str:
    answer = client.get(reverse("portal:paper", args=[paper.token]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_confirms_number_day_and_digest_and_tells_no_title(client):
    paper = issue(make_paper(make_case(name="North street"), note="A secret line."))
    said = page(client, paper)
    assert "OF 2026/1" in said
    assert paper.sha256 in said
    assert "is in force" in said
    for kept in ("North street", "secret line", "Office<", paper.title):
        assert kept not in said


def test_a_void_paper_says_so_and_names_what_stands_for_it_once_that_is_issued(client):
    case = make_case()
    paper = issue(make_paper(case), case)
    new = papers.replace(paper, LETTER, case, reason="The wrong day.", by=WHO, at=NOON)
    said = page(client, paper)
    assert "void since 2026-11-23" in said
    assert "The wrong day" not in said
    assert "in its place" not in said
    issue(new, case)
    assert "OF 2026/2 was issued in its place" in page(client, paper)


def test_drafts_and_wrong_keys_are_not_there(client):
    draft = make_paper()
    for token in (draft.token, "x" * 22, "x", "é" * 22):
        assert client.get(f"/papers/{token}/").status_code == 404


def test_a_file_is_compared_and_not_kept(client):
    paper = issue(make_paper())
    address = reverse("portal:paper", args=[paper.token])
    with default_storage.open(paper.word.file.path) as file:
        data = file.read()

    def outcome(content: bytes) -> str:
        answer = client.post(address, {"file": SimpleUploadedFile("x.docx", content)})
        assert answer.status_code == 200
        return str(answer.context["outcome"])

    assert outcome(data) == "word"
    assert outcome(data + b" ") == "other"
    assert client.post(address).context["outcome"] == "none"


class Untouched:
    """A body that nobody may read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("read")

    readline = read


def test_a_file_larger_than_any_paper_is_refused_unread(client):
    """Django writes what it reads of an upload to the disk, and the check of the form's token reads it."""
    address = reverse("portal:paper", args=[issue(make_paper()).token])
    sent = {"content_type": "multipart/form-data; boundary=x", "wsgi.input": Untouched()}
    answer = client.post(address, b"x", **sent, CONTENT_LENGTH=str(MAX_BYTES + 1))
    assert answer.status_code == 413
    assert "larger than this page takes" in answer.content.decode()
    with pytest.raises(AssertionError, match="read"):
        client.post(address, b"x", **sent, CONTENT_LENGTH=str(MAX_BYTES))


def test_the_key_is_not_handed_on_and_the_page_is_not_indexed(client):
    answer = client.get(reverse("portal:paper", args=[issue(make_paper()).token]))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_keys_cannot_be_guessed():
    assert len({make_paper(make_case()).token for _each in range(5)}) == 5
    assert len(make_paper().token) == 22, "128 random bits"
