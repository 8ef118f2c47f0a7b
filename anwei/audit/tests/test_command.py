"""`anwei audit …` with a database: export, head, status, seal."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from anwei.audit import queries, verify
from anwei.audit.tests.factories import make_trail, write

pytestmark = pytest.mark.django_db


def test_an_export_is_whole_and_verifies(tmp_path: Path, capsys):
    make_trail(days=2, unsealed=1)
    plain, packed = tmp_path / "trail.jsonl", tmp_path / "trail.jsonl.gz"
    call_command("audit", "export", str(plain), "--json")
    counts = json.loads(capsys.readouterr().out)
    assert (counts["entries"], counts["seals"], counts["heads"], counts["unsealed"]) == (8, 2, 2, 2)
    call_command("audit", "export", str(packed), "--since", "2026-11-24")
    assert packed.read_bytes()[:2] == b"\x1f\x8b"
    assert len(gzip.decompress(packed.read_bytes()).splitlines()) < len(
        plain.read_bytes().splitlines()
    )
    assert verify.main([str(plain)]) == verify.main([str(packed)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trail.jsonl", "trail.jsonl.gz"]


def test_an_export_that_cannot_be_written_leaves_nothing(tmp_path: Path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("audit", "export", str(tmp_path / "none" / "trail.jsonl"))
    with pytest.raises(CommandError) as refusal:
        call_command(
            "audit", "export", str(tmp_path / "x"), "--since", "2026-11-24", "--until", "2026-11-23"
        )
    assert refusal.value.returncode == 2
    assert not list(tmp_path.iterdir())


def test_everything_is_sealed_on_demand_and_the_status_says_so(capsys):
    write(1500)
    call_command("audit", "status")
    assert json.loads(capsys.readouterr().out)["unsealed"] == 1500
    call_command("audit", "seal")
    assert "1500 entries sealed" in capsys.readouterr().out
    call_command("audit", "status")
    status = json.loads(capsys.readouterr().out)
    assert (status["unsealed"], status["sealed"], status["last_seal"]) == (0, 1500, 2)


def test_a_head_is_printed_and_a_missing_one_refused(capsys):
    with pytest.raises(CommandError, match="No head"):
        call_command("audit", "head")
    make_trail(days=2)
    call_command("audit", "head", "2026-11-23")
    assert json.loads(capsys.readouterr().out)["key"]["name"] == queries.last_head().key_name
    with pytest.raises(CommandError, match="no signed head"):
        call_command("audit", "head", "2026-12-01")


def test_a_fresh_key_is_a_valid_setting(capsys, settings):
    call_command("audit", "make-key")
    settings.TRAIL_KEY = capsys.readouterr().out.strip()
    make_trail(days=1)
    assert queries.signing_keys().count() == 1
