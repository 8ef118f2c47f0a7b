"""Tampering with an exported trail in every way: the check names the first fault."""

import gzip
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from anwei.audit import actions, canon, handing, queries, reading, verify
from anwei.audit.chain import Report
from anwei.audit.heads import Claim
from anwei.audit.models import Head
from anwei.audit.tests.factories import DAY, NOON, exported, make_trail, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> list[bytes]:
    """Header, key, three seals of four or five entries with a head each, two unsealed, end."""
    make_trail(days=3, entries=4, unsealed=1)
    return exported()


def fault(lines: list[bytes], *claims: Claim, **given: object) -> tuple[str, dict]:
    """Code and facts of the first fault; its words must come out."""
    report = verify.check(lines, claims=claims, **given)
    assert report.fault is not None, "nothing was found"
    assert str(report.fault)
    return report.fault.code, report.fault.facts


def places(lines: list[bytes], kind: str) -> list[int]:
    return [at for at, line in enumerate(lines) if json.loads(line)["kind"] == kind]


def altered(line: bytes, **fields: object) -> bytes:
    return canon.line({**json.loads(line), **fields})


def recomputed(lines: list[bytes], *, heads: bool = True) -> list[bytes]:
    """What someone with the database can do: fit all seals to the entries as they stand."""
    made, pending, total, previous, number = [], [], 0, canon.GENESIS, 0
    for line in lines:
        record = json.loads(line)
        if record["kind"] == "entry":
            pending.append((record["id"], canon.sha256(line)))
        elif record["kind"] == "seal":
            number, total = number + 1, total + len(pending)
            ids = actions.Ranges((one, one) for one, _ in pending)
            leaves = "".join(leaf for _, leaf in pending)
            changes = {"number": number, "count": len(pending), "total": total, "leaves": leaves}
            line = altered(line, previous=previous, entries=str(ids), **changes)
            previous, pending = canon.sha256(line), []
        if heads or record["kind"] != "head":
            made.append(line)
    return counted(made)


def counted(lines: list[bytes]) -> list[bytes]:
    """Make the counts of the last line fit."""
    kinds = [json.loads(line)["kind"] for line in lines]
    unsealed = kinds[kinds.index("unsealed") :].count("entry") if "unsealed" in kinds else 0
    last = canon.line(
        {"kind": "end", "entries": kinds.count("entry") - unsealed, "seals": kinds.count("seal"),
         "heads": kinds.count("head"), "unsealed": unsealed}
    )  # fmt: skip
    return [*lines[:-1], last]


def claim_of(day: date) -> Claim:
    head = Head.objects.get(day=day)
    return Claim(head.seal_hash, head.seal_number, day.isoformat())


def test_an_untouched_trail_passes_and_says_what_it_cannot_prove(lines):
    report = verify.check(lines)
    assert report.fault is None
    assert (report.sealed, report.last_seal, report.heads, report.unsealed) == (12, 3, 3, 2)
    codes = [remark.code for remark in report.cannot]
    assert codes == ["no_head", "keys_inside", "unsealed", "truth"]
    assert "wrote the whole chain anew" in verify.words(report)


def test_with_a_head_the_check_says_how_far_it_reaches(lines):
    report = verify.check(lines, claims=[claim_of(date(2026, 11, 24))])
    assert report.fault is None
    assert [claim.number for claim in report.vouched] == [2]
    assert ("after_head", {"first": 3, "last": 3}) in [
        (one.code, one.facts) for one in report.cannot
    ]
    assert "no_head" not in [one.code for one in report.cannot]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "accounts.user:8"},
        {"at": "2026-11-23T04:00:00.000001Z"},
        {"now": {"status": "closed"}},
        {"was": {}},
        {"reason": "x"},
        {"held": "2026-01-01"},
        {"behalf": "x"},
        {"subject": "hazards.hazard:9"},
        {"action": "hazards.closed"},
    ],
)
def test_a_changed_field_is_named_by_entry_and_seal(lines, change):
    at = places(lines, "entry")[5]
    number = json.loads(lines[at])["id"]
    lines[at] = altered(lines[at], **change)
    code, facts = fault(lines)
    assert (code, facts["entry"], facts["seal"], facts["line"]) == ("changed", number, 2, at + 1)


def test_a_single_added_blank_is_a_change(lines):
    at = places(lines, "entry")[0]
    lines[at] += b" "
    assert fault(lines)[0] == "changed"


@pytest.mark.parametrize("which", [0, 3, 4, 11])
def test_a_removed_entry_is_named(lines, which):
    at = places(lines, "entry")[which]
    number = json.loads(lines.pop(at))["id"]
    code, facts = fault(lines)
    assert (code, facts["entry"]) == ("removed", number)


def test_two_swapped_entries_are_named(lines):
    at = places(lines, "entry")[1]
    ids = [json.loads(lines[at])["id"], json.loads(lines[at + 1])["id"]]
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    code, facts = fault(lines)
    assert (code, [facts["entry"], facts["other"]], facts["position"]) == ("reordered", ids, 2)


def test_contents_swapped_under_their_old_numbers_are_changes(lines):
    at = places(lines, "entry")[1]
    first, second = json.loads(lines[at]), json.loads(lines[at + 1])
    lines[at], lines[at + 1] = (
        altered(lines[at + 1], id=first["id"]),
        altered(lines[at], id=second["id"]),
    )
    assert fault(lines) == ("changed", fault(lines)[1] | {"entry": first["id"]})


def test_an_added_entry_is_named(lines):
    at = places(lines, "entry")[2]
    lines.insert(at, altered(lines[at], id=4711))
    code, facts = fault(lines)
    assert (code, facts["entry"], facts["seal"]) == ("added", 4711, 1)
    lines.insert(places(lines, "head")[0], lines.pop(at))
    assert fault(lines)[1]["entry"] == 4711


def test_an_entry_sealed_twice_is_named(lines):
    entry = places(lines, "entry")[0]
    number = json.loads(lines[entry])["id"]
    lines.insert(places(lines, "entry")[8], lines[entry])
    forged = recomputed(lines, heads=False)
    assert [json.loads(line)["count"] for line in forged if b'"seal"' in line] == [4, 4, 5]
    code, facts = fault(forged)
    assert (code, facts["entry"]) == ("twice", number)


def test_a_dropped_seal_is_named(lines):
    del lines[places(lines, "seal")[1]]
    code, facts = fault(lines)
    assert (code, facts["seal"]) == ("seal_missing", 2)
    lines = [line for line in lines if json.loads(line)["kind"] != "head"]
    code, facts = fault(lines)
    assert (code, facts["seal"], facts["other"]) == ("seal_removed", 2, 3)


def test_a_dropped_seal_with_its_entries_is_named(lines):
    start, end = places(lines, "seal")[0] + 2, places(lines, "seal")[1] + 2
    code, facts = fault(lines[:start] + lines[end:])
    assert (code, facts["seal"]) == ("seal_removed", 2)


def test_the_last_seal_dropped_alone_leaves_entries_without_one(lines):
    end = places(lines, "seal")[2]
    assert fault(counted(lines[:end] + lines[end + 2 :]))[0] == "seal_missing"


def test_swapped_seals_are_named(lines):
    lines = [line for line in lines if json.loads(line)["kind"] != "head"]
    one, two, three = places(lines, "seal")
    swapped = (
        lines[: one + 1]
        + lines[two + 1 : three + 1]
        + lines[one + 1 : two + 1]
        + lines[three + 1 :]
    )
    assert fault(swapped)[0] == "seal_removed"
    repeated = lines[: one + 1] + lines[2 : one + 1] + lines[one + 1 :]
    assert fault(repeated)[0] == "seal_reordered"


def test_an_entry_changed_together_with_its_seal_breaks_the_next_link(lines):
    lines = [line for line in lines if json.loads(line)["kind"] != "head"]
    entry, seal = places(lines, "entry")[1], places(lines, "seal")[0]
    before = canon.sha256(lines[entry])
    lines[entry] = altered(lines[entry], actor="accounts.user:8")
    held = json.loads(lines[seal])["leaves"].replace(before, canon.sha256(lines[entry]))
    lines[seal] = altered(lines[seal], leaves=held)
    code, facts = fault(lines)
    assert (code, facts["seal"]) == ("seal_changed", 2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", 3), ("entries", "1-99999999999999"), ("entries", "x"), ("leaves", "00"),
        ("total", 7), ("sealed_at", "2020-01-01T00:00:00.000000Z"),
    ],
)  # fmt: skip
def test_a_seal_that_contradicts_itself_is_named(lines, field, value):
    at = places(lines, "seal")[1]
    lines[at] = altered(lines[at], **{field: value})
    assert fault(lines)[0] == "seal_wrong"


def test_a_recomputed_chain_does_not_fit_its_signed_heads(lines):
    at = places(lines, "entry")[5]
    lines[at] = altered(lines[at], actor="accounts.user:8")
    code, facts = fault(recomputed(lines))
    assert (code, facts["day"], facts["seal"]) == ("head_wrong", "2026-11-24", 2)


def test_a_recomputed_chain_without_heads_passes_alone_and_fails_a_head_from_outside(lines):
    monday, tuesday = claim_of(date(2026, 11, 23)), claim_of(date(2026, 11, 24))
    at = places(lines, "entry")[5]
    lines[at] = altered(lines[at], actor="accounts.user:8")
    forged = recomputed(lines, heads=False)
    report = verify.check(forged)
    assert report.fault is None
    assert report.cannot[0].code == "no_head"
    code, facts = fault(forged, monday, tuesday)
    assert (code, facts["seal"], facts["other"]) == ("recomputed", 2, 1)
    assert fault(forged, Claim(tuesday.hash))[0] == "head_not_found"


def test_a_truncated_tail_passes_alone_and_fails_a_head_from_outside(lines):
    tuesday, wednesday = claim_of(date(2026, 11, 24)), claim_of(date(2026, 11, 25))
    short = counted(lines[: places(lines, "seal")[1] + 2] + lines[-1:])
    assert verify.check(short, claims=[tuesday]).fault is None
    code, facts = fault(short, wednesday)
    assert (code, facts["seal"], facts["other"]) == ("truncated", 3, 2)
    assert fault(short, Claim(wednesday.hash))[0] == "head_not_found"


def test_a_file_cut_off_by_accident_is_noticed_without_a_head(lines):
    assert fault(lines[:-1])[0] == "cut_short"
    assert fault(lines[:-2] + lines[-1:])[0] == "counts"
    assert fault([])[0] == "not_a_trail"


def test_a_wrong_head_is_not_taken_for_another(lines):
    assert fault(lines, Claim("0" * 64, 2, "2026-11-24"))[0] == "recomputed"
    assert fault(lines, Claim("0" * 64))[0] == "head_not_found"


@pytest.mark.parametrize("part", ["statement", "signature"])
def test_a_forged_head_in_the_file_is_named(lines, part):
    at = places(lines, "head")[0]
    record = json.loads(lines[at])
    record[part] = record[part].replace("2026", "2027") if part == "statement" else "A" * 86 + "=="
    lines[at] = canon.line(record)
    assert fault(lines)[0] == "head_forged"


def test_a_head_signed_with_a_foreign_key_is_refused(lines, settings):
    assert fault(lines, trusted=["f" * 32])[0] == "head_unknown_key"
    key = places(lines, "key")[0]
    settings.TRAIL_KEY = "C" * 43
    foreign = canon.base64_text(actions.keys.signer().public)
    assert (
        fault([*lines[:key], altered(lines[key], public=foreign), *lines[key + 1 :]])[0]
        == "head_forged"
    )


def test_a_dropped_head_is_noticed_by_the_days(lines):
    del lines[places(lines, "head")[1]]
    code, facts = fault(counted(lines))
    assert (code, facts["day"], facts["other"]) == ("head_removed", "2026-11-24", "2026-11-25")


def test_lines_out_of_place_are_refused(lines):
    assert fault([*lines, lines[2]])[0] == "malformed"
    assert fault([lines[0], *lines])[0] == "malformed"
    assert fault(lines[1:])[0] == "not_a_trail"
    unsealed = places(lines, "unsealed")[0]
    assert (
        fault([*lines[: unsealed + 1], lines[places(lines, "seal")[0]], *lines[unsealed + 1 :]])[0]
        == "malformed"
    )
    assert fault([lines[0], *[lines[1]] * 1001, *lines[1:]])[0] == "malformed"
    assert fault(lines[:2] + [lines[2]] * 2001)[0] == "seal_missing"


@pytest.mark.parametrize("field", ["id"])
@pytest.mark.parametrize("value", ["1", None, True, 1.5])
def test_an_entry_without_a_number_is_refused(lines, field, value):
    at = places(lines, "entry")[0]
    lines[at] = altered(lines[at], **{field: value})
    assert fault(lines)[0] == "malformed"


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\xff\xfe",
        b"PK\x03\x04 not a zip",
        b"[1,2]",
        b"{}",
        b"[" * 100_000,
        b'{"kind":"trail"}',
        b"9" * 5000,
    ],
)
def test_garbage_is_no_trail(tmp_path: Path, garbage):
    path = tmp_path / "garbage"
    path.write_bytes(garbage)
    assert fault(reading.lines(path))[0] == "not_a_trail"


@pytest.mark.parametrize(
    "head",
    [
        b"{}",
        b'{"kind":"head"}',
        b'{"statement":"[]","signature":""}',
        b'{"statement":1,"signature":2}',
    ],
)
def test_a_malformed_head_line_is_refused(lines, head):
    made = {**json.loads(head), "kind": "head"}
    lines[places(lines, "head")[0]] = canon.line(made)
    assert fault(lines)[0] == "malformed"


def test_a_gzip_bomb_is_stopped_by_the_length_of_a_line(tmp_path: Path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * (reading.LINE_LIMIT + 2), 9))
    assert list(catch(path)) == ["too_large"]


def test_a_gzip_bomb_of_many_lines_is_stopped_by_its_ratio(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(reading, "RATIO_FROM", 1024)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress((b"x" * 999 + b"\n") * 5000, 9))
    assert list(catch(path)) == ["too_large"]


def test_a_damaged_gzip_file_is_told(tmp_path: Path, lines):
    packed = gzip.compress(b"\n".join(lines))
    path = tmp_path / "short.gz"
    path.write_bytes(packed[: len(packed) // 2])
    assert list(catch(path)) == ["unreadable"]


def catch(path: Path) -> list[str]:
    try:
        for _ in reading.lines(path):
            pass
    except verify.Broken as broken:
        return [broken.fault.code]
    return []


def test_a_part_of_the_trail_says_what_it_goes_on_from(lines):
    part = exported(since=date(2026, 11, 24), until=date(2026, 11, 24))
    report = verify.check(part, claims=[claim_of(date(2026, 11, 24)), claim_of(date(2026, 11, 23))])
    assert (report.fault, report.first_seal, report.last_seal, report.unsealed) == (None, 2, 2, 0)
    assert [claim.number for claim in report.vouched] == [1, 2]
    assert "before" in [remark.code for remark in report.cannot]
    early = exported(since=date(2026, 11, 25))
    assert "head_before" in [
        one.code for one in verify.check(early, claims=[claim_of(date(2026, 11, 23))]).cannot
    ]


def test_a_part_must_fit_the_seal_it_goes_on_from(lines):
    part = exported(since=date(2026, 11, 24))
    header = json.loads(part[0])
    header["after"]["hash"] = "0" * 64
    assert fault([canon.line(header), *part[1:]])[0] == "seal_changed"


# -- through the door people use: the command, without settings and database ---------------------


def run(*arguments: object) -> subprocess.CompletedProcess:
    """The command in a process where Django has no settings and the database cannot be reached."""
    environment = {
        "ANWEI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "PATH": "",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-m", "anwei.audit.verify", *map(str, arguments)],
        capture_output=True, text=True, env=environment, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip


ROOT = Path(__file__).resolve().parents[3]


def test_the_command_needs_no_database_and_tells_by_its_exit_status(tmp_path: Path, lines):
    path = tmp_path / "trail.jsonl"
    exported(path)
    head = tmp_path / "head.json"
    head.write_text(handing.head_file(queries.last_head()))
    done = run(path, "--head", head, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["vouched"][0]["seal"] == 3
    assert run(path, "--head", queries.last_head().seal_hash).returncode == 0
    path.write_bytes(path.read_bytes().replace(b"accounts.user:7", b"accounts.user:8", 1))
    done = run(path)
    assert done.returncode == 1
    assert done.stdout.startswith("NOT INTACT. Entry ")
    assert run(tmp_path / "none").returncode == 2
    assert run(path, "--head", "nonsense").returncode == 2
    assert run().returncode == 2


def test_a_head_file_whose_text_was_altered_is_refused(tmp_path: Path, lines, capsys):
    path = tmp_path / "trail.jsonl"
    exported(path)
    head = tmp_path / "head.json"
    head.write_text(handing.head_file(queries.last_head()).replace("2026-11-25", "2026-11-26"))
    assert verify.main([str(path), "--head", str(head)]) == 1
    assert "not genuine" in capsys.readouterr().out
    text = handing.head_file(queries.last_head())
    assert verify.main([str(path), "--head", handing.code_text(queries.last_head())]) == 0
    assert verify.main([str(path), "--head", text, "--key", "f" * 32]) == 1
    assert verify.main([str(path), "--head", text, "--key", queries.last_head().key_name]) == 0
    assert verify.main([str(path), "--head", '{"kind":"head"}']) == 2


def test_the_last_seal_changed_alone_shows_with_a_head_only(lines):
    write(at=NOON + 3 * DAY)
    actions.seal(at=NOON + 3 * DAY)
    honest = exported()
    head = Claim(queries.last_seal().hash, 4, "2026-11-26")
    at = places(honest, "entry")[-1]
    honest[at] = altered(honest[at], actor="accounts.user:8")
    forged = recomputed(honest)
    assert isinstance(verify.check(forged), Report)
    assert verify.check(forged).fault is None
    assert fault(forged, head)[0] == "recomputed"


def test_a_file_of_entries_that_nothing_protects_yet_does_not_speak_of_seals():
    words = verify.words(Report(first_seal=1, unsealed=3))
    assert "no sealed entry" in words and "seals 1 to" not in words
