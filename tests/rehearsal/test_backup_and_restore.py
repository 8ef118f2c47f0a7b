"""A backup is worth what its restore is: rehearsed on the database at hand."""

import json
import stat
import zipfile
from pathlib import Path

import pytest

from tests.rehearsal.places import Place, database

pytestmark = pytest.mark.django_db

FILL = """
from datetime import UTC, datetime
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from anwei.accounts.models import Unit
from anwei.audit import trail
from django.db import transaction
at = datetime(2026, 11, 2, 8, tzinfo=UTC)
with transaction.atomic():
    for number in range(300):
        unit = Unit.objects.create(name=f"Unit {number} \\t\\\\ 单位", kind="department", path=f"/{number}/")
        trail.record("accounts.unit_added", unit, by="system:test", at=at, now={"name": unit.name})
default_storage.save("2026/11/photo.jpg", ContentFile(bytes(range(256)) * 5000))
"""
STATE = """
import hashlib, json
from django.core.files.storage import default_storage
from anwei.accounts.models import Unit
from anwei.audit.trail import about, digest
units = list(Unit.objects.order_by("pk").values_list("pk", "name", "path"))
lines = [str(vars_) for unit in Unit.objects.order_by("pk") for vars_ in about(unit).values_list("pk", "at", "actor", "now")]
photo = hashlib.sha256(default_storage.open("2026/11/photo.jpg").read()).hexdigest()
print(json.dumps([units, lines, photo, digest("13800000000")]))
"""
ADD = """
from anwei.accounts.models import Unit
print(Unit.objects.create(name="after", kind="department", path="/x/").pk)
"""
TAMPER = """
from django.db import connection, DatabaseError
try:
    connection.cursor().execute("DELETE FROM audit_entry")
    print("gone")
except DatabaseError as refusal:
    print(refusal)
"""
AS_REPLICA = """
from django.db import connection
if connection.vendor == "postgresql":
    connection.cursor().execute("SET session_replication_role = replica")
"""


@pytest.fixture(scope="module")
def friday(tmp_path_factory, django_db_setup):
    """A backup of a place with units, trail and a photo, what it held, and what the backup said."""
    folder = tmp_path_factory.mktemp("office")
    with database() as settings:
        office = Place(folder / "home", **settings)
        office.anwei("migrate", "-v0")
        office.python(FILL)
        made = office.json("backup", folder / "friday.anwei")
        yield folder / "friday.anwei", json.loads(office.python(STATE)), made


@pytest.fixture
def elsewhere(tmp_path):
    """Another, empty place."""
    with database() as settings:
        yield Place(tmp_path / "elsewhere", **settings)


def test_a_restore_elsewhere_gives_back_every_row_file_and_key(friday, elsewhere):
    archive, held, made = friday
    assert made["files"] == 1
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    elsewhere.json("restore", archive)

    assert json.loads(elsewhere.python(STATE)) == held
    assert elsewhere.json("check")["ok"]
    assert int(elsewhere.python(ADD)) == 301, "the next number follows the restored ones"
    assert "trail" in elsewhere.python(TAMPER), "the trail's guard is back in force"


def test_a_place_in_use_is_kept_unless_told_otherwise(friday, elsewhere):
    archive, held, _ = friday
    elsewhere.anwei("restore", archive)
    elsewhere.python(ADD)

    assert "--force" in elsewhere.anwei("restore", archive, status=1)
    assert (
        elsewhere.python("from anwei.accounts.models import Unit; print(Unit.objects.count())")
        == "301"
    )

    elsewhere.anwei("restore", archive, "--force")
    assert json.loads(elsewhere.python(STATE)) == held


def rewritten(archive: Path, copy: Path, change) -> Path:
    """A copy of the archive with `change(name, content)` applied to every member."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            changed = change(name, source.read(name))
            if changed is not None:
                target.writestr(name, changed)
    return copy


def flip_photo(name: str, content: bytes) -> bytes:
    return content[:-1] + b"!" if name.endswith("photo.jpg") else content


def drop_photo(name: str, content: bytes) -> bytes | None:
    return None if name.endswith("photo.jpg") else content


def lead_out(name: str, content: bytes) -> bytes:
    return (
        content.replace(b'"media/2026', b'"media/../2026') if name == "manifest.json" else content
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [(flip_photo, "is not what was written"), (drop_photo, "is missing"), (lead_out, "is missing")],
)
def test_a_damaged_archive_changes_nothing(friday, elsewhere, tmp_path, change, words):
    damaged = rewritten(friday[0], tmp_path / "damaged.anwei", change)
    assert words in elsewhere.anwei("restore", damaged, status=1)
    assert not (elsewhere.home / "media").exists()
    assert "migrations are not applied" in elsewhere.anwei("check")


def test_a_backup_of_a_newer_version_is_refused(friday, elsewhere, tmp_path):
    def newer(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["migrations"].append(["accounts", "9999_from_the_future"])
        return json.dumps(manifest).encode()

    refused = elsewhere.anwei(
        "restore", rewritten(friday[0], tmp_path / "newer.anwei", newer), status=1
    )
    assert "accounts.9999_from_the_future" in refused
    assert not (elsewhere.home / "media").exists()


def test_a_backup_this_place_cannot_take_costs_it_nothing_even_by_force(
    friday, elsewhere, tmp_path
):
    """Its files are not thrown away for a database that is then refused."""
    elsewhere.anwei("restore", friday[0])

    def unfit(name: str, content: bytes) -> bytes | None:
        if name.startswith("media/"):
            return None
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["database"] = "oracle"
        members = manifest["members"].items()
        manifest["members"] = {k: v for k, v in members if not k.startswith("media/")}
        return json.dumps(manifest).encode()

    file = rewritten(friday[0], tmp_path / "unfit.anwei", unfit)
    assert "oracle" in elsewhere.anwei("restore", file, "--force", status=1)
    assert json.loads(elsewhere.python(STATE)) == friday[1]


def test_the_trail_is_guarded_after_a_restore_as_it_was_before(friday, elsewhere):
    """On PostgreSQL also against a session that calls itself a replica."""
    elsewhere.anwei("restore", friday[0])
    assert "trail" in elsewhere.python(AS_REPLICA + TAMPER)


@pytest.mark.parametrize("content", [b"", b"PK not a zip at all", None])
def test_a_file_that_is_no_backup_is_refused_in_words(elsewhere, tmp_path, content):
    file = tmp_path / "holiday.jpg"
    if content is not None:
        file.write_bytes(content)
    assert "holiday.jpg cannot be read as a backup" in elsewhere.anwei("restore", file, status=1)


def test_a_backup_never_overwrites_another(elsewhere, tmp_path):
    archive = tmp_path / "friday.anwei"
    archive.write_text("older")
    assert "never overwrites" in elsewhere.anwei("backup", archive, status=1)
    assert archive.read_text() == "older"
