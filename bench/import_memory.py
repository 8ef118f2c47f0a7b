"""The memory of an import, small ledger and large: `anwei import FILE --commit` into PostgreSQL.

The process is watched from outside; what counts is the most that it held at once. The large ledger
has 1,000,000 rows; both are read, rehearsed and brought in whole.
"""

import json
from collections.abc import Callable, Iterator

from bench import databases
from bench.databases import Place
from bench.figures import Figure
from bench.ledger import written

TITLE = "Memory of an import"
MOST, SIZES = 500, (20_000, 1_000_000)


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Both sizes, then how much more the large one takes."""
    zone = databases.zone(place, place.sized(20_000, least=2000), say)
    peaks = []
    for size in SIZES:
        rows = place.sized(size)
        path = written(place.home, rows)
        say(f"Importing {rows:,} rows")
        place.create("bench_import", copy_of=zone)
        done = place.run(
            "import", path, "--commit", "--name", "bench", "--json", database="bench_import"
        )
        place.drop("bench_import")
        peaks.append(done.peak)
        yield Figure(
            f"import of {rows:,} rows: memory at most",
            done.peak,
            "MB",
            most=MOST,
            note=f"{done.seconds:.0f} s; {done.processors}; "
            f"{json.loads(done.said)['counts']['rows']:,} rows",
        )
    yield Figure("fifty times the rows take more memory by", peaks[1] / peaks[0], "times", most=2)
