"""The register with 1,000,000 hazards from PostgreSQL to xlsx: `anwei export hazards -o FILE`.

In a process of its own, start-up included. With the columns the list shows, and with every column it has.
Afterwards the rows in the file are counted.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from python_calamine import load_workbook

from anwei.hazards.lists import HAZARDS
from anwei.hazards.models import Hazard
from bench.databases import Place
from bench.figures import Figure

TITLE = "Export"
SECONDS, MEGABYTES = 60, 400


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """The list as it is, then all of it."""
    rows, path = Hazard.objects.count(), place.home / "hazards.xlsx"
    database = settings.DATABASES["default"]["NAME"]
    shown = [column for column in HAZARDS.columns if column.default]
    for name, columns in (("as shown", shown), ("every column", list(HAZARDS.columns))):
        keys = ",".join(column.key for column in columns)
        done = place.run("export", "hazards", "-o", path, "--columns", keys, database=database)
        asked = name == "as shown"
        yield Figure(
            f"{rows:,} rows, {name} ({len(columns)} columns)",
            done.seconds,
            "s",
            most=SECONDS if asked else None,
            note=f"{done.processors}; file of {path.stat().st_size / 1e6:.0f} MB",
        )
        yield Figure(f"{rows:,} rows, {name}: memory at most", done.peak, "MB", most=MEGABYTES)
        if asked:
            yield Figure("rows found in the file", written(path), "", least=rows)
    path.unlink()


def written(path: Path) -> int:
    """Rows of all sheets but the hidden one, headers left out."""
    book = load_workbook(str(path))
    names = [name for name in book.sheet_names if name != "anwei"]
    return sum(book.get_sheet_by_name(name).height - 1 for name in names)
