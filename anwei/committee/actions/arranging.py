"""The agenda: items added, changed, moved, dropped, and papers laid to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions.changing import MoveRefused, column, hold
from anwei.committee.models import AgendaItem, AgendaPaper, ItemKind, Meeting
from anwei.documents.models import Document

LONGEST = 480  # minutes: no item fills more than a working day


def _open(meeting: Meeting) -> None:
    # Held, so that two people who arrange at once do not give one place twice.
    hold(meeting, lifecycle.ARRANGING, _("The meeting is over; its agenda stays as it was."))


@transaction.atomic
def add(
    meeting: Meeting,
    *,
    by: object,
    at: datetime,
    kind: str,
    title: str,
    note: str = "",
    minutes: int = 10,
    unit: Unit | None = None,
    about: str = "",
    address: str = "",
) -> AgendaItem:
    """Put an item at the end of the agenda; a case that is on it already is refused."""
    return add_many(
        meeting,
        [
            AgendaItem(
                kind=kind,
                title=title,
                note=note,
                minutes=minutes,
                unit=unit,
                about=about,
                address=address,
            )
        ],
        by=by,
        at=at,
    )[0]


@transaction.atomic
def add_many(
    meeting: Meeting, items: Sequence[AgendaItem], *, by: object, at: datetime
) -> list[AgendaItem]:
    """Put items at the end in the order given, all or none."""
    _open(meeting)
    known = set(meeting.items.exclude(about="").values_list("about", flat=True))
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    for place, item in enumerate(items, start=last + 1):
        _refuse_unfit(item.kind, item.title, item.minutes)
        if item.about and item.about in known:
            raise MoveRefused(_("“%(title)s” is on the agenda already.") % {"title": item.title})
        known.add(item.about)
        item.meeting, item.position = meeting, place
        item.title = item.title.strip()[:300]
    AgendaItem.objects.bulk_create(items)
    trail.record_many(
        (
            trail.Line("committee.agenda_added", meeting, now={"item": item.pk, "kind": item.kind, "title": item.title, "about": item.about})
            for item in items
        ),
        by=by,
        at=at,
    )  # fmt: skip
    return list(items)


def _refuse_unfit(kind: str, title: str, minutes: int) -> None:
    if not title.strip():
        raise MoveRefused(_("Say what the item is about."))
    if kind not in ItemKind.values:
        raise MoveRefused(_("There is no such kind of item."))
    if not 0 <= minutes <= LONGEST:
        raise MoveRefused(_("An item takes at most %(minutes)s minutes.") % {"minutes": LONGEST})


@transaction.atomic
def alter(item: AgendaItem, *, by: object, at: datetime, **fields: Any) -> None:
    """Change title, note, minutes or who presents; refused where somebody else changed it meanwhile."""
    _open(item.meeting)
    _refuse_unfit(item.kind, fields.get("title", item.title), fields.get("minutes", item.minutes))
    changed = {name: value for name, value in fields.items() if getattr(item, name) != value}
    if not changed:
        return
    was = {name: getattr(item, column(AgendaItem, name)) for name in changed}
    rows = AgendaItem.objects.filter(pk=item.pk, version=item.version)
    if not rows.update(**changed, version=F("version") + 1):
        raise MoveRefused(
            _("This item was changed or dropped by someone else a moment ago. Look at it again.")
        )
    for name, value in changed.items():
        setattr(item, name, value)
    item.version += 1
    now = {name: getattr(item, column(AgendaItem, name)) for name in changed}
    trail.record(
        "committee.agenda_altered", item.meeting, by=by, at=at, was=was, now=now | {"item": item.pk}
    )


@transaction.atomic
def order(meeting: Meeting, keys: Sequence[int], *, by: object, at: datetime) -> None:
    """Put the items in this order. Refused where the agenda has other items by now."""
    _open(meeting)
    there = list(meeting.items.order_by("position", "pk").values_list("pk", flat=True))
    if sorted(there) != sorted(keys):
        raise MoveRefused(
            _("The agenda was changed by someone else a moment ago. Look at it again.")
        )
    if there == list(keys):
        return
    for place, key in enumerate(keys, start=1):
        meeting.items.filter(pk=key).update(position=place)
    trail.record(
        "committee.agenda_ordered",
        meeting,
        by=by,
        at=at,
        was={"items": there},
        now={"items": list(keys)},
    )


@transaction.atomic
def drop(item: AgendaItem, *, by: object, at: datetime) -> None:
    """Take an item off the agenda. Refused once the minutes say something under it."""
    _open(item.meeting)
    if item.points.filter(removed_at=None).exists():
        raise MoveRefused(_("The minutes have points under this item."))
    trail.record(
        "committee.agenda_dropped",
        item.meeting,
        by=by,
        at=at,
        was={"item": item.pk, "title": item.title, "about": item.about},
    )
    item.delete()


@transaction.atomic
def lay(item: AgendaItem, documents: Iterable[Document], *, by: object, at: datetime) -> None:
    """Lay papers to an item."""
    _open(item.meeting)
    laid = [AgendaPaper(item=item, document=document) for document in documents]
    AgendaPaper.objects.bulk_create(laid)
    if laid:
        trail.record(
            "committee.papers_laid",
            item.meeting,
            by=by,
            at=at,
            now={"item": item.pk, "documents": [paper.document_id for paper in laid]},
        )


@transaction.atomic
def take_away(paper: AgendaPaper, *, by: object, at: datetime) -> None:
    """Take a paper off its item: it was laid by mistake. The document itself is kept."""
    item = paper.item
    _open(item.meeting)
    trail.record(
        "committee.paper_taken_away",
        item.meeting,
        by=by,
        at=at,
        was={"item": item.pk, "document": paper.document_id},
    )
    paper.delete()
