"""A list as a file: the rows and columns one may have, nothing a spreadsheet would run."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from anwei.accounts.models import User
from anwei.accounts.tests.factories import make_unit, make_user
from anwei.audit import trail
from anwei.jobs import actions as jobs
from anwei.jobs.models import Job
from anwei.jobs.work import run_all
from anwei.lists import sheets
from anwei.lists.models import Export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def entered(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def run():
    run_all(timezone.now() + timedelta(seconds=1))


def exported(client, key="units", state="", kind="xlsx"):
    client.post(f"/lists/{key}/export/", {"state": state, "format": kind})
    run()
    return Export.objects.latest("asked_at")


def fetched(client, wanted):
    return b"".join(client.get(f"/lists/exports/{wanted.key}/file/").streaming_content)


def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_an_export_holds_the_rows_columns_and_order_of_the_list():
    make_unit(name="Fire", code="2")
    make_unit(name="Gas", code="1")
    make_unit(name="Water")
    client = entered(make_user("clerk"))
    wanted = exported(client, state="called=a&sort=-name&cols=name,kind,code")
    sheet, about = book(fetched(client, wanted)).worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Name", "Kind", "Code"],
        ["Water", "Department", None],
        ["Gas", "Department", "1"],
    ]
    facts = dict(row for row in about.iter_rows(values_only=True))
    assert about.title == "anwei"
    assert about.sheet_state == "hidden"
    assert facts["list"] == "units"
    assert [column["key"] for column in json.loads(facts["columns"])] == ["name", "kind", "code"]
    assert trail.about(wanted).get(action="lists.exported").now["rows"] == 2


def test_text_that_looks_like_a_formula_stays_text_in_both_kinds_of_file():
    make_unit(name='=HYPERLINK("http://x","y")', code="+1")
    client = entered(make_user("clerk"))
    cells = list(book(fetched(client, exported(client))).worksheets[0].iter_rows())[1]
    assert (cells[0].value, cells[0].data_type) == ('=HYPERLINK("http://x","y")', "s")
    content = fetched(client, exported(client, kind="csv"))
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    assert row[:2] == ['\'=HYPERLINK("http://x","y")', "'+1"]
    assert [sheets.original(text) for text in row[:2]] == ['=HYPERLINK("http://x","y")', "+1"]


def test_an_empty_list_is_a_table_with_a_header():
    client = entered(make_user("clerk"))
    sheet = book(fetched(client, exported(client, state="q=nothing"))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["Name", "Code", "Kind", "Above"]


def test_only_the_one_who_asked_fetches_the_file_and_only_while_it_is_kept():
    clerk = make_user("clerk")
    wanted = exported(entered(clerk))
    address = f"/lists/exports/{wanted.key}/file/"
    assert entered(make_user("administrator")).get(address).status_code == 404
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert entered(clerk).get(address).status_code == 404
    jobs.enqueue("lists.tidy", by="system:schedule", at=timezone.now())
    run()
    assert not Export.objects.exists()
    assert not default_storage.exists(wanted.file)


def test_who_may_not_export_is_refused():
    assert (
        entered(make_user("expert")).post("/lists/units/export/", {"format": "xlsx"}).status_code
        == 403
    )
    assert (
        entered(make_user("street")).post("/lists/people/export/", {"format": "xlsx"}).status_code
        == 403
    )
    assert (
        entered(make_user("clerk")).post("/lists/units/export/", {"format": "exe"}).status_code
        == 404
    )


def test_rights_are_asked_again_when_the_job_runs():
    clerk = make_user("clerk")
    client = entered(clerk)
    client.post("/lists/units/export/", {"format": "xlsx"})
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    run()
    assert Job.objects.get(kind="lists.export").state == "failed"
    assert Export.objects.get().file == ""


def test_a_street_exports_only_what_it_sees():
    make_unit(name="Elsewhere")
    street = make_user("street")
    client = entered(street)
    rows = list(book(fetched(client, exported(client))).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [street.unit.name]


def test_personal_columns_go_only_to_who_may_take_them_out():
    for role, header in (("clerk", ["Account", "Name", "Role"]), ("leader", ["Role"])):
        client = entered(make_user(role))
        wanted = exported(client, key="people", state="cols=username,name,role")
        assert [cell.value for cell in book(fetched(client, wanted)).worksheets[0][1]] == header
    assert "Account, Name" in Job.objects.latest("pk").message


def test_a_stopped_export_leaves_no_file(monkeypatch):
    make_unit()
    client = entered(make_user("clerk"))
    client.post("/lists/units/export/", {"format": "xlsx"})
    Job.objects.update(stop_requested=True)
    run()
    assert Job.objects.get().state == "stopped"
    assert Export.objects.get().file == ""


def test_a_long_list_goes_on_in_the_next_sheet(monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 10)
    for number in range(25):
        make_unit(name=f"Unit {number:02}")
    client = entered(make_user("clerk"))
    pages = book(fetched(client, exported(client, state="cols=name"))).worksheets[:-1]
    assert [page.title for page in pages] == ["Units", "Units 2", "Units 3"]
    assert [len(list(page.iter_rows())) for page in pages] == [11, 11, 6]
    assert [page["A1"].value for page in pages] == ["Name"] * 3


def test_rows_that_came_in_after_the_count_are_not_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "SHEET_ROWS", 2)
    with pytest.raises(sheets.MoreRows):
        sheets.write_xlsx(
            tmp_path / "a.xlsx",
            ["A"],
            [[number] for number in range(5)],
            title="A",
            about=[],
            count=3,
        )


def test_cells_keep_their_kind(tmp_path):
    row = [
        "  a\r\nb\x00\x0b",
        7,
        2**60,
        Decimal("1.25"),
        date(2026, 1, 2),
        date(1850, 1, 2),
        datetime(2026, 1, 1, 20, tzinfo=UTC),
        True,
        None,
        "x" * 40_000,
    ]
    sheets.write_xlsx(
        tmp_path / "a.xlsx", ["A"] * len(row), [row], title="[a/b]:*?", about=[("k", "v")], count=1
    )
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["A", "A (2)", "A (3)"]
    values = [cell.value for cell in sheet[2]]
    assert values[:9] == [
        "  a\nb",
        7,
        str(2**60),
        1.25,
        datetime(2026, 1, 2),
        "1850-01-02",
        datetime(2026, 1, 2, 4),
        "yes",
        None,
    ]
    assert len(values[9]) == 32_767


@given(st.text())
def test_neutral_text_comes_back_as_it_was(text):
    kept = sheets.neutral(text)
    assert sheets.original(kept) == text
    assert not kept.startswith(tuple("=+-@\t\r"))
