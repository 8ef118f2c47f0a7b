"""The door to a visit."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from anwei.accounts.models import User
from anwei.accounts.permissions import may
from anwei.hazards import access as hazard_access
from anwei.hazards.models import Hazard, HazardQuerySet
from anwei.inspections.models import Visit
from anwei.responsibility.models import Site

VIEW = "inspections.view"


def ensure(user: User) -> None:
    """403 for who may not look at visits at all."""
    if not may(user, VIEW):
        raise PermissionDenied


def visit_for(user: User, pk: int) -> Visit:
    """The only door to one visit: 403 without the permission, 404 if it is not theirs to see."""
    ensure(user)
    visit = (
        Visit.objects.visible_to(user)
        .select_related("site__enterprise", "unit")
        .filter(pk=pk)
        .first()
    )
    if visit is None:
        raise Http404(_("There is no such visit, or it is not yours to see."))
    return visit


def site_for(user: User, pk: int) -> Site:
    """A site whose visits are asked for."""
    ensure(user)
    site = Site.objects.visible_to(user).filter(pk=pk).first()
    if site is None:
        raise Http404(_("There is no such site, or it is not yours to see."))
    return site


def visits_at(user: User, site: Site) -> QuerySet[Visit]:
    """The visits to a site this person may see, the latest first."""
    return (
        Visit.objects.visible_to(user)
        .filter(site=site)
        .select_related("unit")
        .order_by("-held_on", "-pk")
    )


def hazard_for(user: User, number: str) -> Hazard:
    """A hazard whose visit is asked for: 403 without the permission, 404 if it is not theirs to see."""
    ensure(user)
    return hazard_access.hazard_for(user, number)


def visit_that_found(user: User, hazard: Hazard) -> Visit | None:
    """The visit on which a hazard was found, if there was one and this person may see it."""
    return (
        Visit.objects.visible_to(user)
        .filter(findings__hazard=hazard)
        .select_related("unit", "site")
        .first()
    )


def found_on(visit: Visit, user: User) -> HazardQuerySet:
    """The hazards found on a visit, those this person may see."""
    return (
        Hazard.objects.visible_to(user)
        .filter(finding__visit=visit)
        .for_pages()
        .order_by("finding__pk")
    )
