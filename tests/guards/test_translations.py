"""Every text is there in Chinese, and says the same with the same parts."""

import re
import shutil
import subprocess
import sys

import polib
import pytest

from tests.guards.places import PACKAGE, ROOT, catalogs

NAMED_PART = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
FOLDER_NAMES = {path.relative_to(ROOT).as_posix(): path for path in catalogs()}


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("name", FOLDER_NAMES)
def test_no_text_is_empty_or_guessed(name):
    entries = [entry for entry in polib.pofile(str(FOLDER_NAMES[name])) if not entry.obsolete]
    assert not [entry.msgid for entry in entries if entry.fuzzy]
    assert not [entry.msgid for entry in entries if not all(texts_of(entry))]


@pytest.mark.parametrize("name", FOLDER_NAMES)
def test_a_translation_has_the_parts_of_its_text(name):
    for entry in polib.pofile(str(FOLDER_NAMES[name])):
        if not {"python-format", "python-brace-format"} & set(entry.flags):
            continue
        wanted = set(NAMED_PART.findall(entry.msgid)) | set(NAMED_PART.findall(entry.msgid_plural))
        for text in texts_of(entry):
            assert set(NAMED_PART.findall(text)) <= wanted, f"{entry.msgid!r} -> {text!r}"
            if not entry.msgid_plural:
                assert set(NAMED_PART.findall(text)) == wanted, f"{entry.msgid!r} -> {text!r}"


def test_one_text_has_one_translation_in_all_rooms():
    """Django merges the catalogs; of two translations the order of rooms would choose."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for name, path in FOLDER_NAMES.items():
        for entry in polib.pofile(str(path)):
            if entry.msgid and not entry.obsolete:
                said.setdefault(key(entry), {})[" / ".join(texts_of(entry))] = name
    assert not {text[1]: by for text, by in said.items() if len(by) > 1}


def test_every_text_of_the_code_is_in_a_catalog(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed: untranslated texts are not looked for")
    copy = tmp_path / "anwei"
    shutil.copytree(
        PACKAGE,
        copy,
        ignore=shutil.ignore_patterns("locale", "static", "tests", "*.pyc", "migrations"),
    )
    (copy / "locale").mkdir()
    (copy / "foundation" / "new.html").write_text(
        '{% load i18n %}{% translate "Nobody has put this into Chinese" %}'
    )
    words = ["makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete", "-v", "0"]
    subprocess.run(
        [sys.executable, "-m", "django", *words], cwd=copy, check=True, capture_output=True
    )
    found = polib.pofile(str(next(copy.glob("locale/*/LC_MESSAGES/django.po"))))
    wanted = {key(entry) for entry in found}
    have = {
        key(entry) for path in catalogs() for entry in polib.pofile(str(path)) if entry.translated()
    }
    missing = {msgid for _, msgid in wanted - have}
    assert "Nobody has put this into Chinese" in missing, "the guard sees what it guards against"
    missing.discard("Nobody has put this into Chinese")
    assert not missing, f"run ./dev messages and translate: {sorted(missing)}"
