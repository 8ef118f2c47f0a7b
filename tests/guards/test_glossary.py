"""docs/glossary.md names what the code has; a name that went is found here."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import get_resolver

from anwei.accounts.roles import ROLES
from anwei.hazards.words import STEPS
from anwei.standards import pack
from tests.guards.places import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and "`" in line]
TERMS = [row for row in ROWS if not row.startswith("| `")]  # without the table of spellings
NAMES = sorted({name for row in TERMS for name in re.findall(r"`([^`]+)`", row.split("|")[3])})


def addresses() -> set[str]:
    """Every address by its name, room and all."""
    rooms = get_resolver().namespace_dict.items()
    return {f"{room}:{name}" for room, (_, within) in rooms for name in within.reverse_dict}


def of_the_pack(kind: str, code: str) -> bool:
    """Whether the jurisdiction pack has this entry."""
    held = pack.current()
    return code in {"term": held.terms, "sector": held.sectors, "attribute": held.attributes}[kind]


def is_column(name: str, value: str) -> bool:
    """Whether a table, its column and, where one is told, the column's value exist."""
    room, model, *column = name.split(".")
    try:
        table = apps.get_model(room, model)
        field = table._meta.get_field(column[0]) if column else None
    except (LookupError, FieldDoesNotExist):
        return False
    return not value or (field is not None and value in {str(code) for code, _ in field.choices})


def exists(name: str) -> bool:
    """Whether the code has what the glossary names."""
    kind, _, value = name.partition("=")
    if kind == "step":
        return value in STEPS
    if kind == "may":
        return any(value in role.permissions for role in ROLES.values())
    if kind == "page":
        return value in addresses()
    return of_the_pack(kind, value) if "." not in kind else is_column(kind, value)


def test_the_glossary_is_read() -> None:
    assert len(TERMS) > 60
    assert len(NAMES) > 100


@pytest.mark.parametrize("name", NAMES)
def test_the_code_has_what_the_glossary_names(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize(
    "gone",
    ["hazards.Danger", "hazards.Hazard.colour", "hazards.Hazard.level=huge", "step=wish", "may=hazards.fly"]
    + ["page=hazards:nowhere", "term=never", "sector=astrology", "attribute=luck"],
)  # fmt: skip
def test_a_name_that_went_is_found(gone: str) -> None:
    assert not exists(gone)
