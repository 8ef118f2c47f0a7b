"""Stored files, the documents that use them, and the counters of numbered papers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """Content on the storage, once for each purpose, and the facts found in it. Never changed.

    The path holds a random part: a file left behind by a failed transaction is never used again,
    so the sweep cannot take away what someone is just about to use.
    """

    purpose = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels")
    preview_path = models.CharField(max_length=200, blank=True)
    thumb_path = models.CharField(max_length=200, blank=True)
    # What the picture looks like, in 64 bits (a signed number, for the database's sake).
    looks = models.BigIntegerField(null=True, blank=True, db_index=True)
    # What the file says of itself; the camera's clock and place may be wrong or forged.
    exif_taken_at = models.DateTimeField(null=True, blank=True)
    exif_latitude = models.FloatField(null=True, blank=True)
    exif_longitude = models.FloatField(null=True, blank=True)

    PERSONAL = frozenset({"exif_latitude", "exif_longitude"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "purpose"], name="content_once_per_purpose"),
            models.CheckConstraint(
                name="picture_has_both_sides",
                condition=Q(width__isnull=True, height__isnull=True) | Q(width__gt=0, height__gt=0),
            ),
            models.CheckConstraint(
                name="exif_place_on_earth",
                condition=Q(exif_latitude__isnull=True, exif_longitude__isnull=True)
                | Q(
                    exif_latitude__range=(-90, 90),
                    exif_longitude__range=(-180, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.sha256[:12]}"


class DocumentManager(models.Manager["Document"]):
    """Documents always come with their stored file."""

    def get_queryset(self) -> "models.QuerySet[Document]":
        """One query, not one more for each row."""
        return super().get_queryset().select_related("file")


class Document(models.Model):
    """One use of a file: its name, who brought it when, and what was reported with it."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    name = models.CharField(_("file name"), max_length=120)
    stored_by = models.CharField(max_length=80)
    stored_at = models.DateTimeField(_("stored at"))
    # As the person or the phone reported it at capture; kept apart from what the file says.
    reported_taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    reported_latitude = models.FloatField(null=True, blank=True)
    reported_longitude = models.FloatField(null=True, blank=True)
    reported_accuracy = models.FloatField(null=True, blank=True, help_text="metres")

    objects = DocumentManager()

    PERSONAL = frozenset({"name", "reported_latitude", "reported_longitude"})

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="reported_place_on_earth",
                condition=Q(reported_latitude__isnull=True, reported_longitude__isnull=True)
                | Q(
                    reported_latitude__range=(-90, 90),
                    reported_longitude__range=(-180, 180),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether there is a preview to show."""
        return bool(self.file.preview_path)


class Counter(models.Model):
    """The last number given in one series, such as "hazards:2026"."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    PERSONAL: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
