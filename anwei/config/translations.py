"""Compiled translation catalogs without gettext: for ./dev and for the wheel.

Imports nothing of Django, because the build has no Django.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent


def catalogs(package: Path) -> Iterator[Path]:
    """Every room's catalogs."""
    return iter(sorted(package.glob("*/locale/*/LC_MESSAGES/*.po")))


def compile_catalog(source: Path, target: Path) -> None:
    """Write one .mo whole or not at all: a server may be reading the old one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(f".{os.getpid()}.part")
    polib.pofile(str(source)).save_as_mofile(str(half))
    half.replace(target)


def compile_all(package: Path = PACKAGE, into: Path | None = None) -> int:
    """Compile what is newer than its .mo, beside the source or under `into`; how many were written."""
    written = 0
    for source in catalogs(package):
        target = (into or package) / source.relative_to(package).with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_catalog(source, target)
            written += 1
    return written


if __name__ == "__main__":
    compile_all()
