"""What names a row and what does not."""

import pytest

from anwei.foundation.keys import key_of


@pytest.mark.parametrize(("text", "key"), [("7", 7), ("0012", 12), ("9" * 18, int("9" * 18))])
def test_digits_name_a_row(text, key):
    assert key_of(text) == key


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1e9", "²", "٣", " 7", "9" * 19, "1" * 5000])
def test_whatever_else_names_none(text):
    assert key_of(text) is None
