"""How a room describes its list; docs/lists.md shows one whole. Nothing here asks the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignObjectRel, Model, Q, QuerySet
from django.db.models.expressions import BaseExpression
from django.utils.datastructures import MultiValueDict
from django.utils.translation import ngettext

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.lists.filters import Filter, Label

KINDS = ("text", "long", "number", "day", "moment", "badge", "flag", "meter")
# One path ("unit__name"), several paths for `show`, or a function of the row itself.
Value = str | tuple[str, ...] | Callable[[Any], object]


class Link(str):
    """Words that lead elsewhere, for a column's `show`: a page draws them as a link, a file has the words."""

    __slots__ = ("address",)
    address: str

    def __new__(cls, words: object, address: str) -> "Link":
        """The words, and the address on this site they lead to."""
        link = super().__new__(cls, words)
        link.address = address
        return link


@dataclass(frozen=True)
class Column:
    """One column.

    `value` is a path, read by name without loading the row; several paths, which `show` joins; or a
    function of the row. Paths are much faster, on the page and above all in exports. `show` turns
    the values of the paths into what is shown. `sort` is True for the column's own path, or names another
    path or an expression; the row's key breaks ties. `choices` puts codes into words, `tones` gives a badge its colour by code.
    `export` is another value for exports, read like `value`; a column that joins several things for the
    page is exported as its `parts`, so that a file says which is which. Only holders of `permission` get the
    column at all; only holders of `lists.export_personal` export a `personal` one (columns whose
    path ends in a field that its model calls PERSONAL are so without saying). A `meter` is a
    percentage drawn as a bar, none where the value is None.
    """

    key: str
    label: Label
    value: Value
    show: Callable[..., object] | None = None
    kind: str = "text"
    sort: str | BaseExpression | bool = False
    choices: Iterable[tuple[Any, Label]] | None = None
    tones: Mapping[Any, str] = field(default_factory=dict)
    link: bool = False
    default: bool = True
    export: Value | None = None
    personal: bool = False
    permission: str = ""
    parts: "tuple[Column, ...]" = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column {self.key}: kind is one of {', '.join(KINDS)}.")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths the column reads; none if it needs the row itself."""
        return paths_of(self.value)


def paths_of(value: Value) -> tuple[str, ...]:
    """The paths of a value; none for a function of the row."""
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Search:
    """Where quick search looks: an indexed column of normalised text, or a few columns of a small table."""

    column: str = ""
    paths: tuple[str, ...] = ()
    hint: Label = ""


class ActionForm(forms.Form):
    """What a bulk action asks for besides the rows; rooms derive theirs from this.

    `user` is who asks. Read twice: when it is sent, and again when the job runs.
    """

    def __init__(self, data: MultiValueDict | None = None, *, user: User) -> None:
        self.user = user
        super().__init__(data)


@dataclass(frozen=True)
class BulkAction:
    """Something done to many rows at once, each through the room's own action.

    `apply(row, by=, at=, values=)` does it to one row or raises one of `refusals` (or
    PermissionDenied, ValidationError), whose words stand in the report. `values` are the cleaned
    values of `form` (an `ActionForm` if it must know who asks); {} without one. `refusal(row, user)` may say beforehand why a row would be refused; it is asked
    for the rows of the preview. `explain` says in a sentence what will happen.

    With `on_row` each row that `refusal` lets pass has a button of its own too, which does it at once;
    `done` says that it is done. Such an action has no form.
    """

    key: str
    label: Label
    permission: str
    apply: Callable[..., object]
    form: type[forms.Form] | None = None
    refusals: tuple[type[Exception], ...] = ()
    refusal: Callable[[Any, User], str | None] | None = None
    explain: Label = ""
    on_row: bool = False
    done: Label = ""

    def __post_init__(self) -> None:
        if self.on_row and (self.form is not None or not self.done):
            raise ValueError(f"Action {self.key}: on a row it has no form, and says what was done.")

    def refused(self, row: Model, user: User) -> str:
        """Why it would be refused for a row, as far as that is known beforehand; "" if it would not."""
        return (self.refusal(row, user) or "") if self.refusal is not None else ""

    def filled(self, data: MultiValueDict | None, user: User) -> forms.Form | None:
        """The form with what was sent; None where the action asks for nothing."""
        if self.form is None:
            return None
        return self.form(data, user=user) if issubclass(self.form, ActionForm) else self.form(data)


@dataclass(frozen=True)
class Attached:
    """A file that belongs to a row: the row's name, what the file is in words, what it was called, where it lies."""

    row: str
    kind: str
    name: str
    path: str
    size: int
    stored_at: datetime
    # Further cells of its line in the index, one for each word of the bundle's `header`.
    facts: tuple[object, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """The files of a list's rows, exported as one zip with an index (see bundle.py).

    `files(keys)` gives the files of these rows in the order of the keys, `weight(rows)` how many
    files and bytes a queryset of keys has. Whoever may see a row may have its files; what they were
    called goes only to holders of `lists.export_personal`.
    """

    label: Label
    files: Callable[[list[int]], Iterable[Attached]]
    weight: Callable[[QuerySet], tuple[int, int]]
    header: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Empty:
    """What stands where rows would, when there are none at all: why, and what to do."""

    text: Label
    action: Label = ""
    address: str = ""
    permission: str = ""


def rows_in_words(number: int) -> str:
    """The count where a list does not name its things."""
    return ngettext("%(number)s row", "%(number)s rows", number) % {"number": f"{number:,}"}


@dataclass(frozen=True)
class ListSpec:
    """A list: what it shows to whom.

    `base(user)` is the queryset of all the person may see, without order. `address` is the name of
    the list's page. `row_address` makes a row's address from the value of `row_key`.
    `default_sort` is a column key, "-" before it for descending. `counted(n)` says "n hazards" in words.
    `changed_at` names the column with the moment of a row's last change, by which bulk actions
    notice rows that changed after they were chosen. `live(now)` are the rows that are still moving:
    while a page shows one of them it asks for its rows again every few seconds.
    """

    key: str
    title: Label
    permission: str
    model: type[Model]
    base: Callable[[User], QuerySet]
    columns: tuple[Column, ...]
    address: str
    default_sort: str
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    row_address: Callable[[Any], str] | None = None
    row_key: str = "pk"
    actions: tuple[BulkAction, ...] = ()
    bundle: Bundle | None = None
    empty: Empty | None = None
    counted: Callable[[int], str] = rows_in_words
    related: tuple[str, ...] = ()
    changed_at: str = ""
    live: Callable[[datetime], Q] | None = None
    # Parameters of the page's address that belong to the room, not to the list.
    params: tuple[str, ...] = ()

    def columns_for(self, user: User) -> dict[str, Column]:
        """The columns a person may have, by key."""
        return {
            column.key: column
            for column in self.columns
            if not column.permission or may(user, column.permission)
        }

    def filters_by_key(self) -> dict[str, Filter]:
        """The filters by key."""
        return {one.key: one for one in self.filters}

    def actions_for(self, user: User) -> list[BulkAction]:
        """The bulk actions a person may start."""
        return [action for action in self.actions if may(user, action.permission)]

    def is_personal(self, column: Column) -> bool:
        """Whether a column shows something about a person."""
        paths = column.paths + (paths_of(column.export) if column.export else ())
        return column.personal or any(_ends_personal(self.model, path) for path in paths)


def _ends_personal(model: type[Model], path: str) -> bool:
    steps = field_steps(model, path)
    return bool(steps) and steps[-1].name in getattr(steps[-1].model, "PERSONAL", frozenset())


def field_steps(model: type[Model], path: str) -> list[Field]:
    """The fields a path goes through; empty where it names an annotation."""
    steps: list[Field] = []
    for name in path.split("__"):
        try:
            step = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return []
        if isinstance(step, ForeignObjectRel):
            return []
        steps.append(step)
        if step.is_relation:
            model = step.related_model
    return steps
