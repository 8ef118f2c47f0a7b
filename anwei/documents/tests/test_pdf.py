"""PDFs of issued papers: made by a job, one at a time, resumed, and told why where there is none.

A small script stands for LibreOffice here, but where it is asked whether the real one fetches anything;
what it makes of a paper is seen in anwei/committee/tests/test_papers.py.
"""

import os
import socket
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from docx import Document as Word

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.documents import pdf
from anwei.documents.actions import papers
from anwei.documents.actions.papers import PaperRefused
from anwei.documents.models import Paper, PdfState
from anwei.documents.tests.factories import make_photo
from anwei.documents.tests.paper_factories import WHO, make_issued
from anwei.documents.tests.test_templates import changed
from anwei.jobs import work

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]

WORKS = """#!/bin/sh
while [ "$1" != "--outdir" ]; do shift; done
shift 2; for file in "$@"; do printf '%%PDF-1.4 ' > "${file%.docx}.pdf"; cat "$file" >> "${file%.docx}.pdf"; done
"""


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Puts a script in the place of LibreOffice."""

    def put(script: str) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "soffice"
        program.write_text(script)
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        return program

    return put


@pytest.fixture
def nothing(tmp_path, monkeypatch):
    """A server without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))


def state_of(paper: Paper) -> str:
    paper.refresh_from_db()
    return paper.pdf_state


def test_the_pdf_is_made_from_the_frozen_word_file_and_kept_beside_it(office):
    office(WORKS)
    paper, other = make_issued(), make_issued()
    work.run_all(NOON)
    assert (state_of(paper), state_of(other)) == ("made", "made")
    with default_storage.open(paper.pdf.file.path) as made, default_storage.open(paper.word.file.path) as word:  # fmt: skip
        assert made.read() == b"%PDF-1.4 " + word.read()
    assert paper.pdf.name.endswith(".pdf")
    assert trail.about(paper).last().action == "documents.paper_pdf_made"


def test_without_libreoffice_the_paper_is_issued_and_says_why_it_has_no_pdf(nothing, office):
    paper = make_issued()
    work.run_all(NOON)
    assert state_of(paper) == "missing"
    office(WORKS)
    papers.remake_pdf(paper, by=WHO, at=NOON)
    work.run_all(NOON)
    assert state_of(paper) == "made"
    with pytest.raises(PaperRefused, match="is there"):
        papers.remake_pdf(paper, by=WHO, at=NOON)


def test_what_libreoffice_cannot_make_is_told_and_does_not_stop_the_others(office, tmp_path):
    once = f"#!/bin/sh\n[ -e {tmp_path}/failed ] || {{ touch {tmp_path}/failed; exit 1; }}\n"
    office(once + WORKS.removeprefix("#!/bin/sh\n"))
    first, second = make_issued(), make_issued()
    work.run_all(NOON)
    assert (state_of(first), state_of(second)) == ("failed", "made")
    assert "made no PDF" in first.pdf_fault


FAILS = "#!/bin/sh\nexit 1\n"


def test_what_failed_is_tried_again_some_times_by_itself_and_then_by_hand(office):
    office(FAILS)
    paper = make_issued()
    for tries in (1, 2, 3, 3):
        papers.ask_for_pdf(by=WHO, at=NOON)
        work.run_all(NOON)
        assert (state_of(paper), paper.pdf_tries) == ("failed", tries)
    office(WORKS)
    papers.remake_pdf(paper, by=WHO, at=NOON)
    work.run_all(NOON)
    assert state_of(paper) == "made"


def test_a_paper_whose_maker_is_killed_each_time_holds_up_nobody(office):
    office(WORKS)
    held, other = make_issued(), make_issued()
    long_ago = NOON - timedelta(minutes=3)
    Paper.objects.filter(pk=held.pk).update(pdf_state=PdfState.MAKING, pdf_until=long_ago, pdf_tries=3)  # fmt: skip
    work.run_all(NOON)
    assert (state_of(held), state_of(other)) == ("failed", "made")
    assert "broke off each time" in held.pdf_fault


def test_only_one_is_made_at_a_time_and_a_killed_maker_is_followed(office):
    office(WORKS)
    held, waiting = make_issued(), make_issued()
    until = NOON + timedelta(minutes=3)
    Paper.objects.filter(pk=held.pk).update(pdf_state=PdfState.MAKING, pdf_until=until)
    work.run_all(NOON)
    assert (state_of(held), state_of(waiting)) == ("making", "waiting")
    later = until + timedelta(seconds=1)
    papers.ask_for_pdf(by=WHO, at=later)
    work.run_all(later)
    assert (state_of(held), state_of(waiting)) == ("made", "made")


def test_a_converter_that_hangs_is_ended_with_all_that_it_started(office, tmp_path):
    office(f"#!/bin/sh\nsleep 300 &\necho $! > {tmp_path}/child\nsleep 300\n")
    begun = time.monotonic()
    with pytest.raises(pdf.CannotConvert, match="stopped after"):
        pdf.convert({"paper": b"x"}, limit=0.5)
    assert time.monotonic() - begun < 10
    child = int((tmp_path / "child").read_text())
    for _try in range(50):
        try:
            ended = Path(f"/proc/{child}/stat").read_text().split()[2] == "Z"
        except FileNotFoundError:
            ended = True
        if ended:
            return
        time.sleep(0.05)
    os.kill(child, 9)
    pytest.fail("the child of the converter lives on")


def test_the_profile_and_the_files_are_gone_afterwards(office, tmp_path, monkeypatch):
    office(WORKS)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    assert pdf.convert({"paper": b"x"}) == {"paper": b"%PDF-1.4 x"}
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.skipif(
    pdf.converter() is None,
    reason="LibreOffice is not installed here: whether it fetches what a file links to is not seen",
)
def test_libreoffice_fetches_nothing_that_a_file_links_to():
    """A picture lies on a server of its own; nobody comes to ask for it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.jpg"
        word, out = Word(), BytesIO()
        word.add_picture(make_photo())
        word.save(out)
        linked = changed(out.getvalue(), "word/document.xml", b"r:embed=", b"r:link=")
        linked = changed(
            linked, "word/_rels/document.xml.rels", b'Target="media/image1.jpg"', f'Target="{address}" TargetMode="External"'.encode()
        )  # fmt: skip
        assert pdf.convert({"paper": linked})["paper"].startswith(b"%PDF-")
        with pytest.raises(BlockingIOError):
            server.accept()
