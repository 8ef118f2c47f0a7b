"""Papers read in: kept as a draft, confirmed into a meeting or a directive with tasks, or dropped.

Nothing of a paper counts before a person confirms it; then everything is written, or nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.committee.actions import convening, minuting, resolving, tasking
from anwei.committee.actions.changing import MoveRefused, Stale
from anwei.committee.actions.convening import Belonging
from anwei.committee.actions.resolving import Decided
from anwei.committee.actions.tasking import Handed, Origin
from anwei.committee.models import Directive, DirectivePoint, Draft, Meeting, PointKind, TaskPart
from anwei.committee.reading import facts, reader
from anwei.documents import actions as documents
from anwei.documents import content

PURPOSE = "committee.notices"
# No paper asks for more; what does is a book.
MOST = 200


@dataclass(frozen=True)
class Record:
    """A meeting as a person confirmed it; people as (part, name, post)."""

    belongings: tuple[Belonging, ...]
    held_on: date
    starts: time | None = None
    place: str = ""
    title: str = ""
    topic: str = ""
    source: str = ""
    published_at: datetime | None = None
    people: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A directive as a person confirmed it."""

    title: str
    received_on: date
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None


@dataclass(frozen=True)
class Order:
    """The task that a demand becomes."""

    title: str
    leads: tuple[Unit, ...]
    helpers: tuple[Unit, ...]
    due_on: date

    def handed(self, text: str) -> list[Handed]:
        """A task for each of the units."""
        return [
            Handed(title=self.title, unit=unit, due_on=self.due_on, part=part, text=text)
            for part, units in ((TaskPart.LEAD, self.leads), (TaskPart.HELP, self.helpers))
            for unit in units
        ]


def keep(upload: "File[bytes]", text: str, *, by: object, at: datetime) -> Draft:
    """Keep a paper with what it says. Raises UploadRefused where the file may not be kept or is no paper."""
    said = facts.as_json(reader.read(text))
    if len(said["requirements"]) > MOST:
        raise content.UploadRefused(
            _("%(name)s asks for more than %(limit)d things. Send only the pages that are needed.")
            % {"name": content.plain_name(upload.name or ""), "limit": MOST}
        )
    shown = said.pop("text")
    kept = _kept(upload, text, shown)
    with transaction.atomic():
        document = documents.store(kept, by=by, at=at, purpose=PURPOSE)
        draft = Draft.objects.create(
            document=document, text=shown, reading=said, recorded_at=at, recorded_by=trail.name_of(by)
        )  # fmt: skip
        now = {"document": document.pk, "kind": said["kind"], "title": said["title"]}
        trail.record("committee.draft_read", draft, by=by, at=at, now=now)
    return draft


def _kept(upload: "File[bytes]", text: str, shown: str) -> content.Content:
    """The file as it was sent; of a saved page, in which a browser would run what it holds, only its text."""
    try:
        return content.read(upload)
    except content.UploadRefused:
        stem = content.plain_name(upload.name or "").rpartition(".")[0]
        plain = shown if text.lstrip().startswith("<") else text
        return content.read(ContentFile(plain.encode(), name=f"{stem}.txt"))


@transaction.atomic
def confirm_meeting(
    draft: Draft, record: Record, orders: Sequence[Order | None], *, by: User, at: datetime
) -> Meeting:
    """Enter the meeting: its people, a point of the minutes for every demand, resolutions and tasks for those ordered.

    A meeting to come is only planned. Raises Stale where another person was faster.
    """
    _hold(draft)
    demands = _with_orders(draft, orders)
    meeting = convening.plan(
        record.belongings, by=by, at=at, held_on=record.held_on, starts=record.starts, place=record.place, topic=record.topic,
        title=record.title, source=record.source, published_at=record.published_at,
    )  # fmt: skip
    if record.people:
        convening.name_people(meeting, record.people, by=by, at=at)
    if record.held_on > timezone.localdate(at):
        if any(orders):
            raise MoveRefused(
                _("The meeting has not been held yet: what it decides becomes tasks afterwards.")
            )
    else:
        convening.record_held(meeting, by=by, at=at)
        for demand, order in demands:
            _point(meeting, demand, order, by=by, at=at)
    _decide(draft, Draft.State.CONFIRMED, by=by, at=at, meeting=meeting)
    return meeting


def _point(
    meeting: Meeting, demand: dict[str, Any], order: Order | None, *, by: User, at: datetime
) -> None:
    """A demand in the minutes, in its own sentence; ordered, the resolution that rests on it and its tasks."""
    window = minuting.Window(by, "read-in")
    kind = PointKind.DECISION if order else PointKind.NOTE
    point = minuting.add_point(meeting, window=window, at=at, kind=kind, text=demand["source"])
    minuting.leave(point, window=window, at=at)
    if order is None:
        return
    lead, *others = [*order.leads, *order.helpers]
    resolution = resolving.resolve(
        meeting, Decided(demand["text"], lead, tuple(others), order.due_on), body=_body_of(meeting), by=by, at=at, point=point,
    )  # fmt: skip
    tasking.issue(order.handed(demand["text"]), Origin(resolution=resolution), by=by, at=at)


def _body_of(meeting: Meeting) -> Any:
    """The body that decided: the first the meeting belongs to."""
    return meeting.convenings.select_related("body").order_by("pk")[0].body


@transaction.atomic
def confirm_directive(
    draft: Draft, sheet: Sheet, orders: Sequence[Order | None], *, by: User, at: datetime
) -> Directive:
    """Enter the directive with its points, and hand out the tasks ordered. Raises Stale where another was faster."""
    _hold(draft)
    demands = _with_orders(draft, orders)
    if sheet.received_on > timezone.localdate(at):
        raise MoveRefused(_("%(day)s has not come yet.") % {"day": sheet.received_on.isoformat()})
    try:
        with transaction.atomic():
            directive = Directive.objects.create(
                number=sheet.number.strip(), title=sheet.title.strip(), issuer=sheet.issuer.strip(), issued_on=sheet.issued_on,
                received_on=sheet.received_on, document=draft.document, recorded_at=at, recorded_by=trail.name_of(by),
            )  # fmt: skip
    except IntegrityError:
        raise MoveRefused(_("This directive was entered already.")) from None
    trail.record(
        "committee.directive_entered", directive, by=by, at=at, held=sheet.received_on,
        now={"number": directive.number, "title": directive.title, "points": len(demands)},
    )  # fmt: skip
    for place, (demand, order) in enumerate(demands, start=1):
        point = DirectivePoint.objects.create(
            directive=directive, position=place, text=demand["text"], sentence=demand["source"]
        )
        if order is not None:
            point.tasks.set(tasking.issue(order.handed(demand["text"]), Origin(), by=by, at=at))
    _decide(draft, Draft.State.CONFIRMED, by=by, at=at, directive=directive)
    return directive


@transaction.atomic
def drop(draft: Draft, *, by: object, at: datetime) -> None:
    """The paper becomes nothing; its file and the trail stay."""
    _decide(draft, Draft.State.DROPPED, by=by, at=at)


def _with_orders(
    draft: Draft, orders: Sequence[Order | None]
) -> list[tuple[dict[str, Any], Order | None]]:
    """Every demand of the paper with its order."""
    demands = draft.reading["requirements"]
    if len(orders) != len(demands):
        raise Stale(_("The page does not fit this paper. Open it again."))
    return list(zip(demands, orders, strict=True))


def _hold(draft: Draft) -> None:
    """Held until the end, so that of two who confirm at once the second finds it decided."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.state != Draft.State.OPEN:
        raise _decided_already()


def _decided_already() -> Stale:
    return Stale(_("Another person decided on this draft a moment ago."))


def _decide(draft: Draft, state: str, *, by: object, at: datetime, **became: Any) -> None:
    rows = Draft.objects.filter(pk=draft.pk, state=Draft.State.OPEN)
    if not rows.update(state=state, decided_at=at, decided_by=trail.name_of(by), **became):
        raise _decided_already()
    draft.refresh_from_db()
    now = {name: str(made) for name, made in became.items()}
    trail.record(f"committee.draft_{state}", draft, by=by, at=at, now=now or None)
