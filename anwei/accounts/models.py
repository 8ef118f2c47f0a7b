"""Units, posts, who holds them when, and users."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from anwei.accounts.roles import ROLE_NAMES


class UnitKind(models.TextChoices):
    """What a unit is."""

    ZONE = "zone", _("Zone")
    COMMITTEE = "committee", _("Committee")
    OFFICE = "office", _("Committee office")
    JOINT_MEETING = "joint_meeting", _("Joint meeting")
    DEPARTMENT = "department", _("Department")
    STREET = "street", _("Street office")
    COMMUNITY = "community", _("Community")
    ENTERPRISE = "enterprise", _("Enterprise")
    EXPERTS = "experts", _("Expert body")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, asked for by their place in the tree."""

    def below(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and all units below it."""
        return self.filter(path__startswith=unit.path)

    def not_inspecting(self) -> "UnitQuerySet":
        """Units that may never appear as finder: deliberative bodies (State Council Office 2024 no. 54)."""
        return self.filter(kind__in=DELIBERATIVE)


# Deliberative and coordinating bodies may not inspect enterprises under any name (国办发〔2024〕54号).
DELIBERATIVE = (UnitKind.COMMITTEE, UnitKind.OFFICE, UnitKind.JOINT_MEETING, UnitKind.ZONE)


class Unit(models.Model):
    """A body, department, street, community or enterprise; the tree is held by `path`.

    `path` is "/1/7/": the ids from the root down, so "below" is one indexed prefix.
    """

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=60, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, blank=True, db_index=True)
    # Only a department with enforcement power may visit enterprises and issue orders.
    enforcing = models.BooleanField(_("has enforcement power"), default=False)
    active = models.BooleanField(_("in use"), default=True)

    objects = UnitQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["path"]
        indexes = [
            models.Index(fields=["kind", "name"]),
            models.Index(fields=["parent", "kind", "name"]),
        ]
        constraints = [
            models.CheckConstraint(name="unit_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="unit_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            # An enterprise that could enforce would be judge in its own case.
            models.CheckConstraint(
                name="only_departments_enforce",
                condition=Q(enforcing=False) | Q(kind=UnitKind.DEPARTMENT),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def covers(self, other: "Unit") -> bool:
        """Whether `other` is this unit or stands below it."""
        return bool(self.path) and other.path.startswith(self.path)

    @property
    def deliberative(self) -> bool:
        """True for bodies that deliberate and coordinate, and so may not inspect."""
        return self.kind in DELIBERATIVE


class Post(models.Model):
    """A post in a unit: people come and go, the post stays."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(_("title"), max_length=120)
    in_charge = models.BooleanField(_("heads the unit"), default=False)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["unit", "-in_charge", "title"]
        constraints = [models.UniqueConstraint(fields=["unit", "title"], name="one_post_per_title")]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class User(AbstractUser):
    """A person who signs in: one role, one unit."""

    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=20, choices=ROLE_NAMES)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default="", blank=True)
    theme = models.CharField(
        _("theme"),
        max_length=5,
        default="auto",
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    first_name = None  # type: ignore[assignment]  # one name field: Chinese names have no first and last
    last_name = None  # type: ignore[assignment]

    PERSONAL = frozenset({"name", "phone", "email", "username"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_bound_roles_have_a_unit",
                condition=Q(unit__isnull=False)
                | ~Q(role__in=["officer", "inspector", "street", "enterprise"]),
            ),
            # People sign in by name or address, whatever the case they type: each must lead to one account.
            models.UniqueConstraint(Lower("username"), name="one_account_per_username"),
            models.UniqueConstraint(
                Lower("email"), name="one_account_per_email", condition=~Q(email="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The name, as libraries ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, as libraries ask for it."""
        return self.name


class Tenure(models.Model):
    """Who held a post from when to when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tenures")
    name = models.CharField(_("name"), max_length=80)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    PERSONAL = frozenset({"name"})

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                name="tenure_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["post"], name="one_holder_at_a_time", condition=Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.post}"

    def held_on(self, day: date) -> bool:
        """Whether the post was held on that day; the last day counts."""
        return self.since <= day and (self.until is None or day <= self.until)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, asked for by what became of them."""

    def unanswered(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn; the time of some may be over."""
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """A link that lets one person set a name and a password once. Only the link's digest is kept."""

    person = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="invitation_expires_after_it_was_made",
                condition=Q(expires_at__gt=F("made_at")),
            ),
            models.CheckConstraint(
                name="invitation_is_used_or_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["person"],
                name="one_open_invitation",
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def is_open(self, at: datetime) -> bool:
        """Whether the link still lets its person in."""
        return self.used_at is None and self.withdrawn_at is None and at < self.expires_at


class Previewed(User):
    """Someone who does not exist: a role and a unit, held in memory while an administrator looks.

    Its key is nobody's, so nothing that is somebody's own is found for it, and no row can hold it.
    """

    class Meta:
        proxy = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Refused: there is no such person."""
        raise NotAPerson

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Refused: there is no such person."""
        raise NotAPerson


class NotAPerson(Exception):
    """Someone tried to write the made-up person of a preview."""
