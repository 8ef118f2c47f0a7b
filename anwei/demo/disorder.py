"""What a real zone has, too: people who never came, one who left, and sites with two leads."""

from datetime import date, datetime, timedelta

from anwei.accounts.actions import enrolling
from anwei.accounts.models import User
from anwei.demo.zone import ORIGIN, WHO, Zone
from anwei.responsibility.actions import lining
from anwei.responsibility.models import Line, LineKind

# Of so many people one has never signed in; of so many sites one has two leads.
NEVER, TWICE = 12, 300


def leave(zone: Zone, *, at: datetime) -> None:
    """Leave gaps and overlaps for the page that finds them."""
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    came = [pk for place, pk in enumerate(people) if place % NEVER]
    User.objects.filter(pk__in=came).update(last_login=at - timedelta(days=1))
    gone = zone.officers[zone.regulators["construction"].pk][1]
    enrolling.close_user(gone, by=WHO, at=at, reason="Left the bureau")
    other = zone.departments["emergency"]
    lines = [
        Line(
            site=site,
            kind=LineKind.INDUSTRY,
            unit=other,
            since=date(at.year - 1, 1, 1),
            origin=ORIGIN,
            source="law:industry",
        )
        for site in zone.sites[::TWICE]
        if zone.regulators.get(site.sectors[0]) not in (None, other)
    ]
    lining.draw_many(lines, by=WHO, at=at)
