"""The minutes: points with a version and one editor at a time, remarks on them, and annotations once they are frozen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Unit, User
from anwei.committee.models.meeting import AgendaItem, Meeting


class PointKind(models.TextChoices):
    """What a point of the minutes is."""

    NOTE = "note", pgettext_lazy("a point of the minutes", "Record")
    INFORMATION = "information", _("Information")
    DECISION = "decision", _("Decision")


class Point(models.Model):
    """One point of the minutes. A lease says who is writing it; the version, what was written last."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="points"
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(
        _("kind"), max_length=12, choices=PointKind.choices, default=PointKind.NOTE
    )
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    removed_at = models.DateTimeField(null=True, blank=True)
    # When anything about it changed last, the lease too: what the other windows ask for.
    touched_at = models.DateTimeField()
    # What the window called it that added it, so that asking for it twice makes one point.
    token = models.CharField(max_length=32, blank=True)
    # Who is writing it, in which window, and until when without a sign of life.
    editor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    editor_key = models.CharField(max_length=32, blank=True)
    editor_until = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["meeting", "position"]),
            models.Index(fields=["meeting", "touched_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "token"], name="one_point_per_token", condition=~Q(token="")
            ),
            models.CheckConstraint(
                name="a_lease_is_whole",
                condition=Q(editor__isnull=True, editor_key="", editor_until__isnull=True)
                | Q(editor__isnull=False, editor_until__isnull=False) & ~Q(editor_key=""),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class PointText(models.Model):
    """What a point said in one of its versions: nothing that was written is lost."""

    point = models.ForeignKey(Point, models.CASCADE, related_name="texts")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["point", "version"], name="one_text_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.point_id} v{self.version}"


class MinutesRemark(models.Model):
    """What a member unit remarks on circulated minutes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="remarks")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    point = models.ForeignKey(Point, models.CASCADE, null=True, blank=True, related_name="remarks")
    text = models.TextField(_("remark"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Annotation(models.Model):
    """A correction of approved minutes: the text stays, the correction stands beside it."""

    point = models.ForeignKey(Point, models.PROTECT, related_name="annotations")
    text = models.TextField(_("correction"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
