"""What a hazard's row and the papers linked to it say together. Plain Python, no database.

The status of the source is believed unless it says nothing; whatever contradicts it is reported.
Nothing here determines a level: the grade of the source stays the source's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from anwei.hazards.lifecycle import UNFIXED_REASONS, VOID_REASONS, Status
from anwei.imports.cleaning import Problem

# Text columns that go over as they are.
TEXTS = (
    "description",
    "place",
    "item",
    "cause",
    "consequence",
    "source_level",
    "finder",
    "responsible",
    "measures",
    "rectified_by",
    "sector",
    "hazard_type",
)
NUMBERS = ("latitude", "longitude")
# Why a case ended without a fix; the ledger's own reason where it fits the end, else the plainest.
REASONS = {"unfixed": UNFIXED_REASONS, "void": VOID_REASONS}
CUT = ("...", "…", "。。。")


@dataclass
class Derived:
    """Columns of the hazard, its facts and checks (columns of theirs), and what is odd."""

    fields: dict
    facts: list[dict] = field(default_factory=list)
    checks: list[dict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    def remark(self, code: str, field_code: str = "", /, **facts: object) -> None:
        """Note something to be looked at."""
        self.problems.append(Problem(code, "warning", field_code, facts))


@dataclass(frozen=True)
class Linked:
    """The papers of one hazard, each a cleaned row with its key under "key"."""

    orders: Sequence[dict] = ()
    fixes: Sequence[dict] = ()
    checks: Sequence[dict] = ()


def derive(values: dict, linked: Linked, *, termed: bool = False, own: bool = False) -> Derived:
    """Put a row and its papers together. `termed`: the table has a column for the term; `own`: a register wrote it."""
    hazard = Derived({name: values[name] for name in (*TEXTS, *NUMBERS) if values.get(name)})
    hazard.fields["found_on"] = found_on = date.fromisoformat(values["found_on"])
    hazard.fields["due_on"] = _due_on(hazard, values, linked, found_on, termed)
    _take_papers(hazard, values, linked)
    _take_fix(hazard, values, linked)
    _take_checks(hazard, values, linked)
    _stand(hazard, values, own=own)
    _note_oddities(hazard, values, linked)
    if not hazard.fields["due_on"]:
        del hazard.fields["due_on"]
    return hazard


def _day(values: dict, code: str) -> date | None:
    return date.fromisoformat(values[code]) if values.get(code) else None


def _due_on(
    hazard: Derived, values: dict, linked: Linked, found_on: date, termed: bool
) -> date | None:
    days = values.get("term_days")
    due_on = _day(values, "due_on") or next(
        (day for each in linked.orders if (day := _day(each, "due_on"))), None
    )
    if due_on is None and days is not None and 0 <= days <= 3650:
        due_on = found_on + timedelta(days=int(days))
    if due_on is None and termed:
        hazard.remark("no_term", "due_on")
    if due_on is not None and due_on < found_on:
        hazard.remark(
            "due_before_found", "due_on", due=due_on.isoformat(), found=found_on.isoformat()
        )
        hazard.extra["due_on"] = due_on.isoformat()
        return None
    return due_on


def _take_papers(hazard: Derived, values: dict, linked: Linked) -> None:
    for each in linked.orders:
        people = "；".join(filter(None, (each.get("officer"), each.get("responsible"))))
        said = {
            name: each[name]
            for name in ("rectified_on", "due_on", "officer", "responsible")
            if each.get(name)
        }
        hazard.facts.append(
            {"kind": "order", "held_on": _day(each, "held_on"), "scope": each.get("measures", ""), "people": people[:200], "paper_no": each.get("paper_no", "")[:80],
             "external_key": each.get("key", ""), "extra": {**each.get("extra", {}), **said}}
        )  # fmt: skip
        if _before(each, "rectified_on", each, "held_on"):
            hazard.remark(
                "fixed_before_order",
                "rectified_on",
                fixed=_said(each, "rectified_on"),
                ordered=_said(each, "held_on"),
            )
    for each in linked.fixes:
        hazard.facts.append(
            {"kind": "on_the_spot", "held_on": _day(each, "held_on"), "scope": each.get("measures", ""), "people": each.get("fixer", "")[:200],
             "external_key": each.get("key", ""), "extra": each.get("extra", {})}
        )  # fmt: skip


def _take_fix(hazard: Derived, values: dict, linked: Linked) -> None:
    """When, how and by whom it was put right: the row itself, else its last paper."""
    if linked.fixes or values.get("on_the_spot") == "yes":
        hazard.fields["on_the_spot"] = True
    papers = [
        *(
            each | {"rectified_on": each["held_on"], "by": each.get("fixer")}
            for each in linked.fixes
        ),
        *(
            each | {"by": each.get("responsible")}
            for each in linked.orders
            if each.get("rectified_on")
        ),
    ]
    last = max(papers, key=lambda each: each["rectified_on"], default={})
    hazard.fields["rectified_on"] = _day(values, "rectified_on") or _day(last, "rectified_on")
    for name, given in (("measures", last.get("measures")), ("rectified_by", last.get("by"))):
        if given and not hazard.fields.get(name):
            hazard.fields[name] = given[:120] if name == "rectified_by" else given


def _take_checks(hazard: Derived, values: dict, linked: Linked) -> None:
    for each in sorted(linked.checks, key=lambda each: each["held_on"]):
        hazard.checks.append(
            {"kind": "verification", "passed": each.get("passed") == "yes", "held_on": _day(each, "held_on"), "officers": each.get("officers", ""), "remark": each.get("remark", "")}
        )  # fmt: skip
    if (
        not linked.checks
        and values.get("closed_on")
        and (values.get("checked_by") or values.get("check_remark"))
    ):
        hazard.checks.append(
            {"kind": "verification", "passed": True, "held_on": _day(values, "closed_on"), "officers": values.get("checked_by", ""), "remark": values.get("check_remark", "")}
        )  # fmt: skip


def _stand(hazard: Derived, values: dict, *, own: bool) -> None:
    """The status, and the days that go with it."""
    said = values.get("status")
    standing = _by_dates(hazard, values) if said in (None, "by_dates") else said
    standing = _corrected_by_checks(hazard, values, standing)
    if standing in {"rectified", "closed"} and not _fixed_on(hazard, values):
        hazard.remark("fixed_without_date", "rectified_on", status=values.get("status=", ""))
        standing = "rectified"
    open_yet_fixed = said in {"registered", "assigned"} and standing == said
    # In a register that is no contradiction: a case whose check failed keeps the day of its last fix.
    if open_yet_fixed and not own and _fixed_on(hazard, values):
        hazard.remark(
            "open_but_fixed",
            "status",
            status=values.get("status=", ""),
            fixed=_said_fixed(hazard, values),
        )
        hazard.extra["rectified_on"] = _said_fixed(hazard, values)
        hazard.fields["rectified_on"] = None
    if standing == "registered" and hazard.fields["due_on"]:
        standing = "assigned"
    _put(hazard, values, standing)


def _by_dates(hazard: Derived, values: dict) -> str:
    if values.get("closed_on"):
        return "closed"
    if hazard.fields["rectified_on"]:
        return "rectified"
    return "registered"


def _corrected_by_checks(hazard: Derived, values: dict, standing: str) -> str:
    """A passed re-check closes what is fixed; a failed one opens it again, whatever the status says."""
    if not hazard.checks or standing in {"unfixed", "void"}:
        return standing
    if hazard.checks[-1]["passed"]:
        return "closed"
    if standing in {"closed", "rectified"}:
        hazard.remark(
            "check_failed",
            "status",
            status=values.get("status=", ""),
            on=hazard.checks[-1]["held_on"].isoformat(),
        )
    hazard.extra |= (
        {"rectified_on": day.isoformat()} if (day := hazard.fields["rectified_on"]) else {}
    )
    hazard.fields["rectified_on"] = None
    return "assigned"


def _fixed_on(hazard: Derived, values: dict) -> date | None:
    checked = (
        hazard.checks[-1]["held_on"] if hazard.checks and hazard.checks[-1]["passed"] else None
    )
    return _day(values, "closed_on") or checked or hazard.fields["rectified_on"]


def _said_fixed(hazard: Derived, values: dict) -> str:
    day = _fixed_on(hazard, values)
    return day.isoformat() if day else ""


def _put(hazard: Derived, values: dict, standing: str) -> None:
    found_on = hazard.fields["found_on"]
    hazard.fields["status"] = Status(standing).value
    fixed_on, rectified_on = _fixed_on(hazard, values), hazard.fields["rectified_on"]
    if fixed_on and fixed_on < found_on or rectified_on and rectified_on < found_on:
        # The register cannot hold an end before the beginning: the day of finding stands in, the source's own is kept.
        hazard.remark(
            "fixed_before_found",
            "rectified_on",
            fixed=min(filter(None, (fixed_on, rectified_on))).isoformat(),
            found=found_on.isoformat(),
        )
        hazard.extra["rectified_on"] = min(filter(None, (fixed_on, rectified_on))).isoformat()
        fixed_on = max(fixed_on, found_on) if fixed_on else None
        hazard.fields["rectified_on"] = rectified_on = (
            max(rectified_on, found_on) if rectified_on else None
        )
    if standing in {"closed", "unfixed", "void"}:
        hazard.fields["closed_on"] = max(fixed_on or found_on, found_on)
    if standing in REASONS:
        said = values.get("closure_reason")
        hazard.fields["closure_reason"] = (
            said
            if said in REASONS[standing]
            else REASONS[standing][-1 if standing == "unfixed" else 0]
        )
    if standing == "closed" and not rectified_on:
        hazard.fields["rectified_on"] = fixed_on
    hazard.fields["status_on"] = (
        hazard.fields.get("closed_on")
        or (hazard.fields["rectified_on"] if standing == "rectified" else None)
        or found_on
    )


def _note_oddities(hazard: Derived, values: dict, linked: Linked) -> None:
    code, text = values.get("status_check"), values.get("status")
    if code and text and code != text:
        hazard.remark(
            "status_disagrees",
            "status",
            code=values.get("status_check=", ""),
            text=values.get("status=", ""),
        )
    if values.get("description", "").rstrip().endswith(CUT):
        hazard.problems.append(Problem("text_cut", "note", "description"))


def _said(values: dict, code: str) -> str:
    """A day with its time, as it was said."""
    return " ".join(filter(None, (values.get(code), values.get(f"{code}@"))))


def _before(one: dict, code: str, other: dict, other_code: str) -> bool:
    """Whether one moment lies before another; days alone are compared where a time is missing."""
    if not one.get(code) or not other.get(other_code):
        return False
    if one.get(f"{code}@") and other.get(f"{other_code}@"):
        return _said(one, code) < _said(other, other_code)
    return one[code] < other[other_code]
