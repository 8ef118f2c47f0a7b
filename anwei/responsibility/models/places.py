"""Enterprises, buildings and sites."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from anwei.accounts.models import Unit, User
from anwei.accounts.permissions import reach_of
from anwei.accounts.roles import Reach
from anwei.lists.search import Searchable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Enterprises, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "EnterpriseQuerySet":
        """The zone's roles see all enterprises, an enterprise itself, others none."""
        reach = reach_of(user)
        if reach in {Reach.EVERYTHING, Reach.UNIT}:
            return self
        if reach == Reach.OWN and isinstance(user, User) and user.unit_id:
            return self.filter(unit=user.unit_id)
        return self.none()


class Enterprise(Searchable, models.Model):
    """A production or business unit; `unit` is set once it has an account."""

    name = models.CharField(_("name"), max_length=200)
    # 统一社会信用代码, 18 characters with a check character (GB 32100-2015); blank where unknown.
    credit_code = models.CharField(_("social-credit code"), max_length=18, blank=True)
    principal = models.CharField(_("principal in charge"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    unit = models.OneToOneField(
        Unit, models.PROTECT, null=True, blank=True, related_name="enterprise"
    )
    external_key = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    objects = EnterpriseQuerySet.as_manager()

    PERSONAL = frozenset({"principal", "phone"})

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code=""),
                name="one_enterprise_per_credit_code",
            )
        ]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["origin"])]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    """Sites, asked for by who may see them."""

    def visible_to(self, user: "User | AnonymousUser") -> "SiteQuerySet":
        """What this person may see: the zone's roles all sites, an enterprise its own, others none."""
        reach = reach_of(user)
        if reach in {Reach.EVERYTHING, Reach.UNIT}:
            return self
        if reach == Reach.OWN and isinstance(user, User) and user.unit_id:
            return self.filter(enterprise__unit=user.unit_id)
        return self.none()


class Building(models.Model):
    """A building that several tenants may share."""

    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    street = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="buildings"
    )

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Site(Searchable, models.Model):
    """A place of work that can be visited: one enterprise may have many, one building may hold many."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=300, blank=True)
    # The street or community whose territory it stands in.
    territory = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="sites_in"
    )
    # Sector codes of the pack; the first is the main one. One site may need several standards.
    sectors = models.JSONField(_("sectors"), default=list, blank=True)
    # Risk attributes of the pack ("dust", "confined_space", "ammonia" …).
    attributes = models.JSONField(_("risk attributes"), default=list, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    active = models.BooleanField(_("in business"), default=True)
    external_key = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()

    objects = SiteQuerySet.as_manager()

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["territory", "name"]),
            models.Index(fields=["external_key"]),
            models.Index(fields=["origin"]),
            models.Index(fields=["name"]),
        ]

    def __str__(self) -> str:
        return self.name
