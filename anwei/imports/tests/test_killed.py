"""Killed at random moments, the work loses nothing and doubles nothing."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.hazards.models import Clock, Evidence, Hazard, Tally
from anwei.imports import chunks, commitment, rehearsal
from anwei.imports.actions import batches
from anwei.imports.models import Batch, Difference, Place, Remark, StagedRow
from anwei.imports.tests.factories import BY, commit, mapped, rehearsed, undo
from anwei.imports.tests.ledgers import HEAD, png, write_csv, write_with_pictures
from anwei.imports.tests.test_import import row
from anwei.jobs import actions as jobs
from anwei.jobs import lease, work
from anwei.jobs.models import Job
from anwei.responsibility.models import Site

pytestmark = [
    pytest.mark.django_db,
    # Of a process that is killed no cursor is left; here one is, if it dies while a cursor is opened.
    pytest.mark.filterwarnings(
        "ignore:.*ServerCursorMixin.__del__:pytest.PytestUnraisableExceptionWarning"
    ),
]
# Statements of transactions themselves; a connection that dies there has said nothing either.
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
MANY = 5000


class Killed(BaseException):
    """What a killed process looks like from inside: nothing after it runs, no handler catches it."""


class Reaper:
    """Kills the worker before one of its next statements; how many lives it took."""

    def __init__(self, seed: int) -> None:
        self.chance, self.lives, self.left = random.Random(seed), 0, 0

    def next_life(self, fruitless: int) -> None:
        """Draw how many statements are left: few, and more after lives that came to nothing, or it would never end."""
        self.left = self.chance.randint(1, 15 + 10 * fruitless)

    @contextmanager
    def about(self) -> Iterator[None]:
        """The time in which it may strike."""
        with connection.execute_wrapper(self._statement):
            yield

    def _statement(self, execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith(FRAME):
            self.left -= 1
            if self.left <= 0:
                raise Killed
        return execute(sql, params, many, context)


def worked_with_kills(batch: Batch, reaper: Reaper) -> int:
    """Work a batch's job through under the reaper's eyes; how many workers died of it."""
    began, at, cursor, fruitless = reaper.lives, NOON, None, 0
    while True:
        # Longer than a lease lasts: nobody answers for the job any more, and the next worker takes it.
        at += timedelta(minutes=5)
        if (job := lease.claim(at)) is None:
            break
        fruitless = fruitless + 1 if job.cursor == cursor else 0
        cursor = deepcopy(job.cursor)
        reaper.next_life(fruitless)
        try:
            with reaper.about():
                work.run(job, clock=lambda at=at: at)
        except Killed:
            reaper.lives += 1
            assert reaper.lives < MANY
    batch.refresh_from_db()
    assert batch.job.state == "done", batch.job.error + batch.job.traceback
    return reaper.lives - began


def staged(batch: Batch) -> dict[str, object]:
    """What a rehearsal leaves, in comparable form."""
    key = len(batch.space)
    return {
        "rows": [
            (each.number, each.key[key:], each.bad, each.clean)
            for each in batch.rows.order_by("pk")
        ],
        "remarks": sorted(batch.remarks.values_list("number", "code", "field")),
        "places": sorted(batch.places.values_list("name", "match")),
        "differences": [
            (each.row.number, each.fields) for each in batch.differences.order_by("pk")
        ],
        "counts": batch.counts,
    }


def brought(batch: Batch) -> dict[str, object]:
    """What is in the register, in comparable form; with the trail, the clocks, the proofs and the figures."""
    key = len(batch.space)
    hazards = Hazard.objects.filter(source="ledger").order_by("external_key")
    return {
        "hazards": [
            (
                each.external_key[key:], each.description, each.responsible, each.status, each.due_on, each.site and each.site.name,
                [entry.action for entry in trail.about(each)],
                list(Clock.objects.filter(hazard=each).values_list("kind", "due_on", "stopped_on")),
                list(Evidence.objects.filter(hazard=each).values_list("side", "document__file__sha256")),
            )
            for each in hazards
        ],
        "sites": sorted(Site.objects.values_list("name", flat=True)),
        "figures": sorted(
            Tally.objects.values_list("sector", "measure", "day").annotate(sum=Sum("amount")).exclude(sum=0)
        ),
        "counts": batch.counts.get("brought_in"),
    }  # fmt: skip


def ledger(folder: Path) -> Path:
    """Twenty-four rows: sites shared, pictures, a double, an error, totals."""
    head = [*HEAD, "整改前照片"]
    rows = [[*row(number, 企业名称=f"公司{number % 5}"), ""] for number in range(20)]
    odd = [[*row(20, 隐患描述=""), ""], [*row(7), ""], ["合计", *[""] * 8, "22", ""]]
    pictures = {
        (number + 1, 10): png(colour) for number, colour in ((3, "red"), (4, "blue"), (9, "red"))
    }
    return write_with_pictures(folder / "a.xlsx", [head, *rows, *odd], pictures)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(rehearsal, "CHUNK", 3)
    monkeypatch.setattr(chunks, "CHUNK", 3)
    monkeypatch.setattr(commitment, "PICTURED_CHUNK", 3)


@pytest.mark.parametrize("seed", [1, 2, None])
def test_killed_at_random_moments_rehearsal_commit_and_undo_lose_and_double_nothing(tmp_path, seed):
    seed = random.randrange(10**9) if seed is None else seed
    print(f"seed {seed}")  # noqa: T201 - pytest shows it where the test fails
    reaper, path = Reaper(seed), ledger(tmp_path)

    # Undisturbed, then taken out again: what it should come to.
    calm = rehearsed(path, namespace="calm")
    rehearsal_should = staged(calm)
    commit(calm)
    commit_should = brought(calm)
    undo(calm)
    assert (len(commit_should["hazards"]), len(commit_should["sites"])) == (20, 6)
    assert Evidence.objects.count() == 0
    numbers_taken = StagedRow.objects.count()

    batch = mapped(path, namespace="wild")
    batches.rehearse(batch, by=BY, at=NOON)
    assert worked_with_kills(batch, reaper) > 5
    assert staged(batch) == rehearsal_should
    assert StagedRow.objects.count() == 2 * numbers_taken

    batches.commit(batch, by=BY, at=NOON)
    assert worked_with_kills(batch, reaper) > 5
    assert brought(batch) == commit_should

    batches.undo(batch, by=BY, at=NOON, reason="wrong file")
    assert worked_with_kills(batch, reaper) > 2
    assert batch.state == "undone"
    assert not any(model.objects.exists() for model in (Hazard, Site, Evidence, Clock))
    assert not sum(Tally.objects.values_list("amount", flat=True))


@pytest.mark.parametrize("seed", [3, None])
def test_killed_at_random_moments_a_returning_ledger_takes_every_change_over_once(tmp_path, seed):
    seed = random.randrange(10**9) if seed is None else seed
    print(f"seed {seed}")  # noqa: T201 - pytest shows it where the test fails
    reaper = Reaper(seed)
    first = commit(
        rehearsed(write_csv(tmp_path / "a.csv", [HEAD, *[row(number) for number in range(9)]]))
    )
    before = brought(first)
    again = [row(number, 责任人="李某", 整改期限="2024-05-01") for number in range(0, 9, 2)]
    batch = mapped(write_csv(tmp_path / "b.csv", [HEAD, *again, row(9)]))
    batches.rehearse(batch, by=BY, at=NOON)
    worked_with_kills(batch, reaper)
    assert (Difference.objects.count(), batch.counts["hazards_changed"]) == (5, 5)
    batches.commit(batch, by=BY, at=NOON, options={"changes": "all"})
    worked_with_kills(batch, reaper)
    changed = Hazard.objects.filter(responsible="李某")
    assert {(each.version, trail.about(each).count()) for each in changed} == {(2, 2)}
    assert (changed.count(), Hazard.objects.count()) == (5, 10)

    batches.undo(batch, by=BY, at=NOON, reason="wrong month")
    worked_with_kills(batch, reaper)
    assert not Hazard.objects.filter(responsible="李某").exists()
    told = brought(first)
    for each in (before, told):
        # The trail and the clocks keep that it was changed and put back.
        each["hazards"] = [line[:6] for line in each["hazards"]]
    assert told == before


def test_a_row_bad_in_a_killed_chunk_is_told_once(tmp_path):
    reaper = Reaper(7)
    batch = mapped(
        write_csv(tmp_path / "a.csv", [HEAD, *[row(number, 隐患描述="") for number in range(7)]])
    )
    batches.rehearse(batch, by=BY, at=NOON)
    worked_with_kills(batch, reaper)
    assert (Remark.objects.filter(code="empty").count(), Place.objects.count()) == (7, 1)


def test_rows_numbered_for_repeats_go_on_counting_after_a_kill(tmp_path):
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
    assert worked_with_kills(batch, Reaper(11)) > 5
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


def test_work_stopped_at_random_chunks_and_taken_up_again_comes_to_the_same(tmp_path):
    chance, path = random.Random(5), ledger(tmp_path)
    calm = rehearsed(path, namespace="calm")
    should, at = staged(calm), NOON
    batch = mapped(path, namespace="wild")
    batches.rehearse(batch, by=BY, at=NOON)
    stops = 0
    while Job.objects.get(pk=batch.job_id).state != "done":
        chunks_left = [chance.randint(1, 4)]

        def going(chunks_left=chunks_left):
            chunks_left[0] -= 1
            if not chunks_left[0]:
                jobs.stop(Job.objects.get(pk=batch.job_id), by=BY, at=at)
            return True

        work.run(lease.claim(at), clock=lambda: at, going=going)
        if (job := Job.objects.get(pk=batch.job_id)).state == "stopped":
            stops += 1
            jobs.resume(job, by=BY, at=at)
    batch.refresh_from_db()
    assert stops > 2
    assert staged(batch) == should
