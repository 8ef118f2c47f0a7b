"""Who answered for a site on a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anwei.accounts.models import Unit
from anwei.responsibility.models import Line, LineKind, Site


@dataclass(frozen=True)
class Answering:
    """The four lines of a site on one day; None where nobody answers."""

    industry: Line | None = None
    business: Line | None = None
    territory: Line | None = None
    operator: Line | None = None

    def unit(self, kind: str) -> Unit | None:
        """The unit of one line."""
        line: Line | None = getattr(self, kind)
        return line.unit if line else None


def answering(site: Site, on: date) -> Answering:
    """The four lines as they stood on that day; the last day of a line still counts.

    Where two lines of one kind overlap the later one is taken; the overlap itself is a fault that
    the page of gaps and overlaps shows.
    """
    lines = (
        Line.objects.filter(Q(until__isnull=True) | Q(until__gte=on), site=site, since__lte=on)
        .select_related("unit", "person")
        .order_by("since", "pk")
    )
    return Answering(**{LineKind(line.kind).value: line for line in lines})
