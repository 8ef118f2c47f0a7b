"""Bringing in sites and enterprises of a ledger, many at a time, and taking them out again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.foundation import bulk
from anwei.responsibility import wording
from anwei.responsibility.actions import ruling
from anwei.responsibility.models import Enterprise, Site


class SiteInUse(Exception):
    """The site cannot be taken out: something else stands on it."""


@dataclass
class BroughtSite:
    """One site of a ledger. `fields` are columns of Site; `enterprise` columns of its enterprise, or None."""

    fields: dict[str, Any]
    enterprise: dict[str, Any] | None = field(default=None)


@transaction.atomic
def bring_in_sites(
    rows: Sequence[BroughtSite], *, by: object, at: datetime, origin: str
) -> list[Site]:
    """Insert sites with their enterprises; one of the same credit code, or else of the same name, is not made twice.

    The rules in force draw their lines, from the day each rule began. A constant number of queries for
    a chunk. Returns the sites in the order given.
    """
    enterprises = _enterprises(
        [row.enterprise for row in rows if row.enterprise], by=by, at=at, origin=origin
    )
    sites = [
        _site(
            row, enterprises[_key(row.enterprise)] if row.enterprise else None, at=at, origin=origin
        )
        for row in rows
    ]
    bulk.insert(sites)
    trail.record_many(
        [
            trail.Line(
                "responsibility.site_brought_in",
                site,
                now={"name": site.name, "origin": origin, "key": site.external_key},
            )
            for site in sites
        ],
        by=by,
        at=at,
    )
    ruling.follow(sites, by=by, at=at, today=timezone.localdate(at), new=True)
    return sites


def _site(row: BroughtSite, enterprise: Enterprise | None, *, at: datetime, origin: str) -> Site:
    site = Site(recorded_at=at, origin=origin, enterprise=enterprise, **row.fields)
    site.search_text = wording.of_site(site, enterprise)
    return site


def _key(given: dict[str, Any]) -> tuple[str, str]:
    """By what an enterprise is recognised: its credit code, or its name where it has none."""
    return ("code", given["credit_code"]) if given.get("credit_code") else ("name", given["name"])


def _enterprises(
    given: Sequence[dict[str, Any]], *, by: object, at: datetime, origin: str
) -> dict[tuple[str, str], Enterprise]:
    wanted = {_key(each): each for each in given}
    found: dict[tuple[str, str], Enterprise] = {}
    for enterprise in Enterprise.objects.filter(
        name__in=[name for kind, name in wanted if kind == "name"]
    ).order_by("-pk"):
        found["name", enterprise.name] = enterprise
    for enterprise in Enterprise.objects.filter(
        credit_code__in=[code for kind, code in wanted if kind == "code"]
    ):
        found["code", enterprise.credit_code] = enterprise
    new = {
        key: Enterprise(origin=origin, **each) for key, each in wanted.items() if key not in found
    }
    for enterprise in new.values():
        enterprise.search_text = wording.of_enterprise(enterprise)
    made = bulk.insert(list(new.values()))
    trail.record_many(
        [
            trail.Line(
                "responsibility.enterprise_brought_in",
                each,
                now={"name": each.name, "credit_code": each.credit_code, "origin": origin},
            )
            for each in made
        ],
        by=by,
        at=at,
    )
    return found | dict(zip(new, made, strict=True))


@transaction.atomic
def take_out_sites(sites: Sequence[Site], *, by: object, at: datetime, origin: str) -> None:
    """Undo `bring_in_sites` for these sites of one batch, with enterprises that have no other site. Raises SiteInUse."""
    if strange := [site for site in sites if site.origin != origin]:
        raise SiteInUse(_("%s did not come with this batch.") % strange[0].name)
    enterprises = {site.enterprise_id for site in sites if site.enterprise_id}
    trail.record_many(
        [
            trail.Line(
                "responsibility.site_taken_out", site, was={"name": site.name, "origin": origin}
            )
            for site in sites
        ],
        by=by,
        at=at,
    )
    try:
        Site.objects.filter(pk__in=[site.pk for site in sites]).delete()
        empty = list(
            Enterprise.objects.filter(
                pk__in=enterprises, origin=origin, sites__isnull=True, unit__isnull=True
            )
        )
        trail.record_many(
            [
                trail.Line(
                    "responsibility.enterprise_taken_out",
                    each,
                    was={"name": each.name, "origin": origin},
                )
                for each in empty
            ],
            by=by,
            at=at,
        )
        Enterprise.objects.filter(pk__in=[each.pk for each in empty]).delete()
    except ProtectedError as refusal:
        raise SiteInUse(
            _("Something stands on a site that came with this batch: %s")
            % next(iter(refusal.protected_objects))
        ) from None
