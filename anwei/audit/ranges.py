"""Sets of whole numbers as ranges: "1-500,502". Plain Python, no Django."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Ranges:
    """A set of whole numbers that takes room by its gaps, not by its members."""

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for first, last in pairs:
            self.add(first, last)

    @classmethod
    def parse(cls, text: str) -> "Ranges":
        """The set a text stands for; ValueError where it is not ascending ranges."""
        ranges = cls()
        last_end = None
        for part in filter(None, text.split(",")):
            first, _, last = part.partition("-")
            start, end = int(first), int(last or first)
            if end < start or (last_end is not None and start <= last_end + 1):
                raise ValueError(f"{part!r} is out of order")
            ranges._starts.append(start)
            ranges._ends.append(end)
            last_end = end
        return ranges

    def __str__(self) -> str:
        return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in self.pairs())

    @property
    def size(self) -> int:
        """How many members there are."""
        return sum(end - start + 1 for start, end in self.pairs())

    def __iter__(self) -> Iterator[int]:
        for start, end in self.pairs():
            yield from range(start, end + 1)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._starts, number) - 1
        return at >= 0 and number <= self._ends[at]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """First and last of every range, ascending."""
        return zip(self._starts, self._ends, strict=True)

    def first_common(self, first: int, last: int) -> int | None:
        """The smallest member between first and last, None if there is none."""
        at = bisect_right(self._starts, first) - 1
        if at >= 0 and self._ends[at] >= first:
            return first
        following = self._starts[at + 1] if at + 1 < len(self._starts) else last + 1
        return following if following <= last else None

    def add(self, first: int, last: int | None = None) -> None:
        """Take in one number, or all from first to last; joins what touches."""
        last = first if last is None else last
        left = bisect_right(self._starts, first) - 1
        if left >= 0 and self._ends[left] >= first - 1:
            first = self._starts[left]
        else:
            left += 1
        right = left
        while right < len(self._starts) and self._starts[right] <= last + 1:
            last = max(last, self._ends[right])
            right += 1
        self._starts[left:right] = [first]
        self._ends[left:right] = [last]

    def gaps(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The ranges between first and last that are not in the set."""
        for start, end in self.pairs():
            if end < first:
                continue
            if start > last:
                break
            if start > first:
                yield first, start - 1
            first = end + 1
        if first <= last:
            yield first, last
