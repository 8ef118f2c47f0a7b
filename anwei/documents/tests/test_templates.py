"""Word templates: what is taken, what is refused and in which words, which version is current."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from anwei.accounts.tests.factories import NOON
from anwei.documents import templating
from anwei.documents.actions import papers, templates
from anwei.documents.actions.papers import PaperRefused
from anwei.documents.templating import TemplateRefused
from anwei.documents.tests.factories import make_photo, make_upload
from anwei.documents.tests.paper_factories import (
    ADDRESS,
    LETTER,
    WHO,
    issue,
    make_case,
    make_paper,
    text_of,
    word_bytes,
)

FACTS = {"what": "A & B <c>", "rows": [{"a": 1}, {"a": 2}], "number": "1"}
pytestmark = pytest.mark.django_db


def upload(data: bytes, language: str = "en"):
    given = make_upload(data, "letter.docx")
    return templates.upload(LETTER, language, given, note="Ours", by=WHO, at=NOON)


def filled(text: str) -> str:
    return text_of(templating.render(word_bytes(text), FACTS, address=ADDRESS))


def test_a_template_shows_fields_repeats_lists_and_leaves_parts_out():
    assert filled("{{ what }}").startswith("A & B <c>")
    assert filled("{% for one in rows %}{{ loop.index }}:{{ one.a }} {% endfor %}").startswith(
        "1:1 2:2"
    )
    assert filled("{% if number == '1' %}yes{% else %}no{% endif %}").startswith("yes")
    assert filled("{{ rows | length }} {{ rows[0]['a'] }}").startswith("2 1")


@pytest.mark.parametrize("text", [
    "{{ what.__class__ }}", "{{ what.format('x') }}", "{{ what.upper() }}", "{{ qr.tpl.docx }}", "{{ qr.width }}", "{{ rows.append(3) }}",
    "{% for one in range(10) %}x{% endfor %}", "{% for one in 'abc' %}x{% endfor %}", "{{ 'x' * 1000 }}", "{{ 9 ** 9 }}", "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as y %}", "{{ what | center(1000) }}", "{{ rows[what] }}", "{{ self }}",
    "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% for d in rows %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in rows recursive %}{% endfor %}", "{{ what", "{% if what %}",
])  # fmt: skip
def test_nothing_else_of_the_language_is_open(text):
    with pytest.raises(TemplateRefused):
        filled(text)


def test_an_unknown_field_is_named_with_those_that_there_are():
    with pytest.raises(TemplateRefused) as refusal:
        upload(word_bytes("{{ sender }}"))
    assert "“sender”" in str(refusal.value)
    assert "number, office, qr, replaces, what" in str(refusal.value)
    with pytest.raises(TemplateRefused, match="“b”"):
        filled("{{ rows[0].b }}")


def test_marks_that_no_paper_can_show_are_left_out():
    facts = {"what": "a\x00b\x07c\x1b\ud800d"}
    data = templating.render(word_bytes("{{ what }}"), templating.printable(facts), address=ADDRESS)
    assert text_of(data).startswith("abcd")


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same Word file with something else in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as read, zipfile.ZipFile(out, "w") as write:
        for name in read.namelist():
            content = read.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            write.writestr(name, content)
    return out.getvalue()


def with_field(*codes: str) -> bytes:
    """A Word file with a field whose code is cut into several runs."""
    word, out = Word(), BytesIO()
    run = word.add_paragraph().add_run()
    for kind in ("begin", *codes, "end"):
        node = OxmlElement("w:fldChar" if kind in {"begin", "end"} else "w:instrText")
        if kind in {"begin", "end"}:
            node.set(qn("w:fldCharType"), kind)
        else:
            node.text = kind
        run._r.append(node)
    word.save(out)
    return out.getvalue()


def test_what_would_fetch_something_from_elsewhere_is_refused():
    link = b'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://inner/x.png" TargetMode="External"/></Relationships>'
    linked = changed(word_bytes(), "word/_rels/document.xml.rels", b"</Relationships>", link)
    with pytest.raises(TemplateRefused, match="inner/x.png"):
        upload(linked)
    with pytest.raises(TemplateRefused, match="INCLUDETEXT"):
        upload(with_field(" INCLU", 'DETEXT "/etc/passwd" '))
    upload(with_field(" PAGE "))
    doctype = changed(word_bytes(), "word/document.xml", b"<w:document", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document')  # fmt: skip
    with pytest.raises(TemplateRefused, match="no plain Word file"):
        upload(doctype)


def with_part(name: str, content: bytes) -> bytes:
    """A Word file with one more part."""
    out = BytesIO(word_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


STRICT = b'<w:x xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">%s</w:x>'
FOREIGN = STRICT % b'<w:fldSimple w:instr="INCLUDETEXT x"/>'
LINK = b'<R xmlns="http://x"><Relationship Type="http://x/%s" TargetMode="%s" Target="y"/></R>'


@pytest.mark.parametrize(("name", "content", "words"), [
    ("elsewhere/document.xml", FOREIGN, "INCLUDETEXT"),
    ("word/media/image9.png", FOREIGN, "INCLUDETEXT"),
    ("word/x.xml", FOREIGN.decode().encode("utf-16"), "INCLUDETEXT"),
    ("word/x.xml", '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"), "no plain Word file"),
    ("word/_rels/x.rels", LINK % (b"image", b"external"), "outside of the file"),
    ("word/_rels/x.rels", LINK % (b"aFChunk", b"Internal"), "embedded object"),
    ("word/part.html", b"<p>x</p>", "part.html"),
    ("word/embeddings/oleObject1.bin", b"\xd0\xcf", "oleObject1.bin"),
    ("word/x.xml", b"<x>" + b"<a/>" * (2 * 1024 * 1024) + b"</x>", "too large"),
])  # fmt: skip
def test_a_part_is_judged_by_what_is_in_it_wherever_it_stands(name, content, words):
    with pytest.raises(TemplateRefused, match=words):
        upload(with_part(name, content))


def test_pictures_and_fonts_are_taken():
    upload(with_part("word/media/image9.png", b"\x89PNG\r\n\x1a\n"))
    upload(with_part("word/fonts/font1.odttf", b"\x01\x02"))


def test_only_word_files_are_templates():
    with pytest.raises(TemplateRefused, match="Word file"):
        templates.upload(LETTER, "en", make_photo(), note="", by=WHO, at=NOON)


def test_a_version_is_tried_before_it_is_current_and_an_older_one_takes_it_back():
    first, second = upload(word_bytes("First {{ what }}")), upload(word_bytes("Second {{ what }}"))
    assert (first.version, second.version) == (1, 2)
    assert templates.current("letter", "en") is None
    templates.make_current(LETTER, "en", second, by=WHO, at=NOON)
    paper = issue(make_paper())
    assert paper.template == second
    templates.make_current(LETTER, "en", first, by=WHO, at=NOON)
    assert templates.current("letter", "en") == first
    templates.make_current(LETTER, "en", None, by=WHO, at=NOON)
    assert templates.current("letter", "en") is None
    assert templates.current("letter", "zh-hans") is None


def test_a_pack_without_the_template_is_told_in_words():
    case, lacking = make_case(), replace(LETTER, shipped=no_template)
    with pytest.raises(PaperRefused, match="has no template"):
        papers.issue(make_paper(case), lacking, case, by=WHO, at=NOON, address=ADDRESS)


def no_template(language: str) -> bytes:
    raise LookupError(language)
