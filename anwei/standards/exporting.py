"""A confirmed local clause as the YAML of a pack entry."""

from typing import Any

import yaml

from anwei.standards import pack as packs
from anwei.standards.models import LocalClause

NOTE = """# Entry for the jurisdiction pack, from a local clause that two people confirmed.
# Put the file into the pack's folder `criteria/`, complete the titles in each language, and retire the local clause.
"""


def pack_entry(row: LocalClause) -> str:
    """A file for `criteria/`: it extends the pack's standard, or brings the standard along."""
    pack = packs.current()
    entry: dict[str, Any] = {
        "code": f"LOCAL-{row.pk}",
        "clause": row.article,
        "kind": "item",
        "title": dict.fromkeys(pack.languages, row.wording),
        "verified": True,
        "source": row.source,
    }
    if row.catch_all:
        entry["catch_all"] = True
    if row.condition:
        entry["condition"] = dict.fromkeys(pack.languages, row.condition)
    known = next(
        (
            s
            for s in pack.standards.values()
            if s.number == row.standard_number and s.effective == row.effective
        ),
        None,
    )
    head = {"extends": known.code} if known else {"standard": _standard(row, pack.languages, entry)}
    return NOTE + yaml.safe_dump(
        {**head, "criteria": [entry]}, allow_unicode=True, sort_keys=False, width=100
    )


def _standard(
    row: LocalClause, languages: tuple[str, ...], entry: dict[str, Any]
) -> dict[str, Any]:
    """The head of a standard that the pack does not know."""
    entry["source"] = "s1"
    standard = {
        "code": f"L{row.pk}",
        "number": row.standard_number,
        "title": dict.fromkeys(languages, row.standard_title),
        "sector": row.sector,
        "family": f"local_{row.pk}",
        "effective": row.effective,
    }
    if row.until:
        standard["until"] = row.until
    return standard | {
        "status": "current",
        "note": dict.fromkeys(languages, row.source),
        "sources": {"s1": row.source},
    }
