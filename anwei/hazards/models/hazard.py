"""The hazard itself: what was found, where, by whom, who answers, and where it stands."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.hazards import lifecycle
from anwei.lists.search import Searchable
from anwei.responsibility.models import Enterprise, Site

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class LevelLabel(models.TextChoices):
    """Level of a hazard, with its label."""

    UNDETERMINED = lifecycle.Level.UNDETERMINED.value, _("Not determined")
    GENERAL = lifecycle.Level.GENERAL.value, _("General hazard")
    MAJOR = lifecycle.Level.MAJOR.value, _("Major hazard")


class StatusLabel(models.TextChoices):
    """Status of a hazard, with its label."""

    REGISTERED = lifecycle.Status.REGISTERED.value, _("Registered")
    ASSIGNED = lifecycle.Status.ASSIGNED.value, _("To be rectified")
    PLANNING = lifecycle.Status.PLANNING.value, _("Plan owed")
    PLANNED = lifecycle.Status.PLANNED.value, _("Plan submitted")
    RECTIFYING = lifecycle.Status.RECTIFYING.value, _("Under treatment")
    RECTIFIED = lifecycle.Status.RECTIFIED.value, _("Rectified, to be checked")
    ACCEPTED = lifecycle.Status.ACCEPTED.value, _("Accepted by the enterprise")
    REVIEWED = lifecycle.Status.REVIEWED.value, _("Checked on site")
    RESUMED = lifecycle.Status.RESUMED.value, _("Consented to resume")
    CLOSED = lifecycle.Status.CLOSED.value, _("Fixed and verified")
    UNFIXED = lifecycle.Status.UNFIXED.value, _("Closed without fix")
    VOID = lifecycle.Status.VOID.value, _("Not a hazard, duplicate or transferred")


class ClosureReason(models.TextChoices):
    """Why a case was closed without a fix, or set aside."""

    SITE_CLOSED = "site_closed", _("Site closed for good")
    DEMOLISHED = "demolished", _("Demolished or removed")
    RISK_ACCEPTED = "risk_accepted", _("Cannot be fixed, risk accepted with measures")
    OVERTAKEN = "overtaken", _("Overtaken by another measure")
    OTHER = "other", _("Other reason")
    NOT_A_HAZARD = "not_a_hazard", _("Not a hazard")
    DUPLICATE = "duplicate", _("Duplicate of another hazard")
    TRANSFERRED_OUT = "transferred_out", _("Transferred outside the zone")


class HazardType(models.TextChoices):
    """What is dangerous: a person's act, a thing, the management, the surroundings."""

    PERSON = "person", _("Unsafe act")
    THING = "thing", _("Unsafe state of things")
    MANAGEMENT = "management", _("Management defect")
    ENVIRONMENT = "environment", _("Environment")


class Capacity(models.TextChoices):
    """In what capacity a hazard was found."""

    ENTERPRISE = "enterprise", _("Enterprise self-check")
    DEPARTMENT = "department", _("Enforcing department")
    STREET = "street", _("Street or community")
    EXPERT = "expert", _("Expert")
    REPORT = "report", _("Report from the public or staff")
    UPPER = "upper", _("Upper level")
    ACCIDENT = "accident", _("Accident")


OPEN = [status.value for status in lifecycle.Status if status in lifecycle.OPEN]


# The units whose people see a case: those that answer for it in any line, found it, were offered it
# or were told to act on it.
OF_UNITS = (
    "handling_unit", "industry_unit", "business_unit", "territory", "found_unit", "offered_unit", "instructed_unit",
)  # fmt: skip


def unowned() -> Q:
    """No unit handles it, or one that was closed since."""
    closed = Unit.objects.filter(active=False).order_by()
    return Q(handling_unit__isnull=True) | Q(handling_unit__in=closed.values("pk"))


class HazardQuerySet(models.QuerySet["Hazard"]):
    """The register, asked for in the words of the work."""

    def visible_to(self, user: "User | AnonymousUser") -> "HazardQuerySet":
        """What this person may see; nothing for who has no account."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach is None or not isinstance(user, User):
            return self.none()
        if reach == Reach.NAMED:
            return self.filter(expert=user)
        if user.unit is None:
            return self.none()
        if reach == Reach.OWN:
            return self.filter(enterprise__unit=user.unit)
        return self.of_unit(user.unit)

    def of_unit(self, unit: Unit) -> "HazardQuerySet":
        """What a unit, or one below it, handles, answers for in any line, found, was offered or told to act on."""
        below = list(Unit.objects.below(unit).values_list("pk", flat=True))
        return self.filter(Q(*((f"{name}__in", below) for name in OF_UNITS), _connector=Q.OR))

    def still_open(self) -> "HazardQuerySet":
        """Cases without an end."""
        return self.filter(status__in=OPEN)

    def overdue(self, today: date) -> "HazardQuerySet":
        """Open cases whose legal term has passed; a paused clock is not overdue."""
        return self.still_open().filter(due_on__lt=today, paused_since__isnull=True)

    def fixed(self) -> "HazardQuerySet":
        """Fixed and verified; nothing else counts as fixed."""
        return self.filter(status=lifecycle.Status.CLOSED)

    def nobodys(self) -> "HazardQuerySet":
        """Open cases that no unit handles."""
        return self.still_open().filter(unowned())

    def for_pages(self) -> "HazardQuerySet":
        """With what every list and page shows beside it."""
        return self.select_related(
            "site", "enterprise", "territory", "handling_unit", "industry_unit", "found_unit"
        )


class Hazard(Searchable):
    """A hidden danger of an accident.

    Days are the days on which something was true; `*_at` is when it was recorded.
    `version` grows with every write: a form made on an older one is refused.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    version = models.PositiveIntegerField(default=1)

    # What and where
    description = models.TextField(_("description"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="hazards", verbose_name=_("site")
    )
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards",
        verbose_name=_("enterprise"),
    )
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    hazard_type = models.CharField(
        _("hazard type"), max_length=12, choices=HazardType.choices, blank=True
    )
    item = models.CharField(_("inspection item"), max_length=120, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    consequence = models.TextField(_("possible consequence"), blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    # Who found it, in what capacity, when
    capacity = models.CharField(_("found by"), max_length=12, choices=Capacity.choices)
    found_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_found",
        verbose_name=_("finding unit"),
    )
    finder = models.CharField(_("finder"), max_length=200, blank=True)
    found_on = models.DateField(_("found on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    changed_at = models.DateTimeField(_("last changed at"))
    entered_by = models.CharField(max_length=80)
    on_behalf = models.CharField(_("on behalf of"), max_length=120, blank=True)
    source = models.CharField(max_length=20, default="form")
    # Drawn with the form: the same form sent twice is one hazard.
    form_key = models.UUIDField(null=True, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    external_key = models.CharField(max_length=160, blank=True)
    source_level = models.CharField(_("grade in the source"), max_length=40, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    # How grave
    level = models.CharField(
        _("level"), max_length=12, choices=LevelLabel.choices, default=LevelLabel.UNDETERMINED
    )
    clause = models.CharField(_("clause"), max_length=60, blank=True)

    # Who answers: as on the day it was found, kept on the row so that lists need no joins
    territory = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_in",
        verbose_name=_("street"),
    )
    industry_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_regulated",
        verbose_name=_("industry regulator"),
    )
    business_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_supervised",
        verbose_name=_("business-line supervisor"),
    )
    handling_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_handled",
        verbose_name=_("handling unit"),
    )
    # Who sees the case besides: the unit it is offered to, the unit a leader instructed.
    offered_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    instructed_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    responsible = models.CharField(_("responsible person"), max_length=120, blank=True)
    expert = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hazards_to_check",
        verbose_name=_("expert"),
    )

    # Where it stands
    status = models.CharField(
        _("status"), max_length=12, choices=StatusLabel.choices, default=StatusLabel.REGISTERED
    )
    status_on = models.DateField(_("in this status since"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    step_due_on = models.DateField(_("step due on"), null=True, blank=True)
    paused_since = models.DateField(_("clock paused since"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended since"), null=True, blank=True)
    on_the_spot = models.BooleanField(_("put right on the spot"), default=False)
    rectified_on = models.DateField(_("rectified on"), null=True, blank=True)
    rectified_by = models.CharField(max_length=120, blank=True)
    # Whoever entered the fix, as `accounts.user:7`, or the link of the notice through which it came,
    # `hazards.answerlink:3`: neither that person nor who printed that notice can verify it.
    fix_entered_by = models.CharField(max_length=80, blank=True)
    measures = models.TextField(_("measures"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closure_reason = models.CharField(
        _("closure reason"), max_length=20, choices=ClosureReason.choices, blank=True
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    # The stage and day that each running clock was last told of, "o261120 s261201".
    reminded = models.CharField(max_length=40, blank=True)
    seen_before = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seen_again",
        verbose_name=_("seen before"),
    )

    objects = HazardQuerySet.as_manager()

    PERSONAL = frozenset({"finder", "responsible", "rectified_by"})

    class Meta:
        ordering = ["-found_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hazard_status_known", condition=Q(status__in=StatusLabel.values)
            ),
            models.CheckConstraint(
                name="hazard_level_known", condition=Q(level__in=LevelLabel.values)
            ),
            models.CheckConstraint(
                name="ended_hazard_says_who_and_when",
                condition=Q(
                    status__in=OPEN, closed_on__isnull=True, closed_at__isnull=True, closed_by=""
                )
                | (
                    ~Q(status__in=OPEN)
                    & Q(closed_on__isnull=False, closed_at__isnull=False)
                    & ~Q(closed_by="")
                ),
            ),
            models.CheckConstraint(
                name="unfixed_hazard_says_why",
                condition=Q(status__in=["unfixed", "void"]) & ~Q(closure_reason="")
                | ~Q(status__in=["unfixed", "void"]) & Q(closure_reason=""),
            ),
            models.CheckConstraint(
                name="undetermined_hazard_takes_the_mild_road",
                condition=~Q(
                    level="undetermined",
                    status__in=[
                        "planning",
                        "planned",
                        "rectifying",
                        "accepted",
                        "reviewed",
                        "resumed",
                    ],
                ),
            ),
            models.UniqueConstraint(
                fields=["source", "external_key"],
                condition=~Q(external_key=""),
                name="one_hazard_per_source_key",
            ),
            # With a condition it is an index on SQLite; a plain one would remake the table there and
            # lose the triggers that keep the search index.
            models.UniqueConstraint(
                fields=["form_key"],
                condition=Q(form_key__isnull=False),
                name="one_hazard_per_form",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_on", "-id"], name="hazard_newest"),
            # What a list is sorted by needs (column, id); as a filter these serve as well.
            models.Index(fields=["status", "id"], name="hazard_by_status"),
            models.Index(fields=["level", "id"], name="hazard_by_level"),
            models.Index(
                fields=["rectified_on", "id"],
                name="hazard_by_rectified",
                condition=Q(rectified_on__isnull=False),
            ),
            models.Index(
                fields=["step_due_on", "id"],
                name="hazard_by_step_due",
                condition=Q(step_due_on__isnull=False),
            ),
            models.Index(fields=["territory", "-found_on", "-id"], name="hazard_street_newest"),
            models.Index(
                fields=["handling_unit", "-found_on", "-id"], name="hazard_handling_newest"
            ),
            models.Index(
                fields=["industry_unit", "-found_on", "-id"], name="hazard_industry_newest"
            ),
            models.Index(fields=["found_unit", "-found_on", "-id"], name="hazard_finder_newest"),
            models.Index(
                fields=["enterprise", "-found_on", "-id"], name="hazard_enterprise_newest"
            ),
            models.Index(fields=["site", "-found_on"], name="hazard_site_newest"),
            models.Index(fields=["sector", "-found_on", "-id"], name="hazard_sector_newest"),
            models.Index(
                fields=["due_on", "id"], name="hazard_open_due", condition=Q(status__in=OPEN)
            ),
            models.Index(
                fields=["handling_unit", "territory", "sector", "level", "due_on", "paused_since"],
                name="hazard_open_figures",
                condition=Q(status__in=OPEN),
            ),
            # Whose case it may be is in the index itself: a unit's cases put right on the spot are a
            # seventh of what it sees, and counting them case by case cost a tenth of a second.
            models.Index(
                fields=["level", "id", *OF_UNITS],
                name="hazard_on_the_spot",
                condition=Q(on_the_spot=True),
            ),
            # Few cases each, asked for among a million: without these the whole register is read.
            models.Index(
                fields=["-found_on", "-id"], name="hazard_open_newest", condition=Q(status__in=OPEN)
            ),
            models.Index(
                fields=["-found_on", "-id"], name="hazard_reopened", condition=Q(reopened__gt=0)
            ),
            models.Index(
                fields=["-found_on", "-id"],
                name="hazard_suspended",
                condition=Q(suspended_on__isnull=False),
            ),
            models.Index(
                fields=["closure_reason", "-found_on", "-id"],
                name="hazard_given_up",
                condition=~Q(closure_reason=""),
            ),
            models.Index(fields=["closed_on", "status"], name="hazard_closed"),
            models.Index(fields=["origin"], name="hazard_origin"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether the case has no end yet."""
        return self.status in lifecycle.OPEN

    @property
    def shields_finder(self) -> bool:
        """Whether the name of who found it is kept from view: a person who reported it."""
        return self.capacity == Capacity.REPORT

    @property
    def family(self) -> lifecycle.Family | None:
        """How the case ended; None while it is open."""
        return lifecycle.FAMILY_OF.get(lifecycle.Status(self.status))

    def is_overdue(self, today: date) -> bool:
        """Whether the legal term has passed on an open case whose clock runs."""
        return (
            self.is_open
            and self.due_on is not None
            and self.due_on < today
            and self.paused_since is None
        )

    @property
    def duty_units(self) -> list[Unit | None]:
        """The units that answer for this case: who handles it, who regulates, whose territory."""
        return [self.handling_unit, self.industry_unit, self.business_unit, self.territory]
