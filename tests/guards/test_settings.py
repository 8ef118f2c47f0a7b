"""Every setting is written down."""

import re

from tests.guards.places import PACKAGE, ROOT

ASKED = re.compile(
    r"\b(?:text|flag|number|one_of|several|required|secret)\(\s*\"([A-Z][A-Z0-9_]*)\""
)


def test_every_setting_stands_in_the_example():
    asked = set(ASKED.findall((PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")))
    told = set(
        re.findall(
            r"^#? ?ANWEI_([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M
        )
    )
    assert {"SECRET_KEY", "DATABASE_URL", "SMTP_HOST"} <= asked, "the guard sees the settings"
    assert asked == told
