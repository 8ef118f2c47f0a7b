"""A list as a table for a file: the rows and columns a person may have, read in one pass.

Asked for by the page (through a job) and by the command; both decide again what the person may have.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.lists import sheets, state
from anwei.lists.filters import Asker
from anwei.lists.rows import Reader
from anwei.lists.spec import Column, ListSpec

# Rows fetched at a time.
CHUNK = 2_000


class NotAllowed(Exception):
    """The person may not export this list; the message says so."""


@dataclass(frozen=True)
class Table:
    """A list ready to be written: what it holds and which columns the person could not have."""

    spec: ListSpec
    shown: state.ListState
    columns: list[Column]
    withheld: list[Column]

    @property
    def header(self) -> list[str]:
        """The columns' labels."""
        return [str(column.label) for column in self.columns]

    def count(self) -> int:
        """How many rows there are now."""
        return self.shown.countable.order_by().count()

    def rows(self) -> Iterator[list]:
        """The rows in the list's order, a few at a time from the database."""
        reader = Reader(self.spec, self.columns, export=True)
        return (values for _extra, values in reader.raw(self.shown.ordered, chunk=CHUNK))

    def about(self, at: datetime) -> list[tuple[str, str]]:
        """What the hidden sheet says, so that an import maps the table without guessing."""
        keys = [
            {"key": column.key, "label": label}
            for column, label in zip(self.columns, self.header, strict=True)
        ]
        return [
            ("list", self.spec.key),
            ("language", get_language() or ""),
            ("written", timezone.localtime(at).isoformat(timespec="seconds")),
            ("query", self.shown.query()),
            ("columns", json.dumps(keys, ensure_ascii=False)),
        ]

    def write(
        self, path: Path, kind: str, *, at: datetime, rows: Iterator[list] | None = None
    ) -> int:
        """Write the table; how many rows it has."""
        rows = self.rows() if rows is None else rows
        if kind == "csv":
            return sheets.write_csv(path, self.header, rows)
        return sheets.write_xlsx(
            path,
            self.header,
            rows,
            title=str(self.spec.title),
            about=self.about(at),
            count=self.count(),
        )


def table(
    spec: ListSpec, query: str, *, user: User, today: date, columns: list[str] | None = None
) -> Table:
    """The table of a list as a person may have it: filters, order and columns of the query.

    Raises NotAllowed for who may not see the list or not export.
    """
    if not may(user, spec.permission) or not may(user, "lists.export"):
        raise NotAllowed(_("You may not export this list."))
    shown = state.read(spec, QueryDict(query), Asker(user, today))
    chosen = shown.columns
    if columns is not None:
        known = spec.columns_for(user)
        chosen = [known[key] for key in columns if key in known]
    chosen = [part for column in chosen for part in (column.parts or (column,))]
    withheld = (
        []
        if may(user, "lists.export_personal")
        else [column for column in chosen if spec.is_personal(column)]
    )
    return Table(spec, shown, [column for column in chosen if column not in withheld], withheld)
