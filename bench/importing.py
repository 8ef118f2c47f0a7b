"""A ledger of 100,000 rows from xlsx into PostgreSQL, side by side with django-import-export.

Ours: `anwei import FILE --commit` into a copy of the sample zone with 20,000 hazards: dry run and
commit; columns mapped, every cell cleaned, sites matched with what is known and made where new,
likely duplicates of sites and hazards looked for, hazards with clocks, counters, search index and
trail written. The rival reads the same file with its own reader, does its dry run and its import
into a table of the same columns (all text but four days, one unique key). It does less: no sites,
no units, no look for duplicates, no meaning of statuses, no clocks, no counters, no search index, no
trail, nothing kept of the file, no taking up again after a kill, no undo. Each runs in a process
of its own, start-up included.
"""

import json
import sys
from collections.abc import Callable, Iterator

from bench import databases
from bench.databases import Place
from bench.figures import Figure
from bench.ledger import written

ROWS = 100_000
TITLE = "Import of a ledger, beside django-import-export"
PLAIN, BULK = "as it comes", "use_bulk, batch 1,000, skip_diff"


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Ours first, then the rival twice."""
    rows = place.sized(ROWS)
    path = written(place.home, rows)
    zone = databases.zone(place, place.sized(20_000, least=2000), say)
    place.create("bench_import", copy_of=zone)
    say(f"Importing {rows:,} rows")
    ours = place.run(
        "import", path, "--commit", "--name", "bench", "--json", database="bench_import"
    )
    counts = json.loads(ours.said)["counts"]
    brought = counts.get("hazards", counts.get("hazards_new", 0))
    yield Figure(
        f"Anwei: dry run and commit of {rows:,} rows", ours.seconds, "s", note=ours.processors
    )
    yield Figure("Anwei: hazards brought in", brought, "", least=rows)
    yield Figure("Anwei: memory at most", ours.peak, "MB", most=500)
    for name, kind in ((PLAIN, "plain"), (BULK, "bulk")):
        theirs, told = _rival(place, path, kind, say)
        parts = ", ".join(f"{part} {told[part]:.0f} s" for part in ("reading", "dry run", "import"))
        yield Figure(
            f"django-import-export {name}",
            theirs.seconds,
            "s",
            note=f"{parts}; {theirs.processors}",
        )
        yield Figure(f"django-import-export {name}: memory at most", theirs.peak, "MB")
        yield Figure(
            f"Anwei is faster than it {name}",
            theirs.seconds / ours.seconds,
            "times",
            least=5 if kind == "plain" else 1,
        )
    place.drop("bench_import")


def _rival(place: Place, path: object, kind: str, say: Callable[[str], None]) -> tuple:
    say(f"The same through django-import-export, {kind}")
    place.create("bench_rival")
    words = [sys.executable, "-m", "bench.rival", path, kind]
    theirs = place.watched(words, place.environment("bench_rival"))
    place.drop("bench_rival")
    return theirs, json.loads(theirs.said)
