"""Every icon a page names was taken over: a missing one would break the page that shows it."""

import re
from pathlib import Path

from anwei.config.nav import ENTRIES
from anwei.foundation.templatetags.parts import ICONS

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"""\{%\s*icon\s+"([^"]+)"|\bsymbol="([^"]+)\"""")


def test_every_icon_named_in_a_template_exists() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in ROOT.glob("anwei/**/templates/**/*.html")
        for match in NAMED.finditer(path.read_text(encoding="utf-8"))
        if not (ICONS / f"{(name := match[1] or match[2])}.svg").exists()
    ]
    assert missing == [], "add them to frontend/icons.txt and run npm run build there"


def test_every_entry_of_the_navigation_has_its_icon() -> None:
    assert [entry.icon for entry in ENTRIES if not (ICONS / f"{entry.icon}.svg").exists()] == []


def test_the_committed_icons_are_those_of_the_list() -> None:
    listed = (ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").split()
    assert sorted(path.stem for path in ICONS.glob("*.svg")) == sorted(listed)
