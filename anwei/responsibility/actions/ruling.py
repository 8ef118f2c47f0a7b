"""Rules: drafted, tried out, put in force, applied, retired."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.jobs import actions as jobs
from anwei.responsibility import planning
from anwei.responsibility.actions import lining
from anwei.responsibility.actions.refusing import Refused, differing
from anwei.responsibility.lifecycle import RuleState, end_of, start_of
from anwei.responsibility.models import Change, Line, Outcome, Rule, Run, Site
from anwei.standards import pack as packs

FACTS = (
    "name",
    "kind",
    "sector",
    "attribute",
    "street",
    "unit",
    "post",
    "person",
    "basis",
    "since",
    "until",
    "priority",
)


class RuleRefused(Refused):
    """The rule cannot be written, put in force or retired so."""


class RunRefused(Refused):
    """The dry run cannot be started or applied."""


@transaction.atomic
def draft(
    given: Mapping[str, Any], *, by: object, at: datetime, replaces: Rule | None = None
) -> Rule:
    """Write a rule down; it has no effect yet. Raises RuleRefused."""
    facts = _checked(given)
    if replaces is not None and replaces.state != RuleState.IN_FORCE:
        raise RuleRefused(_("Only a rule in force can be replaced."))
    rule = Rule.objects.create(**facts, replaces=replaces, recorded_at=at)
    trail.record(
        "responsibility.rule_drafted",
        rule,
        by=by,
        at=at,
        now=_plain(facts) | {"replaces": replaces.pk if replaces else None},
    )
    return rule


@transaction.atomic
def change(rule: Rule, given: Mapping[str, Any], *, by: object, at: datetime) -> None:
    """Change a draft; earlier dry runs no longer count. Raises RuleRefused for a rule that is no draft."""
    facts = _checked(given)
    was, now = differing(_plain({name: getattr(rule, name) for name in FACTS}), _plain(facts))
    if not now:
        return
    if not Rule.objects.filter(pk=rule.pk, state=start_of("change"), version=rule.version).update(
        **facts, version=rule.version + 1
    ):
        raise RuleRefused(
            _("The rule is no longer a draft, or someone else changed it a moment ago.")
        )
    trail.record("responsibility.rule_changed", rule, by=by, at=at, was=was, now=now)


@transaction.atomic
def try_out(rule: Rule | None, *, on: date, by: object, at: datetime) -> Run:
    """Start a dry run: what the rule (None: all rules in force) would change from this day on. Changes nothing."""
    _check_day(rule, on)
    run = Run.objects.create(
        rule=rule,
        rule_version=rule.version if rule else 0,
        on=on,
        asked_by=trail.name_of(by),
        asked_at=at,
    )
    title = _("Dry run: %(rule)s") % {"rule": rule or _("all rules in force")}
    run.job = jobs.enqueue(
        "responsibility.compare",
        by=by,
        at=at,
        payload={"run": run.pk},
        title=title,
        total=Site.objects.filter(active=True).count(),
    )
    run.save(update_fields=["job"])
    return run


@transaction.atomic
def put_in_force(rule: Rule, run: Run, *, by: object, at: datetime) -> None:
    """The draft counts from the day its dry run was made for, and the changes shown are applied.

    The rule it replaces is retired the day before. Raises RuleRefused without a dry run of the rule
    as it reads now, and RunRefused when the run was applied already.
    """
    if run.rule_id != rule.pk or run.rule_version != rule.version:
        raise RuleRefused(_("The rule was changed after this dry run. Try it out again."))
    if not Rule.objects.filter(
        pk=rule.pk, state=start_of("put_in_force"), version=run.rule_version
    ).update(state=end_of("put_in_force")):
        raise RuleRefused(
            _("The rule is no longer a draft, or someone else changed it a moment ago.")
        )
    trail.record(
        "responsibility.rule_put_in_force",
        rule,
        by=by,
        at=at,
        was={"state": "draft"},
        now={"state": "in_force", "run": run.pk, "on": run.on},
        held=run.on,
    )
    if rule.replaces is not None:
        retire(
            rule.replaces,
            until=run.on - timedelta(days=1),
            reason=_("Replaced by “%(rule)s”.") % {"rule": rule.name},
            by=by,
            at=at,
        )
    apply(run, by=by, at=at)


@transaction.atomic
def retire(rule: Rule, *, until: date, reason: str, by: object, at: datetime) -> None:
    """The rule ends with this day; the lines it drew stand until a comparison with the rules ends them. Raises RuleRefused."""
    if not reason.strip():
        raise RuleRefused(_("Give the reason."))
    if until < rule.since:
        raise RuleRefused(_("The last day lies before the first."))
    if not Rule.objects.filter(pk=rule.pk, state=start_of("retire")).update(
        state=end_of("retire"), until=until
    ):
        raise RuleRefused(_("Only a rule in force can be retired."))
    trail.record(
        "responsibility.rule_retired",
        rule,
        by=by,
        at=at,
        was={"state": "in_force", "until": rule.until},
        now={"state": "retired", "until": until},
        reason=reason,
        held=until,
    )


@transaction.atomic
def drop(rule: Rule, *, by: object, at: datetime) -> None:
    """Throw a draft away, with its dry runs. Raises RuleRefused."""
    if not Rule.objects.select_for_update().filter(pk=rule.pk, state=RuleState.DRAFT).exists():
        raise RuleRefused(
            _("The rule is no longer a draft, or someone else changed it a moment ago.")
        )
    trail.record(
        "responsibility.rule_dropped",
        rule,
        by=by,
        at=at,
        was=_plain({name: getattr(rule, name) for name in FACTS}),
    )
    Run.objects.filter(rule=rule).delete()
    rule.delete()


@transaction.atomic
def apply(run: Run, *, by: object, at: datetime) -> Run:
    """Do what a dry run showed, in the background. Raises RunRefused unless it is finished and was not applied."""
    if not Run.objects.filter(pk=run.pk, stage=Run.Stage.COMPARED).update(stage=Run.Stage.APPLYING):
        raise RunRefused(_("This dry run is not finished, or it was applied already."))
    todo = (
        Change.objects.filter(run=run, state=Change.State.PROPOSED)
        .exclude(outcome=Outcome.KEPT)
        .count()
    )
    title = _("Apply: %(rule)s") % {"rule": run.rule or _("all rules in force")}
    job = jobs.enqueue(
        "responsibility.apply",
        by=by,
        at=at,
        payload={"run": run.pk, "by": trail.name_of(by)},
        title=title,
        total=todo,
    )
    Run.objects.filter(pk=run.pk).update(job=job)
    trail.record(
        "responsibility.rules_applied",
        run,
        by=by,
        at=at,
        now={"rule": run.rule_id, "on": run.on, "changes": todo},
        held=run.on,
    )
    run.refresh_from_db()
    return run


@transaction.atomic
def follow(
    sites: Sequence[Site], *, by: object, at: datetime, today: date, new: bool = False
) -> int:
    """Draw at once what the rules in force say of these sites; how many lines changed."""
    rules = list(planning.in_force(today))
    if not rules or not sites:
        return 0
    found = [
        plan
        for plan in planning.plans(sites, rules, on=today, new=new)
        if plan.outcome != Outcome.KEPT
    ]
    carry_out(found, on=today, by=by, at=at)
    return len(found)


@transaction.atomic
def carry_out(found: Sequence[planning.Plan], *, on: date, by: object, at: datetime) -> None:
    """Write what the plans say: lines that no longer stand end, new ones are drawn in one go."""
    gone = [
        (line, _("By rule: %(rule)s") % {"rule": plan.rule or _("no rule names anyone any more")})
        for plan in found
        for line in plan.standing
    ]
    lining.withdraw_many(gone, on, by=by, at=at)
    lining.draw_many(
        [
            _line(plan, plan.rule)
            for plan in found
            if plan.rule is not None and plan.outcome in {Outcome.DRAWN, Outcome.REPLACED}
        ],
        by=by,
        at=at,
    )


def _line(plan: planning.Plan, rule: Rule) -> Line:
    return Line(
        site=plan.site, kind=plan.kind, unit_id=rule.unit_id, post_id=rule.post_id, person_id=rule.person_id, source=rule.basis,
        since=plan.since, until=plan.until, origin=f"rule:{rule.pk}",
    )  # fmt: skip


def _check_day(rule: Rule | None, on: date) -> None:
    if rule is None or rule.state == RuleState.RETIRED:
        return
    if on < rule.since or (rule.until is not None and on > rule.until):
        raise RunRefused(_("The rule does not count on this day."))
    if rule.replaces is not None and on <= rule.replaces.since:
        raise RunRefused(
            _("The rule that is replaced began on %(day)s; the new one begins later.")
            % {"day": rule.replaces.since.isoformat()}
        )


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: given.get(name) for name in FACTS}
    facts["name"], facts["basis"] = (str(facts[name] or "").strip() for name in ("name", "basis"))
    if not facts["name"] or not facts["basis"]:
        raise RuleRefused(_("Give the name and the legal source."))
    if (facts["sector"] and facts["sector"] not in packs.current().sectors) or (
        facts["attribute"] and facts["attribute"] not in packs.current().attributes
    ):
        raise RuleRefused(_("The jurisdiction pack does not know this sector or risk attribute."))
    if facts["until"] is not None and facts["until"] < facts["since"]:
        raise RuleRefused(_("The last day lies before the first."))
    facts |= {
        "sector": facts["sector"] or "",
        "attribute": facts["attribute"] or "",
        "priority": facts["priority"] or 0,
    }
    _check_named(facts)
    return facts


def _check_named(facts: Mapping[str, Any]) -> None:
    try:
        lining.check_named(
            facts["kind"], lining.Named(facts["unit"], facts["post"], facts["person"])
        )
    except lining.LineRefused as refusal:
        raise RuleRefused(str(refusal)) from None
    street: Unit | None = facts["street"]
    if street is not None and street.kind not in lining.TERRITORIES:
        raise RuleRefused(_("The territory is a street or a community."))


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in facts.items()}
