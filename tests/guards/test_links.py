"""Every link between the papers of the project leads somewhere: to a file, and to a heading of it."""

import re
from pathlib import Path

import pytest

from tests.guards.places import ROOT, tracked

LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
PAPERS = sorted(path for path in tracked() if path.suffix == ".md")


def anchors(path: Path) -> set[str]:
    """The names by which a page's headings are linked, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def dead(paper: Path) -> list[str]:
    """Links of a paper that lead nowhere; addresses of other hosts are not asked."""
    wrong = []
    for match in LINK.finditer(paper.read_text(encoding="utf-8")):
        target, _, heading = (match[1] or match[2]).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (paper.parent / target).resolve() if target else paper
        if not place.exists() or (heading and heading not in anchors(place)):
            wrong.append(match[1] or match[2])
    return wrong


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_link_is_dead(paper: Path) -> None:
    assert dead(paper) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    paper = tmp_path / "page.md"
    paper.write_text(
        "# One 一\n[a](#one-一) [b](#two) [c](gone.md) [d](https://example.org/x) ![e](no.png)"
    )
    assert dead(paper) == ["#two", "gone.md", "no.png"]
