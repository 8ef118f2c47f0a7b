"""Opening a batch, saying how it is read, and asking for the work on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anwei.accounts.models import Unit
from anwei.audit import trail
from anwei.imports import keeping, spec
from anwei.imports.lifecycle import State, move_from
from anwei.imports.looking import look_into
from anwei.imports.models import Batch, LedgerFile
from anwei.imports.queries import built_on
from anwei.jobs import actions as jobs


class BatchRefused(Exception):
    """This cannot be done to this batch now; the message says why."""


class Changed(BatchRefused):
    """Somebody else moved the batch on a moment ago."""


class BuiltOn(BatchRefused):
    """Something was built on what the batch brought in; `things` names it."""

    def __init__(self, things: Sequence[str]) -> None:
        self.things = list(things)
        super().__init__(
            _("Work has gone on from what this batch brought in, so it cannot be undone: %s")
            % ", ".join(things)
        )


def open_batch(
    uploads: "Sequence[File[Any]]",
    *,
    by: object,
    at: datetime,
    unit: Unit | None = None,
    title: str = "",
) -> Batch:
    """Keep the files, look into them, and open a batch. Raises reading.faults.Unreadable; then nothing is kept."""
    kept = []
    try:
        for upload in uploads:
            kept.append(keeping.keep(upload, at=at))
        return _open(kept, by=by, at=at, unit=unit, title=title)
    except BaseException:
        keeping.drop([each.path for each in kept])
        raise


@transaction.atomic
def _open(
    kept: Sequence[keeping.Kept], *, by: object, at: datetime, unit: Unit | None, title: str
) -> Batch:
    title = (title or ", ".join(each.name for each in kept))[:200]
    batch = Batch.objects.create(title=title, unit=unit, made_by=trail.name_of(by), made_at=at)
    for position, each in enumerate(kept):
        file = LedgerFile(
            batch=batch,
            position=position,
            name=each.name,
            path=each.path,
            size=each.size,
            sha256=each.sha256,
        )
        file.sheets = look_into(file)
        file.save()
    trail.record(
        "imports.opened",
        batch,
        by=by,
        at=at,
        now={"files": {each.name: each.sha256 for each in kept}},
    )
    return batch


def _move(
    batch: Batch,
    verb: str,
    *,
    by: object,
    at: datetime,
    also: Mapping[str, object] | None = None,
    **fields: Any,
) -> None:
    """One conditional UPDATE along the table of moves, with its trail entry. Call inside a transaction."""
    row = move_from(verb, batch.state)
    if row is None:
        raise BatchRefused(
            _("“%(batch)s” is in the state “%(state)s”: this is not possible now.")
            % {"batch": batch, "state": batch.get_state_display()}
        )
    won = Batch.objects.filter(pk=batch.pk, state=batch.state, run=batch.run).update(
        state=row.to, run=F("run") + 1, **fields
    )
    if not won:
        raise Changed(_("Somebody else has moved this batch on a moment ago. Look at it again."))
    was = batch.state
    batch.refresh_from_db()
    trail.record(
        f"imports.{verb}",
        batch,
        by=by,
        at=at,
        was={"state": was},
        now={"state": batch.state, **(also or {})},
    )


@transaction.atomic
def map_batch(
    batch: Batch,
    tables: Sequence[spec.Table],
    *,
    namespace: str,
    options: dict[str, str],
    by: object,
    at: datetime,
    profile: str = "",
) -> None:
    """Say how the files are read. What an earlier rehearsal found is thrown away. Raises spec.SpecFault."""
    spec.check(tables)
    if not namespace.strip():
        raise spec.SpecFault("namespace_missing")
    kept = {"tables": [table.as_json() for table in tables]}
    if batch.job is not None and not batch.job.finished:
        raise BatchRefused(_("Stop the rehearsal first, or wait for its end."))
    also = {
        "namespace": namespace.strip(),
        "profile": profile,
        "options": options,
        "targets": [table.target for table in tables],
    }
    _move(
        batch,
        "map",
        by=by,
        at=at,
        also=also,
        spec=kept,
        namespace=namespace.strip(),
        options=spec.OPTIONS | options,
        profile=profile,
        counts={},
        job=None,
    )
    for related in (batch.remarks, batch.differences, batch.twins, batch.places, batch.rows):
        related.all().delete()


@transaction.atomic
def rehearse(batch: Batch, *, by: object, at: datetime) -> None:
    """Ask for the dry run: everything is read, checked and compared; nothing enters the register."""
    _move(batch, "rehearse", by=by, at=at)
    _ask_for(batch, "imports.rehearse", _("Rehearsal of %s") % batch, by=by, at=at)


@transaction.atomic
def commit(
    batch: Batch, *, by: object, at: datetime, options: dict[str, str] | None = None
) -> None:
    """Ask for the batch to be brought in, as rehearsed and chosen."""
    given = spec.OPTIONS | batch.options | (options or {})
    _move(batch, "commit", by=by, at=at, also={"options": given}, options=given)
    _ask_for(batch, "imports.commit", _("Bringing in %s") % batch, by=by, at=at)


@transaction.atomic
def undo(batch: Batch, *, by: object, at: datetime, reason: str) -> None:
    """Ask for everything the batch brought in to be taken out again. Raises BuiltOn."""
    if batch.job is not None and not batch.job.finished:
        raise BatchRefused(_("Stop the work on it first, or wait for its end."))
    if things := built_on(batch):
        raise BuiltOn(things)
    _move(batch, "undo", by=by, at=at, also={"reason": reason})
    _ask_for(batch, "imports.undo", _("Undoing %s") % batch, by=by, at=at)


def _ask_for(batch: Batch, kind: str, title: str, *, by: object, at: datetime) -> None:
    job = jobs.enqueue(
        kind,
        by=by,
        at=at,
        payload={"batch": batch.pk, "run": batch.run, "by": trail.name_of(by)},
        title=title,
        key=f"imports.batch:{batch.pk}",
    )
    Batch.objects.filter(pk=batch.pk).update(job=job)
    batch.job = job


@transaction.atomic
def end(
    batch: Batch, verb: str, *, by: object, at: datetime, counts: dict[str, Any] | None = None
) -> None:
    """The work on a batch came to its end: end_rehearsal, end_commit or end_undo."""
    fields: dict[str, Any] = {"counts": counts} if counts is not None else {}
    if verb == "end_commit":
        fields["committed_at"] = at
    if verb == "end_undo":
        fields["undone_at"] = at
    _move(batch, verb, by=by, at=at, also={"counts": counts} if counts else None, **fields)


@transaction.atomic
def break_off_undo(batch: Batch, *, by: object, at: datetime, reason: str) -> None:
    """The undo cannot go on: the batch stands as brought in again, with what was not taken out yet."""
    # A commit that was stopped half way never said when it ended.
    since = batch.committed_at or at
    _move(batch, "break_off_undo", by=by, at=at, also={"reason": reason}, committed_at=since)


@transaction.atomic
def discard(batch: Batch, *, by: object, at: datetime) -> None:
    """Throw away a batch of which nothing is in the register, with its files."""
    if batch.state not in {State.UPLOADED, State.MAPPED, State.REHEARSED, State.UNDONE}:
        raise BatchRefused(
            _("Only a batch of which nothing is in the register can be thrown away.")
        )
    paths = list(batch.files.values_list("path", flat=True))
    trail.record(
        "imports.discarded", batch, by=by, at=at, was={"title": batch.title, "state": batch.state}
    )
    batch.delete()
    transaction.on_commit(lambda: keeping.drop(paths))
