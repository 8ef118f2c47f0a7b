"""`anwei demo --hazards 1000000` on PostgreSQL, in both languages by turns.

The other measurements go on with what it makes; the old one is kept until the new one is whole.
"""

from collections.abc import Callable, Iterator

from bench import databases
from bench.databases import Place
from bench.figures import Figure

TITLE = "A million hazards made"


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Make it anew."""
    hazards = place.sized(1_000_000)
    made = databases.making(place, databases.zone(place, hazards, say, anew=True))
    yield Figure(f"{hazards:,} hazards", made.seconds, "s", most=15 * 60, note=made.processors)
    yield Figure("memory at most", made.peak, "MB")
