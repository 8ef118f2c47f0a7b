"""Visits that were made, and what was found on them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.hazards.models import Hazard
from anwei.responsibility.models import Site

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "VisitQuerySet":
        """Visits to the sites this person may see: an enterprise those to its own, nobody without a reach."""
        if reach_of(user) in {Reach.EVERYTHING, Reach.UNIT}:
            return self  # they see every site
        return self.filter(site__in=Site.objects.visible_to(user))


class Visit(models.Model):
    """A visit to a site, as it is told: on which day, by whom, of what kind, with what result."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="visits", verbose_name=_("site"))
    held_on = models.DateField(_("on"))
    kind = models.CharField(_("kind of visit"), max_length=80, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("inspecting unit"),
    )
    officers = models.CharField(_("officers"), max_length=300, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    external_key = models.CharField(max_length=160, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    objects = VisitQuerySet.as_manager()

    PERSONAL = frozenset({"officers"})

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["site", "-held_on"]),
            models.Index(fields=["-held_on", "-id"]),
            models.Index(fields=["origin"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_key"], condition=~Q(external_key=""), name="one_visit_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.held_on}"


class Finding(models.Model):
    """What a visit found: it points to the hazard, never the other way round."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    hazard = models.OneToOneField(Hazard, models.PROTECT, related_name="finding")
    origin = models.CharField(max_length=60, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.visit}: {self.hazard}"
