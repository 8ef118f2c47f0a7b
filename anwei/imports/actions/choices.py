"""The answers a person gives after the rehearsal."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anwei.audit import trail
from anwei.imports.actions.batches import BatchRefused
from anwei.imports.lifecycle import State
from anwei.imports.models import Batch, Choice, Difference


@transaction.atomic
def answer(
    batch: Batch, *, places: dict[int, str], twins: dict[int, str], by: object, at: datetime
) -> None:
    """Say of likely sites and hazards whether they are the same: {id: link | create | ""}."""
    _refuse_unless_rehearsed(batch)
    for model, given in ((batch.places, places), (batch.twins, twins)):
        for choice in {*Choice.values, ""}:
            chosen = [pk for pk, each in given.items() if each == choice]
            model.filter(pk__in=chosen).update(choice=choice)
    if places or twins:
        trail.record(
            "imports.answered", batch, by=by, at=at, now={"places": places, "twins": twins}
        )


@transaction.atomic
def accept(batch: Batch, chosen: dict[int, Iterable[str]], *, by: object, at: datetime) -> None:
    """Which fields of which changed rows are taken over: {difference: fields}; an empty list for none."""
    _refuse_unless_rehearsed(batch)
    differences = list(Difference.objects.filter(batch=batch, pk__in=chosen))
    for difference in differences:
        difference.accepted = [
            name for name in difference.fields if name in set(chosen[difference.pk])
        ]
    Difference.objects.bulk_update(differences, ["accepted"], batch_size=500)
    trail.record(
        "imports.changes_chosen",
        batch,
        by=by,
        at=at,
        now={"rows": len(differences), "fields": sum(len(each.accepted) for each in differences)},
    )


def _refuse_unless_rehearsed(batch: Batch) -> None:
    if batch.state != State.REHEARSED:
        raise BatchRefused(_("Choices are made between the rehearsal and bringing it in."))
