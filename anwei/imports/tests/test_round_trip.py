"""What the register exports it reads back: into itself nothing changes, into an empty one the same comes about."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError, Sum
from django.test import Client
from django.utils import timezone, translation

from anwei.accounts.tests.factories import NOON, make_unit
from anwei.audit import trail
from anwei.hazards.actions import handling, registering
from anwei.hazards.lists import HAZARDS
from anwei.hazards.models import (
    Capacity,
    ClosureReason,
    Hazard,
    HazardType,
    StatusLabel,
    Tally,
)
from anwei.hazards.tests.factories import (
    TODAY,
    Cast,
    assigned,
    finding,
    make_hazard,
    proof,
    rectified,
)
from anwei.imports import profiles
from anwei.imports.actions import batches, choices
from anwei.imports.cleaning import vocabulary
from anwei.imports.models import Batch
from anwei.imports.tests.factories import BY, commit, opened, rehearse, rehearsed, remarks, undo
from anwei.jobs.work import run_all
from anwei.lists.models import Export
from anwei.responsibility.models import Enterprise, Site

pytestmark = pytest.mark.django_db
ALL = ",".join(column.key for column in HAZARDS.columns)
# What an import does not bring about, each for its reason: the register gives its own number and key and notes
# its own moment; a level with its clause is determined by a person, here a grade of the source; a step's day
# and the count of reopenings belong to the road the case took, which a row does not tell.
OWN = {
    "number",
    "external_key",
    "recorded",
    "level",
    "source_level",
    "clause",
    "step_due",
    "reopened",
}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def register() -> Cast:
    """A register with cases of every kind, and texts that files like to spoil."""
    cast = Cast()
    make_hazard(cast, description='=HYPERLINK("http://x","y")', place="2F · left", item="007")
    make_hazard(
        cast,
        description="'=already with its mark",
        capacity=Capacity.STREET,
        found_unit=cast.street,
        by=cast.street_officer,
    )
    make_hazard(
        cast, description="配电箱无盖，\n应立即加盖\n\n  第三行", hazard_type=HazardType.THING
    )
    make_hazard(cast, description="-5 °C in the store; x" * 40, finder="李某、王某")
    make_hazard(cast, site=None, place="crossing before the school", description="Lid is missing")
    assigned(cast, description="1,234", responsible="张某")
    rectified(cast, description="Gas bottle beside the stove")
    done = rectified(cast, description="Ladder without feet")
    handling.verify(done, by=cast.colleague, at=NOON, on=TODAY, remark="seen")
    failed = rectified(cast, description="Forklift without brake light")
    handling.fail_check(
        failed,
        by=cast.colleague,
        at=NOON,
        on=TODAY,
        remark="not yet",
        due_on=TODAY + timedelta(days=30),
    )
    left = assigned(cast, description="Shed on the fire lane")
    handling.close_unfixed(
        left, by=cast.clerk, at=NOON, on=TODAY, why="demolished", reason="pulled down"
    )
    void = make_hazard(cast, description="Twice the same")
    handling.set_aside(
        void, by=cast.clerk, at=NOON, on=TODAY, why="transferred_out", reason="county"
    )
    registering.register(
        finding(cast, description="Bin before the door", found_on=TODAY),
        by=cast.officer,
        at=NOON,
        today=TODAY,
        spot=registering.SpotFix("moved", "Lin Mei", TODAY),
        proofs=[proof("before"), proof("after")],
    )
    return cast


def exported(user, kind: str, folder: Path, *, columns: str = ALL, language: str = "en") -> Path:
    """The register as this person exports it by the page."""
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.post("/lists/hazards/export/", {"state": f"cols={columns}", "format": kind})
    run_all(timezone.now() + timedelta(seconds=1))
    wanted = Export.objects.latest("asked_at")
    path = folder / f"register-{wanted.pk}.{kind}"
    with default_storage.open(wanted.file) as file:
        path.write_bytes(file.read())
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    """The table as texts, by the labels of its header."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    head, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [
        {str(name): str(cell or "") for name, cell in zip(head, row, strict=True)} for row in rows
    ]


def emptied() -> None:
    """The register, its sites and its imports are gone; units and people stay, as in another installation of the zone."""
    Hazard.objects.update(seen_before=None, duplicate_of=None)
    rooms = ("imports", "inspections", "hazards", "responsibility")
    left = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    apps.get_model("documents", "Counter").objects.all().delete()
    while left:
        for model in list(left):
            try:
                with transaction.atomic():
                    model._base_manager.all().delete()
            except ProtectedError:
                continue
            left.remove(model)


def counted() -> list[tuple]:
    """The figures of the situation page: how many were found and how they ended, by day; levels aside."""
    rows = Tally.objects.exclude(measure__contains="major")
    return sorted(rows.values_list("day", "measure").annotate(sum=Sum("amount")).filter(sum__gt=0))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("columns", [ALL, ""])
def test_the_exported_register_comes_back_into_itself_unchanged(tmp_path, kind, language, columns):
    cast = register()
    before = list(Hazard.objects.order_by("pk").values())
    sites = Site.objects.count()
    path = exported(cast.clerk, kind, tmp_path, columns=columns, language=language)
    batch = rehearsed(path, namespace="register")
    said = {
        name: batch.counts.get(f"hazards_{name}", 0) for name in ("new", "changed", "unchanged")
    }
    assert said == {"new": 0, "changed": 0, "unchanged": len(before)}
    assert (batch.counts["bad"], batch.counts["missing"]) == (0, 0)
    assert remarks(batch) == {}
    assert not batch.places.exclude(match="known").exists()
    commit(batch, changes="all")
    assert list(Hazard.objects.order_by("pk").values()) == before
    assert (Site.objects.count(), Enterprise.objects.count()) == (sites, 1)
    undo(batch)
    assert list(Hazard.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_exported_register_makes_the_same_register_where_there_is_none(tmp_path, kind):
    cast = register()
    path = exported(cast.clerk, kind, tmp_path)
    figures = counted()
    emptied()
    batch = rehearsed(path, namespace="register")
    assert (batch.counts["bad"], batch.counts["hazards_new"]) == (0, 12)
    commit(batch)
    again = exported(cast.clerk, kind, tmp_path)
    own = {str(column.label) for column in HAZARDS.columns if column.key in OWN}
    there, here = (
        sorted(
            (
                {name: text for name, text in row.items() if name not in own}
                for row in rows_of(each)
            ),
            key=lambda row: row["What was found"],
        )
        for each in (path, again)
    )
    assert [
        {name: (row[name], other[name]) for name in row if row[name] != other[name]}
        for row, other in zip(here, there, strict=True)
        if row != other
    ] == []
    numbers = {f"register:{row['Number']}" for row in rows_of(path)}
    assert set(Hazard.objects.values_list("external_key", flat=True)) == numbers
    assert set(Hazard.objects.values_list("level", flat=True)) == {"undetermined"}
    assert counted() == figures

    # The same file once more, and the file of the new register: nothing is new.
    for each in (path, again):
        back = rehearsed(each, namespace="register")
        assert [each.fields for each in back.differences.all()] == []
        assert (back.counts["hazards_new"], back.counts["hazards_changed"]) == (0, 0)
        assert back.counts["hazards_unchanged"] == 12


def test_an_exported_csv_is_read_whatever_language_the_import_runs_in(tmp_path):
    cast = register()
    path = exported(cast.clerk, "csv", tmp_path, language="zh-hans")
    with translation.override("en"):
        tables = profiles.suggested(opened(path).files.all())
    assert tables[0].own == "hazards"
    head = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert "Number" not in head
    assert [tables[0].columns[field] for field in ("number", "description", "found_on")] == [
        [head[0]],
        [head[2]],
        [head[head.index("发现日期")]],
    ]


def edited(path: Path, number: str, **cells: str) -> Path:
    """The file with cells of one hazard written over, as in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    (row,) = [
        row for row in sheet.iter_rows(min_row=2) if row[head.index("Number")].value == number
    ]
    for name, text in cells.items():
        row[head.index(name.replace("_", " "))].value = text
    book.save(path)
    return path


def test_words_corrected_in_the_file_are_offered_and_what_moves_by_steps_is_only_told(tmp_path):
    cast = Cast()
    hazard = assigned(cast, responsible="张某")
    path = exported(cast.clerk, "xlsx", tmp_path)
    edited(path, hazard.number, Responsible_person="李某", Status="Fixed and verified", Place="3F")
    batch = rehearsed(path, namespace="register")
    assert batch.differences.get().fields == {"place": ["", "3F"], "responsible": ["张某", "李某"]}
    assert remarks(batch)["by_its_road"] == 1
    choices.accept(batch, {batch.differences.get().pk: ["place"]}, by=BY, at=NOON)
    commit(batch)
    hazard.refresh_from_db()
    assert (hazard.place, hazard.responsible, hazard.status) == ("3F", "张某", "assigned")
    told = trail.about(hazard).last()
    assert (told.action, told.was["place"], told.now["place"]) == (
        "hazards.brought_up_to_date",
        "",
        "3F",
    )
    assert Hazard.objects.get(search_text__contains="3f") == hazard
    undo(batch)
    hazard.refresh_from_db()
    assert hazard.place == ""
    assert not Hazard.objects.filter(search_text__contains="3f").exists()


def test_a_number_that_another_register_gave_is_not_taken_for_ours(tmp_path):
    cast = Cast()
    ours = make_hazard(cast)
    path = exported(cast.clerk, "xlsx", tmp_path)
    edited(
        path,
        ours.number,
        What_was_found="Crane without inspection mark",
        Site="Harbour store",
        Enterprise="Harbour",
    )
    batch = rehearsed(path, namespace="harbour")
    assert (batch.counts["hazards_new"], remarks(batch)["number_elsewhere"]) == (1, 1)
    commit(batch)
    assert Hazard.objects.count() == 2
    ours.refresh_from_db()
    assert ours.version == 1


def test_a_unit_learns_nothing_of_others_cases_by_their_numbers(tmp_path):
    cast = Cast()
    hazard = make_hazard(cast, description="Fire exit locked", responsible="张某")
    path = exported(cast.clerk, "xlsx", tmp_path)
    edited(path, hazard.number, Responsible_person="who is it?")
    for unit, differences in ((make_unit(name="Water"), 0), (cast.department, 1)):
        batch = rehearsed(path, namespace="register", unit=unit)
        assert batch.differences.count() == differences
        assert remarks(batch).get("number_not_yours", 0) == 1 - differences
        assert batch.counts["bad"] == 1 - differences
        commit(batch, changes="all")
    assert Hazard.objects.get().responsible == "who is it?"


def test_a_row_that_is_new_here_needs_what_every_row_needs(tmp_path):
    cast = register()
    path = exported(cast.clerk, "xlsx", tmp_path, columns="number,description,found")
    emptied()
    batch = opened(path)
    tables = profiles.suggested(batch.files.all())
    batches.map_batch(batch, tables, namespace="register", options={}, by=BY, at=NOON)
    rehearse(batch)
    assert remarks(batch)["number_unknown"] == batch.counts["bad"] == 12
    tables[0].fixed["capacity"] = "department"
    batches.map_batch(batch, tables, namespace="register", options={}, by=BY, at=NOON)
    assert rehearse(batch).counts["bad"] == 0
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("status", StatusLabel),
        ("capacity", Capacity),
        ("hazard_type", HazardType),
        ("closure_reason", ClosureReason),
    ],
)
def test_every_word_the_register_writes_is_known_to_an_import(field, choices):
    known = vocabulary()[field]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert not [str(label) for label in choices.labels if str(label).lower() not in known]
