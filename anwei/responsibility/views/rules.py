"""Rules: written down, tried out, put in force, retired."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anwei.accounts.permissions import may
from anwei.lists.pages import list_page
from anwei.responsibility import access, forms, queries
from anwei.responsibility.actions import ruling
from anwei.responsibility.lifecycle import RuleState
from anwei.responsibility.lists.ruling import CHANGES, RULES
from anwei.responsibility.models import Outcome, Rule, Run
from anwei.responsibility.views.answers import act_and_return, form_page
from anwei.responsibility.views.sites import form_methods


def rule_for(request: HttpRequest, pk: int, permission: str = access.VIEW) -> Rule:
    """The only door to one rule: rules are the zone's own."""
    access.ensure_zone(request.user)
    access.ensure(request.user, permission)
    return get_object_or_404(
        Rule.objects.select_related("street", "unit", "post", "person", "replaces"), pk=pk
    )


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules, those in force first."""
    more = {
        "runs": Run.objects.filter(rule__isnull=True).select_related("job")[:5],
        "today": timezone.localdate(),
        "may_manage": may(request.user, access.MANAGE),
    }
    return list_page(request, RULES, template="responsibility/rules.html", extra=more)


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """The rows of a dry run."""
    access.ensure_zone(request.user)
    return list_page(request, CHANGES)


@require_GET
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule, its dry runs and what it draws today."""
    shown = rule_for(request, pk)
    today = timezone.localdate()
    context = {
        "rule": shown,
        "words": queries.rule_in_words(shown),
        "runs": shown.runs.select_related("job")[:8],
        "drawn": queries.drawn_by(shown, today),
        "drafts": shown.drafts.filter(state=RuleState.DRAFT),
        "form": forms.TryOutForm(initial={"on": max(shown.since, today)}),
        "today": today,
        "may_manage": may(request.user, access.MANAGE),
    }
    return render(request, "responsibility/rule.html", context)


@form_methods
def add_rule(request: HttpRequest) -> HttpResponse:
    """Write a rule down as a draft, perhaps in the place of one in force; the dry run starts at once."""
    access.ensure(request.user, access.MANAGE)
    today = timezone.localdate()
    number = request.GET.get("instead", "")
    old = (
        Rule.objects.filter(pk=int(number), state=RuleState.IN_FORCE).first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    form = forms.RuleForm(request.POST or None, today=today, rule=old)
    if old is not None:
        form.initial["since"] = today

    def act() -> str:
        made = ruling.draft(form.facts(), by=request.user, at=timezone.now(), replaces=old)
        run = ruling.try_out(made, on=max(made.since, today), by=request.user, at=timezone.now())
        return reverse("responsibility:run", args=[run.pk])

    return form_page(
        request,
        form,
        act,
        title=_("New rule") if old is None else _("Change %(site)s") % {"site": old},
        back=reverse("responsibility:rules"),
        done=_("The rule is a draft. Nothing changes before you put it in force."),
        button=_("Save as a draft and try it out"),
        text=_("A draft has no effect. The dry run shows every line it would change."),
    )


@form_methods
def change_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; it is tried out anew."""
    shown = rule_for(request, pk, access.MANAGE)
    today = timezone.localdate()
    form = forms.RuleForm(request.POST or None, today=today, rule=shown)

    def act() -> str:
        ruling.change(shown, form.facts(), by=request.user, at=timezone.now())
        shown.refresh_from_db()
        run = ruling.try_out(shown, on=max(shown.since, today), by=request.user, at=timezone.now())
        return reverse("responsibility:run", args=[run.pk])

    return form_page(
        request,
        form,
        act,
        title=_("Change %(site)s") % {"site": shown},
        back=reverse("responsibility:rule", args=[pk]),
        done=_("The draft is changed."),
        button=_("Save as a draft and try it out"),
    )


@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a dry run of one rule."""
    shown = rule_for(request, pk, access.MANAGE)
    return _start(request, shown, back=reverse("responsibility:rule", args=[pk]))


@require_POST
def compare_all(request: HttpRequest) -> HttpResponse:
    """Start a dry run of all rules in force."""
    access.ensure(request.user, access.MANAGE)
    return _start(request, None, back=reverse("responsibility:rules"))


def _start(request: HttpRequest, shown: Rule | None, *, back: str) -> HttpResponse:
    form = forms.TryOutForm(request.POST)
    on = form.cleaned_data["on"] if form.is_valid() else timezone.localdate()
    started: list[Run] = []
    answer = act_and_return(
        request,
        lambda: started.append(ruling.try_out(shown, on=on, by=request.user, at=timezone.now())),
        back=back,
        done=_("The dry run has started. It changes nothing."),
    )
    return redirect("responsibility:run", started[0].pk) if started else answer


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One dry run: its counts, its first rows, and the button that applies it."""
    access.ensure_zone(request.user)
    shown = get_object_or_404(Run.objects.select_related("rule__replaces", "job"), pk=pk)
    counts = dict(shown.changes.order_by().values_list("outcome").annotate(number=Count("pk")))
    states = dict(shown.changes.order_by().values_list("state").annotate(number=Count("pk")))
    outcomes = [
        {"code": code, "label": label, "count": counts.get(code, 0)}
        for code, label in Outcome.choices
    ]
    rows = shown.changes.select_related("site", "from_unit", "to_unit", "rule").order_by("pk")[:30]
    context = {
        "run": shown,
        "outcomes": outcomes,
        "todo": sum(one["count"] for one in outcomes if one["code"] != Outcome.KEPT),
        "shifts": queries.shifts(shown),
        "states": states,
        "rows": rows,
        "total": sum(counts.values()),
        "stale": shown.rule is not None and shown.rule.version != shown.rule_version,
        "may_manage": may(request.user, access.MANAGE),
    }
    page = "responsibility/run.html#progress" if request.htmx else "responsibility/run.html"
    return render(request, page, context)


@require_POST
def apply_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the draft in force, or apply the comparison, exactly as shown."""
    access.ensure(request.user, access.MANAGE)
    shown = get_object_or_404(Run.objects.select_related("rule__replaces"), pk=pk)
    back = reverse("responsibility:run", args=[pk])

    def act() -> None:
        if shown.rule is not None and shown.rule.state == RuleState.DRAFT:
            ruling.put_in_force(shown.rule, shown, by=request.user, at=timezone.now())
        else:
            ruling.apply(shown, by=request.user, at=timezone.now())

    return act_and_return(
        request, act, back=back, done=_("The lines are being drawn in the background.")
    )


@form_methods
def retire_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """End a rule."""
    shown = rule_for(request, pk, access.MANAGE)
    form = forms.RetireForm(request.POST or None, initial={"until": timezone.localdate()})
    return form_page(
        request,
        form,
        lambda: ruling.retire(
            shown,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Retire %(rule)s") % {"rule": shown},
        back=reverse("responsibility:rule", args=[pk]),
        done=_("The rule is retired. Compare the sites with the rules to end its lines."),
        button=_("Retire"),
        grave=True,
        text=_(
            "The lines it drew stand until you compare all sites with the rules and apply that."
        ),
    )


@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    shown = rule_for(request, pk, access.MANAGE)
    return act_and_return(
        request,
        lambda: ruling.drop(shown, by=request.user, at=timezone.now()),
        back=reverse("responsibility:rules"),
        done=_("The draft is thrown away."),
    )
