"""The evidence of the register as a zip: whose, under which names, with what index."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from anwei.accounts.tests.factories import NOON
from anwei.audit import trail
from anwei.documents import actions as documents
from anwei.documents.models import Document, StoredFile
from anwei.hazards.actions import registering
from anwei.hazards.actions.registering import Proof
from anwei.hazards.tests.door import entered
from anwei.hazards.tests.factories import Cast, make_hazard, picture
from anwei.jobs import actions as jobs
from anwei.jobs.models import Job
from anwei.jobs.work import run_all
from anwei.lists import bundle
from anwei.lists.models import Export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def proven(cast, *names, side="before", by=None, **given):
    """A hazard with pictures of these names."""
    hazard = make_hazard(cast, by=by, **given)
    proofs = [
        Proof(
            documents.store(picture(name), by="system:tests", at=NOON, purpose="hazards.evidence"),
            side,
        )
        for name in names
    ]
    registering.attach(hazard, proofs, by="system:tests", at=NOON)
    return hazard


def run():
    run_all(timezone.now() + timedelta(seconds=1))


def asked(user, state=""):
    """The export of a person who asked for the files."""
    entered(user).post("/lists/hazards/export/", {"state": state, "format": "zip"})
    run()
    return Export.objects.latest("asked_at")


def fetched(user, wanted):
    """The zip, by way of the page."""
    answer = entered(user).get(f"/lists/exports/{wanted.key}/file/")
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def index_of(zipped):
    return list(csv.DictReader(io.StringIO(zipped.read("index.csv").decode("utf-8-sig"))))


def test_the_zip_holds_the_evidence_of_the_filtered_rows_under_names_that_tell(media):
    cast = Cast()
    one = proven(cast, "门口.png", "二楼.png")
    registering.attach(
        one,
        [
            Proof(
                documents.store(
                    SimpleUploadedFile("report.txt", b"checked"),
                    by="system:tests", at=NOON, purpose="hazards.evidence",
                ),
                "paper",
            )
        ],
        by="system:tests",
        at=NOON,
    )  # fmt: skip
    proven(cast, "elsewhere.png", description="Gas bottle beside the stove")
    wanted = asked(cast.clerk, "q=chain")
    assert wanted.file, Job.objects.latest("pk").error + Job.objects.latest("pk").traceback
    zipped = fetched(cast.clerk, wanted)
    assert zipped.testzip() is None
    assert zipped.namelist() == [
        f"{one.number}/01 Before 门口.png",
        f"{one.number}/02 Before 二楼.png",
        f"{one.number}/03 Paper report.txt",
        "index.csv",
    ]
    kept = StoredFile.objects.order_by("pk")
    with default_storage.open(kept[0].path) as file:
        assert zipped.read(zipped.namelist()[0]) == file.read()
    first = index_of(zipped)[0]
    assert (first["File"], first["Row"], first["Kind"], first["File name"]) == (
        f"{one.number}/01 Before 门口.png",
        one.number,
        "Before",
        "门口.png",
    )
    assert (int(first["Bytes"]), first["SHA-256"]) == (kept[0].size, kept[0].sha256)
    assert wanted.rows == 3
    assert wanted.size == default_storage.size(wanted.file)
    told = Job.objects.get(kind="lists.export")
    assert told.message.startswith("3 files, ")
    noted = trail.about(wanted).get(action="lists.exported").now
    assert (noted["rows"], noted["format"]) == (3, "zip")


def test_nobody_gets_the_evidence_of_a_case_that_is_not_theirs_to_see():
    cast = Cast()
    mine = proven(cast, "mine.png")
    proven(cast, "theirs.png", found_unit=cast.other, site=None, by=cast.stranger)
    for user in (cast.street_officer, cast.enterprise):
        assert {line["Row"] for line in index_of(fetched(user, asked(user)))} == {mine.number}
    both = index_of(fetched(cast.leader, asked(cast.leader)))
    assert len(both) == 2
    for user in (cast.neighbour, cast.stranger):
        wanted = asked(user)
        lines = index_of(fetched(user, wanted)) if wanted.file else []
        assert mine.number not in {line["Row"] for line in lines}


def test_a_case_that_leaves_a_persons_sight_while_the_zip_is_packed_is_left_out(monkeypatch):
    cast = Cast()
    first, second = proven(cast, "a.png"), proven(cast, "b.png", description="Gas bottle inside")
    monkeypatch.setattr(bundle, "CHUNK", 1)
    pack = bundle._pack

    def packing(zipped, name, one):
        # The order is by day and key, latest first: the other case goes away with the first file.
        type(first).objects.exclude(number=one.row).update(
            territory=None,
            handling_unit=None,
            industry_unit=None,
            business_unit=None,
            found_unit=None,
        )
        return pack(zipped, name, one)

    monkeypatch.setattr(bundle, "_pack", packing)
    lines = index_of(fetched(cast.street_officer, asked(cast.street_officer)))
    assert [line["Row"] for line in lines] == [second.number]


def test_what_a_file_was_called_goes_only_to_who_may_take_personal_data_out():
    cast = Cast()
    hazard = proven(cast, "Wang Min 13800000000.png")
    zipped = fetched(cast.leader, asked(cast.leader))
    assert zipped.namelist() == [f"{hazard.number}/01 Before.png", "index.csv"]
    assert "Wang" not in zipped.read("index.csv").decode("utf-8")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "01 Before passwd"),
        ("..\\..\\windows\\a.png", "01 Before .._.._windows_a.png"),
        ("=cmd|' -C calc'!A1.png", "01 Before =cmd_' -C calc'!A1.png"),
        ("\u202egnp.exe.png", "01 Before gnp.exe.png"),
        ("x" * 110 + ".png", f"01 Before {'x' * 70}.png"),
        ("...", "01 Before"),
    ],
)
def test_no_name_leads_out_of_the_folder_or_is_refused_by_a_system(name, kept):
    cast = Cast()
    hazard = proven(cast, "a.png")
    # What an older version or another door may have let in.
    Document.objects.update(name=name)
    zipped = fetched(cast.clerk, asked(cast.clerk))
    (member,) = [each for each in zipped.namelist() if each != "index.csv"]
    assert member == f"{hazard.number}/{kept}"
    line = index_of(zipped)[0]
    assert not line["File name"].startswith(("=", "+", "-", "@"))


def test_a_file_missing_on_the_storage_is_named_and_stops_nothing(caplog):
    cast = Cast()
    proven(cast, "a.png", "b.png")
    default_storage.delete(StoredFile.objects.earliest("pk").path)
    wanted = asked(cast.clerk)
    zipped = fetched(cast.clerk, wanted)
    assert len(zipped.namelist()) == 2
    assert [line["File"] == "missing on the storage" for line in index_of(zipped)] == [True, False]
    assert wanted.rows == 1
    assert "missing on the storage" in caplog.text


def test_too_much_and_nothing_are_refused_in_words(monkeypatch):
    cast = Cast()
    make_hazard(cast)
    assert asked(cast.clerk).file == ""
    assert "no files" in Job.objects.latest("pk").error
    proven(cast, "a.png")
    monkeypatch.setattr(bundle, "MOST", 10)
    assert asked(cast.clerk).file == ""
    assert "Filter the list" in Job.objects.latest("pk").error


def test_the_zip_expires_like_every_export_and_only_its_owner_fetches_it():
    cast = Cast()
    proven(cast, "a.png")
    wanted = asked(cast.clerk)
    address = f"/lists/exports/{wanted.key}/file/"
    assert entered(cast.leader).get(address).status_code == 404
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert entered(cast.clerk).get(address).status_code == 404
    jobs.enqueue("lists.tidy", by="system:schedule", at=timezone.now())
    run()
    assert not default_storage.exists(wanted.file)


def test_a_list_without_files_and_a_person_without_the_right_are_refused():
    cast = Cast()
    assert entered(cast.clerk).post("/lists/sites/export/", {"format": "zip"}).status_code == 404
    assert "zip" not in entered(cast.clerk).get("/sites/").content.decode()
    assert "Evidence of these cases" in entered(cast.clerk).get("/hazards/").content.decode()


def test_the_command_packs_it_as_one_person_may_have_it(tmp_path, capsys):
    cast = Cast()
    hazard = proven(cast, "gate.png")
    path = tmp_path / "evidence.zip"
    call_command("export", "hazards", "--as", cast.clerk.username, output=path)
    with zipfile.ZipFile(path) as zipped:
        assert zipped.namelist() == [f"{hazard.number}/01 Before gate.png", "index.csv"]
    assert f"1 files: {path}" in capsys.readouterr().out
    told = trail.about("lists.list:hazards").get(action="lists.exported").now
    assert (told["rows"], told["columns"]) == (1, [])
    for words, said in (
        (["hazards", "--as", cast.stranger.username], "have no files"),
        (["sites"], "have no files"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("export", *words, output=tmp_path / "none.zip")
        assert [each.name for each in tmp_path.iterdir() if "none" in each.name] == []
