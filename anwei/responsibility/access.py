"""Which sites and enterprises a person may see, the doors to one, and finding one among them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import Http404

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.lists import search
from anwei.responsibility.models import (
    Building,
    Enterprise,
    EnterpriseQuerySet,
    Line,
    Site,
    SiteQuerySet,
)

VIEW = "responsibility.view"
GAPS = "responsibility.gaps"
MANAGE = "responsibility.manage"
PROPOSE = "responsibility.propose"


def ensure(user: User, permission: str) -> None:
    """403 unless this person may do this at all."""
    if not may(user, permission):
        raise PermissionDenied


def visible_sites(user: User) -> SiteQuerySet:
    """The sites this person may look at; none without the permission."""
    return Site.objects.visible_to(user) if may(user, VIEW) else Site.objects.none()


def visible_enterprises(user: User) -> EnterpriseQuerySet:
    """The enterprises this person may look at; none without the permission."""
    return Enterprise.objects.visible_to(user) if may(user, VIEW) else Enterprise.objects.none()


def site_for(user: User, pk: int, permission: str = VIEW) -> Site:
    """The only door to one site."""
    site = (
        visible_sites(user)
        .select_related("enterprise", "building", "territory")
        .filter(pk=pk)
        .first()
    )
    if site is None:
        raise Http404
    ensure(user, permission)
    return site


def enterprise_for(user: User, pk: int, permission: str = VIEW) -> Enterprise:
    """The only door to one enterprise."""
    enterprise = visible_enterprises(user).select_related("unit").filter(pk=pk).first()
    if enterprise is None:
        raise Http404
    ensure(user, permission)
    return enterprise


def building_for(user: User, pk: int, permission: str = VIEW) -> Building:
    """The only door to one building: for those who see the zone, and for its tenants."""
    building = Building.objects.select_related("street").filter(pk=pk).first()
    if building is None or not (
        sees_all(user) or visible_sites(user).filter(building=building).exists()
    ):
        raise Http404
    ensure(user, permission)
    return building


def line_for(user: User, pk: int) -> Line:
    """The only door to changing one line."""
    line = (
        Line.objects.filter(pk=pk, site__in=visible_sites(user))
        .select_related("site", "unit", "post", "person")
        .first()
    )
    if line is None:
        raise Http404
    ensure(user, MANAGE)
    return line


def sees_all(user: User) -> bool:
    """Whether this person works for the zone, and so sees rules, gaps and other tenants."""
    return may(user, GAPS)


def ensure_zone(user: User) -> None:
    """403 for people of an enterprise: rules and gaps are the zone's own."""
    ensure(user, GAPS)


def sites_for(user: User) -> SiteQuerySet:
    """Sites in business that this person may name on a form."""
    return Site.objects.visible_to(user).filter(active=True)


def find_sites(user: User, text: str) -> SiteQuerySet:
    """Sites whose name, address, enterprise or credit code contains every word typed; those of that name first."""
    likely = Case(
        When(name__istartswith=text, then=0), When(name__icontains=text, then=1), default=2
    )
    sites = sites_for(user).select_related("enterprise", "territory").order_by(likely, "name", "pk")
    return search.match(sites, text)  # type: ignore[return-value]
