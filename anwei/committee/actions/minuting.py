"""Writing the minutes: a point has a version and one editor at a time; nothing typed is lost.

Two things guard a text. The lease says who is writing, so that nobody starts on it meanwhile; it lapses by
itself when a window is closed. The version says on what a text was written, so that even a lost lease cannot
put an old text over a newer one: the save is refused with both texts, and the person decides.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anwei.accounts.models import User
from anwei.audit import trail
from anwei.committee import lifecycle
from anwei.committee.actions.changing import MoveRefused, ensure, hold
from anwei.committee.models import AgendaItem, Meeting, Point, PointKind, PointText

# How long a point stays somebody's without a sign of life; a window that types gives one every few seconds.
LEASE = timedelta(seconds=45)
LONGEST = 20_000
NOT_WRITTEN = gettext_lazy(
    "The minutes are written from the opening of the meeting until they are circulated."
)


class Held(MoveRefused):
    """Somebody else is writing this point."""

    def __init__(self, point: Point) -> None:
        self.point = point
        super().__init__(_("%(name)s is writing this point.") % {"name": point.editor})


class Conflict(MoveRefused):
    """The point says something else by now; `point` holds the newer text."""

    def __init__(self, point: Point) -> None:
        self.point = point
        super().__init__(
            _("This point was changed meanwhile. Both texts are shown; decide which one stays.")
        )


@dataclass(frozen=True)
class Window:
    """Who writes, and in which window: two windows of one person are two."""

    user: User
    key: str

    def __post_init__(self) -> None:
        if not self.key or len(self.key) > 32:
            raise ValueError("A window names itself with up to 32 characters.")


@transaction.atomic
def add_point(
    meeting: Meeting,
    *,
    window: Window,
    at: datetime,
    item: AgendaItem | None = None,
    after: Point | None = None,
    kind: str = PointKind.NOTE,
    text: str = "",
    token: str = "",
) -> Point:
    """A new point, after another or at the end of its item; it is held by who added it.

    Asked for twice with one `token`, because the first answer got lost, it is the same point.
    """
    text = _fitting(text)
    if kind not in PointKind.values:
        raise MoveRefused(_("There is no such kind of point."))
    if item is not None and item.meeting_id != meeting.pk:
        raise MoveRefused(_("This item is not on the agenda of this meeting."))
    # The meeting is held for a moment, so that two points added at once get two places.
    hold(meeting, lifecycle.WRITING, str(NOT_WRITTEN))
    if token and (known := meeting.points.filter(token=token).first()):
        return known
    place = _place(meeting, item, after)
    meeting.points.filter(position__gte=place).update(position=F("position") + 1)
    point = Point.objects.create(
        meeting=meeting, item=item, position=place, kind=kind, text=text, version=1 if text else 0, token=token[:32],
        changed_at=at, changed_by=trail.name_of(window.user), touched_at=at,
        editor=window.user, editor_key=window.key, editor_until=at + LEASE,
    )  # fmt: skip
    if text:
        _keep(point, by=window.user, at=at)
    trail.record(
        "committee.point_added", point, by=window.user, at=at, now={"meeting": meeting.number, "kind": kind, "item": item and item.pk}
    )  # fmt: skip
    return point


def _place(meeting: Meeting, item: AgendaItem | None, after: Point | None) -> int:
    if after is not None and after.meeting_id == meeting.pk:
        return after.position + 1
    # What was said under an item stands after the items before it, and before what is on no item.
    above = meeting.points.all()
    if item is not None:
        above = above.filter(
            Q(item=item)
            | Q(item__position__lt=item.position)
            | Q(item__position=item.position, item__lt=item.pk)
        )
    last = above.aggregate(last=Max("position"))["last"]
    return 1 if last is None else int(last) + 1


def _fitting(text: str) -> str:
    """The text as it is kept; refused where it is too long, for nothing that was typed is cut off."""
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST:
        raise MoveRefused(
            _("A point holds up to %(most)s characters; go on in a new one.")
            % {"most": f"{LONGEST:,}"}
        )
    return text


def _ensure_writing(meeting: Meeting) -> None:
    ensure(meeting, lifecycle.WRITING, str(NOT_WRITTEN))


def _writable(point: Point) -> "Q":
    # The meeting is asked for by key, not joined: an UPDATE over a join looks up its rows beforehand, and one that
    # waited for another writer would not see that the version has moved on.
    return Q(pk=point.pk, removed_at=None, meeting__in=Meeting.objects.in_states(lifecycle.WRITING))


@transaction.atomic
def take(point: Point, *, window: Window, at: datetime, over: bool = False) -> None:
    """Begin to write a point, or go on with it. With `over`, from somebody else, who then sees that it went.

    Raises Held where another window writes it and `over` is not said.
    """
    free = Q(editor=None) | Q(editor_until__lt=at) | Q(editor_key=window.key, editor=window.user)
    rows = Point.objects.filter(_writable(point))
    if not over:
        rows = rows.filter(free)
    before = point.editor
    lease = {"editor": window.user, "editor_key": window.key, "editor_until": at + LEASE}
    if not rows.update(**lease, touched_at=at):
        fresh = _fresh(point)
        _ensure_writing(fresh.meeting)
        if fresh.removed_at is not None:
            raise MoveRefused(_("This point was removed."))
        raise Held(fresh)
    if over and before is not None and before != window.user:
        trail.record(
            "committee.point_taken_over", point, by=window.user, at=at, was={"editor": before.pk}, now={"editor": window.user.pk}
        )  # fmt: skip
    point.editor, point.editor_key, point.editor_until = window.user, window.key, at + LEASE


def _fresh(point: Point) -> Point:
    return Point.objects.select_related("editor", "meeting").get(pk=point.pk)


@transaction.atomic
def save(point: Point, text: str, *, version: int, window: Window, at: datetime) -> Point:
    """Keep a text that was written on top of `version`; the point as it stands then.

    Saving the same text again changes nothing, so an answer that got lost is asked for again without harm.
    Raises Conflict where the point says something else by now, Held where another window writes it.
    """
    text = _fitting(text)
    rows = Point.objects.filter(_writable(point), version=version).filter(
        Q(editor=None) | Q(editor_until__lt=at) | Q(editor_key=window.key, editor=window.user)
    )
    who = trail.name_of(window.user)
    won = rows.exclude(text=text).update(
        text=text, version=F("version") + 1, changed_at=at, changed_by=who, touched_at=at,
        editor=window.user, editor_key=window.key, editor_until=at + LEASE,
    )  # fmt: skip
    fresh = _fresh(point)
    if not won:
        _ensure_writing(fresh.meeting)
        if fresh.removed_at is not None:
            raise Conflict(fresh)
        if fresh.text == text:
            return fresh
        if fresh.version != version:
            raise Conflict(fresh)
        raise Held(fresh)
    _keep(fresh, by=window.user, at=at)
    trail.record(
        "committee.point_saved", fresh, by=window.user, at=at,
        now={"version": fresh.version, "sha256": hashlib.sha256(text.encode()).hexdigest()},
    )  # fmt: skip
    return fresh


def _keep(point: Point, *, by: User, at: datetime) -> None:
    PointText.objects.create(
        point=point,
        version=point.version,
        text=point.text,
        recorded_at=at,
        recorded_by=trail.name_of(by),
    )


def leave(point: Point, *, window: Window, at: datetime) -> None:
    """The window writes this point no more. No trail: nothing was changed."""
    Point.objects.filter(pk=point.pk, editor=window.user, editor_key=window.key).update(
        editor=None, editor_key="", editor_until=None, touched_at=at
    )


@transaction.atomic
def set_kind(point: Point, kind: str, *, by: User, at: datetime) -> None:
    """Say that a point is a record, an information or a decision."""
    if kind not in PointKind.values:
        raise MoveRefused(_("There is no such kind of point."))
    if Point.objects.filter(_writable(point)).exclude(kind=kind).update(kind=kind, touched_at=at):
        trail.record(
            "committee.point_kind",
            point,
            by=by,
            at=at,
            was={"kind": point.kind},
            now={"kind": kind},
        )
    point.kind = kind


@transaction.atomic
def remove(point: Point, *, window: Window, version: int, at: datetime) -> None:
    """Take a point out of the minutes; its texts stay. Refused while it is the ground of a resolution."""
    if point.resolutions.exists():
        raise MoveRefused(_("A resolution rests on this point."))
    free = Q(editor=None) | Q(editor_until__lt=at) | Q(editor_key=window.key, editor=window.user)
    rows = Point.objects.filter(_writable(point), version=version).filter(free)
    if not rows.update(removed_at=at, touched_at=at, editor=None, editor_key="", editor_until=None):
        fresh = _fresh(point)
        _ensure_writing(fresh.meeting)
        raise (
            Held(fresh)
            if fresh.version == version and fresh.removed_at is None
            else Conflict(fresh)
        )
    trail.record("committee.point_removed", point, by=window.user, at=at, was={"version": version})
