"""Input of the import pages, read into plain values."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, UnitKind
from anwei.hazards.models import Capacity
from anwei.imports import spec
from anwei.imports.cleaning import CHOICES, VOCABULARY, meaning_of, vocabulary
from anwei.imports.models import Batch, Choice, LedgerFile
from anwei.imports.reading.fields import targets
from anwei.imports.reading.mapping import suggest
from anwei.imports.wording import MEANINGS, field_label

SHOWN_SAMPLES = 3
SHOWN_WORDS = 40
# What may be said once for all rows of a table.
FIXABLE = {
    "hazard": ("capacity", "found_unit", "enterprise", "sector"),
    "site": ("sector", "territory"),
    "visit": ("unit",),
    "order": (),
    "fix": (),
    "check": (),
}
ORDERS = (
    ("", _("as the dates show")),
    ("day_first", _("day first")),
    ("month_first", _("month first")),
)


class UploadForm(forms.Form):
    """Which ledger it is; the files come beside it."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("Left empty: the names of the files."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Ledger of"),
        required=False,
        help_text=_(
            "Whose ledger it is. Rows are recognised again within the ledgers of one unit."
        ),
    )
    profile = forms.ChoiceField(
        label=_("Profile"),
        required=False,
        help_text=_(
            "How a ledger like this was read before. Left empty: the columns are recognised by their names and values."
        ),
    )

    def __init__(
        self, *args: Any, profiles: Sequence[tuple[str, str]], units: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.fields["profile"].choices = [("", _("None")), *profiles]  # type: ignore[attr-defined]
        if units:
            self.fields["unit"].queryset = Unit.objects.filter(active=True).exclude(
                kind=UnitKind.ENTERPRISE
            )  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]


class CommitForm(forms.Form):
    """Answers for everything that was not answered one by one."""

    likely_sites = forms.ChoiceField(
        label=_("Sites that are likely known"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        initial="create",
    )
    likely_hazards = forms.ChoiceField(
        label=_("Hazards that are likely in the register"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _(
                "Some rows are nearly the same as hazards of the register. Say whether they are the same; otherwise they would be there twice."
            )
        },
    )
    changes = forms.ChoiceField(
        label=_("Rows that differ from the register"),
        choices=[
            ("keep", _("Take over only the fields chosen")),
            ("all", _("Take over every difference")),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )

    def __init__(self, *args: Any, batch: Batch, **given: Any) -> None:
        # Whether a hazard is the same is answered each time: a default would double the register unseen.
        initial = batch.options | {"likely_hazards": None}
        super().__init__(*args, initial=initial, **given)
        counts = batch.counts | {"hazards_likely": batch.twins.filter(choice="").count()}
        # Questions that do not arise are not asked.
        for name, count in (
            ("likely_sites", "sites_likely"),
            ("likely_hazards", "hazards_likely"),
            ("changes", "hazards_changed"),
        ):
            if not counts.get(count):
                del self.fields[name]


@dataclass
class ColumnShown:
    """One column on the mapping page."""

    at: int
    name: str
    samples: list[str]
    chosen: list[str]


@dataclass
class WordsShown:
    """The words of one field's column, each with its meaning if known."""

    field: str
    label: str
    meanings: list[tuple[str, str]]
    # Rows with a word of unknown meaning stay out.
    need: bool = False
    words: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class SheetShown:
    """One sheet on the mapping page."""

    at: int
    file: str
    name: str
    titles: list[str]
    target: str
    kinds: list[tuple[str, str]]
    options: list[tuple[str, str, bool]]
    columns: list[ColumnShown]
    fixed: list[dict]
    words: list[WordsShown]
    dates: list[tuple[str, str, str]]
    kept: str
    pictures: int = 0


def sheets_shown(files: Sequence[LedgerFile], tables: Sequence[spec.Table]) -> list[SheetShown]:
    """Every sheet with how it is read now."""
    by_place = {(table.file, table.sheet): table for table in tables}
    pairs = [(file, sheet) for file in files for sheet in file.sheets]
    return [
        _shown(at, file, sheet, by_place.get((file.position, sheet["name"])))
        for at, (file, sheet) in enumerate(pairs)
    ]


def _shown(at: int, file: LedgerFile, sheet: dict, table: spec.Table | None) -> SheetShown:
    language = get_language() or "en"
    kinds = [
        ("", str(_("Leave this sheet out"))),
        *((code, kind.label(language)) for code, kind in targets().items()),
    ]
    shown = SheetShown(
        at,
        file.name,
        sheet["name"],
        sheet["titles"],
        table.target if table else "",
        kinds,
        [],
        [],
        [],
        [],
        [],
        "{}",
    )
    fed = (
        {
            name: [code for code, names in table.columns.items() if name in names]
            for name in sheet["names"]
        }
        if table
        else {}
    )
    shown.pictures = sheet["pictures"]
    shown.columns = [
        ColumnShown(column, name, _samples(sheet, column), fed.get(name, []))
        for column, name in enumerate(sheet["names"])
        if column not in sheet["unnamed"] or _samples(sheet, column)
    ]
    if table is None:
        return shown
    shown.options = [
        (code, each.label(language), each.need) for code, each in table.kind.fields.items()
    ]
    shown.fixed = [_fixed(table, code) for code in FIXABLE[table.target]]
    shown.words = [
        words
        for code in table.columns
        if code in CHOICES and (words := _words(table, code, sheet)).words
    ]
    shown.dates = [
        (code, field_label(table.target, code), table.order.get(code, ""))
        for code in table.columns
        if table.kind.fields[code].kind == "date"
    ]
    shown.kept = json.dumps(
        {
            name: value
            for name, value in table.as_json().items()
            if name in {"key", "repeats", "joiner", "instead", "values", "own"}
        },
        ensure_ascii=False,
    )
    return shown


def _samples(sheet: dict, column: int) -> list[str]:
    return list(
        dict.fromkeys(row[column] for row in sheet["samples"] if column < len(row) and row[column])
    )[:SHOWN_SAMPLES]


def _fixed(table: spec.Table, code: str) -> dict:
    choices = (
        [("", "–"), *((value, str(label)) for value, label in Capacity.choices)]
        if code == "capacity"
        else []
    )
    return {
        "code": code,
        "label": field_label(table.target, code),
        "value": table.fixed.get(code, ""),
        "choices": choices,
        "fed": bool(table.columns.get(code)),
        "need": table.kind.fields[code].need,
    }


def _words(table: spec.Table, code: str, sheet: dict) -> WordsShown:
    own = table.values.get(code, {})
    known = dict.fromkeys(vocabulary()[VOCABULARY.get(code, code)].values())
    meanings = [(value, str(MEANINGS[value])) for value in known]
    places = [sheet["names"].index(name) for name in table.columns[code] if name in sheet["names"]]
    seen = dict.fromkeys(
        [*own, *(row[at] for row in sheet["samples"] for at in places if at < len(row) and row[at])]
    )
    words = [
        (at, text, meaning_of(code, text, own) or "")
        for at, text in enumerate(list(seen)[:SHOWN_WORDS])
    ]
    need = table.kind.fields[code].need
    return WordsShown(code, field_label(table.target, code), meanings, need, words)


def read_tables(post: QueryDict, files: Sequence[LedgerFile]) -> list[spec.Table]:
    """The mapping as it was posted. Raises spec.SpecFault for what does not exist."""
    pairs = [(file, sheet) for file in files for sheet in file.sheets]
    tables = []
    for at, (file, sheet) in enumerate(pairs):
        target = post.get(f"target-{at}", "")
        if not target:
            continue
        if target not in targets():
            raise spec.SpecFault("target_unknown", target=target)
        if post.get(f"was-{at}", target) != target or f"again-{at}" in post:
            tables.append(_suggested(target, file, sheet))
        else:
            tables.append(_read(post, at, target, file, sheet))
    return tables


def _suggested(target: str, file: LedgerFile, sheet: dict) -> spec.Table:
    """Another kind of table was chosen: what its columns seem to be."""
    found = suggest(sheet["names"], sheet["samples"], target=target)
    return spec.Table(
        target,
        {code: [sheet["names"][at] for at in given] for code, given in found.columns.items()},
        file.position,
        sheet["name"],
    )


def _read(post: QueryDict, at: int, target: str, file: LedgerFile, sheet: dict) -> spec.Table:
    kept = _kept(post.get(f"kept-{at}", "{}"))
    columns: dict[str, list[str]] = {}
    for column, name in enumerate(sheet["names"]):
        for code in post.getlist(f"field-{at}-{column}"):
            if code:
                columns.setdefault(code, []).append(name)
    fixed = {
        code: text
        for code in FIXABLE[target]
        if (text := post.get(f"fixed-{at}-{code}", "").strip())
    }
    order = {
        code: text
        for code in columns
        if (text := post.get(f"order-{at}-{code}", "")) in {"day_first", "month_first"}
    }
    values = {
        code: _meanings(post, at, code, kept.get("values", {}).get(code, {}))
        for code in columns
        if code in CHOICES
    }
    given = {
        "target": target,
        "columns": columns,
        "file": file.position,
        "sheet": sheet["name"],
        "fixed": fixed,
        "order": order,
        "values": {code: own for code, own in values.items() if own},
    }
    return spec.table_of(
        {
            **{
                name: kept[name]
                for name in ("key", "repeats", "joiner", "instead", "own")
                if name in kept
            },
            **given,
        }
    )


def _kept(text: str) -> dict:
    """What the page carried along unseen; anything that is not what it sent is left out."""
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    shapes = {
        "key": list, "repeats": str, "joiner": str, "instead": dict, "values": dict, "own": str,
    }  # fmt: skip
    return (
        {name: value for name, value in kept.items() if isinstance(value, shapes.get(name, ()))}
        if isinstance(kept, dict)
        else {}
    )


def _meanings(post: QueryDict, at: int, code: str, own: dict[str, str]) -> dict[str, str]:
    """Word -> meaning: those posted, over those of the profile that were not shown."""
    meanings = dict(own)
    allowed = set(vocabulary()[VOCABULARY.get(code, code)].values())
    for number in range(SHOWN_WORDS):
        text, meaning = (
            post.get(f"text-{at}-{code}-{number}"),
            post.get(f"word-{at}-{code}-{number}", ""),
        )
        if text is not None and meaning in allowed:
            meanings[text] = meaning
    return meanings
