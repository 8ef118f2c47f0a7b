"""The locks say what pyproject.toml says, with a hash for everything."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.guards.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = {
    "core": PROJECT["project"]["dependencies"],
    **PROJECT["dependency-groups"],
    **PROJECT["project"]["optional-dependencies"],
}
ENTRY = re.compile(
    r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\]+?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M
)


def locked(name: str) -> dict[str, set[str]]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = ENTRY.findall(text)
    lines = [line for line in text.splitlines() if not line.startswith("    --hash=")]
    assert len(lines) == len(entries), f"requirements/{name}.txt holds more than hashed pins"
    found: dict[str, set[str]] = {}
    for package, version, _, _ in entries:
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def test_there_is_a_lock_for_every_group_and_no_other():
    assert {path.stem for path in (ROOT / "requirements").iterdir()} == set(GROUPS)


@pytest.mark.parametrize("name", GROUPS)
def test_the_lock_holds_what_the_project_asks_for(name):
    pins = locked(name)
    for text in GROUPS[name]:
        wanted = Requirement(text)
        versions = pins.get(canonicalize_name(wanted.name), set())
        assert versions, f"{wanted.name} is not locked: run ./dev lock"
        assert all(wanted.specifier.contains(version) for version in versions), (
            f"{text}, locked {versions}: run ./dev lock"
        )


@pytest.mark.parametrize("name", sorted(set(GROUPS) - {"core"}))
def test_every_lock_agrees_with_the_core(name):
    core, other = locked("core"), locked(name)
    assert {package: core[package] for package in core.keys() & other.keys()} == {
        package: other[package] for package in core.keys() & other.keys()
    }


def test_every_dependency_is_pinned_exactly():
    for texts in GROUPS.values():
        for text in texts:
            assert len(Requirement(text).specifier) == 1
            assert str(Requirement(text).specifier).startswith("==")
