"""Paging by key: a page begins after the sort value and key of a row, so page 1,000 costs what page 1
does and nothing is shown twice when rows are added meanwhile (docs/adr/0008).

One expression orders a list, the row's key breaks ties in the same direction, and rows without a
value come last whichever way the list runs. Rows with and without a value are asked for apart, so
that each query is one range of a plain index.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    F,
    Field,
    Func,
    IntegerField,
    Model,
    QuerySet,
    Value,
    When,
)
from django.utils.timezone import is_naive

from anwei.lists.spec import field_steps

BIGGEST = 2**63 - 1
SORT = "sort_value"


class BadMark(Exception):
    """The place in the list that the address names is none."""


class Beyond(Func):
    """(expression, pk) > (value, value) as the database compares rows."""

    output_field = BooleanField()

    def __init__(self, *parts: object, sign: str = ">") -> None:
        self.sign = sign
        super().__init__(*parts)

    def as_sql(self, compiler: Any, connection: Any, **extra: object) -> tuple[str, list]:  # type: ignore[override]
        """SQL of the comparison."""
        compiled = [compiler.compile(part) for part in self.source_expressions]
        one, two, three, four = (sql for sql, _params in compiled)
        return f"({one}, {two}) {self.sign} ({three}, {four})", [
            value for _sql, params in compiled for value in params
        ]


@dataclass(frozen=True)
class Mark:
    """A row's place: its sort value and key, and roughly how many rows come before it."""

    value: object
    pk: int
    number: int = 0

    def text(self) -> str:
        """The mark as it stands in an address."""
        value = self.value.isoformat() if isinstance(self.value, date | datetime) else self.value
        value = str(value) if isinstance(value, Decimal) else value
        plain = json.dumps([value, self.pk, self.number], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Ordering:
    """How a list is ordered: one expression, its type, whether it may be empty, and the direction."""

    expression: Expression | F
    output: Field | None
    nullable: bool
    descending: bool

    def mark(self, text: str) -> Mark:
        """The place an address names; BadMark for anything that is none."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            value, pk, number = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (ValueError, TypeError, binascii.Error, RecursionError):
            raise BadMark(text) from None
        if not all(type(whole) is int and 0 <= whole <= BIGGEST for whole in (pk, number)):
            raise BadMark(text)
        return Mark(self._value(value), pk, number)

    def _value(self, value: object) -> object:
        """A sort value from an address, of the type the column has."""
        if value is None:
            if not self.nullable:
                raise BadMark
            return None
        if isinstance(value, dict | list) or (isinstance(value, str) and "\0" in value):
            raise BadMark
        try:
            parsed = self.output.to_python(value) if self.output is not None else value
        except (ValidationError, ValueError, TypeError, OverflowError):
            raise BadMark from None
        if isinstance(parsed, int) and not -BIGGEST <= parsed <= BIGGEST:
            raise BadMark
        if (
            isinstance(parsed, float | Decimal) and not abs(parsed) < 10**18
        ):  # also refuses "not a number"
            raise BadMark
        if isinstance(parsed, datetime) and is_naive(parsed):
            raise BadMark
        return parsed

    def ordered(self, rows: QuerySet, *, back: bool = False) -> QuerySet:
        """All rows in order, as one query: for exports and frozen sets."""
        downward = self.descending != back
        rows = rows.annotate(**{SORT: self.expression})
        if not self.nullable:
            return rows.order_by(f"-{SORT}" if downward else SORT, "-pk" if downward else "pk")
        first = {"nulls_first" if back else "nulls_last": True}
        return rows.order_by(
            F(SORT).desc(**first) if downward else F(SORT).asc(**first), "-pk" if downward else "pk"
        )

    def segments(self, rows: QuerySet, mark: Mark | None, *, back: bool = False) -> list[QuerySet]:
        """The rows beyond a mark (or all), as the one or two ordered queries that hold them."""
        rows = rows.annotate(**{SORT: self.expression})
        downward = self.descending != back
        order = (f"-{SORT}" if downward else SORT, "-pk" if downward else "pk")
        if not self.nullable:
            return [self._beyond(rows, mark, downward).order_by(*order)]
        filled = rows.filter(**{f"{SORT}__isnull": False})
        empty = rows.filter(**{f"{SORT}__isnull": True}).order_by(order[1])
        sequence = [empty, filled] if back else [filled, empty]
        if mark is None:
            return [filled.order_by(*order) if part is filled else part for part in sequence]
        if mark.value is None:
            beyond = empty.filter(pk__lt=mark.pk) if downward else empty.filter(pk__gt=mark.pk)
            return [beyond, filled.order_by(*order)] if back else [beyond]
        beyond = self._beyond(filled, mark, downward).order_by(*order)
        return [beyond] if back else [beyond, empty]

    def _beyond(self, rows: QuerySet, mark: Mark | None, downward: bool) -> QuerySet:
        if mark is None:
            return rows
        value = (
            Value(mark.value, output_field=self.output)
            if self.output is not None
            else Value(mark.value)
        )
        return rows.filter(
            Beyond(F(SORT), F("pk"), value, Value(mark.pk), sign="<" if downward else ">")
        )


def ordering(
    model: type[Model], sort: str | Expression, *, descending: bool, sample: QuerySet
) -> Ordering:
    """The ordering by a path or an expression; what is not known to be filled may be empty."""
    if not isinstance(sort, str):
        return Ordering(
            sort, getattr(sort, "_output_field_or_none", None), nullable=True, descending=descending
        )
    if sort in sample.query.annotations:
        annotation = sample.query.annotations[sort]
        return Ordering(
            F(sort), annotation._output_field_or_none, nullable=True, descending=descending
        )
    steps = field_steps(model, sort)
    last = steps[-1]
    output = last.target_field if last.is_relation else last
    return Ordering(
        F(sort), output, nullable=any(step.null for step in steps), descending=descending
    )


def ranked(path: str, *firsts: str) -> Case:
    """A column's `sort` by a code: downward ("-state") these stand first, in this order, then the rest."""
    ranks = [When(**{path: code}, then=Value(len(firsts) - n)) for n, code in enumerate(firsts)]
    return Case(*ranks, default=Value(0), output_field=IntegerField())


def take(segments: list[QuerySet], wanted: int, read: Any) -> list:
    """Up to `wanted` rows from the segments in turn; `read` runs one query."""
    rows: list = []
    for segment in segments:
        if len(rows) < wanted:
            rows += read(segment[: wanted - len(rows)])
    return rows
