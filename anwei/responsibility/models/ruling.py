"""Rules that say who answers for sites of a kind, and what a dry run of them found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Post, Unit, User
from anwei.jobs.models import Job
from anwei.responsibility.lifecycle import RuleState
from anwei.responsibility.models.lines import LineKind
from anwei.responsibility.models.places import Site

# The operator is the enterprise itself; no rule names it.
RULED = [(kind.value, kind.label) for kind in LineKind if kind != LineKind.OPERATOR]


class Rule(models.Model):
    """For sites of this sector, risk attribute and territory (empty: any), this unit answers in this line."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("line"), max_length=10, choices=RULED)
    sector = models.CharField(_("sector"), max_length=60, blank=True)
    attribute = models.CharField(_("risk attribute"), max_length=60, blank=True)
    street = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="rules_within"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rules")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="rules")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="rules")
    basis = models.CharField(_("legal source"), max_length=200)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    state = models.CharField(
        _("state"),
        max_length=10,
        default=RuleState.DRAFT,
        choices=[("draft", _("Draft")), ("in_force", _("In force")), ("retired", _("Retired"))],
    )
    # The rule in force that this draft takes the place of.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    # Counts every change of the draft, so that a dry run of an older text is known as such.
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["kind", "-priority", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rule_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="rule_retired_says_until_when",
                condition=~Q(state="retired") | Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What a rule does to one line of one site."""

    DRAWN = "drawn", _("New line")
    REPLACED = "replaced", _("Other unit or person")
    ENDED = "ended", _("Ends: no rule names anyone")
    KEPT = "kept", _("Kept: set by hand")


class RunQuerySet(models.QuerySet["Run"]):
    """Dry runs."""

    def fresh(self, rule: Rule) -> "RunQuerySet":
        """Finished dry runs of this rule as it reads now."""
        return self.filter(rule=rule, rule_version=rule.version, stage=Run.Stage.COMPARED)


class Run(models.Model):
    """One dry run over all sites, and what became of it. Without a rule: all rules in force."""

    class Stage(models.TextChoices):
        """How far it is."""

        COMPARING = "comparing", _("Comparing")
        COMPARED = "compared", _("Compared, nothing changed yet")
        APPLYING = "applying", _("Applying")
        APPLIED = "applied", _("Applied")

    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="runs")
    rule_version = models.PositiveIntegerField(default=0)
    # The first day of the lines it would draw.
    on = models.DateField(_("first day"))
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.COMPARING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    compared = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        rule = self.rule or _("All rules in force")
        return f"{rule} · {self.on:%Y-%m-%d}"


class Change(models.Model):
    """One line of one site that a dry run would change, or keep against a rule; and whether it was done."""

    class State(models.TextChoices):
        """What became of it."""

        PROPOSED = "proposed", _("Not applied")
        DONE = "done", _("Applied")
        SKIPPED = "skipped", _("Left alone: the site changed since")

    run = models.ForeignKey(Run, models.CASCADE, related_name="changes")
    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    kind = models.CharField(_("line"), max_length=10, choices=LineKind.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, blank=True, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # Digest of the plan, so that applying does exactly what was shown or nothing.
    mark = models.CharField(max_length=40)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "outcome"]), models.Index(fields=["run", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "site", "kind"], name="one_change_per_line_and_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.kind} {self.outcome}"
