"""Lines of responsibility: set, end and take back by hand, or drawn many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anwei.accounts.models import Post, Unit, UnitKind, User
from anwei.audit import trail
from anwei.responsibility.actions.refusing import Refused
from anwei.responsibility.models import MANUAL, Line, LineKind, Site

# Who can hold a territory; the zone itself deliberates through its committee.
TERRITORIES = (UnitKind.STREET, UnitKind.COMMUNITY)
# A line that came with the site's own territory and follows it.
FROM_SITE = "site"
DAY = timedelta(days=1)


class LineRefused(Refused):
    """The line cannot be set, ended or taken back so."""


@dataclass(frozen=True)
class Named:
    """Who answers: a unit, and perhaps a post or a person of it."""

    unit: Unit
    post: Post | None = None
    person: User | None = None


@transaction.atomic
def draw_many(lines: Sequence[Line], *, by: object, at: datetime) -> list[Line]:
    """Insert lines of sites that have none of their kind yet, each with its entry on the trail."""
    for line in lines:
        line.recorded_at = at
    drawn = Line.objects.bulk_create(lines, batch_size=1000)
    trail.record_many([_drawn(line) for line in drawn], by=by, at=at)
    return drawn


@transaction.atomic
def set_line(
    site: Site,
    kind: str,
    named: Named,
    *,
    source: str,
    since: date,
    reason: str,
    by: object,
    at: datetime,
    until: date | None = None,
    beside: bool = False,
    origin: str = MANUAL,
) -> Line:
    """Say by hand who answers for a site in one line; no rule replaces it.

    What stood ends the day before. `beside` leaves it standing: two then answer for the same, which
    the page of gaps and overlaps shows. Raises LineRefused.
    """
    check_named(kind, named)
    _check_words(reason, since, until)
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if not beside:
        _make_room(site, kind, since=since, until=until, reason=reason, by=by, at=at)
    line = Line.objects.create(
        site=site, kind=kind, unit=named.unit, post=named.post, person=named.person, source=source.strip(), since=since, until=until,
        origin=origin, reason=reason.strip(), recorded_at=at,
    )  # fmt: skip
    trail.record(
        "responsibility.line_set", line, by=by, at=at, now=_facts(line), reason=reason, held=since
    )
    return line


@transaction.atomic
def end_line(line: Line, *, until: date, reason: str, by: object, at: datetime) -> None:
    """The line ends; this day is its last. Raises LineRefused."""
    _check_words(reason, line.since, until)
    was = line.until
    if not Line.objects.filter(pk=line.pk, until=was).update(until=until):
        raise LineRefused(_("Someone else changed this line a moment ago."))
    trail.record(
        "responsibility.line_ended",
        line,
        by=by,
        at=at,
        was={"until": was},
        now={"until": until},
        reason=reason,
        held=until,
    )


@transaction.atomic
def remove_line(line: Line, *, reason: str, by: object, at: datetime) -> None:
    """Take back a line that was entered by mistake: it never stood. The trail keeps it. Raises LineRefused."""
    if not reason.strip():
        raise LineRefused(_("Give the reason."))
    trail.record(
        "responsibility.line_removed",
        line,
        by=by,
        at=at,
        was=_facts(line),
        reason=reason,
        held=line.since,
    )
    if not Line.objects.filter(pk=line.pk).delete()[0]:
        raise LineRefused(_("Someone else changed this line a moment ago."))


@transaction.atomic
def follow_territory(site: Site, *, by: object, at: datetime, today: date) -> None:
    """Draw the territory line of a site that was entered or moved; a line that came from elsewhere stays."""
    standing = list(Line.objects.on(today).filter(site=site, kind=LineKind.TERRITORY))
    if any(line.origin != FROM_SITE for line in standing):
        return
    if site.territory is not None and [line.unit_id for line in standing] == [site.territory.pk]:
        return
    for line in standing:
        withdraw_from(line, today, by=by, at=at, reason=_("The site stands in another territory."))
    if site.territory is not None:
        draw_many(
            [
                Line(
                    site=site,
                    kind=LineKind.TERRITORY,
                    unit=site.territory,
                    since=today,
                    origin=FROM_SITE,
                    source="law:territory",
                )
            ],
            by=by,
            at=at,
        )


def withdraw_from(line: Line, day: date, *, by: object, at: datetime, reason: str) -> None:
    """The line no longer stands from this day on; one that began this day or later is taken back."""
    withdraw_many([(line, reason)], day, by=by, at=at)


def withdraw_many(
    lines: Sequence[tuple[Line, str]], day: date, *, by: object, at: datetime
) -> None:
    """As `withdraw_from` for many lines, each with its reason, in a constant number of queries."""
    last = day - DAY
    void = [line.pk for line, _reason in lines if line.since >= day]
    ended = [line.pk for line, _reason in lines if line.since < day]
    trail.record_many(
        [
            trail.Line(
                "responsibility.line_removed",
                line,
                was=_facts(line),
                reason=reason,
                held=line.since,
            )
            if line.since >= day
            else trail.Line(
                "responsibility.line_ended",
                line,
                was={"until": line.until},
                now={"until": last},
                reason=reason,
                held=last,
            )
            for line, reason in lines
        ],
        by=by,
        at=at,
    )
    if void:
        Line.objects.filter(pk__in=void).delete()
    if ended:
        Line.objects.filter(pk__in=ended).update(until=last)


def _make_room(
    site: Site, kind: str, *, since: date, until: date | None, reason: str, by: object, at: datetime
) -> None:
    later = Line.objects.filter(site=site, kind=kind, since__gt=since).order_by("since")
    if until is not None:
        later = later.filter(since__lte=until)
    if first := later.first():
        raise LineRefused(
            _(
                "A line of %(unit)s begins on %(day)s. Let this one end before it, or take that one back."
            )
            % {"unit": first.unit or "—", "day": first.since.isoformat()}
        )
    for line in Line.objects.filter(
        Q(until__isnull=True) | Q(until__gte=since), site=site, kind=kind, since__lte=since
    ):
        withdraw_from(line, since, by=by, at=at, reason=reason)


def check_named(kind: str, named: Named) -> None:
    """Refuse whoever cannot answer in this line. Raises LineRefused."""
    unit = named.unit
    if unit.deliberative:
        raise LineRefused(
            _(
                "%(unit)s deliberates and coordinates; it cannot answer for a site. Name a department, street or enterprise."
            )
            % {"unit": unit}
        )
    if not unit.active:
        raise LineRefused(_("%(unit)s is no longer in use.") % {"unit": unit})
    if (kind == LineKind.OPERATOR) != (unit.kind == UnitKind.ENTERPRISE):
        raise LineRefused(
            _("The operator is an enterprise, and an enterprise is nothing but the operator.")
        )
    if kind == LineKind.TERRITORY and unit.kind not in TERRITORIES:
        raise LineRefused(_("The territory is a street or a community."))
    if named.post is not None and named.post.unit_id != unit.pk:
        raise LineRefused(_("The post belongs to another unit."))
    if named.person is not None and (
        not named.person.is_active
        or named.person.unit is None
        or not unit.covers(named.person.unit)
    ):
        raise LineRefused(
            _("%(person)s does not work in %(unit)s.") % {"person": named.person, "unit": unit}
        )


def _check_words(reason: str, since: date, until: date | None) -> None:
    if not reason.strip():
        raise LineRefused(_("Give the reason."))
    if until is not None and until < since:
        raise LineRefused(_("The last day lies before the first."))


def _drawn(line: Line) -> trail.Line:
    return trail.Line("responsibility.line_drawn", line, held=line.since, now=_facts(line))


def _facts(line: Line) -> dict[str, object]:
    facts: dict[str, object] = {
        "site": line.site_id,
        "kind": line.kind,
        "unit": line.unit_id,
        "since": line.since,
        "origin": line.origin,
    }
    for name in ("post_id", "person_id", "until", "source"):
        if value := getattr(line, name):
            facts[name.removesuffix("_id")] = value
    return facts


def lines_of(*, origin: str, standing: date) -> list[Line]:
    """The lines of one origin that stand on a day."""
    return list(Line.objects.on(standing).filter(origin=origin).order_by("pk"))
