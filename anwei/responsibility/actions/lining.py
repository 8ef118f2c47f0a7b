"""Lines of responsibility, many at a time."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anwei.audit import trail
from anwei.responsibility.models import Line


@transaction.atomic
def draw_many(lines: Sequence[Line], *, by: object, at: datetime) -> list[Line]:
    """Insert lines of sites that have none of their kind yet, each with its entry on the trail."""
    drawn = Line.objects.bulk_create(lines, batch_size=1000)
    trail.record_many(
        [trail.Line("responsibility.line_drawn", line, held=line.since, now={"site": line.site_id, "kind": line.kind, "unit": line.unit_id, "since": line.since, "origin": line.origin}) for line in drawn],
        by=by, at=at,
    )  # fmt: skip
    return drawn
