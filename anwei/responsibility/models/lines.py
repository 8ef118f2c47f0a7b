"""The four lines of responsibility, with dates."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Post, Unit, User
from anwei.responsibility.models.places import Site
from anwei.standards import pack

MANUAL = "manual"


class LineKind(models.TextChoices):
    """The four lines of responsibility (三管三必须, Work Safety Law arts 3, 9, 10)."""

    INDUSTRY = "industry", _("Industry regulator")
    BUSINESS = "business", _("Business-line supervisor")
    TERRITORY = "territory", _("Territory")
    OPERATOR = "operator", _("Operator")


class LineQuerySet(models.QuerySet["Line"]):
    """Lines, asked for by the day on which they stood."""

    def on(self, day: date) -> "LineQuerySet":
        """Lines that stood on that day; the first and the last day count."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class Line(models.Model):
    """One unit answers for one site in one line, from one day to another."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="lines")
    kind = models.CharField(_("line"), max_length=10, choices=LineKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="lines")
    # Whoever holds the post on the day answers; people come and go, the post stays.
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="lines")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="lines")
    # A code of the pack's legal_bases, or the words of whoever entered the line.
    source = models.CharField(_("legal source"), max_length=200, blank=True)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    # Where it comes from: manual, site, rule:12, determination:3, or the batch of a ledger.
    origin = models.CharField(max_length=60)
    reason = models.TextField(_("reason"), blank=True)
    # When it was entered; null for lines of before this was kept.
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = LineQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["site", "kind", "-since"]
        indexes = [
            models.Index(fields=["unit", "kind"]),
            models.Index(fields=["site", "kind", "since"]),
            models.Index(fields=["kind", "site"]),
            models.Index(fields=["origin"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="line_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.kind} {self.unit or ''}"

    @property
    def basis(self) -> str:
        """The legal source in words, in the page's language."""
        return pack.current().label("legal_bases", self.source)

    @property
    def is_manual(self) -> bool:
        """Whether a person or a government decision set it, so that no rule may replace it."""
        return self.origin == MANUAL or self.origin.startswith("determination:")

    def stands_on(self, day: date) -> bool:
        """Whether it stood on that day; the first and the last day count."""
        return self.since <= day and (self.until is None or day <= self.until)
