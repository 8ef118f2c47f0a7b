"""A jurisdiction pack read from its folder, with what a locality lays over it.

All faults are told at once (`PackRefused.faults`); a pack with a fault is not loaded at all.
A locality's folder holds files of the same names: rows with a new code are added, rows with a
known code replace the pack's. Terms that law sets cannot be replaced, only those marked `local`.
"""

from pathlib import Path
from typing import Any

from anwei.standards.building import build
from anwei.standards.checks import faults_of
from anwei.standards.contents import Pack
from anwei.standards.layout import CRITERIA, FILES, PACK
from anwei.standards.reading import Fault, Page, fault_at, read

Raw = dict[str, Any]


class PackRefused(Exception):
    """The pack cannot be used; `faults` says why, each by file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("The jurisdiction pack has faults:\n" + "\n".join(map(str, faults)))


def load(path: Path, local: Path | None = None) -> Pack:
    """The pack of a folder. Raises PackRefused with every fault found."""
    raw, found = _read(path, local)
    if found:
        raise PackRefused(found)
    return build(raw)


def faults(path: Path, local: Path | None = None) -> list[Fault]:
    """What is wrong with the pack of a folder; an empty list: nothing."""
    return _read(path, local)[1]


def _read(path: Path, local: Path | None) -> tuple[Raw, list[Fault]]:
    head = Page("pack.yaml")
    pack = read(path / "pack.yaml", PACK, head)
    if head.faults:
        return {}, head.faults
    languages = tuple(pack["languages"])
    found: list[Fault] = []
    raw = _complete(pack, _files(path, "", languages, found), found)
    if local is not None and not found:
        _lay_over(raw, _files(local, "local: ", languages, found, all_wanted=False), found)
    if not found:
        found.extend(faults_of(raw))
    return raw, sorted(found)


def _files(
    root: Path,
    prefix: str,
    languages: tuple[str, ...],
    found: list[Fault],
    *,
    all_wanted: bool = True,
) -> Raw:
    """Each file of a folder in its layout; unknown files are faults, since a misspelt one would be lost."""
    contents: Raw = {"criteria": []}
    if not root.is_dir():
        found.append(Fault(f"{prefix}{root.name}", 1, "there is no such folder."))
        return contents
    for name, layout in FILES.items():
        if all_wanted or (root / name).exists():
            contents[name] = _one(root / name, f"{prefix}{name}", layout, languages, found)
    for file in sorted(root.glob("criteria/*.yaml")):
        contents["criteria"].append(
            _one(file, f"{prefix}criteria/{file.name}", CRITERIA, languages, found)
        )
    for file in sorted(root.glob("*.y*ml")):
        if file.name not in {*FILES, "pack.yaml"}:
            found.append(Fault(f"{prefix}{file.name}", 1, "a pack has no file of this name."))
    return contents


def _one(file: Path, name: str, layout: Any, languages: tuple[str, ...], found: list[Fault]) -> Any:
    page = Page(name, languages)
    content = read(file, layout, page)
    found.extend(page.faults)
    return content


def _complete(pack: Raw, files: Raw, found: list[Fault]) -> Raw:
    """All rows by what they are. With faults the rest is of no use, and is left empty."""
    if found:
        return {}
    raw: Raw = {"pack": pack, **_rows(files)}
    raw |= _criteria(files["criteria"], found)
    return raw


def _rows(files: Raw) -> Raw:
    return {
        "sectors": files["sectors.yaml"]["sectors"],
        "attributes": files["attributes.yaml"]["attributes"],
        "rules": files["routing.yaml"]["rules"],
        "terms": files["terms.yaml"]["terms"],
        "term_groups": files["terms.yaml"].get("groups", []),
        "years": files["holidays.yaml"]["years"],
        "holiday_names": files["holidays.yaml"].get("names", {}),
        "library": files["holidays.yaml"].get("library", ""),
        "preset_terms": files["presets.yaml"].get("terms", []),
        "phrases": files["presets.yaml"].get("phrases", []),
        "categories": files["categories.yaml"]["groups"],
        "synonyms": files["search.yaml"].get("synonyms", []),
        "signs": files["search.yaml"].get("signs", []),
        "numbers": files["committee.yaml"]["numbers"],
        "numbers_at": files["committee.yaml"]["_at"],
        "bodies": files["committee.yaml"]["bodies"],
        "reading": files["reading.yaml"],
    }


def _criteria(files: list[Raw], found: list[Fault]) -> Raw:
    """Standards and clauses, each clause with the code of its standard."""
    standards, criteria = [], []
    for content in files:
        if ("standard" in content) == ("extends" in content):
            found.append(
                fault_at(content["_at"], "a file of criteria has either `standard` or `extends`.")
            )
            continue
        if "standard" in content:
            standards.append(content["standard"])
        code = content["extends"] if "extends" in content else content["standard"]["code"]
        for row in content["criteria"]:
            criteria.append(
                {"source": "", **row, "standard": code, "free_source": "extends" in content}
            )
    return {"standards": standards, "criteria": criteria}


def _lay_over(raw: Raw, files: Raw, found: list[Fault]) -> None:
    """The locality's rows over the pack's."""
    if found:
        return
    lists = {
        "sectors.yaml": "sectors",
        "attributes.yaml": "attributes",
        "routing.yaml": "rules",
        "terms.yaml": "terms",
        "categories.yaml": "groups",
    }
    places = {"categories.yaml": "categories"}
    _guard_law(raw, files, found)
    for file, key in lists.items():
        place = places.get(file, key)
        raw[place] = _replaced(raw[place], files.get(file, {}).get(key, []), "code")
    raw["years"] = _replaced(raw["years"], files.get("holidays.yaml", {}).get("years", []), "year")
    raw["holiday_names"] |= files.get("holidays.yaml", {}).get("names", {})
    presets = files.get("presets.yaml", {})
    raw["preset_terms"] = presets.get("terms") or raw["preset_terms"]
    raw["phrases"] = _replaced(raw["phrases"], presets.get("phrases", []), "code")
    search = files.get("search.yaml", {})
    raw["synonyms"] = raw["synonyms"] + search.get("synonyms", [])
    raw["signs"] = _replaced(raw["signs"], search.get("signs", []), "code")
    committee = files.get("committee.yaml", {})
    raw["numbers"] |= committee.get("numbers", {})
    raw["bodies"] = _replaced(raw["bodies"], committee.get("bodies", []), "code")
    raw["reading"] = files.get("reading.yaml", raw["reading"])
    more = _criteria(files["criteria"], found)
    raw["standards"] += more["standards"]
    raw["criteria"] += more["criteria"]


def _guard_law(raw: Raw, files: Raw, found: list[Fault]) -> None:
    """A locality may choose its own terms, not the law's."""
    by_law = {row["code"] for row in raw["terms"] if not row.get("local")}
    for row in files.get("terms.yaml", {}).get("terms", []):
        if row["code"] in by_law:
            found.append(
                fault_at(
                    row["_at"], f"the term {row['code']!r} is set by law and cannot be replaced."
                )
            )


def _replaced(rows: list[Raw], others: list[Raw], key: str) -> list[Raw]:
    """Rows with those of the same key replaced in place, and new ones at the end."""
    by_key = {row[key]: row for row in others}
    kept = [by_key.pop(row[key], row) for row in rows]
    return kept + list(by_key.values())
