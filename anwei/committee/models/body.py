"""Bodies that meet, who sits on them by post, and changes of who sits."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Post, Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.documents.models import Document

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class BodyKind(models.TextChoices):
    """What a body is for."""

    COMMITTEE = "committee", _("Work-safety committee")
    OFFICE = "office", _("Committee office")
    FIRE_JOINT = "fire_joint", _("Joint meeting on fire protection")
    SPECIAL = "special", _("Special committee")


class Cadence(models.TextChoices):
    """How often a body has to meet."""

    NONE = "none", _("as needed")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    HALF_YEAR = "half_year", _("every half year")
    YEAR = "year", _("every year")


class Body(models.Model):
    """A unit that meets: what it adds to its unit are members, a quorum, a rhythm and numbers."""

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="body", verbose_name=pgettext_lazy("of a body", "unit")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=BodyKind.choices)
    meets = models.CharField(
        _("meets"), max_length=10, choices=Cadence.choices, default=Cadence.QUARTER
    )
    # The share of member units that must be there, in per cent; 0: the body knows no quorum.
    quorum = models.PositiveSmallIntegerField(_("quorum in per cent of the members"), default=50)
    # What stands before the year in the number of a resolution, such as 高安委决 or SC-R.
    prefix = models.CharField(_("prefix of its resolutions' numbers"), max_length=30)
    office = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="keeps_bodies",
        verbose_name=_("kept by"),
    )
    active = models.BooleanField(_("in use"), default=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="quorum_is_a_share", condition=Q(quorum__lte=100)),
            models.UniqueConstraint(fields=["prefix"], name="one_body_per_prefix"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Part(models.TextChoices):
    """What a member is on a body."""

    CHAIR = "chair", _("Director of the committee")
    DEPUTY = "deputy", _("Deputy director of the committee")
    MEMBER = "member", pgettext_lazy("of a body", "Member")
    LIAISON = "liaison", _("Liaison officer")


# Who counts for the quorum: liaison officers prepare and carry, they do not sit.
SITTING_PARTS = (Part.CHAIR, Part.DEPUTY, Part.MEMBER)


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, asked for by day."""

    def on(self, day: date) -> "MemberQuerySet":
        """Who belonged to the body on that day; the last day counts."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Member(models.Model):
    """A seat on a body that belongs to a post: people come and go, the seat stays with the post."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    post = models.ForeignKey(Post, models.PROTECT, related_name="seats_on_bodies")
    part = models.CharField(_("part"), max_length=8, choices=Part.choices, default=Part.MEMBER)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["body", "pk"]
        constraints = [
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["body", "post"], name="one_seat_per_post", condition=Q(until__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["body"], name="one_chair", condition=Q(until__isnull=True, part="chair")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}"


class ReplacementQuerySet(models.QuerySet["Replacement"]):
    """Changes of representatives, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "ReplacementQuerySet":
        """All for who sees the zone; else those of one's unit and the units below it."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach not in {Reach.UNIT, Reach.OWN} or user.unit is None:
            return self.none()
        return self.filter(leaving__post__unit__path__startswith=user.unit.path)


class Replacement(models.Model):
    """A member unit asks, by letter, that another post represent it; the director decides.

    Source: rules of procedure of a committee, 六盘水市安全生产委员会议事规则 art. 3.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Before the director")
        APPROVED = "approved", pgettext_lazy("a change of representative", "Approved")
        RETURNED = "returned", _("Returned with remarks")

    body = models.ForeignKey(Body, models.PROTECT, related_name="replacements")
    leaving = models.ForeignKey(Member, models.PROTECT, related_name="replacements")
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="+", verbose_name=_("represented from now on by")
    )
    since = models.DateField(_("from"))
    letter_no = models.CharField(_("number of the letter"), max_length=80)
    letter = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    behalf = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)

    objects = ReplacementQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaving"],
                name="one_open_replacement_per_seat",
                condition=Q(state="asked"),
            ),
            models.CheckConstraint(
                name="decided_replacement_says_who",
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(state="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaving} → {self.post}"
