"""Unified social credit codes: 18 characters that name an organisation (GB 32100-2015).

1 registering body, 1 kind of organisation, 6 digits of the administrative division, 9 characters
of the organisation code (GB 11714, with its own check character) and 1 check character.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V and Z, which are easily misread
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = [3**place % 31 for place in range(17)]  # GB 32100-2015, 4.5
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997


class BadCreditCode(ValueError):
    """Not a unified social credit code; `fault` says why: length, character, division or check."""

    def __init__(self, code: str, fault: str) -> None:
        super().__init__(f"{code!r} is not a unified social credit code: {fault}.")
        self.code = code
        self.fault = fault


def tidy(text: str) -> str:
    """The code as typed, in one form: no blanks or dashes, capitals, full-width characters made narrow."""
    narrow = "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)
    return "".join(char for char in narrow if not char.isspace() and char != "-").upper()


def check_character(code: str) -> str:
    """The 18th character that belongs to the first 17.

    Raises BadCreditCode for a character outside the standard's alphabet.
    """
    total = 0
    for char, weight in zip(code[:17], WEIGHTS, strict=True):
        value = ALPHABET.find(char)
        if value < 0:
            raise BadCreditCode(code, "character")
        total += value * weight
    return ALPHABET[-total % 31]


def parse(text: str) -> str:
    """The tidy code, when it is a valid one.

    Raises BadCreditCode with its fault otherwise.
    """
    code = tidy(text)
    if len(code) != 18:
        raise BadCreditCode(code, "length")
    if any(char not in ALPHABET for char in code):
        raise BadCreditCode(code, "character")
    if not code[2:8].isdigit():
        raise BadCreditCode(code, "division")
    if check_character(code) != code[17]:
        raise BadCreditCode(code, "check")
    return code


def is_valid(text: str) -> bool:
    """Whether the text is a valid code, once tidied."""
    try:
        parse(text)
    except BadCreditCode:
        return False
    return True


def organisation_part_holds(code: str) -> bool:
    """Whether the organisation code inside (places 9 to 17) carries its own right check character.

    GB 11714 is older; a few codes of real organisations fail here and are valid all the same, so
    this is a reason to look again and never to refuse.
    """
    body, check = code[8:16], code[16]
    total = sum(
        ORGANISATION_ALPHABET.index(char) * weight
        for char, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    expected = 11 - total % 11
    return check == {10: "X", 11: "0"}.get(expected, str(expected))
