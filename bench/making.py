"""`anwei demo` as `./dev run` calls it: migrations and a sample zone of 20,000 hazards on SQLite, from nothing."""

from collections.abc import Callable, Iterator

from bench import databases
from bench.databases import Place
from bench.figures import Figure

TITLE = "The sample zone"


def measure(place: Place, say: Callable[[str], None]) -> Iterator[Figure]:
    """Make it anew; the measurement of the pages goes on with it."""
    hazards = place.sized(20_000, least=2000)
    home = databases.embedded(place, hazards, say, anew=True)
    made = databases.making(place, home)
    yield Figure(
        f"migrations and {hazards:,} hazards",
        made.seconds,
        "s",
        most=5 * 60,
        note=f"processor {made.cpu:.0f} s",
    )
