"""Killed at any moment, the work loses nothing and doubles nothing."""

from datetime import timedelta

import pytest

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.hazards.models import Hazard, Tally
from anwei.imports import chunks, rehearsal
from anwei.imports.actions import batches
from anwei.imports.models import Batch, StagedRow
from anwei.imports.tests.factories import BY, mapped, remarks
from anwei.imports.tests.ledgers import HEAD, write_csv
from anwei.imports.tests.test_import import row
from anwei.jobs import lease, work
from anwei.responsibility.models import Site

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What a killed process looks like from inside: nothing after it runs, no handler catches it."""


def worked_with_kills(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> int:
    """Work a batch's job through, killing the worker in every second chunk after all of its writes; how many were killed."""
    commit, lives, calls = lease.commit, 0, [0]

    def dying(job, *, at):
        calls[0] += 1
        if calls[0] == 2:
            raise Killed
        commit(job, at=at)

    with monkeypatch.context() as patched:
        patched.setattr(lease, "commit", dying)
        at = NOON
        while True:
            calls[0] = 0
            if (job := lease.claim(at)) is None:
                break
            try:
                work.run(job, clock=lambda at=at: at)
            except Killed:
                lives += 1
            at += timedelta(minutes=5)
            assert lives < 300
    batch.refresh_from_db()
    assert batch.job.state == "done", batch.job.error + batch.job.traceback
    return lives


def test_a_killed_rehearsal_a_killed_commit_and_a_killed_undo_lose_and_double_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(rehearsal, "CHUNK", 3)
    monkeypatch.setattr(chunks, "CHUNK", 3)
    rows = [row(number, 企业名称=f"公司{number % 5}") for number in range(20)]
    batch = mapped(
        write_csv(
            tmp_path / "a.csv",
            [HEAD, *rows, row(20, 隐患描述=""), row(7), ["合计", *[""] * 8, "22"]],
        )
    )

    batches.rehearse(batch, by=BY, at=NOON)
    assert worked_with_kills(batch, monkeypatch) > 5
    assert batch.counts["hazard_rows"] == StagedRow.objects.count() == 22
    assert (batch.counts["bad"], batch.counts["hazards_new"], batch.counts["sites_new"]) == (
        2,
        20,
        6,
    )
    assert (remarks(batch)["key_twice"], remarks(batch)["empty"], remarks(batch)["totals_row"]) == (
        1,
        1,
        1,
    )

    batches.commit(batch, by=BY, at=NOON)
    assert worked_with_kills(batch, monkeypatch) > 3
    assert sorted(Hazard.objects.values_list("external_key", flat=True)) == sorted(
        f"monthly:{number}" for number in range(20)
    )
    assert Site.objects.count() == 6
    assert (
        sum(Tally.objects.filter(axis="all", measure="found").values_list("amount", flat=True))
        == 20
    )
    assert {trail.about(hazard).count() for hazard in Hazard.objects.all()} == {1}

    batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    worked_with_kills(batch, monkeypatch)
    assert not Hazard.objects.exists()
    assert not sum(Tally.objects.values_list("amount", flat=True))


def test_rows_numbered_for_repeats_go_on_counting_after_a_kill(tmp_path, monkeypatch):
    monkeypatch.setattr(rehearsal, "CHUNK", 2)
    batch = mapped(
        write_csv(
            tmp_path / "a.csv", [HEAD, *[row(1, 隐患描述=f"第{number}处") for number in range(9)]]
        )
    )
    tables = [
        batches.spec.table_of(table | {"repeats": "number"}) for table in batch.spec["tables"]
    ]
    batches.map_batch(batch, tables, namespace="m", options={}, by=BY, at=NOON)
    batches.rehearse(batch, by=BY, at=NOON)
    assert worked_with_kills(batch, monkeypatch) > 2
    keys = StagedRow.objects.order_by("pk").values_list("key", flat=True)
    assert list(keys) == ["m:1", *[f"m:1#{number}" for number in range(2, 10)]]


def test_a_job_of_an_earlier_run_finds_itself_outdated(tmp_path):
    batch = mapped(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    batches.rehearse(batch, by=BY, at=NOON)
    Batch.objects.update(run=batch.run + 1)
    work.run_all(NOON)
    batch.refresh_from_db()
    assert batch.job.state == "failed"
    assert "no longer wanted" in batch.job.error
    assert not StagedRow.objects.exists()
