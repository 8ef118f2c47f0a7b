"""The two public ledgers, with the profiles that come with Anwei."""

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.hazards.models import Fact, Hazard, Tally
from anwei.imports import profiles
from anwei.imports.actions import batches
from anwei.imports.models import Batch
from anwei.imports.tests.factories import BY, commit, opened, rehearse, remarks, undo
from anwei.inspections.models import Finding, Visit
from anwei.responsibility.models import Site

SHARED = Path(os.environ.get("ANWEI_SHARED", settings.PACKAGE.parent.parent / "shared")) / "data"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason="the public records are not beside this checkout"
    ),
]


def brought_as(profile: str, folder: str) -> Batch:
    """A batch of every file of a folder, read with a profile that comes with Anwei, rehearsed."""
    batch = opened(*sorted((SHARED / folder).iterdir()))
    known = profiles.shipped()[profile]
    tables = profiles.place(known.tables, batch.files.all())
    batches.map_batch(
        batch,
        tables,
        namespace=known.namespace,
        options=known.options,
        by=BY,
        at=NOON,
        profile=profile,
    )
    return rehearse(batch)


def test_the_detroit_ledger_comes_in_whole_and_its_oddities_are_told():
    batch = brought_as("detroit-food", "detroit_food")
    said = remarks(batch)
    assert (batch.counts["site_rows"], batch.counts["visit_rows"], batch.counts["hazard_rows"]) == (
        2209,
        6224,
        20257,
    )
    assert said["fixed_before_found"] == 33
    assert said["visits_same_day"] == 111
    assert (said["identical_row"], said.get("alike_row")) == (29, None)
    assert said["no_term"] == 1
    assert said["open_but_fixed"] == 29
    assert said["fixed_without_date"] == 1
    assert batch.counts["bad"] == 0
    assert not Hazard.objects.exists()

    commit(batch)
    assert (
        Site.objects.count(),
        Visit.objects.count(),
        Hazard.objects.count(),
        Finding.objects.count(),
    ) == (2209, 6224, 20257, 20257)
    assert Counter(Hazard.objects.values_list("status", flat=True)) == {
        "closed": 10634,
        "unfixed": 7606,
        "assigned": 2016,
        "rectified": 1,
    }
    assert set(Hazard.objects.values_list("level", flat=True)) == {"undetermined"}
    assert sum(Tally.objects.filter(measure="found").values_list("amount", flat=True)) == 20257
    told = trail.about(Hazard.objects.earliest("pk")).get()
    assert (told.action, told.held) == (
        "hazards.brought_in",
        Hazard.objects.earliest("pk").found_on,
    )

    again = brought_as("detroit-food", "detroit_food")
    assert (
        again.counts["hazards_new"],
        again.counts["hazards_changed"],
        again.counts["hazards_unchanged"],
        again.counts["missing"],
    ) == (0, 0, 20257, 0)
    undo(batch)
    assert not any(model.objects.exists() for model in (Site, Visit, Hazard, Finding))
    assert not sum(Tally.objects.values_list("amount", flat=True))


def test_the_coal_mine_ledger_comes_in_with_its_papers():
    batch = brought_as("coal-mine-zh", "coal_mine_ledger_zh")
    said = remarks(batch)
    assert (
        batch.counts["hazard_rows"],
        batch.counts["order_rows"],
        batch.counts["fix_rows"],
        batch.counts["check_rows"],
    ) == (90, 57, 34, 2)
    assert batch.counts["bad"] == 0
    # code and text of the status say different things
    assert said["status_disagrees"] == 3
    assert said["check_failed"] == 1
    assert said["fixed_before_order"] == 53
    assert said["text_cut"] == 19

    commit(batch)
    facts = Fact.objects.filter(kind="order")
    assert (facts.count(), facts.values("hazard").distinct().count()) == (57, 55)
    assert (
        Hazard.objects.filter(on_the_spot=True).count()
        == Fact.objects.filter(kind="on_the_spot").count()
        == 34
    )
    assert Counter(Hazard.objects.values_list("source_level", "level")) == {
        ("C", "undetermined"): 89,
        ("无", "undetermined"): 1,
    }
    assert Counter(Hazard.objects.values_list("capacity", flat=True)) == {
        "enterprise": 45,
        "department": 31,
        "street": 13,
        "upper": 1,
    }
    checked = Hazard.objects.filter(checks__isnull=False).order_by("external_key")
    assert [(hazard.external_key, hazard.status, [check.passed for check in hazard.checks.all()]) for hazard in checked] == [
        ("coal-mine:117", "assigned", [False]), ("coal-mine:170", "closed", [True]),
    ]  # fmt: skip
    assert Counter(Hazard.objects.values_list("status", flat=True)) == {
        "rectified": 87,
        "assigned": 1,
        "closed": 1,
        "registered": 1,
    }
