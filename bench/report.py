"""The results kept between runs, and docs/performance.md written from them: no figure is typed by hand."""

import ast
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bench.figures import WORDS, Figure, Measured

FOLDER = Path(__file__).resolve().parent
DOCUMENT = FOLDER.parent / "docs" / "performance.md"
HEAD = """# Performance

Written by `./dev bench --write` from what `./dev bench` measured; change nothing here by hand.

`./dev bench` starts a PostgreSQL of its own that writes as durably as in production, makes the
databases once (a sample zone with a million hazards takes some minutes) and keeps them. `./dev bench NAME` repeats
one measurement; `million` and `memory` take a quarter of an hour each and run only when named; `--scale 0.01`
tries everything out on small data. "At the server" is the time from the
request's arrival to the last byte of the answer: middleware, rights, queries, template; not the network.
Processor time counts the process measured and its children; what PostgreSQL spent is told apart. "Load before it"
says how many processes were at work on the machine already: on two cores, figures with more than a few tenths are not the product's own.
"""


class Kept:
    """The last result of every measurement, in one file; written after each, so a run can be taken up again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _all(self) -> dict[str, dict]:
        return json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}

    def get(self, name: str) -> Measured | None:
        """The last result of one."""
        found = self._all().get(name)
        return Measured.of(found) if found else None

    def put(self, measured: Measured) -> None:
        """Keep a result instead of the one before."""
        everything = self._all() | {measured.name: measured.as_json()}
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(self.path)


@cache
def _source(module: str) -> ast.Module:
    """The module as text: importing it would need the database it measures."""
    return ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))


def title_of(module: str) -> str:
    """Its TITLE."""
    for line in _source(module).body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "TITLE":
            return ast.literal_eval(line.value)
    raise LookupError(module)


def write(measured: Iterable[Measured], modules: dict[str, str]) -> Path:
    """Write the document; where it is."""
    measured = list(measured)
    parts = [HEAD, *_machines(measured), *_missed(measured)]
    for one in measured:
        module = modules[one.name]
        parts.append(
            f"## {title_of(module)}\n\n{ast.get_docstring(_source(module))}\n\n"
            f"{_table(one.figures)}\n\n"
            f"`./dev bench {one.name}`, {one.at}, {one.seconds:.0f} s in all, load before it {one.load:.1f}"
            f"{'' if one.scale == 1 else f', at scale {one.scale}'}.\n"
        )
    DOCUMENT.write_text("\n".join(parts), encoding="utf-8")
    return DOCUMENT


def _machines(measured: list[Measured]) -> list[str]:
    """The machine, from the last measurement; a note where others ran on another."""
    if not measured:
        return ["Nothing was measured yet.\n"]
    last = max(measured, key=lambda one: one.at)
    lines = "\n".join(f"| {name} | {value} |" for name, value in last.machine.items())
    table = f"| on | |\n|---|---|\n{lines}\n"
    others = [one.name for one in measured if _hardware(one) != _hardware(last)]
    return [table, *([f"Measured on another machine: {', '.join(others)}.\n"] if others else [])]


def _hardware(one: Measured) -> list[str]:
    return [one.machine.get(name, "") for name in ("processor", "cores", "memory")]


def _missed(measured: list[Measured]) -> list[str]:
    asked = [
        (one, figure) for one in measured for figure in one.figures if figure.reached is not None
    ]
    missed = [(one, figure) for one, figure in asked if not figure.reached]
    lines = [f"{len(asked) - len(missed)} of {len(asked)} figures asked for are reached.\n"]
    if missed:
        lines.append(
            "\n".join(
                f"- **missed**: {figure.what}: {figure.shown}, asked {figure.target}"
                f"{f' ({figure.note})' if figure.note else ''}"
                for _one, figure in missed
            )
            + "\n"
        )
    return lines


def _table(figures: list[Figure]) -> str:
    lines = ["| what | measured | asked | | |", "|---|--:|---|---|---|"]
    lines += [
        f"| {figure.what} | {figure.shown} | {figure.target} | {WORDS[figure.reached]} | {figure.note} |"
        for figure in figures
    ]
    return "\n".join(lines)
