"""Which sites a person may see, and finding one among them."""

from django.db.models import Q

from anwei.accounts.models import User
from anwei.responsibility.models import Site, SiteQuerySet


def sites_for(user: User) -> SiteQuerySet:
    """Sites in business that this person may name on a form."""
    return Site.objects.visible_to(user).filter(active=True)


def find_sites(user: User, text: str) -> SiteQuerySet:
    """Sites whose name, address, enterprise or credit code contains every word typed."""
    sites = sites_for(user).select_related("enterprise", "territory")
    for word in text.split()[:6]:
        sites = sites.filter(Q(name__icontains=word) | Q(address__icontains=word) | Q(enterprise__name__icontains=word) | Q(enterprise__credit_code__istartswith=word))
    return sites
