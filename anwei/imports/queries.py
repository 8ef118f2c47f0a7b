"""Reads about batches."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from anwei.committee import queries as committee
from anwei.hazards.actions import bringing
from anwei.hazards.models import (
    Determination,
    Evidence,
    Extension,
    Fact,
    Hazard,
    Instruction,
    Plan,
    Referral,
    Transfer,
)
from anwei.imports.lifecycle import State
from anwei.imports.models import Batch, LedgerFile, StagedRow
from anwei.responsibility.models import Site

NAMED = 20


def built_on(batch: Batch) -> list[str]:
    """What was built on the batch since: numbers of hazards and names of sites, at most twenty."""
    changed_here = set(
        batch.differences.filter(applied_version__isnull=False).values_list(
            "hazard__number", flat=True
        )
    )
    found = list(
        dict.fromkeys(number for number in _worked_on(batch) if number not in changed_here)
    )
    for difference in (
        batch.differences.filter(applied_version__isnull=False)
        .select_related("hazard")
        .iterator(chunk_size=1000)
    ):
        if difference.hazard.version != difference.applied_version:
            found.append(difference.hazard.number)
    return (found + list(_used_sites(batch)))[:NAMED]


def _worked_on(batch: Batch) -> Iterator[str]:
    yield from bringing.built_on(batch.origin)
    at = batch.committed_at
    own = {"hazard__origin": batch.origin}
    later = [
        Determination.objects.filter(**own),
        Plan.objects.filter(**own),
        Extension.objects.filter(**own),
        Transfer.objects.filter(**own),
        Instruction.objects.filter(**own),
        Referral.objects.filter(**own),
    ]
    later.append(Fact.objects.filter(**own).exclude(origin=batch.origin))
    later.append(committee.proving_tasks(batch.origin))
    if at is not None:
        later.append(Evidence.objects.filter(**own, recorded_at__gt=at))
    for rows in later:
        yield from rows.values_list("hazard__number", flat=True)[:NAMED]


def _used_sites(batch: Batch) -> Iterator[str]:
    used = Hazard.objects.filter(site=OuterRef("pk")).exclude(origin=batch.origin)
    yield from Site.objects.filter(Exists(used), origin=batch.origin).values_list(
        "name", flat=True
    )[:NAMED]


def missing(batch: Batch) -> QuerySet[Hazard]:
    """Open hazards of this ledger that came with an earlier batch and are not in this one."""
    here = StagedRow.objects.filter(batch=batch, target="hazard", key=OuterRef("external_key"))
    known = Hazard.objects.filter(
        source="ledger", external_key__startswith=f"{batch.space}:"
    ).exclude(origin=batch.origin)
    return known.still_open().filter(~Exists(here)).order_by("pk")


def same_files(batch: Batch) -> QuerySet[LedgerFile]:
    """Files of other batches, brought in, that are byte for byte one of this batch's."""
    own = batch.files.values_list("sha256", flat=True)
    return (
        LedgerFile.objects.filter(sha256__in=list(own), batch__state="committed")
        .exclude(batch=batch)
        .select_related("batch")
    )


def same_name(batch: Batch, namespace: str) -> Batch | None:
    """The last import of this unit under the same name of a ledger, with which this one will be compared; None for a new name."""
    if not namespace.strip():
        return None
    before = Batch.objects.filter(unit=batch.unit_id, namespace=namespace.strip())
    return before.exclude(pk=batch.pk).exclude(state=State.UNDONE).order_by("-made_at").first()
