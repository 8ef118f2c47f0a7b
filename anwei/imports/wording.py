"""Codes of refusals and remarks in the reader's language, and the labels of fields and meanings."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anwei.hazards.models import ClosureReason
from anwei.imports.models import Remark
from anwei.imports.reading.faults import Unreadable
from anwei.imports.reading.fields import targets
from anwei.imports.spec import SpecFault

FILES = {
    "empty": gettext_lazy("The file is empty."),
    "too_large": gettext_lazy("The file has %(size)s MB; at most %(limit)s MB are read. Split it."),
    "zip_bomb": gettext_lazy(
        "The file would unpack to far more than a ledger needs; it is not read."
    ),
    "encrypted": gettext_lazy(
        "The workbook is protected by a password. Remove the password and save it again."
    ),
    "broken": gettext_lazy(
        "The file is damaged and cannot be read. Open it in your spreadsheet program, save it as .xlsx and send that."
    ),
    "not_a_ledger": gettext_lazy(
        "This is %(format)s, not a table that can be read. Open it, save it as an Excel workbook (.xlsx), and send that."
    ),
    "unknown_format": gettext_lazy(
        "This kind of file is not read. Save it as an Excel workbook (.xlsx) or as CSV."
    ),
    "encoding": gettext_lazy(
        "The characters of this file cannot be told for certain. Save it as an Excel workbook (.xlsx) or as CSV in UTF-8."
    ),
    "no_header": gettext_lazy(
        "No row with the names of the columns was found in the first %(rows)s rows."
    ),
    "no_table": gettext_lazy("The workbook holds no table."),
    "too_many_rows": gettext_lazy("The sheet has more than %(limit)s rows. Split it."),
    "too_many_columns": gettext_lazy(
        "The sheet has %(columns)s columns; at most %(limit)s are read."
    ),
    "too_long_cell": gettext_lazy(
        "A cell near row %(row)s is too long: probably a quotation mark is missing there."
    ),
}
FORMATS = {
    "a PDF": gettext_lazy("a PDF"), "a picture": gettext_lazy("a picture"), "a Word document": gettext_lazy("a Word document"), "a ZIP archive": gettext_lazy("a ZIP archive"),
    "a web page saved under another name": gettext_lazy("a web page saved under another name"), "an OpenDocument file (.ods)": gettext_lazy("an OpenDocument file (.ods)"),
    "a Numbers file": gettext_lazy("a Numbers file"), "a binary workbook (.xlsb)": gettext_lazy("a binary workbook (.xlsb)"), "a rich-text document": gettext_lazy("a rich-text document"),
    "a RAR archive": gettext_lazy("a RAR archive"), "a 7z archive": gettext_lazy("a 7z archive"), "a Parquet file": gettext_lazy("a Parquet file"), "a database": gettext_lazy("a database"),
    "a document of another program": gettext_lazy("a document of another program"),
}  # fmt: skip
SPECS = {
    "spec_unknown": gettext_lazy("The mapping names what does not exist: %(names)s."),
    "target_unknown": gettext_lazy("There is no kind of table “%(target)s”."),
    "field_unknown": gettext_lazy("The mapping names fields that do not exist: %(names)s."),
    "nothing_mapped": gettext_lazy("Say of at least one table what it holds."),
    "field_missing": gettext_lazy(
        "“%(table)s”: say which column is “%(field)s”, or what holds for all of its rows."
    ),
    "hazards_missing": gettext_lazy(
        "Orders, fixes and re-checks need the table of hazards, with its numbers, in the same import."
    ),
    "namespace_missing": gettext_lazy(
        "Give the ledger a name, so that it is recognised when it comes back."
    ),
}
REMARKS = {
    "empty": gettext_lazy("“%(field)s” is empty, and every row needs it."),
    "not_a_date": gettext_lazy("“%(value)s” is no day that can be read (%(field)s)."),
    "date_either": gettext_lazy(
        "“%(value)s” could be read two ways: which number is the day? (%(field)s)"
    ),
    "not_a_number": gettext_lazy("“%(value)s” is no number (%(field)s)."),
    "word_unknown": gettext_lazy(
        "It is not known what “%(value)s” means here (%(field)s). Assign it where the columns are assigned."
    ),
    "credit_code_wrong": gettext_lazy(
        "“%(value)s” is no valid social-credit code; it is kept as further information."
    ),
    "in_the_future": gettext_lazy("“%(field)s” lies in the future: %(day)s."),
    "too_long": gettext_lazy(
        "“%(field)s” has %(length)s characters; the first %(most)s go into the register, the whole text is kept beside it."
    ),
    "stands_in": gettext_lazy("“%(field)s” is empty; another column stands in for it."),
    "key_twice": gettext_lazy("The same number already stands in row %(first)s."),
    "identical_row": gettext_lazy(
        "The row is the same as row %(first)s in every cell. It is kept."
    ),
    "alike_row": gettext_lazy(
        "The row says what row %(first)s says in every column that is mapped; they differ in other columns or in punctuation only. It is kept."
    ),
    "link_unknown": gettext_lazy(
        "The hazard %(key)s, to which this row belongs, is not in the ledger or not brought in."
    ),
    "visit_unknown": gettext_lazy("The visit on which this was found is not in the ledger."),
    "visits_same_day": gettext_lazy("%(visits)s visits to this site on the same day (%(day)s)."),
    "no_site": gettext_lazy("The row names no site."),
    "unit_unknown": gettext_lazy(
        "“%(name)s” (%(field)s, %(rows)s rows) is no unit known here; the name is kept, the unit is left open."
    ),
    "finder_deliberates": gettext_lazy(
        "“%(name)s” (%(rows)s rows) deliberates and may not inspect, so it is no finder; the name is kept beside it."
    ),
    "order_day_first": gettext_lazy(
        "“%(field)s”: %(rows)s dates could be read two ways; other rows show that the day comes first."
    ),
    "order_month_first": gettext_lazy(
        "“%(field)s”: %(rows)s dates could be read two ways; other rows show that the month comes first."
    ),
    "order_unknown": gettext_lazy(
        "“%(field)s”: %(rows)s dates could be read two ways, and no row tells which. Say it where the columns are assigned."
    ),
    "order_contradictory": gettext_lazy(
        "“%(field)s” holds dates with the day first and dates with the month first; %(rows)s cannot be told."
    ),
    "no_term": gettext_lazy("There is no term."),
    "due_before_found": gettext_lazy(
        "The term (%(due)s) ends before the hazard was found (%(found)s); the term is left open."
    ),
    "fixed_before_found": gettext_lazy(
        "Put right on %(fixed)s, before it was found on %(found)s. The register takes the day it was found; the ledger's day is kept beside it."
    ),
    "fixed_before_order": gettext_lazy(
        "Put right (%(fixed)s) before the order was given (%(ordered)s)."
    ),
    "fixed_without_date": gettext_lazy(
        "The status says “%(status)s”, but no day is given; it enters as rectified, to be checked."
    ),
    "open_but_fixed": gettext_lazy(
        "The status says “%(status)s”, but a day of rectification is given (%(fixed)s); it enters as open."
    ),
    "check_failed": gettext_lazy(
        "The status says “%(status)s”, but the re-check of %(on)s was failed; it enters as open."
    ),
    "status_disagrees": gettext_lazy(
        "The status says “%(text)s”, its code (%(code)s) something else; the text is taken."
    ),
    "number_elsewhere": gettext_lazy(
        "%(number)s is another hazard here, found elsewhere or on another day; the row counts as a new one."
    ),
    "number_unknown": gettext_lazy(
        "%(number)s is not in this register. As a new hazard it needs “%(field)s”, which the file does not say."
    ),
    "number_not_yours": gettext_lazy(
        "%(number)s is in the register, but not of your unit; the row is not brought in."
    ),
    "by_its_road": gettext_lazy(
        "The file says something else about: %(fields)s. That is changed in the register by the steps of the case, not by a file."
    ),
    "picture_too_large": gettext_lazy(
        "The picture of this row has more than %(limit)s MB and does not become evidence. Make it smaller and add it to the case."
    ),
    "text_cut": gettext_lazy("The text ends in dots: it was probably cut off before it came here."),
    "totals_row": gettext_lazy("A row of totals, left out."),
    "footnote_row": gettext_lazy("A line below the table, left out."),
    "header_again": gettext_lazy("The names of the columns repeated, left out."),
}
MEANINGS = {
    "registered": gettext_lazy("Found, no term yet"), "assigned": gettext_lazy("To be rectified"), "rectified": gettext_lazy("Rectified, to be checked"),
    "closed": gettext_lazy("Fixed and verified"), "unfixed": gettext_lazy("Closed without fix"), "void": gettext_lazy("Not a hazard, duplicate or transferred"),
    "by_dates": gettext_lazy("Let the dates decide"), "yes": gettext_lazy("Yes"), "no": gettext_lazy("No"),
    "enterprise": gettext_lazy("Enterprise self-check"), "department": gettext_lazy("Enforcing department"), "street": gettext_lazy("Street or community"),
    "expert": gettext_lazy("Expert"), "report": gettext_lazy("Report from the public or staff"), "upper": gettext_lazy("Upper level"), "accident": gettext_lazy("Accident"),
    **dict(ClosureReason.choices),
    "person": gettext_lazy("Unsafe act"), "thing": gettext_lazy("Unsafe state of things"), "management": gettext_lazy("Management defect"), "environment": gettext_lazy("Environment"),
}  # fmt: skip


def words_for_file(fault: Unreadable, name: str = "") -> str:
    """Why a file is not read, with its name."""
    facts = {key: str(FORMATS.get(str(value), value)) for key, value in fault.facts.items()}
    words = str(FILES[fault.code]) % facts
    return f"{name}: {words}" if name else words


def words_for_spec(fault: SpecFault) -> str:
    """Why a mapping cannot be used."""
    facts = {key: str(value) for key, value in fault.facts.items()}
    if fault.code == "field_missing":
        facts["field"] = field_label(facts["target"], facts["field"])
    return str(SPECS[fault.code]) % facts


def words_for(remark: Remark, target: str) -> str:
    """A remark as a sentence; `target`: what the remark's table holds."""
    facts = {
        name: ", ".join(field_label(target, code) for code in fact) if name == "fields" else fact
        for name, fact in remark.facts.items()
    }
    return str(REMARKS[remark.code]) % (
        _Facts(facts) | {"field": field_label(target, remark.field)}
    )


class _Facts(dict):
    """Facts of a remark; one that an older version did not write shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"

    def __or__(self, other: Mapping) -> "_Facts":  # type: ignore[override]
        return _Facts({**self, **other})


def field_label(target: str, code: str) -> str:
    """The name of a field."""
    kind = targets().get(target)
    each = kind.fields.get(code) if kind else None
    if each is None:
        each = next((kind.fields[code] for kind in targets().values() if code in kind.fields), None)
    return each.label(get_language() or "en") if each else code


def target_label(code: str) -> str:
    """The name of a kind of table."""
    return targets()[code].label(get_language() or "en")


def titles() -> dict[str, str]:
    """What a kind of remark is called in a summary: its sentence without the particulars."""
    return {
        "empty": _("Required and empty"), "not_a_date": _("No readable day"), "date_either": _("Day or month first?"), "not_a_number": _("No number"),
        "word_unknown": _("Unknown words"), "credit_code_wrong": _("Invalid social-credit codes"), "in_the_future": _("Days in the future"),
        "too_long": _("Texts longer than the register holds"), "stands_in": _("Another column stands in"), "key_twice": _("Numbers that occur twice"),
        "identical_row": _("Rows the same in every cell"), "alike_row": _("Rows that say the same"), "link_unknown": _("Papers without their hazard"), "visit_unknown": _("Visits not in the ledger"),
        "visits_same_day": _("Several visits on one day"), "no_site": _("No site"), "unit_unknown": _("Units not known here"),
        "finder_deliberates": _("Finders that may not inspect"), "order_day_first": _("Dates read day first"), "order_month_first": _("Dates read month first"),
        "order_unknown": _("Day or month first?"), "order_contradictory": _("Dates both ways in one column"), "no_term": _("No term"),
        "due_before_found": _("Term before the finding"), "fixed_before_found": _("Put right before it was found"), "fixed_before_order": _("Put right before the order"),
        "fixed_without_date": _("Put right, but no day"), "open_but_fixed": _("Open, but put right"), "check_failed": _("Closed, but the re-check failed"),
        "status_disagrees": _("Status code and text disagree"), "number_elsewhere": _("Numbers of other hazards here"), "number_unknown": _("Not in this register"),
        "number_not_yours": _("Hazards of other units"), "by_its_road": _("Status, days and people are changed by steps"), "text_cut": _("Texts that seem cut off"), "picture_too_large": _("Pictures that are too large"), "totals_row": _("Rows of totals"),
        "footnote_row": _("Lines below the table"), "header_again": _("Repeated headers"),
    }  # fmt: skip
