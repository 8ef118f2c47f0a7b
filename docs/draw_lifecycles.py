"""Draws docs/lifecycles.md from the tables of moves in the code; `./dev docs` runs it.

A new table of moves is added to `lives()`; a guard test fails while the page is stale.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.utils import translation

PAGE = Path(__file__).with_name("lifecycles.md")
# What a move needs and whose it is, where no page has a word for it: English, Chinese.
WORDS = {
    "term": ("a term", "整改期限"),
    "measures": ("measures", "整改措施"),
    "proof": ("proof", "整改证据"),
    "paper": ("paper number", "文书编号"),
    "paper number": ("paper number", "文号"),
    "remark": ("a remark", "意见"),
    "reason": ("a reason", "理由"),
    "plan": ("the plan's six parts", "治理方案六项内容"),
    "report": ("acceptance report", "验收报告"),
    "officers": ("two officers", "两名执法人员"),
    "dry run": ("its dry run", "试算"),
    "day": ("the day", "日期"),
    "place": ("the place", "地点"),
    "text": ("what was done", "办理情况"),
    "second": ("a second person, who confirms what the first proposed", "第一人提请、第二人确认"),
    "suspended": ("while work is suspended", "停产停业期间"),
    "not_suspended": ("while work is not suspended", "未停产停业"),
    "fixer": ("the enterprise, or an officer on its behalf", "企业，或由人员代为录入"),
    "expert": ("the enterprise's experts; never who made the fix", "企业专家，整改人除外"),
    "other": ("never who proposed it", "提出人以外的人"),
    "author": ("only who proposed it", "仅限提出人"),
    "number": ("the next number of office, kind and year", "本机关本类本年度下一个文号"),
    "work": ("the work in the background comes to its end", "后台作业完成"),
}


@dataclass
class Life:
    """One table of moves: its title, where its states have their labels, what its verbs are called."""

    title: tuple[str, str]
    source: str
    moves: Sequence[Any]
    field: str
    verbs: dict[str, Any]
    ends: frozenset[str] = frozenset()
    everywhere: frozenset[str] = frozenset()  # drawn as one state where a move starts in all of it
    begins: bool = True
    labels: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.labels = dict(choices(self.field))

    @property
    def states(self) -> list[str]:
        """Every state that a move touches, in the order of the labels."""
        touched = {str(state) for move in self.moves for state in (move.start, end_of(move))}
        return [str(code) for code in self.labels if str(code) in touched]


def lives() -> list[Life]:
    """Every table of moves in the code."""
    hazards = import_module("anwei.hazards.lifecycle")
    steps = import_module("anwei.hazards.words").STEPS
    responsibility = import_module("anwei.responsibility.lifecycle")
    committee, committee_table = (
        import_module("anwei.committee.lifecycle"),
        "anwei/committee/lifecycle.py",
    )
    words = import_module("anwei.committee.labels")
    open_states = frozenset(map(str, hazards.OPEN))
    ended = frozenset(map(str, hazards.FAMILY_OF))
    of_hazards = {"source": "anwei/hazards/lifecycle.py", "field": "hazards.Hazard.status"}
    by_hand = {"end_rehearsal": WORDS["work"], "end_commit": WORDS["work"], "end_undo": WORDS["work"], "break_off_undo": WORDS["work"]}  # fmt: skip
    return [
        Life(("A general hazard, or one whose level is not determined", "一般事故隐患（含未判定级别）"), moves=hazards.GENERAL_MOVES, verbs=steps, ends=ended, **of_hazards),
        Life(("A major hazard", "重大事故隐患"), moves=hazards.MAJOR_MOVES, verbs=steps, ends=ended, **of_hazards),
        Life(("Every hazard: endings without a fix", "未整改结案与不计入"), moves=hazards.ENDINGS, verbs=steps, everywhere=open_states, begins=False, **of_hazards),
        Life(("A ledger being brought in", "台账导入"), "anwei/imports/lifecycle.py", import_module("anwei.imports.lifecycle").MOVES, "imports.Batch.state",
             {"map": "Columns", "rehearse": "Rehearse", "commit": "Bring it in", "undo": "Undo the whole import", **by_hand}),
        Life(("A local clause", "本地条款"), "anwei/standards/lifecycle.py", import_module("anwei.standards.lifecycle").MOVES, "standards.LocalClause.state",
             {"confirm": "The wording agrees: confirm", "refuse": "Refuse", "withdraw": "Withdraw", "retire": "Retire"}),
        Life(("A rule of responsibility", "责任规则"), "anwei/responsibility/lifecycle.py", responsibility.RULE_MOVES, "responsibility.Rule.state",
             {"change": "Change", "put_in_force": "Put the rule in force and draw these lines", "retire": "Retire"}),
        Life(("Who regulates an unclear industry", "新兴行业监管部门的确定"), "anwei/responsibility/lifecycle.py", responsibility.PROPOSAL_MOVES, "responsibility.Determination.state",
             {"decide": "Enter the decision", "withdraw": "Withdraw"}),
        Life(("A meeting and its minutes", "会议与纪要"), committee_table, committee.MEETING_MOVES, "committee.Meeting.state", words.MEETING_STEPS, ends=frozenset({"approved", "cancelled"})),
        Life(("A resolution", "议定事项"), committee_table, committee.RESOLUTION_MOVES, "committee.Resolution.state", words.RESOLUTION_STEPS, ends=frozenset({"done", "revoked"})),
        Life(("A numbered paper", "文书"), "anwei/documents/lifecycle.py", import_module("anwei.documents.lifecycle").PAPER_MOVES, "documents.Paper.state",
             import_module("anwei.documents.labels").PAPER_STEPS, ends=frozenset({"dropped", "voided"})),
        Life(("A task", "任务"), committee_table, committee.TASK_MOVES, "committee.Task.state", words.TASK_STEPS, ends=frozenset({"accepted", "withdrawn"})),
    ]  # fmt: skip


# States that have no table of moves: each is changed by a few lines of one action.
SMALL = (
    ("hazards.Determination.state", "a determination", "级别判定"),
    ("hazards.Ending.state", "an end of a major hazard without a fix", "重大事故隐患未整改办结"),
    ("hazards.Plan.state", "a treatment plan", "治理方案"),
    ("hazards.Extension.state", "a request for more time", "延期申请"),
    ("hazards.Transfer.state", "a transfer", "移送"),
    ("hazards.Referral.state", "a case put before a leader", "呈送领导"),
    ("hazards.Instruction.state", "a leader's instruction", "领导批示"),
    ("committee.Replacement.state", "a change of representative", "代表变更"),
    ("committee.Answer.outcome", "an answer to a task", "任务反馈"),
    ("committee.Extension.state", "more time for a task", "任务延期"),
    ("committee.HandOver.state", "a task offered to another unit", "任务移交"),
    ("responsibility.Change.state", "a line of a dry run", "试算中的一条变更"),
    ("messaging.Delivery.outcome", "a message", "消息发送"),
    ("jobs.Job.state", "a job", "后台作业"),
)


def choices(path: str) -> list[tuple[str, Any]]:
    """The codes and labels of one column, named room.Model.field."""
    room, model, name = path.split(".")
    return list(apps.get_model(room, model)._meta.get_field(name).choices or [])


def end_of(move: Any) -> str:
    """Where a move leads; the rooms call it `to` or `end`."""
    return str(move.to if hasattr(move, "to") else move.end)


def said(text: Any) -> tuple[str, str]:
    """A text of the pages in English and Chinese; pairs are both already."""
    if isinstance(text, tuple):
        return text
    with translation.override("en"):
        english = translation.gettext(str(text))
    with translation.override("zh-hans"):
        chinese = str(text) if not isinstance(text, str) else translation.gettext(text)
    assert english != chinese, f"{english!r} has no Chinese"
    return english, chinese


def both(text: Any) -> str:
    """The same on one line."""
    return " ".join(said(text))


def diagram(life: Life) -> str:
    """A Mermaid state diagram: states by their labels, arrows by the verbs of the table."""
    lines = ["```mermaid", "stateDiagram-v2"]
    shown = [state for state in life.states if state not in life.everywhere]
    if life.everywhere:
        lines.append('    state "any open state 任一未结状态" as open')
    lines += [f'    state "{both(life.labels[state])}" as {state}' for state in shown]
    if life.begins:
        lines.append(f"    [*] --> {life.moves[0].start}")
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in life.moves:
        start = "open" if str(move.start) in life.everywhere else str(move.start)
        verbs = arrows.setdefault((start, end_of(move)), [])
        if move.verb not in verbs:
            verbs.append(move.verb)
    lines += [f"    {start} --> {to}: {' / '.join(verbs)}" for (start, to), verbs in arrows.items()]
    leaving = {str(move.start) for move in life.moves}
    last = [state for state in shown if state in life.ends or state not in leaving]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in last), "```"])


def wanted(move: Any) -> str:
    """What a move needs, whose side it is and when it is open, in words."""
    needs = getattr(move, "needs", ())
    words = [needs] if isinstance(needs, str) else list(needs)
    words += [str(getattr(move, name, "")) for name in ("only", "side", "who")]
    return "; ".join(both(WORDS[word]) for word in words if word and word != "duty")


def table(life: Life) -> str:
    """One row per verb, goal and needs; starts that share them stand together."""
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for move in life.moves:
        key = (move.verb, end_of(move), move.permission, wanted(move))
        rows.setdefault(key, []).append(str(move.start))
    lines = ["| step | verb | from | to | permission | needs |", "|---|---|---|---|---|---|"]
    for (verb, to, permission, needs), starts in rows.items():
        everywhere = life.everywhere and set(starts) == life.everywhere
        start = "any open state 任一未结状态" if everywhere else listed(life, starts)
        held = f"`{permission}`" if permission else "– (the worker 后台)"
        lines.append(
            f"| {both(life.verbs[verb])} | `{verb}` | {start} | {listed(life, [to])} | {held} | {needs or '–'} |"
        )
    return "\n".join(lines)


def listed(life: Life, states: Iterable[str]) -> str:
    """States by their labels."""
    return ", ".join(both(life.labels[state]) for state in states)


def holders(found: Sequence[Life]) -> str:
    """Which roles hold each permission that a move asks for."""
    roles = import_module("anwei.accounts.roles")
    names = dict(roles.ROLE_NAMES)
    asked = dict.fromkeys(move.permission for life in found for move in life.moves)
    lines = ["| permission | roles |", "|---|---|"]
    for permission in filter(None, asked):
        holding = [code for code, role in roles.ROLES.items() if permission in role.permissions]
        lines.append(f"| `{permission}` | {', '.join(both(names[code]) for code in holding)} |")
    return "\n".join(lines)


def small_lives() -> str:
    """States without a table, by their labels."""
    lines = ["| of | states | column |", "|---|---|---|"]
    for path, english, chinese in SMALL:
        labels = ", ".join(both(label) for _code, label in choices(path))
        lines.append(f"| {english} {chinese} | {labels} | `{path}` |")
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    found = lives()
    parts = [
        "# Lifecycles 状态流转",
        "Drawn from the tables of moves in the code by `./dev docs`. Do not edit: change the table, draw again.",
        "An arrow bears the verb of the table below it, which is also the name of the action and of its entry on the trail. "
        "A *step* is what the button is called. A permission alone does not make a move: the person must also answer for the case "
        "(`access.py` of the room), and who fixed or entered the fix never checks it.",
    ]
    for life in found:
        parts += [f"## {' '.join(life.title)}", f"`{life.source}`", diagram(life), table(life)]
    parts += [
        "## Who holds the permissions 权限归属",
        "From `anwei/accounts/roles.py`.",
        holders(found),
        "## Smaller lives 其他状态",
        "These have states but no table: each verb is one action that asks for the old state in its UPDATE.",
        small_lives(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anwei.config.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")
