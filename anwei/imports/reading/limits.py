"""How much is read at most. Anything beyond is refused before it is unpacked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds; sizes in bytes."""

    file: int = 300 * 1024**2
    # A sheet of a million rows and a dozen columns unpacks to about 1 GB.
    unpacked: int = 4 * 1024**3
    entries: int = 200_000
    # Spreadsheets shrink to a tenth, at most to a hundredth; bombs to less than a thousandth.
    ratio: int = 250
    # Below this size the ratio proves nothing.
    harmless: int = 50 * 1024**2
    rows: int = 1_048_576
    columns: int = 500
    cell: int = 2 * 1024**2
    # Longer sheets go through the streaming reader, whose memory does not grow with the rows.
    rows_in_memory: int = 200_000
    picture: int = 30 * 1024**2


LIMITS = Limits()
