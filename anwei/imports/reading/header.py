"""Where a table begins, what its columns are called, and which rows are no data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.values import looks_like_date, looks_like_number, text_of

LOOK_AT = 30

# ((first row, first column), (last row, last column)), zero-based
Merge = tuple[tuple[int, int], tuple[int, int]]
Cells = Sequence[object]

TOTAL = re.compile(
    r"^(合计|总计|小计|共计|累计|本页合计|total|totals|grand total|subtotal|sum)[:：]?$",
    re.IGNORECASE,
)
# A number with what it counts: "7条", "共 12 项", "85%".
COUNTED = re.compile(r"^共?\d[\d,.]*\s*(条|项|个|处|家|件|起|次|人|户|宗|元|万元|%|％)$")
FOOTNOTE = re.compile(
    r"^(备注|注|说明|填表人|填报人|制表人?|制表|审核人?|填表日期|填报日期|单位负责人|note|notes|prepared by|checked by|printed on|source)\s*[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """Rows are zero-based. `names` has one name per column; `titles` are the lines above."""

    first: int
    last: int
    names: list[str]
    titles: list[str] = field(default_factory=list)
    # Columns without a name of their own.
    unnamed: frozenset[int] = frozenset()


def header_of(rows: Sequence[Cells], merges: Sequence[Merge] = ()) -> Header:
    """Find the header in the first rows of a sheet. Raises Unreadable("no_header")."""
    head = rows[:LOOK_AT]
    width = max((len(row) for row in head), default=0)
    first = _header_row(head)
    if first is None:
        raise Unreadable("no_header", rows=LOOK_AT)
    last = _last_level(head, first, merges)
    names, unnamed = _names(head[first : last + 1], first, merges, width)
    titles = [
        text
        for row in head[:first]
        if (text := " ".join(dict.fromkeys(filter(None, map(text_of, row)))))
    ]
    return Header(first, last, names, titles, unnamed)


def _header_row(rows: Sequence[Cells]) -> int | None:
    """The first row that names columns: several short words, about as wide as the table."""
    widths = [_filled(row) for row in rows]
    widest = max(widths, default=0)
    if widest == 1:
        return next((at for at, row in enumerate(rows) if _filled(row) and _wordy(row)), None)
    for at, row in enumerate(rows):
        if widths[at] >= max(2, (widest + 1) // 2) and _wordy(row):
            return at
    # A two-level header whose upper level names few groups.
    for at in range(len(rows) - 1):
        if widths[at] >= 2 and _wordy(rows[at]) and widths[at + 1] >= 2:
            return at
    return None


def _wordy(row: Cells) -> bool:
    """Whether nearly all filled cells are short words, none a date and few a number."""
    filled = [cell for cell in row if text_of(cell)]
    if any(looks_like_date(cell) or len(text_of(cell)) > 120 for cell in filled):
        return False
    numbers = sum(looks_like_number(cell) for cell in filled)
    return numbers <= len(filled) // 5


def _last_level(rows: Sequence[Cells], first: int, merges: Sequence[Merge]) -> int:
    """The lowest row of the header: where its merged cells reach, or a second line of words."""
    if first + 1 >= len(rows):
        return first
    upper, lower = rows[first], rows[first + 1]
    if not _wordy(lower) or not _filled(lower):
        return first
    groups = [merge for merge in merges if merge[0][0] == first and merge[1][1] > merge[0][1]]
    if merges:
        return (
            first + 1
            if any(
                text_of(_at(lower, column))
                for merge in groups
                for column in range(merge[0][1], merge[1][1] + 1)
            )
            else first
        )
    return first + 1 if _complements(upper, lower) else first


def _complements(upper: Cells, lower: Cells) -> bool:
    """Without merge marks (CSV): the second row fills gaps of the first and nothing else."""
    gaps = [
        column
        for column in range(max(len(upper), len(lower)))
        if not text_of(_at(upper, column)) and text_of(_at(lower, column))
    ]
    below = [column for column in range(len(lower)) if text_of(_at(lower, column))]
    # Each gap must belong to a named group that itself has a word below.
    return bool(gaps) and all(
        text_of(_at(upper, column)) == "" or column + 1 in gaps for column in below
    )


def _names(
    levels: Sequence[Cells], first: int, merges: Sequence[Merge], width: int
) -> tuple[list[str], frozenset[int]]:
    upper = _spread(levels[0], first, merges, two_levels=len(levels) > 1, lower=levels[-1])
    names: list[str] = []
    unnamed = set()
    for column in range(width):
        parts = [upper[column] if column < len(upper) else ""]
        if len(levels) > 1:
            parts.append(_one_line(_at(levels[1], column)))
        name = " / ".join(dict.fromkeys(part for part in parts if part))
        if not name:
            unnamed.add(column)
            name = f"[{letter(column)}]"
        names.append(_unlike(name, names))
    return names, frozenset(unnamed)


def _spread(
    row: Cells, first: int, merges: Sequence[Merge], *, two_levels: bool, lower: Cells
) -> list[str]:
    """The upper level with every merged cell's word over all of its columns."""
    words = [_one_line(cell) for cell in row]
    words += [""] * (max(len(lower) - len(words), 0))
    for (top, left), (_bottom, right) in merges:
        if top == first:
            words[left : right + 1] = [words[left]] * (min(right + 1, len(words)) - left)
    if two_levels and not merges:
        for column in range(1, len(words)):
            if not words[column] and text_of(_at(lower, column)):
                words[column] = words[column - 1]
    return words


def letter(column: int) -> str:
    """The letter of a column as a spreadsheet shows it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _unlike(name: str, others: Sequence[str]) -> str:
    """The name, with a count where another column has it too."""
    unlike, count = name, 1
    while unlike in others:
        count += 1
        unlike = f"{name} ({count})"
    return unlike


def _one_line(cell: object) -> str:
    return " ".join(text_of(cell).split())


def _at(row: Cells, column: int) -> object:
    return row[column] if column < len(row) else ""


def _filled(row: Cells) -> int:
    return sum(1 for cell in row if text_of(cell))


def is_total(cells: Cells) -> bool:
    """Whether a row only adds up the others: a total word first, then numbers, with or without what they count."""
    filled = [cell for cell in cells if cell not in (None, "")]
    if (
        not filled
        or not isinstance(filled[0], str)
        or not TOTAL.match(filled[0].replace(" ", "").replace("\u3000", ""))
    ):
        return False
    return all(
        looks_like_number(cell) or COUNTED.match(text_of(cell).replace(" ", ""))
        for cell in filled[1:]
    )


def is_footnote(cells: Cells) -> bool:
    """Whether a row is a line below the table: who filled it in, remarks."""
    filled = [cell for cell in cells if cell not in (None, "")]
    return (
        bool(filled)
        and len(filled) <= max(2, len(cells) // 3)
        and isinstance(filled[0], str)
        and bool(FOOTNOTE.match(filled[0].strip()))
    )
