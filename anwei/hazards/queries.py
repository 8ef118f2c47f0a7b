"""Reads of the register that join rooms: timeline, recurrence, my work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import may, reach_of
from anwei.accounts.roles import Reach
from anwei.audit import trail
from anwei.hazards import lifecycle
from anwei.hazards.models import (
    Determination,
    Ending,
    Extension,
    Hazard,
    Instruction,
    LevelLabel,
    Referral,
    unowned,
)
from anwei.hazards.words import EVENTS
from anwei.responsibility.models import Site
from anwei.standards import clauses

# Two descriptions at the same site count as the same matter from this likeness on (0–100).
ALIKE = 62


@dataclass(frozen=True)
class Event:
    """One line of the timeline: what, who, when it was recorded, the day it was true, and details."""

    what: str | Promise
    who: str
    behalf: str
    at: datetime
    held: date | None
    reason: str
    details: list[tuple[str, str]] = field(default_factory=list)


# Trail facts worth a line on the timeline, with their labels.
DETAILS = (
    "due_on",
    "step_due_on",
    "handling_unit",
    "measures",
    "remark",
    "level",
    "clause",
    "until",
    "order_no",
    "paper_no",
    "scope",
    "basis",
    "text",
    "answer",
    "responsible",
)


# What those who supervise say among themselves; the enterprise and its experts see the case without it.
INTERNAL = frozenset(
    f"hazards.{name}"
    for name in (
        "referred", "referral_approved", "referral_returned", "instructed", "instruction_answered", "instruction_done",
        "instruction_sent_back", "reporter_seen",
    )
)  # fmt: skip


def sees_leading(user: User) -> bool:
    """Whether the person is on the side that supervises."""
    return reach_of(user) in {Reach.EVERYTHING, Reach.UNIT}


def timeline(hazard: Hazard, *, seen_by: User) -> list[Event]:
    """Everything that happened to a case, newest first, from the trail itself."""
    entries = list(trail.about(hazard))
    if not sees_leading(seen_by):
        entries = [entry for entry in entries if entry.action not in INTERNAL]
    names = names_of(entry.actor for entry in entries)
    mentioned = {pk for entry in entries if (pk := (entry.now or {}).get("handling_unit"))}
    units = {str(unit.pk): str(unit) for unit in Unit.objects.filter(pk__in=mentioned)}
    return [
        Event(
            what=EVENTS.get(entry.action.removeprefix("hazards."), entry.action),
            who=names.get(entry.actor, _("the system")),
            behalf=entry.behalf,
            at=entry.at,
            held=entry.held,
            reason=entry.reason,
            details=_details(entry.now or {}, units),
        )
        for entry in reversed(entries)
    ]


# What writes the status of a case besides the moves.
OTHER_STATUS = {"hazards.determined", "hazards.brought_up_to_date", "hazards.put_back"}


def judged_by_people(hazard: Hazard) -> bool:
    """Whether the case stands where a person's own judgement put it: checked, ended or taken up again here."""
    moves = {f"hazards.{verb}" for verb in lifecycle.VERBS}
    entries = trail.about(hazard).filter(action__in=moves | OTHER_STATUS).order_by("-id")
    last = next((entry for entry in entries if "status" in (entry.now or {})), None)
    return last is not None and last.action.removeprefix("hazards.") in lifecycle.JUDGEMENTS


def _details(now: dict[str, Any], units: dict[str, str]) -> list[tuple[str, str]]:
    rows = []
    for name in DETAILS:
        value = now.get(name)
        if value in (None, "", "~") or str(value).startswith("~"):
            continue
        rows.append((str(_label(name)), _shown(name, str(value), units)))
    return rows


def _shown(name: str, value: str, units: dict[str, str]) -> str:
    if name == "handling_unit":
        return units.get(value, value)
    if name == "level" and value in LevelLabel.values:
        return str(LevelLabel(value).label)
    if name == "clause":
        return clauses.named(value)
    return value


def _label(name: str) -> object:
    try:
        return getattr(Hazard._meta.get_field(name), "verbose_name", name)
    except FieldDoesNotExist:
        return {
            "remark": _("Remark"),
            "until": _("Until"),
            "order_no": _("Order"),
            "paper_no": _("Paper number"),
            "scope": _("Content"),
            "basis": _("Legal basis"),
            "text": _("Instruction"),
            "answer": _("Answer"),
        }[name]


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Names of the people behind `accounts.user:7` and links behind `hazards.answerlink:3`."""
    known = set(actors)
    users = {
        actor: actor.partition(":")[2] for actor in known if actor.startswith("accounts.user:")
    }
    people = {
        str(user.pk): user
        for user in User.objects.filter(pk__in=users.values()).select_related("unit")
    }
    named = {
        actor: f"{person} ({person.unit})" if person.unit else str(person)
        for actor, pk in users.items()
        if (person := people.get(pk))
    }
    return named | {
        actor: _("through the link on the notice")
        for actor in known
        if actor.startswith("hazards.answerlink:")
    }


@dataclass(frozen=True)
class SeenBefore:
    """An earlier hazard that looks like the same matter."""

    hazard: Hazard
    likeness: int


def seen_before(
    site: Site,
    *,
    seen_by: User,
    description: str,
    item: str = "",
    leave_out: int | None = None,
    limit: int = 3,
) -> list[SeenBefore]:
    """Earlier hazards at the same site that this person may see, with the same item or much the same text."""
    earlier = (
        Hazard.objects.visible_to(seen_by)
        .filter(site=site)
        .exclude(pk=leave_out or 0)
        .exclude(status=lifecycle.Status.VOID)
        .order_by("-found_on", "-pk")[:200]
    )
    scored = [
        SeenBefore(
            hazard,
            100
            if item and hazard.item == item
            else round(fuzz.token_set_ratio(_spaced(description), _spaced(hazard.description))),
        )
        for hazard in earlier
    ]
    alike = [one for one in scored if one.likeness >= ALIKE]
    return sorted(alike, key=lambda one: one.likeness, reverse=True)[:limit]


def _spaced(text: str) -> str:
    """Chinese as two-character tokens, so that word-set likeness works for it too."""
    if text.isascii():
        return text.lower()
    return " ".join(text[at : at + 2] for at in range(len(text) - 1))


@dataclass(frozen=True)
class Pile:
    """One pile of "My work": its code, the number of cases, the first of them."""

    code: str
    label: str | Promise
    total: int
    rows: list[Hazard]
    tone: str = "neutral"

    @property
    def more(self) -> bool:
        """Whether the list holds more than is shown."""
        return self.total > len(self.rows)


def mine(user: User) -> QuerySet[Hazard]:
    """Open cases on which this person's unit has to act, and those in its territory, which it chases.

    Who sees the whole zone without handing cases out (leader, auditor, administrator) has none: seeing
    is not owing.
    """
    reach = reach_of(user)
    if reach == Reach.UNIT and user.unit is not None:
        # A part of what such a person sees: asking for both would look along seven units for nothing.
        below = list(Unit.objects.below(user.unit).values_list("pk", flat=True))
        return Hazard.objects.still_open().filter(
            Q(handling_unit__in=below) | Q(territory__in=below)
        )
    visible = Hazard.objects.visible_to(user).still_open()
    if reach == Reach.EVERYTHING:
        return visible if may(user, "hazards.assign") else visible.none()
    return visible


def _handled(user: User, cases: QuerySet[Hazard]) -> QuerySet[Hazard]:
    """Those of them that the person's own unit handles: a street chases others', but acts on its own."""
    if reach_of(user) != Reach.UNIT or user.unit is None:
        return cases
    return cases.filter(
        handling_unit__in=list(Unit.objects.below(user.unit).values_list("pk", flat=True))
    )


FIXERS_TURN = (lifecycle.Status.ASSIGNED, lifecycle.Status.PLANNING, lifecycle.Status.RECTIFYING)


def turn_of(user: User) -> frozenset[lifecycle.Status]:
    """The states that wait for this person: where a step of the road is the person's to make.

    Ending a case without a fix is open everywhere and waits for nobody.
    """
    if user.role == "enterprise":
        return frozenset(FIXERS_TURN)
    return frozenset(
        move.start
        for move in (*lifecycle.GENERAL_MOVES, *lifecycle.MAJOR_MOVES)
        if move.start in lifecycle.OPEN
        and move.side == lifecycle.Side.DUTY
        and may(user, move.permission)
    )


# Code, label and tone of each pile, in the order of the page: what nobody owns comes first.
PILES: dict[str, tuple[str | Promise, str]] = {
    "nobodys": (gettext_lazy("Nobody handles these"), "bad"),
    "overdue": (gettext_lazy("Overdue"), "bad"),
    "today": (gettext_lazy("Due today"), "warn"),
    "week": (gettext_lazy("Due within a week"), "neutral"),
    "offered": (gettext_lazy("Offered to your unit"), "warn"),
    "returned": (gettext_lazy("Returned"), "warn"),
    "to_act": (gettext_lazy("Wait for you"), "neutral"),
    "waiting": (gettext_lazy("Wait for others"), "neutral"),
}


def pile(user: User, code: str, *, today: date) -> QuerySet[Hazard]:
    """The cases of one pile; its badge and its list both come from here, so they are equal."""
    cases = mine(user)
    acts = turn_of(user)
    due = Q(due_on=today) | Q(step_due_on=today)
    week = Q(due_on__gt=today, due_on__lte=today + timedelta(days=7)) | Q(
        step_due_on__gt=today, step_due_on__lte=today + timedelta(days=7)
    )
    # Functions, so that only the one asked for is put together: the page asks for all eight in turn.
    piles: dict[str, Callable[[], QuerySet[Hazard]]] = {
        "nobodys": lambda: (
            cases.filter(unowned()) if reach_of(user) == Reach.EVERYTHING else cases.none()
        ),
        "overdue": lambda: cases.filter(_late(today)),
        "today": lambda: cases.filter(_due(today)),
        "week": lambda: (
            cases.filter(week).exclude(due).exclude(Q(due_on__lt=today) | Q(step_due_on__lt=today))
        ),
        "to_act": lambda: _handled(user, cases).filter(status__in=acts),
        "returned": lambda: (
            cases.filter(status__in=FIXERS_TURN, checks__passed=False).distinct()
            | cases.filter(status=lifecycle.Status.PLANNING, plans__state="returned").distinct()
        ),
        "waiting": lambda: cases.filter(status__in=lifecycle.OPEN - acts),
        "offered": lambda: _offered(user),
    }
    return piles[code]()


def _late(today: date) -> Q:
    """A term passed and not paused, or a step passed."""
    return Q(due_on__lt=today, paused_since__isnull=True) | Q(step_due_on__lt=today)


def _due(today: date) -> Q:
    """A term or a step ends today, and no term has passed before."""
    return (Q(due_on=today) | Q(step_due_on=today)) & ~Q(due_on__lt=today)


def pressing(user: User, *, today: date) -> QuerySet[Hazard]:
    """What nobody handles, what is overdue and what is due today, each case once."""
    wanted = _late(today) | _due(today)
    if reach_of(user) == Reach.EVERYTHING:
        wanted |= unowned()
    return mine(user).filter(wanted)


def _offered(user: User) -> QuerySet[Hazard]:
    if user.unit is None or reach_of(user) != Reach.UNIT:
        return Hazard.objects.none()
    return Hazard.objects.filter(offered_unit__in=Unit.objects.below(user.unit))


def second_person_wanted(user: User) -> QuerySet[Determination]:
    """Determinations that this person may confirm or refuse."""
    if not may(user, "hazards.confirm"):
        return Determination.objects.none()
    mine_too = Determination.objects.filter(state=Determination.State.PROPOSED).exclude(
        recorded_by=f"accounts.user:{user.pk}"
    )
    return mine_too.filter(hazard__in=Hazard.objects.visible_to(user)).select_related("hazard")


def ends_to_confirm(user: User) -> QuerySet[Ending]:
    """Ends without a fix that this person may confirm or refuse."""
    if not may(user, "hazards.confirm"):
        return Ending.objects.none()
    proposed = Ending.objects.filter(state=Ending.State.PROPOSED).exclude(
        recorded_by=f"accounts.user:{user.pk}"
    )
    return proposed.filter(hazard__in=Hazard.objects.visible_to(user)).select_related("hazard")


def extensions_to_decide(user: User) -> QuerySet[Extension]:
    """Requests for more time that this person may decide."""
    if not may(user, "hazards.extend_decide"):
        return Extension.objects.none()
    asked = Extension.objects.filter(state=Extension.State.ASKED).exclude(
        recorded_by=f"accounts.user:{user.pk}"
    )
    return asked.filter(hazard__in=_handled(user, mine(user))).select_related("hazard")


def instructions_to_answer(user: User) -> QuerySet[Instruction]:
    """Leaders' instructions that the person's unit has to answer."""
    answers = reach_of(user) == Reach.UNIT or may(user, "hazards.instruct_answer")
    if user.unit is None or not answers:
        return Instruction.objects.none()
    return Instruction.objects.filter(
        unit__in=Unit.objects.below(user.unit), state=Instruction.State.GIVEN
    ).select_related("hazard", "leader")


def before_leader(user: User) -> QuerySet[Referral]:
    """What was put before this leader and waits."""
    return Referral.objects.filter(leader=user, state=Referral.State.WAITING).select_related(
        "hazard"
    )


@dataclass(frozen=True)
class Waiting:
    """Decisions of one kind that wait for a person: how many, and the first of them."""

    total: int
    rows: list[Any]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def decisions(user: User) -> dict[str, QuerySet[Any]]:
    """What waits for this person's word, by kind; the badges and the page both count these."""
    return {
        "referrals": before_leader(user),
        "instructions": instructions_to_answer(user),
        "confirmations": second_person_wanted(user),
        "endings": ends_to_confirm(user),
        "extensions": extensions_to_decide(user),
    }


def waiting(found: QuerySet[Any], *, shown: int) -> Waiting:
    """The first `shown` of them, and how many there are."""
    rows = list(found[:shown])
    return Waiting(found.count() if len(rows) == shown else len(rows), rows)
