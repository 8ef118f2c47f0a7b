"""Unified social credit codes (GB 32100-2015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.foundation import credit_code

# Codes of well-known public companies, as they publish them.
TRUE_CODES = [
    "91110000802100433B",
    "91440300708461136T",
    "914403001922038216",
    "91110108551385082Q",
]


@pytest.mark.parametrize("code", TRUE_CODES)
def test_codes_in_public_use_are_valid(code: str) -> None:
    assert credit_code.parse(code) == code
    assert credit_code.organisation_part_holds(code)


def test_a_code_is_read_as_people_type_it() -> None:
    assert credit_code.parse(" 91110108-551385082q ") == "91110108551385082Q"
    assert credit_code.parse("９１１１０１０８５５１３８５０８２Ｑ") == "91110108551385082Q"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "length"),
        ("9111010855138508Q", "length"),
        ("91110108551385082QQ", "length"),
        ("9111010855138508IQ", "character"),
        ("91A10108551385082Q", "division"),
        ("91110108551385082R", "check"),
        ("９１一10108551385082Q", "character"),
    ],
)
def test_the_fault_of_a_bad_code_is_named(text: str, fault: str) -> None:
    with pytest.raises(credit_code.BadCreditCode) as refusal:
        credit_code.parse(text)
    assert refusal.value.fault == fault
    assert not credit_code.is_valid(text)


@given(st.sampled_from(TRUE_CODES), st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_any_single_wrong_character_is_noticed(code: str, place: int, char: str) -> None:
    changed = code[:place] + char + code[place + 1 :]
    assert credit_code.is_valid(changed) == (changed == code)


@given(st.text(credit_code.ALPHABET, min_size=15, max_size=15))
def test_the_check_character_completes_any_body(body: str) -> None:
    body = body[:2] + "220102" + body[2:11]
    assert credit_code.is_valid(body + credit_code.check_character(body))
