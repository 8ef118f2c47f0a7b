"""Test data: plain functions with defaults; a test names only what matters."""

import shutil
from datetime import date
from itertools import count
from pathlib import Path

from anwei.accounts.models import User
from anwei.accounts.tests.factories import NOON, make_user
from anwei.documents.tests.factories import make_photo
from anwei.standards import actions
from anwei.standards.actions import Wording
from anwei.standards.models import LocalClause
from anwei.standards.pack import PACKS

_serial = count(1)
TEST_PACK = Path(__file__).parent / "packs" / "test"


def make_wording(**given: object) -> Wording:
    """An article of the fire standard in force."""
    given.setdefault("sector", "fire")
    given.setdefault("standard_title", "重大火灾隐患判定规则")
    given.setdefault("standard_number", "GB 35181-2025")
    given.setdefault("article", f"5.{next(_serial)}")
    given.setdefault("wording", "疏散楼梯间被改作仓库")
    given.setdefault("effective", date(2025, 11, 1))
    given.setdefault("source", "Printed official text, page 7")
    return Wording(**given)  # type: ignore[arg-type]


def make_local_clause(
    *, by: User | None = None, confirmed: bool = False, **given: object
) -> LocalClause:
    """A proposed local clause, or one confirmed by a second person."""
    clause = actions.propose(
        make_wording(**given), page=make_photo(), by=by or make_user("officer"), at=NOON
    )
    if confirmed:
        actions.confirm(clause, by=make_user("officer"), at=NOON)
    return clause


def copy_pack(folder: Path, name: str = "cn") -> Path:
    """A pack that a test may spoil."""
    source = TEST_PACK if name == "test" else PACKS / name
    return Path(shutil.copytree(source, folder / name))


def spoil(pack: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` in a file of the pack; answers the line it stood on."""
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
