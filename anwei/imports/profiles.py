"""Profiles: those that come with Anwei, those that people kept, and finding the sheets they fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from django.db.models import Q
from django.utils.translation import get_language

from anwei.accounts.models import Unit
from anwei.imports import own
from anwei.imports.models import LedgerFile, Profile
from anwei.imports.reading.mapping import suggest
from anwei.imports.spec import Table, fitting, table_of

PROFILES_FILE = Path(__file__).parent / "data" / "profiles.yaml"
# A sheet that has fewer of the profile's columns is another ledger.
FITS = 0.75


@dataclass(frozen=True)
class Known:
    """A profile, wherever it comes from."""

    code: str
    en: str
    zh: str
    namespace: str
    tables: list[Table]
    options: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.zh if (get_language() or "").startswith("zh") else self.en


class NoSuchProfile(Exception):
    """No profile of this code, or not for this unit."""


@cache
def shipped() -> dict[str, Known]:
    """The profiles that come with Anwei."""
    content = yaml.safe_load(PROFILES_FILE.read_text(encoding="utf-8"))
    return {
        code: Known(
            code,
            each["en"],
            each["zh"],
            each["namespace"],
            [table_of(table) for table in each["tables"]],
            each.get("options", {}),
        )
        for code, each in content.items()
    }


def for_unit(unit: Unit | None, *, everything: bool = False) -> dict[str, Known]:
    """Every profile this unit may use, by code: shared ones, its own, and those that come with Anwei."""
    rows = (
        Profile.objects.all()
        if everything
        else Profile.objects.filter(Q(unit__isnull=True) | Q(unit=unit))
    )
    kept = {
        row.code: Known(
            row.code,
            row.name,
            row.name,
            row.namespace,
            [table_of(table) for table in row.spec["tables"]],
            row.options,
        )
        for row in rows
    }
    return {**kept, **shipped()}


def place(tables: Sequence[Table], files: Iterable[LedgerFile]) -> list[Table]:
    """The profile's tables, each with the sheet that fits it best; tables without a sheet are left out."""
    sheets = [
        (file.position, sheet["name"], sheet["names"]) for file in files for sheet in file.sheets
    ]
    placed = []
    for table in tables:
        best = max(
            ((fitting(table, names), -at) for at, (_file, _name, names) in enumerate(sheets)),
            default=(0.0, 0),
        )
        if best[0] >= FITS:
            file, name, names = sheets.pop(-best[1])
            placed.append(_at(table, file, name, set(names)))
    return placed


def _at(table: Table, file: int, sheet: str, names: set[str]) -> Table:
    columns = {
        code: kept
        for code, given in table.columns.items()
        if (kept := [name for name in given if name in names])
    }
    return table_of(
        {
            **table.as_json(),
            "file": file,
            "sheet": sheet,
            "columns": columns,
            "key": [name for name in table.key if name in names],
        }
    )


def recognised(
    known: Iterable[Known], files: Sequence[LedgerFile]
) -> tuple[Known, list[Table]] | None:
    """The profile whose tables are the sheets of these files, all of them and no other."""
    sheets = sum(len(file.sheets) for file in files)
    for each in known:
        tables = place(each.tables, files)
        if len(tables) == len(each.tables) == sheets:
            return each, tables
    return None


def name_of(files: Iterable[LedgerFile], tables: Iterable[Table]) -> str:
    """The name a ledger begins with: the first file's, or that of the register for what it exported."""
    if any(table.own for table in tables):
        return own.NAMESPACE
    return next(iter(files)).name.split(".")[0][:60]


def suggested(files: Iterable[LedgerFile]) -> list[Table]:
    """The likeliest reading of every sheet, without any profile."""
    tables = []
    for file in files:
        for sheet in file.sheets:
            if (exported := own.table_of(sheet, file.position)) is not None:
                tables.append(exported)
                continue
            found = suggest(sheet["names"], sheet["samples"], sheet=f"{file.name} {sheet['name']}")
            columns = {
                code: [sheet["names"][at] for at in given] for code, given in found.columns.items()
            }
            tables.append(Table(found.target, columns, file.position, sheet["name"]))
    return tables
