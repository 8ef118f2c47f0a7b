"""How the tables of a batch are read: a plain structure, kept as JSON in batches and profiles.

A spec is `{"tables": [table, …]}`; one table:

- `file`, `sheet`: which sheet (in a profile: absent; the sheet is found by its columns)
- `target`: hazard, site, visit, order, fix or check
- `columns`: field -> names of the columns that feed it
- `fixed`: field -> text that every row gets
- `values`: field -> {text of the source: meaning}
- `key`: names of columns that together are the key, where no single column is
- `repeats`: "number" to keep rows of the same key apart by counting them, else they are errors
- `order`: field -> day_first or month_first, for dates that do not say
- `instead`: field -> columns that stand in where its own are empty
- `own`: the key of the list of this register that was exported as this table; "" for a ledger from elsewhere
- `joiner`: what stands between several columns that feed one field
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from anwei.imports.reading.fields import Target, targets

# Answers for everything not answered one by one.
OPTIONS = {
    # link | create: a site that is likely there already
    "likely_sites": "create",
    # link | create: a hazard that is likely there already
    "likely_hazards": "create",
    # keep | all: what a returning ledger says differently
    "changes": "keep",
}


class SpecFault(Exception):
    """The spec cannot be used; `code` and `facts` say why, as in wording.py."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code, self.facts = code, facts
        super().__init__(f"{code} {facts}")


@dataclass(frozen=True)
class Table:
    """One table of a spec."""

    target: str
    columns: dict[str, list[str]]
    file: int = 0
    sheet: str = ""
    fixed: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    key: list[str] = field(default_factory=list)
    repeats: str = ""
    order: dict[str, str] = field(default_factory=dict)
    joiner: str = " "
    instead: dict[str, list[str]] = field(default_factory=dict)
    own: str = ""

    @property
    def kind(self) -> Target:
        """What the table can hold."""
        return targets()[self.target]

    def as_json(self) -> dict:
        """The table as it is kept."""
        return {
            name: value
            for name in self.__dataclass_fields__
            if (value := getattr(self, name)) or name == "file"
        }


def table_of(given: dict) -> Table:
    """A table from its kept form. Raises SpecFault for what does not exist."""
    if unknown := set(given) - set(Table.__dataclass_fields__):
        raise SpecFault("spec_unknown", names=", ".join(sorted(unknown)))
    if given.get("target") not in targets():
        raise SpecFault("target_unknown", target=str(given.get("target")))
    table = Table(**given)
    known = set(table.kind.fields)
    if unknown := (set(table.columns) | set(table.fixed) | set(table.values)) - known:
        raise SpecFault("field_unknown", names=", ".join(sorted(unknown)))
    return table


def tables_of(spec: dict) -> list[Table]:
    """Every table of a spec."""
    return [table_of(given) for given in spec.get("tables", [])]


def missing(table: Table) -> list[str]:
    """Fields every row needs that no column and no fixed text feeds.

    What this register exported may be brought back with few columns: a row it recognises needs no more.
    """
    if table.own:
        return []
    return [
        code
        for code, each in table.kind.fields.items()
        if each.need and not table.columns.get(code) and not table.fixed.get(code)
    ]


def check(tables: Sequence[Table]) -> None:
    """Refuse a spec that cannot be rehearsed."""
    if not tables:
        raise SpecFault("nothing_mapped")
    for table in tables:
        if lacking := missing(table):
            raise SpecFault(
                "field_missing", table=table.sheet, field=lacking[0], target=table.target
            )
    present = {table.target for table in tables}
    if present & {"order", "fix", "check"} and not any(
        table.target == "hazard" and (table.columns.get("key") or table.key) for table in tables
    ):
        raise SpecFault("hazards_missing")


def fitting(table: Table, names: Iterable[str]) -> float:
    """How much of a profile's table a sheet with these columns has: 0 to 1."""
    wanted = {name for each in table.columns.values() for name in each} | set(table.key)
    return len(wanted & set(names)) / len(wanted) if wanted else 0.0
