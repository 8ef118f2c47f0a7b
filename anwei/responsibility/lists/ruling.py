"""Rules, and the changes of their dry runs, as lists."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.lists.filters import Choice, UnitTree
from anwei.lists.keyset import ranked
from anwei.lists.spec import Column, Empty, ListSpec, Search
from anwei.responsibility import access, queries
from anwei.responsibility.lists.places import attribute_choices, sector_choices
from anwei.responsibility.models import RULED, Change, LineKind, Outcome, Rule, Run

OUTCOME_TONES = {"drawn": "good", "replaced": "info", "ended": "warn", "kept": "neutral"}
STATE_TONES = {"proposed": "neutral", "done": "good", "skipped": "warn"}


def _changes(user: User) -> QuerySet[Change]:
    return Change.objects.all() if access.sees_all(user) else Change.objects.none()


def runs(user: User) -> list[tuple[str, str]]:
    """The latest dry runs."""
    return [(str(run.pk), str(run)) for run in Run.objects.select_related("rule")[:50]]


def _from(unit: str | None, others: str) -> str:
    return ", ".join(part for part in (unit, others) if part)


CHANGES = ListSpec(
    key="rule-changes",
    title=_("What the rules would change"),
    permission=access.VIEW,
    model=Change,
    base=_changes,
    address="responsibility:changes",
    columns=(
        Column("site", _("Site"), "site__name", link=True),
        Column("kind", _("Line"), "kind", choices=LineKind.choices),
        Column(
            "outcome",
            _("What happens"),
            "outcome",
            kind="badge",
            choices=Outcome.choices,
            tones=OUTCOME_TONES,
        ),
        Column("before", _("From"), ("from_unit__name", "from_name"), show=_from),
        Column("after", _("To"), "to_unit__name"),
        Column("rule", _("Rule"), "rule__name"),
        Column(
            "state",
            _("State"),
            "state",
            kind="badge",
            choices=Change.State.choices,
            tones=STATE_TONES,
        ),
        Column("serial", _("No."), "pk", sort=True, default=False),
    ),
    default_sort="serial",
    filters=(
        Choice("run", _("Dry run"), path="run", choices=runs),
        Choice("outcome", _("What happens"), path="outcome", choices=Outcome.choices),
        Choice("state", _("State"), path="state", choices=Change.State.choices),
        Choice("line", _("Line"), path="kind", choices=LineKind.choices),
        UnitTree("to", _("To"), path="to_unit"),
        UnitTree("from", _("From"), path="from_unit"),
    ),
    row_address=lambda pk: reverse("responsibility:site", args=[pk]),
    row_key="site",
    empty=Empty(
        _("A dry run of a rule fills this list."), _("Rules"), "responsibility:rules", access.MANAGE
    ),
    counted=lambda number: (
        ngettext("%(number)s line", "%(number)s lines", number) % {"number": f"{number:,}"}
    ),
)


def _site_choice(sector: str, attribute: str, street: str | None) -> str:
    """Which sites a rule is about, in words."""
    asked = [
        queries.sector_name(sector) if sector else "",
        queries.attribute_name(attribute) if attribute else "",
        street or "",
    ]
    return " · ".join(part for part in asked if part) or gettext("all")


def _named(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


RULE_STATES = Rule._meta.get_field("state").choices
RULES = ListSpec(
    key="rules",
    title=_("Rules of responsibility"),
    permission=access.GAPS,
    model=Rule,
    base=lambda user: Rule.objects.all() if access.sees_all(user) else Rule.objects.none(),
    address="responsibility:rules",
    columns=(
        Column("name", _("Rule"), "name", sort=True, link=True),
        Column("line", _("Line"), "kind", choices=RULED, sort=True),
        Column(
            "sites", _("Sites"), ("sector", "attribute", "street__name"), show=_site_choice,
            parts=(
                Column("sector", _("Sector"), ("sector",), show=lambda code: queries.sector_name(code) if code else ""),
                Column("attribute", _("Risk attribute"), ("attribute",), show=lambda code: queries.attribute_name(code) if code else ""),
                Column("street", _("Territory"), "street__name"),
            ),
        ),
        Column(
            "who", _("Who answers"), ("unit__name", "post__title", "person__name"), show=_named,
            parts=(Column("unit", _("Unit"), "unit__name"), Column("post", _("Post"), "post__title"), Column("person", _("Person"), "person__name")),
        ),
        Column("since", _("From"), "since", kind="day", sort=True),
        Column("until", _("To"), "until", kind="day", sort=True),
        Column("priority", _("Priority"), "priority", kind="number", sort=True),
        Column("state", _("State"), "state", kind="badge", choices=RULE_STATES, tones={"in_force": "good", "draft": "info", "retired": "neutral"}, sort=ranked("state", "in_force", "draft")),
        Column("basis", _("Legal source"), "basis", kind="long", default=False),
    ),
    default_sort="-state",
    filters=(
        Choice("line", _("Line"), path="kind", choices=RULED),
        Choice("state", _("State"), path="state", choices=RULE_STATES),
        Choice("sector", _("Sector"), path="sector", choices=sector_choices),
        Choice("attribute", _("Risk attribute"), path="attribute", choices=attribute_choices),
        UnitTree("street", _("Territory"), path="street"),
        UnitTree("unit", _("Who answers"), path="unit"),
    ),
    search=Search(paths=("name", "basis", "unit__name"), hint=_("Rule, legal source or unit")),
    row_address=lambda pk: reverse("responsibility:rule", args=[pk]),
    empty=Empty(
        _("A rule says for a sector, a risk attribute or a street which unit answers. It is tried out before it counts, and lines set by hand always win."),
        _("New rule"), "responsibility:add_rule", access.MANAGE,
    ),
    counted=lambda number: ngettext("%(number)s rule", "%(number)s rules", number) % {"number": f"{number:,}"},
)  # fmt: skip
