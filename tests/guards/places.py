"""Where the guards look."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "anwei"


@cache
def tracked() -> list[Path]:
    """Every file of the project as git knows it, or, outside git, as it lies there."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0 and done.stdout:
        return [
            path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()
        ]
    return [path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts]


def templates() -> list[Path]:
    """Every page and part of a page."""
    return sorted(
        path for path in tracked() if "templates" in path.parts and path.suffix == ".html"
    )


def catalogs() -> list[Path]:
    """Every room's translations."""
    return sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"))


def rooms() -> list[Path]:
    """Every room's folder."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
