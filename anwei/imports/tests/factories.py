"""Batches for tests, driven the way people drive them."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files.base import ContentFile

from anwei.accounts.models import Unit
from anwei.accounts.tests.factories import NOON
from anwei.imports import profiles, spec
from anwei.imports.actions import batches
from anwei.imports.models import Batch
from anwei.jobs.models import Job
from anwei.jobs.work import run_all

BY = "system:tests"


def upload(path: Path) -> ContentFile:
    """A file as a page receives it."""
    return ContentFile(path.read_bytes(), name=path.name)


def opened(*paths: Path, unit: Unit | None = None) -> Batch:
    """A batch of these files, just uploaded."""
    return batches.open_batch([upload(path) for path in paths], by=BY, at=NOON, unit=unit)


def mapped(
    *paths: Path,
    tables: Sequence[spec.Table] | None = None,
    capacity: str = "department",
    namespace: str = "monthly",
    options: dict | None = None,
    unit: Unit | None = None,
) -> Batch:
    """A batch read as suggested (or as told)."""
    batch = opened(*paths, unit=unit)
    given = list(tables or profiles.suggested(batch.files.all()))
    for table in given:
        if table.target == "hazard" and "capacity" not in table.columns:
            table.fixed.setdefault("capacity", capacity)
    batches.map_batch(batch, given, namespace=namespace, options=options or {}, by=BY, at=NOON)
    return batch


def rehearsed(*paths: Path, **given: object) -> Batch:
    """A batch whose rehearsal has ended."""
    batch = mapped(*paths, **given)  # type: ignore[arg-type]
    return rehearse(batch)


def rehearse(batch: Batch) -> Batch:
    """Run the rehearsal to its end."""
    batches.rehearse(batch, by=BY, at=NOON)
    return worked(batch)


def commit(batch: Batch, **options: str) -> Batch:
    """Bring the batch in."""
    batches.commit(batch, by=BY, at=NOON, options=options)
    return worked(batch)


def undo(batch: Batch) -> Batch:
    """Take the batch out."""
    batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    return worked(batch)


def worked(batch: Batch) -> Batch:
    """The batch after its work was done; a failed job fails the test in its own words."""
    run_all(NOON)
    job = Job.objects.get(pk=batch.job_id)
    assert job.state == "done", f"{job.state}: {job.error}\n{job.traceback}"
    batch.refresh_from_db()
    return batch


def remarks(batch: Batch) -> dict[str, int]:
    """Code of a remark -> how many."""
    return {code: number for _severity, code, number in batch.counts["remarks"]}
