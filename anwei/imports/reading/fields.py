"""What a table of a ledger can hold: data/fields.yaml as frozen dataclasses."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FIELDS_FILE = Path(__file__).parent.parent / "data" / "fields.yaml"


@dataclass(frozen=True)
class Field:
    """One thing a column can be. `words` are its names in both languages, the label first."""

    code: str
    kind: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    need: bool = False
    several: bool = False

    def label(self, language: str) -> str:
        """The name shown to a reader of this language."""
        return (self.zh if language.startswith("zh") else self.en)[0]


@dataclass(frozen=True)
class Target:
    """One kind of table."""

    code: str
    en: str
    zh: str
    sheet: tuple[str, ...]
    fields: dict[str, Field]

    def label(self, language: str) -> str:
        """The name shown to a reader of this language."""
        return self.zh if language.startswith("zh") else self.en


@cache
def targets() -> dict[str, Target]:
    """Every kind of table by its code."""
    content = yaml.safe_load(FIELDS_FILE.read_text(encoding="utf-8"))
    return {code: _target(code, given) for code, given in content.items()}


def _target(code: str, given: dict) -> Target:
    fields = {
        name: Field(
            name,
            each["kind"],
            tuple(each["en"]),
            tuple(each["zh"]),
            each.get("need", False),
            each.get("several", False),
        )
        for name, each in given["fields"].items()
    }
    return Target(code, given["en"], given["zh"], tuple(given["sheet"]), fields)
