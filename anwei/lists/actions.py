"""The only writers of saved views, selections and exports."""

from array import array
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit, User
from anwei.audit import trail
from anwei.jobs import actions as jobs
from anwei.lists import queries
from anwei.lists.models import PART, DefaultView, Export, SavedView, Selection, SelectionPart

# An export can be fetched for so long; what became of a selection can be read for so long.
KEPT = timedelta(days=7)
REMEMBERED = timedelta(days=90)


class NotAllowed(Exception):
    """The lists refuse this; the message says why, for the person who asked."""


class NameTaken(NotAllowed):
    """The person has a view of this name on this list already."""


class NothingChosen(NotAllowed):
    """No row was chosen."""


class AlreadyStarted(NotAllowed):
    """The work on this selection was started before."""


@transaction.atomic
def save_view(
    *, list_key: str, name: str, query: str, by: User, at: datetime, unit: Unit | None = None
) -> SavedView:
    """Keep a list's query under a name; shared with a unit if one is given, and then on the trail.

    Raises NameTaken, and NotAllowed where the person may not share with that unit.
    """
    if unit is not None and not queries.may_share(by, unit):
        raise NotAllowed(_("You may not share views with this unit."))
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                list_key=list_key, name=name, query=query, owner=by, unit=unit
            )
    except IntegrityError:
        raise NameTaken(_("You have a view of this name already.")) from None
    if unit is not None:
        trail.record(
            "lists.view_shared",
            view,
            by=by,
            at=at,
            now={"list": list_key, "name": name, "unit": unit.pk, "query": query},
        )
    return view


@transaction.atomic
def change_view(view: SavedView, *, query: str, by: User, at: datetime) -> None:
    """Keep another query under the view's name. Raises NotAllowed."""
    _demand(view, by)
    was = view.query
    SavedView.objects.filter(pk=view.pk).update(query=query)
    _record_shared(
        "lists.view_changed", view, by=by, at=at, was={"query": was}, now={"query": query}
    )


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User, at: datetime) -> None:
    """Give the view another name. Raises NotAllowed, NameTaken."""
    _demand(view, by)
    try:
        with transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(name=name)
    except IntegrityError:
        raise NameTaken(_("You have a view of this name already.")) from None
    _record_shared(
        "lists.view_renamed", view, by=by, at=at, was={"name": view.name}, now={"name": name}
    )


@transaction.atomic
def remove_view(view: SavedView, *, by: User, at: datetime) -> None:
    """Delete the view; lists that opened with it open whole again. Raises NotAllowed."""
    _demand(view, by)
    _record_shared(
        "lists.view_removed",
        view,
        by=by,
        at=at,
        was={"name": view.name, "unit": view.unit_id, "query": view.query},
        now=None,
    )
    view.delete()


@transaction.atomic
def open_with(view: SavedView | None, *, list_key: str, by: User, at: datetime) -> None:
    """The list opens with this view from now on for this person; with none, whole. A habit, so not on the trail."""
    if view is None:
        DefaultView.objects.filter(user=by, list_key=list_key).delete()
        return
    DefaultView.objects.update_or_create(user=by, list_key=list_key, defaults={"view": view})


def _demand(view: SavedView, by: User) -> None:
    if not queries.may_change(by, view):
        raise NotAllowed(_("Only its owner, or who may share with its unit, changes this view."))


def _record_shared(
    action: str,
    view: SavedView,
    *,
    by: User,
    at: datetime,
    was: dict[str, object],
    now: dict[str, object] | None,
) -> None:
    """Private views are nobody's business; shared ones are on the trail."""
    if view.unit_id is not None:
        trail.record(action, view, by=by, at=at, was=was, now=now)


@transaction.atomic
def freeze(
    spec_key: str, keys: Iterable[int], *, action: str, query: str, by: User, at: datetime
) -> Selection:
    """Freeze a set of rows under one count, for something to be done with all of them.

    `query` is the one that chose them, empty where they were picked one by one.
    Raises NothingChosen.
    """
    selection = Selection.objects.create(
        list_key=spec_key, owner=by, action=action, query=query, frozen_at=at, count=0
    )
    count, keys = 0, iter(keys)
    while part := array("q", islice(keys, PART)):
        SelectionPart.objects.create(
            selection=selection, number=count // PART, packed=part.tobytes()
        )
        count += len(part)
    if not count:
        raise NothingChosen(_("No row is chosen, or none of them can be seen any more."))
    Selection.objects.filter(pk=selection.pk).update(count=count)
    selection.count = count
    return selection


@transaction.atomic
def start(
    selection: Selection, *, values: dict[str, list[str]], title: str, by: User, at: datetime
) -> Selection:
    """Begin the work on a frozen set, once. Raises AlreadyStarted."""
    job = jobs.enqueue(
        "lists.act",
        by=by,
        at=at,
        payload={"selection": selection.pk},
        title=title,
        total=selection.count,
    )
    if not Selection.objects.filter(pk=selection.pk, job=None, started_at=None).update(
        values=values, job=job, started_at=at
    ):
        raise AlreadyStarted(_("This was started already."))
    now = {
        "list": selection.list_key,
        "action": selection.action,
        "count": selection.count,
        "query": selection.query,
    }
    trail.record("lists.bulk_started", selection, by=by, at=at, now=now)
    selection.refresh_from_db()
    return selection


@transaction.atomic
def export(
    *, list_key: str, title: str, query: str, kind: str, language: str, by: User, at: datetime
) -> Export:
    """Ask for a list as a file; it is written by a job and kept for KEPT."""
    wanted = Export.objects.create(
        owner=by,
        list_key=list_key,
        query=query,
        format=kind,
        language=language,
        asked_at=at,
        expires_at=at + KEPT,
    )
    job = jobs.enqueue("lists.export", by=by, at=at, payload={"export": wanted.pk}, title=title)
    Export.objects.filter(pk=wanted.pk).update(job=job)
    wanted.job = job
    return wanted


@transaction.atomic
def finish_export(
    wanted: Export,
    *,
    file: str,
    rows: int,
    size: int,
    columns: list[str],
    by: User,
    at: datetime,
) -> None:
    """The file is written: from now on its owner may fetch it. Who took which data out is on the trail."""
    Export.objects.filter(pk=wanted.pk).update(file=file, rows=rows, size=size, columns=columns)
    now = {
        "list": wanted.list_key,
        "query": wanted.query,
        "columns": columns,
        "rows": rows,
        "format": wanted.format,
        "size": size,
    }
    trail.record("lists.exported", wanted, by=by, at=at, now=now)


@transaction.atomic
def note_export(
    *, list_key: str, query: str, columns: list[str], rows: int, by: object, at: datetime
) -> None:
    """Say on the trail that a command took data out."""
    trail.record(
        "lists.exported",
        f"lists.list:{list_key}",
        by=by,
        at=at,
        now={"list": list_key, "query": query, "columns": columns, "rows": rows},
    )


@transaction.atomic
def tidy(*, at: datetime) -> list[str]:
    """Forget exports that have expired and selections of long ago; the files to be deleted."""
    old = Export.objects.filter(expires_at__lte=at)
    files = [file for file in old.values_list("file", flat=True) if file]
    old.delete()
    Selection.objects.filter(frozen_at__lt=at - REMEMBERED).delete()
    return files
