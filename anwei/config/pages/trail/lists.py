"""The list of the trail's entries."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.apps import apps
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, StrIndex, Substr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.audit import queries
from anwei.config.pages import naming
from anwei.config.pages.trail import words
from anwei.lists.filters import Asker, Days, Reading, Text
from anwei.lists.spec import Column, Empty, ListSpec


@dataclass(frozen=True)
class Exactly(Text):
    """A typed value that must be met as it stands: on millions of entries only an index is quick."""

    condition: Callable[[str], Q] = lambda text: Q()

    def read(self, values: Sequence[str], asker: Asker) -> Reading:
        """The condition and its words."""
        kept = [text for value in values if (text := value.replace("\0", "").strip()[:120])]
        condition = Q()
        for text in kept:
            condition &= self.condition(text)
        return Reading(condition, tuple((text, text) for text in kept))


def _action(text: str) -> Q:
    """An action by its name, or all of a room by "hazards."."""
    return Q(action__startswith=text) if text.endswith(".") else Q(action=text)


def in_words() -> QuerySet:
    """All entries with the name of who acted, and of what they are about where it is still there."""
    found = naming.with_who(queries.entries(), "actor")
    return found.annotate(subject_key=SUBJECT_KEY).annotate(called=_called())


# The number of the row a subject names; NULL where it names something else ("audit.head:2026-11-23").
SUBJECT_KEY = Case(
    When(
        subject__regex=r"^[a-z]+\.[a-z]+:[0-9]{1,18}$",
        then=Cast(Substr("subject", StrIndex("subject", Value(":")) + 1), BigIntegerField()),
    )
)


def _called() -> Case:
    """What the thing is called: of all kinds the one branch is read that the subject names."""
    branches = []
    for label, kind in words.KINDS.items():
        if kind.name is not None:
            rows = apps.get_model(label)._base_manager.filter(pk=OuterRef("subject_key"))
            name = Subquery(rows.annotate(is_called=kind.expression).values("is_called")[:1])
            branches.append(When(subject__startswith=f"{label}:", then=name))
    return Case(*branches, output_field=CharField())


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


SUBJECT_CODE = Column("code", _("Subject (code)"), "subject")
ENTRIES = ListSpec(
    key="audit",
    title=_("The record"),
    permission="audit.view",
    model=queries.entries().model,
    base=lambda user: in_words(),
    address="audit:entries",
    columns=(
        Column("no", _("No."), "id", kind="number", sort=True, link=True),
        Column("at", _("Recorded"), "at", kind="moment"),
        Column("who", _("Who"), "who", personal=True),
        Column("behalf", _("On behalf of"), "behalf"),
        Column("what", pgettext_lazy("the record", "What happened"), "action", show=words.told),
        Column(
            "subject",
            _("Subject"),
            ("subject", "called", "was", "now"),
            show=words.of_subject,
            # In a file the code stands by itself, and what may name a person only where that is allowed.
            parts=(
                SUBJECT_CODE,
                Column("called", pgettext_lazy("the record", "Name"), "called", personal=True),
            ),
        ),
        replace(SUBJECT_CODE, default=False),
        Column("action", _("Action"), "action", default=False),
        Column("reason", _("Reason"), "reason", kind="long"),
        Column("held", _("True on"), "held", kind="day", default=False),
        Column("actor", _("Account"), "actor", default=False),
        Column("was", _("Was"), "was", show=_json, kind="long", default=False),
        Column("now", _("Is now"), "now", show=_json, kind="long", default=False),
    ),
    default_sort="-no",
    filters=(
        Exactly(
            "actor",
            _("Person"),
            condition=lambda text: Q(actor__in=naming.named(text)),
        ),
        Exactly(
            "subject",
            _("Subject"),
            condition=lambda text: Q(subject=text),
        ),
        Exactly("action", _("Action"), condition=_action),
        Days("day", _("Recorded"), path="at", moment=True),
    ),
    row_address=lambda number: reverse("audit:entry", args=[number]),
    empty=Empty(_("Every write leaves an entry here: who, when, what was and what is now.")),
    counted=lambda n: ngettext("%(n)s entry", "%(n)s entries", n) % {"n": f"{n:,}"},
)
