"""Nothing in a page that the content security policy would block, and nothing in English only."""

import re

import pytest

from tests.guards.places import ROOT, templates

BLOCKED = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "script attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "script by htmx": re.compile(r"hx-vals\s*=\s*[\"']js:", re.I),
}
SAMPLES = {
    "inline script": "<script>alert(1)</script>",
    "inline style": "<style>p{}</style>",
    "style attribute": '<p class="a" style="color:red">',
    "script attribute": '<button type="submit" onclick="go()">',
    "script address": '<a href="javascript:go()">',
    "script by htmx": "<a hx-vals='js:{a: 1}'>",
}
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
PAGES = {path.relative_to(ROOT).as_posix(): path for path in templates()}


@pytest.mark.parametrize("kind", BLOCKED)
def test_the_guard_sees_what_it_guards_against(kind):
    assert BLOCKED[kind].search(SAMPLES[kind])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_inline_code(name):
    text = COMMENT.sub("", PAGES[name].read_text(encoding="utf-8"))
    for kind, pattern in BLOCKED.items():
        assert not pattern.search(text), f"{kind} in {name}"
