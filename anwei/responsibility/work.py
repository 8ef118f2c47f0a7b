"""The background work of rules: comparing all sites with them, and applying what a dry run showed."""

from django.db.models import F

from anwei.jobs.work import GiveUp, Work
from anwei.responsibility import planning
from anwei.responsibility.actions import ruling
from anwei.responsibility.lifecycle import RuleState
from anwei.responsibility.models import Change, Outcome, Rule, Run, Site

SITES = 1000
CHANGES = 400


def compare(work: Work) -> bool:
    """One chunk of a dry run: what the rules would change at the next sites."""
    run = _run(work, Run.Stage.COMPARING)
    sites = list(
        Site.objects.filter(active=True, pk__gt=work.cursor.get("after", 0)).order_by("pk")[:SITES]
    )
    if not sites:
        Run.objects.filter(pk=run.pk).update(stage=Run.Stage.COMPARED)
        return True
    found = planning.plans(sites, _rules(run), on=run.on, only=run.rule)
    Change.objects.bulk_create([_change(run, plan) for plan in found], batch_size=1000)
    touched = {plan.site.pk for plan in found}
    Run.objects.filter(pk=run.pk).update(
        compared=F("compared") + len(sites), unchanged=F("unchanged") + len(sites) - len(touched)
    )
    done = work.cursor.get("done", 0) + len(sites)
    work.cursor = {"after": sites[-1].pk, "done": done}
    work.progress(done=done)
    return False


def apply(work: Work) -> bool:
    """One chunk of applying: each change is planned again and done only if it is still the one that was shown."""
    run = _run(work, Run.Stage.APPLYING)
    todo = Change.objects.filter(run=run, state=Change.State.PROPOSED).exclude(outcome=Outcome.KEPT)
    changes = list(
        todo.filter(pk__gt=work.cursor.get("after", 0))
        .order_by("pk")
        .select_related("site")[:CHANGES]
    )
    if not changes:
        Run.objects.filter(pk=run.pk).update(stage=Run.Stage.APPLIED)
        return True
    sites = list(
        Site.objects.select_for_update(of=("self",))
        .filter(pk__in=[change.site_id for change in changes], active=True)
        .order_by("pk")
    )
    now = {
        (plan.site.pk, plan.kind): plan
        for plan in planning.plans(sites, list(planning.in_force(run.on)), on=run.on, only=run.rule)
    }
    agreed = [
        change
        for change in changes
        if (plan := now.get((change.site_id, change.kind))) and plan.mark == change.mark
    ]
    ruling.carry_out(
        [now[change.site_id, change.kind] for change in agreed],
        on=run.on,
        by=work.payload["by"],
        at=work.at,
    )
    done = {change.pk for change in agreed}
    Change.objects.filter(pk__in=done).update(state=Change.State.DONE)
    Change.objects.filter(pk__in=[change.pk for change in changes if change.pk not in done]).update(
        state=Change.State.SKIPPED
    )
    work.cursor = {"after": changes[-1].pk, "done": work.cursor.get("done", 0) + len(changes)}
    work.progress(done=work.cursor["done"])
    return False


def _run(work: Work, stage: str) -> Run:
    run = (
        Run.objects.select_related("rule__street", "rule__unit")
        .filter(pk=work.payload["run"], stage=stage)
        .first()
    )
    if run is None:
        raise GiveUp("This dry run is gone, or it was applied already.")
    return run


def _rules(run: Run) -> list[Rule]:
    """The rules in force on the run's day; a draft as if it were."""
    if run.rule is not None and run.rule.state == RuleState.DRAFT:
        return planning.with_draft(run.on, run.rule)
    return list(planning.in_force(run.on))


def _change(run: Run, plan: planning.Plan) -> Change:
    before = plan.before
    return Change(
        run=run, site=plan.site, kind=plan.kind, outcome=plan.outcome, rule=plan.rule, from_unit=before.unit if before else None,
        to_unit=plan.rule.unit if plan.rule else None, mark=plan.mark,
        from_name=", ".join(str(line.unit) for line in plan.standing if line.unit and before and line.pk != before.pk),
    )  # fmt: skip
