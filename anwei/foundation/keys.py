"""Keys of rows as addresses name them."""

# A key column holds 64 bits; no number of so many digits or fewer is too large for it.
DIGITS = 18


def key_of(text: str) -> int | None:
    """The number a text names a row by; None for whatever else somebody may have typed there."""
    if text.isascii() and text.isdigit() and len(text) <= DIGITS:
        return int(text)
    return None
