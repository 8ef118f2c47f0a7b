"""Sets of numbers as ranges, against Python's own sets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.audit.ranges import Ranges

NUMBERS = st.sets(st.integers(0, 60))


@given(NUMBERS, st.integers(0, 60), st.integers(0, 20))
def test_ranges_are_a_set(numbers: set[int], first: int, width: int):
    ranges = Ranges((number, number) for number in numbers)
    span = set(range(first, first + width + 1))
    assert list(ranges) == sorted(numbers)
    assert Ranges.parse(str(ranges)).size == ranges.size == len(numbers)
    assert all((number in ranges) == (number in numbers) for number in range(62))
    assert {
        n for a, b in ranges.gaps(first, first + width) for n in range(a, b + 1)
    } == span - numbers
    assert ranges.first_common(first, first + width) == min(span & numbers, default=None)
    ranges.add(first, first + width)
    assert set(ranges) == numbers | span


@pytest.mark.parametrize("text", ["5-3", "3,2", "1-2,3", "a", "1-2-3", "1,1"])
def test_a_text_that_is_no_ascending_ranges_is_refused(text: str):
    with pytest.raises(ValueError):
        Ranges.parse(text)
