"""What belongs to a case: evidence, determinations, plans, checks, facts, extensions, transfers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit
from anwei.documents.models import Document
from anwei.hazards.models.hazard import Hazard, LevelLabel


class Evidence(models.Model):
    """A file that shows something about a case: before, after, or a paper."""

    class Side(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")
        PAPER = "paper", _("Paper")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    side = models.CharField(_("shows"), max_length=6, choices=Side.choices)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hazard} {self.side}"


class Determination(models.Model):
    """A person determined the level against a clause, in the version in force on the day of finding.

    The clause's standard, number and wording are copied: a later edition relabels nothing.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        IN_FORCE = "in_force", _("In force")
        REFUSED = "refused", _("Refused by the second person")
        REPLACED = "replaced", _("Replaced by a later determination")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="determinations")
    level = models.CharField(_("level"), max_length=12, choices=LevelLabel.choices)
    clause_ref = models.CharField(_("clause"), max_length=60, blank=True)
    # What `standards.clauses.Clause.facts` gives: standard, article, title and condition by language, effective …
    clause_text = models.JSONField(default=dict, blank=True)
    condition_holds = models.BooleanField(_("the clause's condition holds"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    needs_second = models.BooleanField(default=False)
    held_on = models.DateField(_("determined on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    second_by = models.CharField(max_length=80, blank=True)
    second_at = models.DateTimeField(null=True, blank=True)
    second_remark = models.TextField(blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="in_force"), name="one_determination_in_force"
            ),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="proposed"), name="one_determination_proposed"
            ),
            models.CheckConstraint(
                name="second_person_is_another", condition=~Q(second_by=models.F("recorded_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard}: {self.level}"


class Plan(models.Model):
    """A treatment plan: six parts (SAWS Order 16) and the five implementations (五落实)."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned with remarks")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="plans")
    serial = models.PositiveSmallIntegerField(_("version"))
    goals = models.TextField(_("goals and tasks"))
    methods = models.TextField(_("methods and measures"))
    resources = models.TextField(_("funds and materials"))
    people = models.TextField(_("agency and persons"))
    schedule = models.TextField(_("time limit and requirements"))
    safeguards = models.TextField(_("safety measures and emergency plan"))
    # The five implementations, each said in a line.
    responsibility = models.CharField(_("responsibility"), max_length=200)
    measures = models.CharField(_("measures"), max_length=200)
    funds = models.DecimalField(_("funds (yuan)"), max_digits=14, decimal_places=2)
    term_on = models.DateField(_("time limit"))
    contingency = models.CharField(_("contingency plan"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.SUBMITTED
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    on_behalf = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL = frozenset({"people", "responsibility"})

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["hazard", "serial"], name="plan_versions_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.hazard} v{self.serial}"


class Check(models.Model):
    """Somebody looked whether the fix holds: verification, acceptance, on-site review."""

    class Kind(models.TextChoices):
        VERIFICATION = "verification", _("Verification")
        ACCEPTANCE = "acceptance", _("Acceptance by the enterprise's experts")
        REVIEW = "review", _("On-site check by officers")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="checks")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    passed = models.BooleanField(_("passed"))
    held_on = models.DateField(_("on"))
    officers = models.CharField(_("by"), max_length=300, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL = frozenset({"officers"})

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hazard} {self.kind}"


class Fact(models.Model):
    """A dated fact of a case that is no move: when it was true, and when it was recorded."""

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", _("Production or use suspended")
        RESUME_APPLIED = "resume_applied", _("Applied to resume")
        RESUMPTION = "resumption", _("Consent to resume")
        INTERIM_CONTROL = "interim_control", _("Interim control")
        REPORT_REGULATOR = "report_regulator", _("Reported to the regulator")
        REPORT_CONGRESS = "report_congress", _("Reported to the workers' congress")
        ORDER = "order", _("Rectification order")
        ON_THE_SPOT = "on_the_spot", _("Put right on the spot")
        RECHECK = "recheck", _("Re-check")
        NOTE = "note", _("Note")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="facts")
    kind = models.CharField(_("fact"), max_length=16, choices=Kind.choices)
    held_on = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    scope = models.TextField(_("scope or content"), blank=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    paper_no = models.CharField(_("paper number"), max_length=80, blank=True)
    people = models.CharField(_("persons"), max_length=200, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    external_key = models.CharField(max_length=160, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL = frozenset({"people"})

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [models.Index(fields=["hazard", "kind"]), models.Index(fields=["origin"])]
        constraints = [
            models.CheckConstraint(
                name="fact_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("held_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard} {self.kind}"


class Extension(models.Model):
    """More time was asked for; a person decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="extensions")
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    # The decision has a clock of its own.
    decide_by = models.DateField(_("decision due on"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    on_behalf = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state="asked"), name="one_extension_asked_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard} → {self.until}"


class Transfer(models.Model):
    """One unit hands a case to another, which receives or refuses it; until then nothing changed."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        RECEIVED = "received", _("Received")
        REFUSED = "refused", _("Refused")
        LAPSED = "lapsed", _("Not answered in time")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="transfers")
    giver = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from")
    )
    taker = models.ForeignKey(
        Unit, models.PROTECT, related_name="transfers_offered", verbose_name=_("to")
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OFFERED
    )
    answer_by = models.DateField(_("answer due on"))
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state="offered"),
                name="one_transfer_offered_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard} → {self.taker}"
