"""The list of the trail's entries."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anwei.audit import queries
from anwei.config.pages import naming
from anwei.config.pages.trail import words
from anwei.hazards.models import Hazard
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
    """All entries with the name of who acted and the number of the hazard, where there is one."""
    found = naming.with_who(queries.entries(), "actor")
    case = Subquery(Hazard.objects.filter(pk=OuterRef("hazard_id")).values("number")[:1])
    return found.annotate(hazard_id=naming.key_in("subject", words.PREFIX)).annotate(case=case)


def _json(value: object) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


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
        Column("case", _("Hazard"), "case"),
        Column("subject", _("Subject"), "subject"),
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
