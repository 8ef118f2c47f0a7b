"""What rules make of a site: one plan per line, computed alike for a dry run and for applying it.

Nothing here writes. A plan's `mark` names everything it would do; applying recomputes the plan and
does it only if the mark is still the same, so what is applied is exactly what was shown.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from anwei.accounts.models import Unit
from anwei.responsibility.lifecycle import RuleState
from anwei.responsibility.models import RULED, Line, Outcome, Rule, Site


@dataclass(frozen=True)
class Plan:
    """What happens to one line of one site. `ends` are keys of lines that no longer stand from `on`."""

    site: Site
    kind: str
    outcome: Outcome
    rule: Rule | None
    standing: tuple[Line, ...]
    since: date
    until: date | None = None

    @property
    def mark(self) -> str:
        """Everything that the plan depends on and would do, as a short digest."""
        rule = (
            (
                self.rule.pk,
                self.rule.version,
                self.rule.unit_id,
                self.rule.post_id,
                self.rule.person_id,
            )
            if self.rule
            else None
        )
        standing = sorted((line.pk, line.unit_id, line.until) for line in self.standing)
        return hashlib.sha256(
            repr((self.kind, self.outcome.value, rule, standing, self.since, self.until)).encode()
        ).hexdigest()[:40]

    @property
    def before(self) -> Line | None:
        """The line that stands now, the latest where several do."""
        return max(self.standing, key=lambda line: (line.since, line.pk), default=None)


def in_force(on: date) -> QuerySet[Rule]:
    """The rules that say who answers on this day."""
    return Rule.objects.filter(
        Q(until__isnull=True) | Q(until__gte=on),
        state__in=[RuleState.IN_FORCE, RuleState.RETIRED],
        since__lte=on,
    ).select_related("street", "unit")


def with_draft(on: date, draft: Rule) -> list[Rule]:
    """The rules of a day as they would be with this draft in force."""
    return [rule for rule in in_force(on) if rule.pk not in {draft.pk, draft.replaces_id}] + [draft]


@dataclass(frozen=True)
class _Facts:
    sectors: tuple[str, ...]
    attributes: frozenset[str]
    path: str


def fits(rule: Rule, facts: _Facts) -> bool:
    """Whether the rule speaks of such a site."""
    return (
        (not rule.sector or rule.sector in facts.sectors)
        and (not rule.attribute or rule.attribute in facts.attributes)
        and (rule.street is None or facts.path.startswith(rule.street.path))
    )


def _rank(rule: Rule, facts: _Facts) -> tuple[int, int, bool, int]:
    """Priority first, then how much the rule asks, then the site's main sector, then the younger rule."""
    asked = sum(map(bool, (rule.sector, rule.attribute, rule.street_id)))
    return rule.priority, asked, bool(facts.sectors) and rule.sector == facts.sectors[0], rule.pk


def winners(rules: Iterable[Rule], site: Site, territory_path: str) -> dict[str, Rule]:
    """The rule that counts for each line of a site; lines without one are left out."""
    facts = _Facts(tuple(site.sectors), frozenset(site.attributes), territory_path)
    best: dict[str, Rule] = {}
    for rule in rules:
        if fits(rule, facts) and (
            rule.kind not in best or _rank(rule, facts) > _rank(best[rule.kind], facts)
        ):
            best[rule.kind] = rule
    return best


def plans(
    sites: Sequence[Site],
    rules: Sequence[Rule],
    *,
    on: date,
    only: Rule | None = None,
    new: bool = False,
) -> list[Plan]:
    """What the rules change at these sites from this day on; a constant number of queries.

    With `only`, what concerns this rule alone: lines that it would name, or that it or the rule it
    replaces named before. `new` sites get their lines from the day the rule began.
    """
    lines = _lines(sites, new)
    paths = dict(
        Unit.objects.filter(
            pk__in={site.territory_id for site in sites if site.territory_id}
        ).values_list("pk", "path")
    )
    found = []
    for site in sites:
        best = winners(rules, site, paths.get(site.territory_id, ""))
        for kind, _label in RULED:
            plan = _plan(site, kind, lines[site.pk, kind], best.get(kind), on=on, new=new)
            if plan is not None and (only is None or _concerns(plan, only)):
                found.append(plan)
    return found


def _lines(sites: Sequence[Site], new: bool) -> dict[tuple[int, str], list[Line]]:
    lines: dict[tuple[int, str], list[Line]] = defaultdict(list)
    if not new or any(site.pk for site in sites):
        for line in Line.objects.filter(site__in=[site.pk for site in sites]).select_related(
            "unit"
        ):
            lines[line.site_id, line.kind].append(line)
    return lines


def _plan(
    site: Site, kind: str, lines: list[Line], rule: Rule | None, *, on: date, new: bool
) -> Plan | None:
    standing = tuple(line for line in lines if line.stands_on(on))
    if any(line.is_manual for line in standing):
        agreed = rule is None or all(agrees(line, rule) for line in standing)
        return None if agreed else Plan(site, kind, Outcome.KEPT, rule, standing, on)
    if rule is None:
        ruled = tuple(line for line in standing if line.origin.startswith("rule:"))
        return Plan(site, kind, Outcome.ENDED, None, ruled, on) if ruled else None
    if len(standing) == 1 and agrees(standing[0], rule):
        return None
    since = rule.since if new and not lines else on
    return Plan(
        site,
        kind,
        Outcome.REPLACED if standing else Outcome.DRAWN,
        rule,
        standing,
        since,
        _until(lines, rule, since),
    )


def _until(lines: Iterable[Line], rule: Rule, since: date) -> date | None:
    """The last day: before the next line begins, and not after the rule's own end."""
    ends = [line.since - timedelta(days=1) for line in lines if line.since > since]
    return min([*ends, *([rule.until] if rule.until else [])], default=None)


def agrees(line: Line, rule: Rule) -> bool:
    """Whether the line names whom the rule names.

    A line that a rule drew must name exactly the same; one from a ledger may name a person of the unit besides.
    """
    named = (line.unit_id, line.post_id, line.person_id)
    wanted = (rule.unit_id, rule.post_id, rule.person_id)
    if line.origin.startswith("rule:"):
        return named == wanted
    return all(want is None or have == want for have, want in zip(named, wanted, strict=True))


def _concerns(plan: Plan, only: Rule) -> bool:
    named = {f"rule:{only.pk}", f"rule:{only.replaces_id}"}
    return (plan.rule is not None and plan.rule.pk == only.pk) or any(
        line.origin in named for line in plan.standing
    )
