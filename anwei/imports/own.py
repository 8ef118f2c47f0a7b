"""Ledgers that this register wrote itself: recognised, and read without guessing.

A workbook says on its hidden sheet what its columns are; a csv is known by its header, which is that of
the list in one of the languages.
"""

import json
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation

from anwei.imports.spec import Table
from anwei.lists import registered
from anwei.lists.spec import Column

LIST = "hazards"
# Under this name the rows are kept where they are new, such as in the register of another place.
NAMESPACE = "register"
# Column of the register -> what it is to an import. What is not here is kept beside the hazard.
FIELDS = {
    "number": ("number", "key"), "description": ("description",), "site": ("site",), "place": ("place",), "address": ("address",),
    "status": ("status",), "due": ("due_on",), "handling": ("handling_unit",), "street": ("territory",), "found": ("found_on",),
    "sector": ("sector",), "capacity": ("capacity",), "found_unit": ("found_unit",), "finder": ("finder",), "enterprise": ("enterprise",),
    "credit_code": ("credit_code",), "industry": ("industry_unit",), "hazard_type": ("hazard_type",), "item": ("item",),
    "responsible": ("responsible",), "measures": ("measures",), "rectified": ("rectified_on",), "closed": ("closed_on",),
    "closure_reason": ("closure_reason",), "on_the_spot": ("on_the_spot",), "source_level": ("source_level",),
}  # fmt: skip
# Without these a row cannot be recognised.
NEEDED = {"number", "description", "found"}


def columns_of(names: Sequence[str], about: dict[str, str]) -> dict[str, dict[str, str]]:
    """`{"own": {name of a column: its key in the register}}`; {} for a ledger from elsewhere."""
    keys = _said(names, about) or _by_header(names)
    return {"own": keys} if keys and set(keys.values()) >= NEEDED else {}


def _said(names: Sequence[str], about: dict[str, str]) -> dict[str, str]:
    """By the hidden sheet: its columns in their order are those of the table."""
    if about.get("list") != LIST:
        return {}
    try:
        keys = [str(column["key"]) for column in json.loads(about.get("columns", ""))]
    except (ValueError, TypeError, KeyError):
        return {}
    return dict(zip(names, keys, strict=True)) if len(keys) == len(names) else {}


def _by_header(names: Sequence[str]) -> dict[str, str]:
    """By the header: every column has the label of one of the register's, in one language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels = {str(column.label): column.key for column in _exported()}
        if names and all(name in labels for name in names):
            return {name: labels[name] for name in names}
    return {}


def _exported() -> list[Column]:
    columns = registered.find(LIST).columns
    return [part for column in columns for part in (column.parts or (column,))]


def table_of(sheet: dict, file: int) -> Table | None:
    """How a sheet of this register is read; None for one from elsewhere."""
    columns: dict[str, list[str]] = {}
    for name, key in sheet.get("own", {}).items():
        for field in FIELDS.get(key, ()):
            columns[field] = [name]
        if key == "level" and "source_level" not in sheet["own"].values():
            # A level is determined here by a person; what was determined elsewhere is a grade of the source.
            columns["source_level"] = [name]
    return Table("hazard", columns, file, sheet["name"], own=LIST) if columns else None
