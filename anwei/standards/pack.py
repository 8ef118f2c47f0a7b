"""The jurisdiction pack in force: read and checked once, then only looked at."""

from functools import cache
from pathlib import Path

from django.conf import settings

from anwei.standards import loader
from anwei.standards.contents import Pack
from anwei.standards.loader import load
from anwei.standards.reading import Fault

PACKS = Path(__file__).parent / "packs"


def folder(name: str) -> Path:
    """The folder of a pack: one that comes with Anwei, by its code, or any other, by its path."""
    return PACKS / name if (PACKS / name).is_dir() else Path(name)


def current() -> Pack:
    """The pack that the settings name. Raises PackRefused with every fault."""
    return _read(settings.PACK, settings.PACK_LOCAL)


def faults() -> list[Fault]:
    """What is wrong with the pack that the settings name; for the check at start."""
    local = settings.PACK_LOCAL
    return loader.faults(folder(settings.PACK), Path(local) if local else None)


@cache
def _read(name: str, local: str) -> Pack:
    return load(folder(name), Path(local) if local else None)


def paper(code: str, language: str) -> bytes:
    """The Word template of a kind of paper: the locality's own, or that of the pack; LookupError where neither has one."""
    name = f"{code}.{language.partition('-')[0]}.docx"
    places = [Path(settings.PACK_LOCAL)] if settings.PACK_LOCAL else []
    for place in (*places, folder(settings.PACK)):
        if (path := place / "papers" / name).is_file():
            return path.read_bytes()
    raise LookupError(f"The jurisdiction pack has no {name}.")
