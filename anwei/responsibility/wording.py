"""The text by which sites and enterprises are found; every writer fills it from here."""

from anwei.lists import search
from anwei.responsibility.models import Enterprise, Site


def of_enterprise(enterprise: Enterprise) -> str:
    """Name, credit code and the key in the source."""
    return search.text_of(enterprise.name, enterprise.credit_code, enterprise.external_key)


def of_site(site: Site, enterprise: Enterprise | None) -> str:
    """Name, address and key of the site, name and credit code of its enterprise."""
    parts = (enterprise.name, enterprise.credit_code) if enterprise else ()
    if enterprise and enterprise.name == site.name:
        parts = (enterprise.credit_code,)
    return search.text_of(site.name, site.address, *parts, site.external_key)
