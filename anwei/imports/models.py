"""Batches, their files, the rows staged from them, and what the rehearsal found."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.hazards.models import Hazard
from anwei.imports import lifecycle
from anwei.jobs.models import Job
from anwei.responsibility.models import Site

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class StateLabel(models.TextChoices):
    """State of a batch, with its label."""

    UPLOADED = lifecycle.State.UPLOADED.value, _("Uploaded")
    MAPPED = lifecycle.State.MAPPED.value, _("Columns assigned")
    REHEARSING = lifecycle.State.REHEARSING.value, _("Being rehearsed")
    REHEARSED = lifecycle.State.REHEARSED.value, _("Rehearsed")
    COMMITTING = lifecycle.State.COMMITTING.value, _("Being brought in")
    COMMITTED = lifecycle.State.COMMITTED.value, _("Brought in")
    UNDOING = lifecycle.State.UNDOING.value, _("Being undone")
    UNDONE = lifecycle.State.UNDONE.value, _("Undone")


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches, by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "BatchQuerySet":
        """All for who reaches everything; else those of the person's unit and below."""
        reach = reach_of(user)
        if reach == Reach.EVERYTHING:
            return self
        if reach != Reach.UNIT or not isinstance(user, User) or user.unit is None:
            return self.none()
        return self.filter(unit__in=Unit.objects.below(user.unit))


class Batch(models.Model):
    """One import: the files that came together, how they are read, and what became of them."""

    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=StateLabel.choices, default=StateLabel.UPLOADED
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
        verbose_name=_("unit"),
    )
    # Whose keys these are: the same ledger of the same sender comes back under the same name.
    namespace = models.CharField(_("name of the ledger"), max_length=60, blank=True)
    profile = models.CharField(_("profile"), max_length=60, blank=True)
    # {"tables": [table, …]} as in spec.py
    spec = models.JSONField(default=dict, blank=True)
    # Answers for everything that was not answered one by one: see spec.OPTIONS.
    options = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    # Counts every run of rehearsal, commit or undo: a job of an earlier run finds itself outdated.
    run = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField(_("uploaded at"))
    committed_at = models.DateTimeField(_("brought in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="batch_state_known", condition=Q(state__in=StateLabel.values)
            ),
            models.CheckConstraint(
                name="committed_batch_says_when",
                condition=~Q(state="committed") | Q(committed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="undone_batch_says_when",
                condition=~Q(state="undone") | Q(undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """Under which name other rooms know what this batch brought in."""
        return f"imports.batch:{self.pk}"

    @property
    def space(self) -> str:
        """What this ledger's keys begin with: two units may each have a "monthly" with a row 1."""
        return f"u{self.unit_id}.{self.namespace}" if self.unit_id else self.namespace

    @property
    def busy(self) -> bool:
        """Whether work on it is under way."""
        return self.state in lifecycle.BUSY


class LedgerFile(models.Model):
    """One uploaded file, kept as it came."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("file name"), max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # One entry per sheet: name, names, titles, samples, pictures.
    sheets = models.JSONField(default=list)

    PERSONAL = frozenset({"sheets"})

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="files_of_a_batch_are_numbered"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StagedRow(models.Model):
    """One row of a table, read and cleaned, waiting in the database; only `bad` and `known` are set later."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    table = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    target = models.CharField(max_length=8)
    # Full keys, name of the ledger included; "" where the row has none.
    key = models.CharField(max_length=160, blank=True)
    link = models.CharField(max_length=160, blank=True)
    place = models.CharField(max_length=64, blank=True)
    held_on = models.DateField(null=True)
    digest = models.BigIntegerField()
    # Digest of what the row says in the fields that are mapped, without signs that mean nothing; of hazards only.
    saying = models.BigIntegerField(null=True, blank=True)
    clean = models.JSONField()
    # Not brought in: something is wrong with it, and the remarks say what.
    bad = models.BooleanField(default=False)
    # Key of the hazard it tells of, where the rehearsal found it in the register. No foreign key:
    # rows are many; a row whose hazard is gone from the register by the time of the commit is brought in as new.
    known = models.BigIntegerField(null=True, blank=True)

    PERSONAL = frozenset({"clean"})

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["batch", "target", "id"], name="staged_in_order"),
            models.Index(fields=["batch", "target", "key"], name="staged_by_key"),
            models.Index(fields=["batch", "link"], name="staged_by_link", condition=~Q(link="")),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.table}:{self.number}"


class Severity(models.TextChoices):
    """What a remark means for its row."""

    ERROR = "error", _("Error: the row is not brought in")
    WARNING = "warning", _("To be looked at")
    NOTE = "note", _("Note")


class Remark(models.Model):
    """Something the rehearsal noticed about a row, or about the whole table (`row` empty)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="remarks")
    row = models.ForeignKey(
        StagedRow, models.CASCADE, null=True, blank=True, related_name="remarks"
    )
    table = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(default=0)
    severity = models.CharField(max_length=7, choices=Severity.choices)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    PERSONAL = frozenset({"facts"})

    class Meta:
        ordering = ["table", "number", "pk"]
        indexes = [models.Index(fields=["batch", "severity", "code"], name="remark_kinds")]

    def __str__(self) -> str:
        return f"{self.code} {self.table}:{self.number}"


class Choice(models.TextChoices):
    """What to do with something that is likely there already."""

    LINK = "link", _("It is the same")
    CREATE = "create", _("It is another one")


class Place(models.Model):
    """A site named by the ledger: known, likely known, or new."""

    class Match(models.TextChoices):
        KNOWN = "known", _("Known")
        LIKELY = "likely", _("Likely known")
        NEW = "new", _("New")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="places")
    key = models.CharField(max_length=64)
    # external key where the ledger has one, else ""
    external_key = models.CharField(max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    listed = models.BooleanField(default=False)
    match = models.CharField(max_length=6, choices=Match.choices, default=Match.NEW)
    # [[site id, likeness 0–100], …], likeliest first
    candidates = models.JSONField(default=list)
    choice = models.CharField(max_length=6, choices=Choice.choices, blank=True)
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL = frozenset({"facts"})

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "key"], name="one_place_per_key")]
        indexes = [models.Index(fields=["batch", "match"], name="place_match")]

    def __str__(self) -> str:
        return self.name


class Difference(models.Model):
    """A row of a returning ledger that says something else than the register."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="differences")
    row = models.ForeignKey(StagedRow, models.CASCADE, related_name="differences")
    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="+")
    # field -> [in the register, in the ledger]
    fields = models.JSONField()
    # Names of the fields to take over; nothing is taken over unasked.
    accepted = models.JSONField(default=list)
    applied_version = models.PositiveIntegerField(null=True, blank=True)
    # What applying changed, as it was: for the undo.
    was = models.JSONField(default=dict)

    PERSONAL = frozenset({"fields", "was"})

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hazard_id}: {', '.join(self.fields)}"


class Twin(models.Model):
    """A row that likely tells of a hazard the register already holds."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="twins")
    row = models.ForeignKey(StagedRow, models.CASCADE, related_name="twins")
    hazard = models.ForeignKey(Hazard, models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=6, choices=Choice.choices, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["row"], name="one_twin_per_row")]

    def __str__(self) -> str:
        return f"{self.row_id} = {self.hazard_id}?"


class Profile(models.Model):
    """How a ledger is read, kept under a name: mapping and options. Without a unit it is everybody's."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_profiles",
        verbose_name=_("only for"),
    )
    spec = models.JSONField()
    options = models.JSONField(default=dict)
    namespace = models.CharField(max_length=60)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
