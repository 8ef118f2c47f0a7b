"""Files become text: what a reader sees of them, and a clear word where there is nothing to read."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.files.base import File
from django.core.management import CommandError, call_command
from docx import Document

from anwei.committee.reading import facts, reader, texts
from anwei.committee.tests import measuring
from anwei.committee.tests.papers import make_bare_word, make_pdf, make_word, upload
from anwei.documents import content

LINES = (
    "青岚高新区召开安委会全体会议",
    "3月5日，青岚高新区安全生产委员会召开2024年第一次全体会议。",
)


def text_of(data: bytes, name: str) -> str:
    return texts.text_of(upload(data, name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_whatever_encoding_the_office_saved_it(encoding):
    assert text_of("\n".join(LINES).encode(encoding), "通知.txt") == "\n".join(LINES)


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>青岚高新区召开安委会全体会议 - 青岚高新区</title>
<style>p {{ color: red }}</style><script>var 会议 = "召开";</script></head><body>
<nav><ul><li>首页<li>新闻</ul></nav>
<h1>青岚高新区召开安委会全体会议</h1>
<div style="display: none">隐藏的字</div><p hidden>也是隐藏的<p>3月5日，青岚高新区<b>安全生产委员会</b>召开2024年第一次全体会议。</p>
<table><tr><th>牵头单位</th><td>应急局</td></tr></table>
<div class="share hidden">1234</div><footer>备案号</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_of_a_saved_page_only_what_a_reader_sees_is_read(charset):
    encoding = "gb18030" if charset == "gb2312" else charset
    text = text_of(PAGE.format(charset=charset).encode(encoding), "page.html")
    assert text.split("\n") == [*LINES, "牵头单位 应急局"]


def test_a_page_that_is_left_open_everywhere_is_still_read():
    text = text_of(
        b"<html><body><p>First <p>Second<div>Third<ul><li>Fourth<li hidden>no<li>Fifth", "x"
    )
    assert text.split("\n") == ["First", "Second", "Third", "Fourth", "Fifth"]


def test_of_a_word_file_headers_paragraphs_and_tables_are_read():
    data = make_word(
        *LINES, header="青安委办〔2024〕3号", table=(("事项", "牵头单位"), ("夜间抽查", "消防大队"))
    )
    assert text_of(data, "通知.docx").split("\n") == [
        "青安委办〔2024〕3号", *LINES, "事项  牵头单位", "夜间抽查  消防大队",
    ]  # fmt: skip


def test_a_word_file_under_review_is_read_as_it_will_be():
    data = make_bare_word(
        "<w:p><w:r><w:t>各街道</w:t></w:r><w:del><w:r><w:delText>可以</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>必须</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>上报</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>第一项</w:t></w:r></w:p>"
    )
    assert text_of(data, "x.docx") == "各街道必须上报\n- 第一项"


def test_the_lines_of_a_pdf_are_put_together_again_and_its_page_numbers_dropped():
    data = make_pdf(
        ("会议通知", "各成员单位要在十月底前对辖区内全部在建工地开展一次", "安全检查。", "- 1 -"),
        ("一、检查要覆盖全部塔式起重机和深基坑工程的各个环节；", "第 2 页"),
    )
    assert text_of(data, "通知.pdf").split("\n") == [
        "会议通知",
        "各成员单位要在十月底前对辖区内全部在建工地开展一次安全检查。",
        "一、检查要覆盖全部塔式起重机和深基坑工程的各个环节；",
    ]


def test_one_paper_says_the_same_in_every_kind_of_file():
    plain = measuring.papers("tuned")[0].read_text(encoding="utf-8")
    lines = plain.strip().split("\n")
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    expected = facts.as_json(reader.read(plain))
    for data, name in (
        (page.encode(), "a.html"),
        (make_word(*lines), "a.docx"),
        (plain.encode("gb18030"), "a.txt"),
    ):
        assert facts.as_json(reader.read(text_of(data, name))) == expected


def excel() -> bytes:
    from xlsxwriter import Workbook

    data = BytesIO()
    Workbook(data).close()
    return data.getvalue()


ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "xx"><!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (lambda: b"", "empty.txt", "empty.txt is empty"),
        (lambda: b" \n\n ", "blank.txt", "blank.txt holds no text"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old.doc", "old.doc is in the old Word format"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "photo.docx", "photo.docx is of a kind"),
        (lambda: "很".encode("utf-16-le") * 9 + b"\0", "odd.txt", "odd.txt is of a kind"),
        (excel, "sheet.xlsx", "sheet.xlsx is of a kind"),
        (lambda: make_word(*LINES)[:-200], "torn.docx", "torn.docx is damaged"),
        (lambda: make_bare_word("<w:p>"), "broken.docx", "broken.docx is damaged"),
        (lambda: make_bare_word("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", before=ENTITIES), "xxe.docx", "xxe.docx is damaged"),
        (lambda: make_pdf(()), "scan.pdf", "scan.pdf is a picture of a paper"),
        (lambda: make_pdf(LINES, password="secret"), "locked.pdf", "locked.pdf is locked"),
        (lambda: make_pdf(*[()] * 101), "long.pdf", "long.pdf has more than 100 pages"),
        (lambda: b"%PDF-1.7\nnothing of the kind", "torn.pdf", "torn.pdf is damaged"),
        (lambda: "字".encode() * 500_001, "book.txt", "book.txt holds more than 500000"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(data, name, words):
    with pytest.raises(texts.UploadRefused, match=words):
        text_of(data(), name)


def test_a_word_file_that_would_unpack_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(content, "MAX_UNPACKED", 1_000_000)
    data = make_bare_word("<w:p/>" + " " * 1_000_000)
    assert len(data) < 10_000
    with pytest.raises(texts.UploadRefused, match=r"bomb\.docx would unpack"):
        text_of(data, "bomb.docx")


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as made:
        made.truncate(200 * 1024 * 1024)
    with (
        path.open("rb") as opened,
        pytest.raises(texts.UploadRefused, match="huge.txt is too large"),
    ):
        texts.text_of(File(opened, name=path.name))


def notice(*words: str) -> str:
    out = StringIO()
    call_command("notice", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_machines_what_a_paper_says(tmp_path):
    path = tmp_path / "纪要.docx"
    document = Document()
    for line in (
        measuring.NOTICES.joinpath("tuned", "minutes_zh.txt")
        .read_text(encoding="utf-8")
        .split("\n")
    ):
        document.add_paragraph(line)
    document.save(str(path))
    said = json.loads(notice("read", str(path), "--json"))
    assert (said["kind"], said["date"], said["time"], said["published"]) == (
        "minutes",
        "2024-09-05",
        "14:00",
        None,
    )
    assert said["place"] == "管委会二楼第一会议室"
    body = said["bodies"][0]
    assert (body["kind"], body["number"], body["year"]) == ("plenary", 3, 2024)
    assert {"name": "沈芳", "part": "presided"}.items() <= said["people"][0].items()
    first = said["requirements"][0]
    assert first["addressees"] == ["消防救援大队"] and first["helpers"] == ["应急管理局", "各街道"]
    assert (first["term"], first["due"]) == ("9月30日前", "2024-09-30")
    assert first["text"] in first["source"]
    assert said["requirements"][3]["term"] is None


def test_the_command_tells_people_too(tmp_path):
    path = tmp_path / "notice.txt"
    path.write_text(
        measuring.NOTICES.joinpath("tuned", "december_en.txt").read_text(), encoding="utf-8"
    )
    said = notice("read", str(path))
    assert "date: 2023-12-28" in said and "presided: Lin Qiao, director" in said
    assert "until by the end of March (2024-03-31)" in said


def test_the_command_says_what_it_cannot_read(tmp_path):
    (tmp_path / "empty.txt").touch()
    with pytest.raises(CommandError, match=r"empty\.txt is empty") as refused:
        notice("read", str(tmp_path / "empty.txt"))
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="No such file") as wrong:
        notice("read", str(tmp_path / "none.txt"))
    assert wrong.value.returncode == 2
