"""Clauses that the locality entered itself, because the pack has none in force."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import User
from anwei.documents.models import Document
from anwei.standards.lifecycle import LocalState

STATES = [
    (LocalState.PROPOSED, _("waits for a second person")),
    (LocalState.CONFIRMED, _("confirmed")),
    (LocalState.REFUSED, _("refused")),
    (LocalState.RETIRED, _("retired")),
]


class LocalClauseQuerySet(models.QuerySet["LocalClause"]):
    """Local clauses, asked for by state and day."""

    def confirmed(self) -> "LocalClauseQuerySet":
        """Those a second person confirmed."""
        return self.filter(state=LocalState.CONFIRMED)

    def waiting(self) -> "LocalClauseQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=LocalState.PROPOSED)

    def in_force(self, on: date) -> "LocalClauseQuerySet":
        """Those that apply on this day."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), effective__lte=on)


class LocalClause(models.Model):
    """A clause taken from an official document by one person and confirmed by another.

    It stays local, marked "not from the pack", also after its text was handed on for the pack.
    """

    sector = models.CharField(_("sector"), max_length=40)
    standard_title = models.CharField(_("standard"), max_length=200)
    standard_number = models.CharField(_("number"), max_length=80)
    article = models.CharField(_("article"), max_length=80)
    wording = models.TextField(_("wording"))
    condition = models.TextField(_("conditions"), blank=True)
    catch_all = models.BooleanField(_("catch-all clause"), default=False)
    effective = models.DateField(_("in force from"))
    until = models.DateField(_("in force until"), null=True, blank=True)
    page = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name=_("page of the official document")
    )
    source = models.CharField(_("where the official document was found"), max_length=300)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=STATES,
        default=LocalState.PROPOSED,
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    handed_on_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    objects = LocalClauseQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decided_local_clause_says_who_and_when",
                condition=Q(
                    state=LocalState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True
                )
                | ~Q(state=LocalState.PROPOSED)
                & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="local_clause_is_confirmed_by_another",
                condition=~Q(state=LocalState.CONFIRMED) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="local_clause_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("effective")),
            ),
            models.UniqueConstraint(
                name="one_live_local_clause_per_article",
                fields=["standard_number", "article", "effective"],
                condition=Q(state__in=[LocalState.PROPOSED, LocalState.CONFIRMED]),
            ),
        ]
        indexes = [models.Index(fields=["state", "sector"])]

    def __str__(self) -> str:
        return f"{self.standard_number} {self.article}"

    @property
    def ref(self) -> str:
        """Its name in a determination."""
        return f"local:{self.pk}"
