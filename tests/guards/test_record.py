"""Whatever the code writes on the trail is said in words where the trail is read."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from anwei.accounts.views import signin
from anwei.audit import handing
from anwei.committee import lifecycle as committee
from anwei.config.pages.trail import words
from anwei.config.pages.trail.lists import ENTRIES
from anwei.hazards import lifecycle as hazards
from anwei.hazards.models import Fact
from anwei.imports import lifecycle as imports
from anwei.jobs.models import UNFINISHED, State
from anwei.standards.lifecycle import MOVES as LOCAL_MOVES
from tests.guards.places import PACKAGE

# The functions that are given the name of an action, and as the how-manieth argument. The first three
# are given it whole ("accounts.invited"), the others without the room they stand in.
WHOLE = {"record": 0, "Line": 0, "_record_shared": 0}
OF_THE_ROOM = {"note": 0, "change": 1, "_start": 1}
ROOMS_THAT_CHANGE = {"accounts", "hazards", "committee"}
# What is not written out where it is recorded, as it stands in the code, and all it can become.
COMPOSED = {
    "f'committee.replacement_{state}'": {"replacement_approved", "replacement_returned"},
    "f'committee.draft_{state}'": {"draft_confirmed", "draft_dropped"},
    "f'{noun}_{verb}'": {
        f"{noun}_{move.verb}"
        for noun, moves in (
            ("meeting", committee.MEETING_MOVES),
            ("task", committee.TASK_MOVES),
            ("resolution", committee.RESOLUTION_MOVES),
        )
        for move in moves
    },
    "handing.HANDED": {handing.HANDED.removeprefix("audit.")},
    "verb": set(hazards.VERBS),
    "f'referral_{state}'": {"referral_approved", "referral_returned"},
    "f'{kind}_noted'": {f"{kind}_noted" for kind in Fact.Kind.values},
    "f'imports.{verb}'": {move.verb for move in imports.MOVES},
    "f'jobs.{state}'": {state.value for state in State if state not in UNFINISHED},
    "f'responsibility.site_{verb}'": {"site_closed", "site_reopened"},
    "f'standards.local_clause_{to}'": {f"local_clause_{move.to}" for move in LOCAL_MOVES},
    "self.verb": {
        thing.verb
        for thing in vars(signin).values()
        if isinstance(thing, type) and isinstance(getattr(thing, "verb", None), str)
    },
}
# What only hands on the name it was given itself.
HANDED_ON = {
    "action",
    "event",
    "f'accounts.{verb}'",
    "f'committee.{action}'",
    "f'hazards.{action}'",
}
# Functions of these names that have nothing to do with the trail.
ELSEWHERE = {
    "audit/reading.py",
    "audit/chain.py",
    "standards/layout.py",
    "committee/views/drafts.py",
}


def recorded() -> Iterator[tuple[str, str]]:
    """Every action the package records, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        room, where = inside.parts[0], inside.as_posix()
        if "tests" in inside.parts or where in ELSEWHERE:
            continue
        places = WHOLE | OF_THE_ROOM if room in ROOMS_THAT_CHANGE else WHOLE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in places and len(node.args) > places[called]:
                given = node.args[places[called]]
                if isinstance(given, ast.Constant):
                    name = str(given.value)
                    yield (name if called in WHOLE else f"{room}.{name}"), where
                elif (text := ast.unparse(given)) not in HANDED_ON:
                    assert text in COMPOSED, f"{where}:{node.lineno}: say what {text} can become"
                    yield from ((f"{room}.{verb}", where) for verb in sorted(COMPOSED[text]))


def test_every_action_that_is_recorded_has_words():
    found = set(recorded())
    assert len(found) > 150, "the actions were looked for and not found"
    assert not [(action, where) for action, where in found if words.told(action) == action]


@pytest.mark.django_db
def test_what_a_subject_is_called_is_read_from_its_model():
    for label in words.KINDS:
        room, _dot, model = label.partition(".")
        known = label in {"audit.head", "lists.list"} or model in apps.all_models[room]
        assert known, label
    list(ENTRIES.base(None).values_list("called")[:1])
