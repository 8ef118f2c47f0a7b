"""Numbered papers, the Word templates they are made from, and how they reached whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anwei.accounts.models import Unit
from anwei.documents.lifecycle import PaperState
from anwei.documents.models.files import Document

PAPER_STATES = [
    (PaperState.DRAFT.value, pgettext_lazy("a paper", "Draft")),
    (PaperState.DROPPED.value, pgettext_lazy("a paper", "Dropped")),
    (PaperState.ISSUED.value, pgettext_lazy("a paper", "Issued")),
    (PaperState.VOIDED.value, pgettext_lazy("a paper", "Void")),
]


class PaperTemplate(models.Model):
    """One version of the Word template of a kind of paper in a language, as the office uploaded it.

    Where no version is current, papers are made from the template that comes with the jurisdiction pack.
    """

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    version = models.PositiveIntegerField(_("version"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    note = models.CharField(_("what was changed"), max_length=200, blank=True)
    current = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["kind", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"], name="template_versions_are_counted"
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="one_current_template",
                condition=Q(current=True),
            ),
            models.CheckConstraint(
                name="template_versions_begin_at_one", condition=Q(version__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.language} {self.version}"


class Letterhead(models.Model):
    """What an office writes above its papers and before their numbers (发文机关标志, 发文机关代字)."""

    office = models.OneToOneField(
        Unit, models.PROTECT, related_name="letterhead", verbose_name=_("office")
    )
    name = models.CharField(_("name at the head"), max_length=80)
    prefix = models.CharField(_("prefix of its numbers"), max_length=30)
    changed_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["office"]
        constraints = [
            models.UniqueConstraint(fields=["prefix"], name="one_office_per_prefix"),
            models.CheckConstraint(
                name="a_letterhead_is_whole", condition=~Q(name="") & ~Q(prefix="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PdfState(models.TextChoices):
    """Whether a paper has its PDF, and if not, why."""

    NONE = "none", _("not asked for")
    WAITING = "waiting", _("waiting to be made")
    MAKING = "making", _("being made")
    MADE = "made", _("made")
    MISSING = "missing", _("no LibreOffice on the server")
    FAILED = "failed", _("could not be made")


class Paper(models.Model):
    """A numbered paper about one case: what it said, its file and hash, and the key of its public page."""

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=10)
    # The case, as the trail names it ("committee.meeting:12"): this room knows no case.
    subject = models.CharField(max_length=80)
    title = models.CharField(pgettext_lazy("of a paper", "title"), max_length=300)
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="papers", verbose_name=_("issued by")
    )
    # What the office adds in its own words, printed where the template has it.
    note = models.TextField(_("further text"), blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(pgettext_lazy("of a paper", "number"), max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=PAPER_STATES, default=PaperState.DRAFT
    )
    # The paper that this one stands for; the old one is void.
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replacements"
    )
    # None: the template of the pack.
    template = models.ForeignKey(
        PaperTemplate, models.PROTECT, null=True, blank=True, related_name="papers"
    )
    # What was printed, frozen with the file.
    facts = models.JSONField(default=dict)
    word = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    pdf_state = models.CharField(max_length=8, choices=PdfState.choices, default=PdfState.NONE)
    # Until when whoever is making it is believed to be at it.
    pdf_until = models.DateTimeField(null=True, blank=True)
    pdf_fault = models.CharField(max_length=300, blank=True)
    pdf_tries = models.PositiveSmallIntegerField(default=0)
    # The key of the public page: 128 random bits, so that nobody finds one by trying.
    token = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.CharField(max_length=80, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.CharField(max_length=80, blank=True)
    void_reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject", "-id"]),
            models.Index(
                fields=["pdf_state"], condition=Q(pdf_state="waiting"), name="papers_without_pdf"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "year", "serial"], name="one_paper_per_number"
            ),
            # Two offices may be called alike, and one may take the prefix that another had before.
            models.UniqueConstraint(
                fields=["number"], name="one_paper_per_written_number", condition=~Q(number="")
            ),
            models.UniqueConstraint(
                fields=["subject", "kind", "language"],
                name="one_draft_per_case_and_kind",
                condition=Q(state="draft"),
            ),
            models.UniqueConstraint(
                fields=["replaces"], name="one_replacement", condition=~Q(state="dropped")
            ),
            models.CheckConstraint(
                name="issued_paper_is_whole",
                condition=Q(
                    state__in=["issued", "voided"],
                    year__isnull=False,
                    serial__gt=0,
                    issued_at__isnull=False,
                    word__isnull=False,
                )
                & ~Q(number="")
                & ~Q(issued_by="")
                & ~Q(sha256="")
                | Q(
                    state__in=["draft", "dropped"],
                    year__isnull=True,
                    serial__isnull=True,
                    issued_at__isnull=True,
                    word__isnull=True,
                    number="",
                    issued_by="",
                    sha256="",
                ),
            ),
            models.CheckConstraint(
                name="void_paper_says_who_and_why",
                condition=Q(state="voided", voided_at__isnull=False)
                & ~Q(voided_by="")
                & ~Q(void_reason="")
                | ~Q(state="voided") & Q(voided_at__isnull=True, voided_by="", void_reason=""),
            ),
            # LibreOffice takes the memory of a whole small server: one at a time, whoever asks.
            models.UniqueConstraint(
                fields=["pdf_state"], name="one_pdf_at_a_time", condition=Q(pdf_state="making")
            ),
            models.CheckConstraint(
                name="a_pdf_being_made_has_a_limit",
                condition=Q(pdf_state="making", pdf_until__isnull=False)
                | ~Q(pdf_state="making") & Q(pdf_until__isnull=True),
            ),
            models.CheckConstraint(
                name="made_pdf_is_there",
                condition=Q(pdf_state="made", pdf__isnull=False)
                | ~Q(pdf_state="made") & Q(pdf__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title


class Service(models.Model):
    """How a paper reached somebody, or that it was refused. Never changed; a wrong line is followed by a right one."""

    class How(models.TextChoices):
        HAND = "hand", _("handed over")
        MAIL = "mail", _("by post")
        PLATFORM = "platform", _("through this system")
        LEFT = "left", _("left behind before witnesses")
        PUBLIC = "public", _("by public notice")

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="services")
    how = models.CharField(_("how"), max_length=8, choices=How.choices)
    served_at = models.DateTimeField(_("when"))
    whom = models.CharField(_("to whom"), max_length=120)
    # The signed receipt, scanned or photographed.
    signature = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    refused = models.BooleanField(_("receipt was refused"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    PERSONAL = frozenset({"whom"})

    class Meta:
        ordering = ["served_at", "pk"]
        constraints = [
            models.CheckConstraint(name="service_names_somebody", condition=~Q(whom="")),
            models.CheckConstraint(
                name="refused_service_says_why",
                condition=Q(refused=False, reason="")
                | Q(refused=True, signature__isnull=True) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}: {self.whom}"
