"""Bringing a rehearsed batch in, and taking it out again: chunk by chunk, each one transaction.

Commit: `sites` → `visits` → `hazards` → `changes`. Undo goes the other way. Everything is written
by the actions of the rooms concerned, under the batch as its origin.
"""

from collections.abc import Callable, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from anwei.documents import actions as documents
from anwei.documents import content
from anwei.documents.models import Document
from anwei.foundation import bulk
from anwei.hazards.actions import bringing, registering
from anwei.hazards.models import Check, Clock, Fact, Hazard
from anwei.imports import keeping, landing
from anwei.imports.actions import batches
from anwei.imports.chunks import (
    CHUNK,
    batch_of,
    derived,
    papers_of,
    rows_after,
    step_through,
    tables_with,
)
from anwei.imports.lifecycle import State
from anwei.imports.models import Batch, Choice, Difference, Place, StagedRow
from anwei.imports.reading.ledger import Sheet, open_ledger
from anwei.imports.updating import bring_up_to_date, put_back
from anwei.inspections.models import Finding, Visit
from anwei.jobs.work import GiveUp, Work
from anwei.lists.search import index_table
from anwei.responsibility.actions.bringing import SiteInUse
from anwei.responsibility.models import Enterprise, Line, Site

# Rows with pictures: each picture is read, checked and stored within the chunk.
PICTURED_CHUNK = 50
# What a ledger fills, and what an undo searches through for each row that it takes out.
FILLED = (
    Site, Enterprise, Line, Visit, Finding, Hazard, index_table(Hazard._meta.db_table), Clock, Fact, Check, Place, Difference,
)  # fmt: skip


def commit_step(work: Work) -> bool:
    """Job `imports.commit`."""
    batch = batch_of(work, State.COMMITTING)
    work.cursor.setdefault("phase", "sites")
    return step_through(work, batch, COMMIT, end=_end_commit)


def undo_step(work: Work) -> bool:
    """Job `imports.undo`. Where it cannot go on, the batch is let go first; the next step tells why."""
    if refused := work.cursor.get("refused"):
        raise GiveUp(refused)
    batch = batch_of(work, State.UNDOING)
    work.cursor.setdefault("phase", "changes")
    try:
        with transaction.atomic():
            return step_through(work, batch, UNDO, end=_end_undo)
    except (bringing.MoveRefused, SiteInUse) as refusal:
        return _break_off(work, batch, str(refusal))
    except ProtectedError as refusal:
        return _break_off(work, batch, ", ".join(map(str, list(refusal.protected_objects)[:20])))


def _break_off(work: Work, batch: Batch, why: str) -> bool:
    """Let go of the batch in this chunk; raising here would take that back."""
    words = _(
        "Work has gone on from what this batch brought in; it cannot be undone any further: %s"
    )
    work.cursor["refused"] = words % why
    batches.break_off_undo(batch, by=work.payload["by"], at=work.at, reason=why)
    return False


def _done(work: Work, **more: int) -> None:
    """Count what was done, and show it as progress."""
    _note(work, **more)
    counts = work.cursor["counts"]
    work.progress(done=sum(n for name, n in counts.items() if not name.startswith("pictures")))


def _note(work: Work, **more: int) -> None:
    counts = work.cursor.setdefault("counts", {})
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


# -- commit --------------------------------------------------------------------------------------


def _sites(work: Work, batch: Batch) -> bool:
    """Make the sites that are new; remember for every place which site it is."""
    if not work.cursor.get("after"):
        total = sum(
            batch.counts.get(name, 0)
            for name in (
                "sites_new",
                "sites_likely",
                "visit_rows",
                "hazards_new",
                "hazards_changed",
            )
        )
        work.progress(done=0, total=total or None, message=_("Sites"))
    chunk = list(
        Place.objects.filter(
            ~Q(match="known") | Q(site=None), batch=batch, pk__gt=work.cursor.get("after", 0)
        ).order_by("pk")[:1000]
    )
    if not chunk:
        work.progress(message=_("Visits"))
        return True
    # Without a site: new, or known from an import that was undone since the rehearsal.
    new = [
        place
        for place in chunk
        if place.site_id is None or (place.choice or batch.options["likely_sites"]) == Choice.CREATE
    ]
    for place, site in zip(
        new, landing.sites(new, by=work.payload["by"], at=work.at, origin=batch.origin), strict=True
    ):
        place.site = site
    bulk.change(new, ["site"])
    work.cursor["after"] = chunk[-1].pk
    _done(work, sites=len(new))
    return False


def _visits(work: Work, batch: Batch) -> bool:
    rows = rows_after(batch, "visit", work.cursor.get("after", 0))
    if not rows:
        work.progress(message=_("Hazards"))
        return True
    made = landing.visits(
        rows, _sites_of(batch, rows), by=work.payload["by"], at=work.at, origin=batch.origin
    )
    work.cursor["after"] = rows[-1].pk
    _done(work, visits=made)
    return False


def _sites_of(batch: Batch, rows: Sequence[StagedRow]) -> dict[str, landing.At]:
    places = Place.objects.filter(
        batch=batch, key__in={row.place for row in rows if row.place}, site__isnull=False
    )
    return landing.at_sites(list(places.select_related("site__enterprise").only(*landing.NEEDED)))


def _hazards(work: Work, batch: Batch) -> bool:
    """Bring in the next chunk: rows that are known are left to `changes`, rows that are the same as a known one are left out."""
    pictured = _pictured(batch)
    rows = rows_after(
        batch, "hazard", work.cursor.get("after", 0), PICTURED_CHUNK if pictured else 0
    )
    if not rows:
        work.progress(message=_("Changes"))
        return True
    known = set(
        Hazard.objects.filter(
            source="ledger", external_key__in=[row.key for row in rows if row.key]
        ).values_list("external_key", flat=True)
    )
    twins = list(batch.twins.filter(row__gte=rows[0].pk, row__lte=rows[-1].pk, row__bad=False))
    likely = {twin.row_id: twin.hazard_id for twin in twins}
    default = batch.options["likely_hazards"]
    same = {twin.row_id for twin in twins if (twin.choice or default) == Choice.LINK}
    # What the rehearsal knew may have been taken out since, with its own import: then the row is new.
    standing = set(
        Hazard.objects.filter(pk__in={row.known for row in rows if row.known}).values_list(
            "pk", flat=True
        )
    )
    new = [
        row
        for row in rows
        if row.known not in standing and row.key not in known and row.pk not in same
    ]
    hazards = _bring_in(work, batch, new, likely)
    if pictured:
        _attach(work, batch, new, hazards)
    work.cursor["after"] = rows[-1].pk
    _done(work, hazards=len(hazards), linked=len(same))
    return False


def _bring_in(
    work: Work, batch: Batch, rows: Sequence[StagedRow], likely: dict[int, int]
) -> list[Hazard]:
    papers = papers_of(batch, rows)
    at_sites = _sites_of(batch, rows)
    lander = landing.Lander(work.payload["by"])
    brought = [
        lander.hazard(row, derived(batch, row, papers), at_sites.get(row.place), likely.get(row.pk))
        for row in rows
    ]
    by, at = work.payload["by"], work.at
    hazards = bringing.bring_in(brought, by=by, at=at, origin=batch.origin)
    if tables_with(batch, "visit"):
        landing.findings(rows, hazards, by=by, at=at, origin=batch.origin)
    return hazards


def _pictured(batch: Batch) -> bool:
    return any(sheet["pictures"] for file in batch.files.all() for sheet in file.sheets)


def _attach(work: Work, batch: Batch, rows: Sequence[StagedRow], hazards: Sequence[Hazard]) -> None:
    """Store the pictures of these rows as evidence of their hazards."""
    for table_at in {row.table for row in rows}:
        table = batch.spec["tables"][table_at]
        own = [
            (row, hazard)
            for row, hazard in zip(rows, hazards, strict=True)
            if row.table == table_at
        ]
        file = batch.files.get(position=table["file"])
        with keeping.local(file) as path:
            sheet = next(
                each
                for each in open_ledger(path, name=file.name).sheets
                if each.name == table.get("sheet", "")
            )
            after = {
                sheet.header.names.index(name)
                for name in table["columns"].get("picture_after", [])
                if name in sheet.header.names
            }
            for row, hazard in own:
                proofs = _proofs(work, sheet, row.number, after)
                registering.attach(hazard, proofs, by=work.payload["by"], at=work.at)
                pictures = len(sheet.pictures.of_row.get(row.number, ()))
                _note(work, pictures=len(proofs), pictures_left=pictures - len(proofs))


def _proofs(work: Work, sheet: Sheet, number: int, after: set[int]) -> list[registering.Proof]:
    proofs = []
    for picture in sheet.pictures.of_row.get(number, ()):
        if document := _document(work, sheet.pictures.read(picture), picture.name):
            proofs.append(
                registering.Proof(document, "after" if picture.column in after else "before")
            )
    return proofs


def _document(work: Work, data: bytes | None, name: str) -> Document | None:
    """The stored picture; None for one that cannot be shown (too large, damaged)."""
    if data is None:
        return None
    try:
        read = content.read(ContentFile(data, name=name))
    except content.UploadRefused:
        return None
    return documents.store(read, by=work.payload["by"], at=work.at, purpose="hazards.evidence")


def _changes(work: Work, batch: Batch) -> bool:
    """Take over what was accepted of the changed rows; with the option `all`, everything."""
    chunk = list(
        Difference.objects.filter(
            batch=batch, pk__gt=work.cursor.get("after", 0), applied_version__isnull=True
        )
        .order_by("pk")
        .select_related("hazard", "row")[:200]
    )
    if not chunk:
        return True
    papers = papers_of(batch, [each.row for each in chunk])
    applied = 0
    for each in chunk:
        names = each.accepted or (list(each.fields) if batch.options["changes"] == "all" else [])
        if names:
            applied += bring_up_to_date(
                each, names, derived(batch, each.row, papers), by=work.payload["by"], at=work.at
            )
    work.cursor["after"] = chunk[-1].pk
    _done(work, changes=applied)
    return False


def _end_commit(work: Work, batch: Batch) -> None:
    # Every one of these comes with a hazard or under one.
    bulk.recount(FILLED, many=work.cursor.get("counts", {}).get("hazards", 0))
    work.progress(total=work.job.done or None, message="")
    batches.end(
        batch,
        "end_commit",
        by=work.payload["by"],
        at=work.at,
        counts=batch.counts | {"brought_in": work.cursor.get("counts", {})},
    )


COMMIT: list[tuple[str, Callable[[Work, Batch], bool]]] = [
    ("sites", _sites),
    ("visits", _visits),
    ("hazards", _hazards),
    ("changes", _changes),
]


# -- undo ----------------------------------------------------------------------------------------


def _undo_changes(work: Work, batch: Batch) -> bool:
    chunk = list(
        Difference.objects.filter(batch=batch, applied_version__isnull=False)
        .order_by("-pk")
        .select_related("hazard")[:200]
    )
    for each in chunk:
        put_back(each, by=work.payload["by"], at=work.at)
    _done(work, changes=len(chunk))
    return not chunk


def _undo_hazards(work: Work, batch: Batch) -> bool:
    chunk = list(Hazard.objects.filter(origin=batch.origin).order_by("-pk")[:500])
    if chunk:
        landing.unlink_findings(chunk, by=work.payload["by"], at=work.at, origin=batch.origin)
        bringing.take_out(chunk, by=work.payload["by"], at=work.at, origin=batch.origin)
    _done(work, hazards=len(chunk))
    return not chunk


def _undo_visits(work: Work, batch: Batch) -> bool:
    gone = landing.take_out_visits(
        by=work.payload["by"], at=work.at, origin=batch.origin, most=CHUNK
    )
    _done(work, visits=gone)
    return not gone


def _undo_sites(work: Work, batch: Batch) -> bool:
    gone = landing.take_out_sites(by=work.payload["by"], at=work.at, origin=batch.origin, most=500)
    _done(work, sites=gone)
    return not gone


def _end_undo(work: Work, batch: Batch) -> None:
    batches.end(
        batch,
        "end_undo",
        by=work.payload["by"],
        at=work.at,
        counts=batch.counts | {"taken_out": work.cursor.get("counts", {})},
    )


UNDO: list[tuple[str, Callable[[Work, Batch], bool]]] = [
    ("changes", _undo_changes),
    ("hazards", _undo_hazards),
    ("visits", _undo_visits),
    ("sites", _undo_sites),
]
