"""What the lists keep: saved views, frozen selections with what became of their rows, and exports."""

import uuid
from array import array
from collections.abc import Iterator

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.jobs.models import Job

# Keys of a selection in one row.
PART = 10_000


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views, asked for by who may open them."""

    def open_to(self, user: User) -> "SavedViewQuerySet":
        """The person's own views, and those shared with the person's unit or a unit above it."""
        mine = Q(owner=user)
        if user.unit is not None:
            mine |= Q(unit__in=[int(step) for step in user.unit.path.split("/") if step])
        return self.filter(mine)


class SavedView(models.Model):
    """A list as someone wants to see it again: the query of its address under a name."""

    list_key = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    # Shared with this unit and all below it; none: private.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="shared_views"
    )
    query = models.TextField(blank=True)

    objects = SavedViewQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list_key", "owner", "name"], name="one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view a person's list opens with."""

    user = models.ForeignKey(User, models.CASCADE, related_name="default_views")
    list_key = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="default_of")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key"], name="one_default_view_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.list_key}"


class Selection(models.Model):
    """A frozen, counted set of rows of one list, and what is to be done with them.

    The keys are kept in parts, in the order of the list. Rows that join the list later are not in
    it; rows that left it are reported, not touched.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list_key = models.CharField(max_length=60)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    # The query that chose the rows; empty where they were picked one by one.
    query = models.TextField(blank=True)
    frozen_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    action = models.CharField(max_length=60, blank=True)
    # The form as it was sent, read again when the job runs.
    values = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.list_key} {self.count}"

    def keys(self, first: int, last: int) -> list[int]:
        """The keys from position `first` up to, not with, `last`."""
        if first >= last:
            return []
        parts = self.parts.filter(
            number__gte=first // PART, number__lte=(last - 1) // PART
        ).order_by("number")
        start = first // PART * PART
        return [pk for part in parts for pk in part.unpacked()][first - start : last - start]


class SelectionPart(models.Model):
    """Up to PART keys of a selection, eight bytes each."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "number"], name="one_part_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.selection_id}/{self.number}"

    def unpacked(self) -> Iterator[int]:
        """The keys, in order."""
        return iter(array("q", bytes(self.packed)))


class Refusal(models.Model):
    """A row of a selection that was left as it was, and why."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="refusals")
    row = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200, blank=True)
    reason = models.TextField()

    # The name of a row may be that of a person.
    PERSONAL = frozenset({"name"})

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class Export(models.Model):
    """A list written to a file, for the one who asked, for a few days."""

    class Format(models.TextChoices):
        """The kinds of file."""

        XLSX = "xlsx", "Excel (xlsx)"
        CSV = "csv", "CSV"
        ZIP = "zip", _("files (zip)")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    # Those that were written, known when the file is.
    columns = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=4, choices=Format.choices)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # Of a zip: how many files are in it.
    rows = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="bytes")
    file = models.CharField(max_length=200, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        indexes = [models.Index(fields=["owner", "-asked_at"]), models.Index(fields=["expires_at"])]
        constraints = [
            models.CheckConstraint(
                name="written_export_says_how_many_rows",
                condition=Q(file="", rows__isnull=True) | (~Q(file="") & Q(rows__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_key}.{self.format}"
