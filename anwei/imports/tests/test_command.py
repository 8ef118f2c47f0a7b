"""`anwei import`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from anwei.hazards.models import Hazard
from anwei.imports.models import Batch
from anwei.imports.tests.ledgers import HEAD, write_csv
from anwei.imports.tests.test_import import row

pytestmark = pytest.mark.django_db


def run(*words: str) -> tuple[int, dict]:
    """Exit status and answer of the command."""
    out = io.StringIO()
    try:
        call_command("import", *words, "--json", stdout=out)
    except SystemExit as end:
        return int(end.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_mapping_is_suggested_without_touching_anything(tmp_path):
    path = write_csv(tmp_path / "a.csv", [[*HEAD, "网格号"], [*row(1), "G-7"]])
    status, answer = run(str(path), "--suggest")
    assert status == 0
    (table,) = answer["mapping"]
    assert table["columns"]["description"] == ["隐患描述"]
    assert table["samples"]["隐患描述"] == ["配电箱1无盖"]
    assert table["kept"] == ["网格号"]
    assert not Batch.objects.exists()


def test_a_dry_run_tells_counts_errors_and_duplicates_and_keeps_nothing(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2, 隐患描述="")])
    status, answer = run(str(path), "--dry-run", "--set", "capacity=department")
    assert status == 1
    assert set(answer) >= {"mapping", "counts", "errors", "duplicates"}
    assert (answer["counts"]["hazards_new"], answer["counts"]["bad"]) == (1, 1)
    assert (answer["errors"][0]["row"], answer["errors"][0]["reason"]) == (
        "3",
        "“Description” is empty, and every row needs it.",
    )
    assert answer["errors"][0]["cells"][1] == "甲公司"
    assert not Batch.objects.exists()
    assert not Hazard.objects.exists()


def test_committing_brings_in(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1)])
    status, answer = run(str(path), "--commit", "--set", "capacity=department", "--name", "march")
    assert (status, answer["counts"]["brought_in"]["hazards"]) == (0, 1)
    assert Hazard.objects.get().external_key == "march:1"


def test_committing_says_what_was_brought_in_and_where_it_is_undone(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])
    words = [str(path), "--set", "capacity=department"]
    dry, out = io.StringIO(), io.StringIO()
    call_command("import", *words, "--dry-run", stdout=dry)
    assert "nothing was brought in" in dry.getvalue()
    call_command("import", *words, "--commit", stdout=out)
    batch = Batch.objects.get()
    told = " ".join(out.getvalue().split())
    assert f"Brought in as import {batch.pk}: 2 hazards 1 new sites 0 pictures" in told
    assert reverse("imports:batch", args=[batch.pk]) in told


def test_committing_what_is_likely_there_needs_an_answer(tmp_path):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1)])
    words = [str(path), "--commit", "--set", "capacity=department"]
    run(*words, "--name", "march")
    with pytest.raises(CommandError, match="--likely-hazards") as refusal:
        call_command("import", *words, "--name", "again")
    assert refusal.value.returncode == 1
    assert (Hazard.objects.count(), Batch.objects.count()) == (1, 1)
    _status, answer = run(*words, "--name", "again", "--likely-hazards", "link")
    assert answer["counts"]["brought_in"]["linked"] == 1
    assert Hazard.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--dry-run"], 2, "Found by"),
        (["--dry-run", "--profile", "nobody"], 2, "no profile nobody"),
        (["--dry-run", "--profile", "coal-mine-zh"], 1, "not the columns"),
        (["--dry-run", "--set", "nonsense"], 2, "FIELD=TEXT"),
        (["--commit", "--as", "nobody"], 2, "no user"),
    ],
)
def test_wrong_use_is_refused_with_its_reason(tmp_path, words, code, said):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1)])
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("import", str(path), *words)
    assert refusal.value.returncode == code
    assert not Batch.objects.exists()


def test_a_file_that_is_not_there_or_no_ledger_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import", str(tmp_path / "none.xlsx"), "--suggest")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="a PDF") as refusal:
        call_command("import", str(tmp_path / "a.pdf"), "--suggest")
    assert refusal.value.returncode == 1


def test_whoever_waits_is_told_why_work_is_tried_again(tmp_path, monkeypatch):
    path = write_csv(tmp_path / "a.csv", [HEAD, row(1)])
    heard = io.StringIO()

    def breaks(*_given: object, **_named: object) -> None:
        raise RuntimeError("The sheet caught fire.")

    def enough(_seconds: float) -> None:
        raise InterruptedError("The person went away.")

    monkeypatch.setattr("anwei.imports.rehearsal.rehearse_step", breaks)
    monkeypatch.setattr("time.sleep", enough)
    with pytest.raises(InterruptedError):
        call_command("import", str(path), "--dry-run", "--set", "capacity=department", stderr=heard)
    assert "is tried again: A fault interrupted this work." in heard.getvalue()
