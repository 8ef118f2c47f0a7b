"""Whoever holds a paper checks it in the browser, without an account: nothing is sent, and the page tells the outcome."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from anwei.accounts.tests.factories import NOON
from anwei.committee.tests.factories import make_cast, make_task
from anwei.documents import kinds
from anwei.documents.actions import papers
from anwei.documents.models import Paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_letter() -> Paper:
    """A task letter that was issued."""
    cast = make_cast()
    kind = kinds.of("task_letter")
    case = kind.case(cast.clerk, make_task(cast).pk)
    paper = papers.prepare(kind, case, language="en", by=cast.clerk, at=NOON)
    papers.issue(paper, kind, case, by=cast.clerk, at=NOON, address="https://x.example/")
    return paper


def test_the_browser_compares_the_file_itself(new_page, violations, tmp_path: Path):
    paper = a_letter()
    with default_storage.open(paper.word.file.path) as file:
        (tmp_path / "same.docx").write_bytes(file.read())
    (tmp_path / "other.docx").write_bytes(b"something else")
    sent: list[str] = []
    for width, language, dark in ((1440, "en", False), (390, "zh-CN", True)):
        page = new_page(width=width, language=language, dark=dark)
        page.goto(reverse("portal:paper", args=[paper.token]))
        assert page.inner_text("h1") == paper.number
        assert violations(page) == []
        page.on("request", lambda request: sent.append(request.url))
        for name, outcome in (("other.docx", "other"), ("same.docx", "same")):
            page.set_input_files("#compared_files", tmp_path / name)
            page.click("form[data-compare] .btn-primary")
            page.wait_for_selector(f"[data-outcome={outcome}]:visible")
    assert sent == []
