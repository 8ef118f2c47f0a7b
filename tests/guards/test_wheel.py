"""`pip install .` gives a whole Anwei: the wheel holds what the checkout holds, and works alone."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.guards.places import PACKAGE, ROOT, catalogs, tracked

BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
PAGE = """
import django; django.setup()
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation
settings.ALLOWED_HOSTS = ["*"]
from anwei.config.translations import PACKAGE
assert {folder!r} in str(PACKAGE), PACKAGE
assert finders.find("foundation/css/anwei.css")
from anwei.standards import pack
assert pack.current().sectors
answer = Client().get("/accounts/login/", headers={{"accept-language": "zh-hans"}})
assert answer.status_code == 200, answer.status_code
assert 'lang="zh-hans"' in answer.content.decode(), answer.content.decode()[:300]
with translation.override("zh-hans"):
    print(translation.gettext({text!r}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git knows."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked():
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = [sys.executable, "-c", BUILD, str(target)]
    done = subprocess.run(words, cwd=source, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return next(target.glob("*.whl"))


def held_by(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_rooms(wheel):
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if PACKAGE in path.parents and "tests" not in path.relative_to(PACKAGE).parts
    }
    assert any(name.endswith(".html") for name in wanted)
    assert wanted - held_by(wheel) == set()


def test_the_wheel_holds_compiled_translations(wheel):
    wanted = {path.relative_to(ROOT).with_suffix(".mo").as_posix() for path in catalogs()}
    assert wanted
    assert wanted - held_by(wheel) == set()


def test_the_wheel_holds_no_test_and_nothing_beside_the_package(wheel):
    names = held_by(wheel)
    assert not [name for name in names if "/tests/" in name]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"anwei"}


def test_the_wheel_works_by_itself(wheel, tmp_path):
    """Unpacked away from the checkout, it migrates, checks and answers in Chinese."""
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANWEI_", "DJANGO_"))
    }
    env |= {
        "PYTHONPATH": str(installed),
        "ANWEI_HOME": str(tmp_path / "home"),
        "DJANGO_SETTINGS_MODULE": "anwei.config.settings",
    }

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    command = "import sys; from anwei.config.cli import main; sys.exit(main())"
    python("-c", command, "migrate", "-v0")
    assert json.loads(python("-c", command, "check", "--json"))["errors"] == []
    told = python("-c", PAGE.format(folder=str(installed), text="Sign in"))
    assert told.strip() not in {"", "Sign in"}, "the compiled catalogs are read"
