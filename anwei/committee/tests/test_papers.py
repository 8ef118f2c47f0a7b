"""The committee's papers: what they say of their cases, who may issue and see them, and how they look as PDF."""

import hashlib
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import segno
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import translation
from docx import Document as Word

from anwei.accounts.tests.factories import NOON, sign_in
from anwei.audit import trail
from anwei.committee.actions import concluding, convening, minuting, sitting
from anwei.committee.models import Meeting
from anwei.committee.tests.factories import (
    Cast,
    make_cast,
    make_meeting,
    make_resolution,
    make_sitting,
    make_task,
)
from anwei.documents import kinds, pdf, templating
from anwei.documents.actions import papers, templates
from anwei.documents.models import Paper

pytestmark = pytest.mark.django_db
PACKAGE = Path(pdf.__file__).resolve().parents[1]
KINDS = ["meeting_notice", "minutes", "resolution_list", "task_letter"]


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def approved(cast: Cast) -> Meeting:
    """A meeting with a point and a resolution, whose minutes the chair approved."""
    meeting = make_sitting(cast)
    make_resolution(cast, meeting)
    window = minuting.Window(cast.clerk, "a")
    point = minuting.add_point(meeting, window=window, at=NOON, text="The bureau reported on gas.")
    minuting.leave(point, window=window, at=NOON)
    sitting.close(meeting, by=cast.clerk, at=NOON)
    concluding.circulate(meeting, by=cast.clerk, at=NOON)
    concluding.approve(meeting, by=cast.chair, at=NOON)
    return meeting


def text_of(data: bytes) -> str:
    word = Word(BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([line.text for line in word.paragraphs] + cells)


def content(paper: Paper) -> bytes:
    with default_storage.open(paper.word.file.path) as file:
        return file.read()


def prepared(cast: Cast, code: str, row: object, **given: object) -> tuple[Paper, tuple]:
    kind = kinds.of(code)
    case = kind.case(given.pop("user", cast.clerk), row.pk)
    given.setdefault("language", "en")
    paper = papers.prepare(kind, case, by=cast.clerk, at=NOON, **given)
    return paper, (kind, case)


def issued(cast: Cast, code: str, row: object, **given: object) -> Paper:
    paper, opened = prepared(cast, code, row, **given)
    papers.issue(paper, *opened, by=cast.clerk, at=NOON, address=f"https://x.example/papers/{paper.token}/")  # fmt: skip
    return paper


def test_the_notice_says_when_where_and_who_is_asked_in_either_language(cast):
    meeting = make_meeting(cast, topic="Winter gas")
    convening.call(meeting, by=cast.clerk, at=NOON)
    english = text_of(content(issued(cast, "meeting_notice", meeting)))
    for said in ("N-2026-1", "Monday, 23 November 2026", "Room 301", "Winter gas", "Emergency bureau, Director", "Committee office"):  # fmt: skip
        assert said in english
    chinese = text_of(content(issued(cast, "meeting_notice", meeting, language="zh-hans")))
    for said in ("会〔2026〕2号", "2026年11月23日（星期一）", "关于召开", "的通知"):
        assert said in chinese


def test_minutes_are_issued_once_they_are_approved_and_stay_what_they_were(cast):
    meeting = make_sitting(cast)
    with pytest.raises(papers.PaperRefused, match="not approved yet"):
        issued(cast, "minutes", meeting)
    held = approved(cast)
    paper = issued(cast, "minutes", held)
    said = text_of(content(paper))
    for part in ("The bureau reported on gas.", "Screen every gas user of the old town.", "SC-R", "Absent:", "approved by Leader"):  # fmt: skip
        assert part in said
    type(held).objects.filter(pk=held.pk).update(place="Elsewhere")
    assert paper.facts["place"] == "Room 301"
    assert "Elsewhere" not in text_of(content(paper))


def test_the_list_and_the_letter_carry_what_was_decided(cast):
    meeting = approved(cast)
    table = text_of(content(issued(cast, "resolution_list", meeting)))
    for part in ("Screen every gas user", "Emergency bureau", "North street", "23 December 2026", "Every user visited once."):  # fmt: skip
        assert part in table
    task = make_task(cast, resolution=meeting.resolutions.get(), title="Visit the old town")
    letter = text_of(content(issued(cast, "task_letter", task)))
    for part in (task.number, "To: Emergency bureau", "3 December 2026", "Screen every gas user", "SC-R"):  # fmt: skip
        assert part in letter


def test_the_code_on_the_paper_is_the_address_of_its_public_page(cast):
    paper = issued(cast, "task_letter", make_task(cast))
    drawn = BytesIO()
    segno.make(f"https://x.example/papers/{paper.token}/", error="m").save(
        drawn, kind="png", scale=8, border=2
    )
    with zipfile.ZipFile(BytesIO(content(paper))) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if "/media/" in name]
    assert drawn.getvalue() in pictures


def test_the_office_prepares_looks_issues_and_voids_on_the_pages(cast):
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    client = sign_in(Client(), cast.clerk)
    subject = trail.name_of(meeting)
    panel = client.get(f"/documents/of/{subject}/")
    assert "Notice of meeting" in panel.content.decode()
    answer = client.post(f"/documents/of/{subject}/meeting_notice/", {"language": "en", "note": "Bring figures."})  # fmt: skip
    paper = Paper.objects.get()
    page = reverse("documents:paper", args=[paper.pk])
    assert answer.url == page
    draft = b"".join(client.get(f"{page}draft/").streaming_content)
    assert "(draft)" in text_of(draft)
    assert "Bring figures." in text_of(draft)
    assert client.post(f"{page}issue/", {"version": 99}).status_code == 409
    assert client.post(f"{page}issue/", {"version": 1}).url == page
    paper.refresh_from_db()
    assert paper.state == "issued"
    assert client.get(f"{page}edit/").status_code == 404
    file = b"".join(client.get(f"{page}word/").streaming_content)
    assert hashlib.sha256(file).hexdigest() == paper.sha256
    given = {"how": "left", "served_at": "2026-11-23T12:30", "whom": "Li", "refused": "on", "reason": "Would not sign."}  # fmt: skip
    assert client.post(f"{page}serve/", given).status_code in {302, 422}
    answer = client.post(f"{page}void/", {"reason": "Wrong room.", "replace": "on", "version": 2})
    new = Paper.objects.exclude(pk=paper.pk).get()
    assert answer.url == reverse("documents:paper", args=[new.pk])
    assert new.replaces == paper


@pytest.mark.parametrize(("person", "panel", "draft"), [
    ("clerk", 200, 200), ("leader", 200, 404), ("officer", 200, 404), ("stranger", 404, 404),
])  # fmt: skip
def test_whoever_sees_the_meeting_sees_its_papers_and_only_the_office_its_drafts(
    cast, person, panel, draft
):
    meeting = make_meeting(cast)
    convening.call(meeting, by=cast.clerk, at=NOON)
    paper = issued(cast, "meeting_notice", meeting)
    made, _opened = prepared(cast, "minutes", meeting)
    client = sign_in(Client(), getattr(cast, person))
    assert client.get(f"/documents/of/{trail.name_of(meeting)}/").status_code == panel
    answer = client.get(f"/documents/papers/{paper.pk}/word/")
    assert answer.status_code == panel
    if answer.streaming:
        assert b"".join(answer.streaming_content) == content(paper)
    assert client.get(f"/documents/papers/{made.pk}/").status_code == draft


@pytest.mark.parametrize("language", kinds.LANGUAGES)
@pytest.mark.parametrize("code", KINDS)
def test_the_sample_has_every_field_of_the_real_facts_and_fills_the_packs_template(
    cast, code, language
):
    kind = kinds.of(code)
    row = make_task(cast) if code == "task_letter" else make_sitting(cast)
    with translation.override(language):
        facts = kind.facts(row)
    sample = templates.sample_of(kind, language, at=NOON)
    assert facts.keys() <= sample.keys()
    templating.check(kind.shipped(language), sample)


def seen_in(pdf_file: str) -> tuple[str, list[list[str]]]:
    """The text of a PDF, and of each of its fonts: name … embedded, subset, unicode."""
    said = subprocess.run(["pdftotext", pdf_file, "-"], check=True, capture_output=True, text=True)
    rows = subprocess.run(["pdffonts", pdf_file], check=True, capture_output=True, text=True)
    return said.stdout, [line.split() for line in rows.stdout.splitlines()[2:]]


def held_by_fonts() -> dict[str, set[int]]:
    """Which characters each font of this machine has, by its PostScript name."""
    asked = ["fc-list", "--format", "%{postscriptname}|%{charset}\n"]
    held: dict[str, set[int]] = {}
    for line in subprocess.run(
        asked, check=True, capture_output=True, text=True
    ).stdout.splitlines():
        name, _bar, ranges = line.partition("|")
        for part in ranges.split():
            first, _dash, last = part.partition("-")
            held.setdefault(name, set()).update(range(int(first, 16), int(last or first, 16) + 1))
    return held


def vocabulary() -> str:
    """Every character that the sample zone and the pack are written with."""
    places = [PACKAGE / "demo", PACKAGE / "standards" / "packs" / "cn"]
    files = [
        path for place in places for path in place.rglob("*") if path.suffix in {".py", ".yaml"}
    ]
    marks = {mark for path in files for mark in path.read_text(encoding="utf-8")}
    # What a writer of code uses and no paper shows.
    return "".join(sorted(mark for mark in marks if mark.isprintable() and not mark.isspace()))


@pytest.mark.pdf
@pytest.mark.skipif(
    pdf.converter() is None or not shutil.which("pdffonts"),
    reason="LibreOffice or poppler-utils is not installed: no paper is made into a PDF",
)
def test_every_paper_becomes_a_pdf_with_all_its_characters(cast, tmp_path):
    """The one test that asks the real LibreOffice: all papers in one go."""
    meeting = approved(cast)
    rows = dict.fromkeys(KINDS, meeting) | {"task_letter": make_task(cast)}
    note = "\n".join(re.findall(".{1,200}", vocabulary()))
    words = {
        f"{code}-{language}": content(issued(cast, code, rows[code], language=language, note=note))
        for code in KINDS
        for language in kinds.LANGUAGES
    }
    made, held = pdf.convert(words), held_by_fonts()
    assert made.keys() == words.keys()
    lacking: dict[str, str] = {}
    for name, data in made.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        said, fonts = seen_in(str(path))
        assert all("yes" in row for row in fonts), f"{name}: a font is not embedded: {fonts}"
        names = [row[0].partition("+")[2] for row in fonts]
        known = set().union(*(marks for font, marks in held.items() if any(one.startswith(font) for one in names)))  # fmt: skip
        wanted = set(text_of(words[name])) - set(" \n\t\xa0")
        # A character that no font has is drawn as an empty box, or left out of the text.
        gone = {mark for mark in wanted if ord(mark) not in known or mark not in said}
        if gone:
            lacking[name] = "".join(sorted(gone))
    assert lacking == {}
