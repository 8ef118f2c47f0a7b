"""No file names a package registry or a folder of somebody's machine."""

import re
from pathlib import Path

from tests.guards.places import ROOT, tracked

# A link into a registry; written so that the pattern itself names none.
REGISTRY = re.compile(
    rb"://[^/\s\"'<>]*(registry|pypi|pythonhosted|npmjs|npmmirror|unpkg|jsdelivr|mirror[s.]|/simple\b)",
    re.I,
)
LOCAL = re.compile(
    rb"(?<![\w.:/-])(/home/|/root/|/Users/|/opt/|[A-Z]:\\Users\\|file:///(?:opt|home|root|srv|work)/)"
)
# Third-party files under static/vendor are kept as they came.
KEPT_AS_THEY_CAME = "vendor"
THIS = Path(__file__).resolve()


def finds(pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {found.group()[:80]!r}"
        for path in tracked()
        if KEPT_AS_THEY_CAME not in path.parts and path != THIS
        for found in pattern.finditer(path.read_bytes())
    ]


def test_no_file_names_a_registry():
    assert REGISTRY.search(b"https://" + b"files.python" + b"hosted.org/x"), (
        "the guard sees what it guards against"
    )
    assert not finds(REGISTRY)


def test_no_file_names_a_folder_of_one_machine():
    assert LOCAL.search(b"see " + b"/home" + b"/me"), "the guard sees what it guards against"
    assert not finds(LOCAL)
