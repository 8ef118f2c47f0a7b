"""The pack's Word templates are what the script draws, and every kind of paper has one in every language."""

import zipfile
from io import BytesIO

import pytest

from anwei.documents import kinds
from docs import draw_papers

DRAWN = draw_papers.drawn()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("name", DRAWN)
def test_the_template_is_what_the_script_draws_today(name):
    kept = (draw_papers.FOLDER / name).read_bytes()
    assert parts(kept) == parts(DRAWN[name]), "run ./dev docs and commit the templates"


def test_every_kind_has_a_template_in_every_language_and_none_is_left_over():
    wanted = {
        f"{code}.{language.partition('-')[0]}.docx"
        for code in kinds.every()
        for language in kinds.LANGUAGES
    }
    assert {path.name for path in draw_papers.FOLDER.iterdir()} == wanted
