"""The pages, as people use them."""

import io
import re
import shutil
import zipfile

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from anwei.accounts.tests.factories import NOON, make_unit, make_user
from anwei.hazards.actions import handling, registering
from anwei.hazards.models import Hazard
from anwei.imports.forms import UploadForm
from anwei.imports.models import Batch, Profile
from anwei.imports.reading import pictures
from anwei.imports.tests.factories import commit, mapped, opened, rehearsed
from anwei.imports.tests.ledgers import (
    HEAD,
    png,
    rewrite,
    write_csv,
    write_with_pictures,
    write_xlsx,
)
from anwei.imports.tests.test_import import row
from anwei.imports.views import batches as batches_views
from anwei.jobs.work import run_all

pytestmark = pytest.mark.django_db
# Pages ask for work at the time of day; this is after it.
LATER = NOON.replace(year=2100)


def signed_in(role: str = "clerk", **given: object) -> Client:
    """A client of a person of this role."""
    client = Client()
    client.force_login(make_user(role, **given))
    return client


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would post of the page's main form, unchanged."""
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="([^"]*)"', tag)
        if name and (kind is None or kind[1] in {"hidden", "text"} or "checked" in tag):
            value = re.search(r'value="([^"]*)"', tag)
            values.setdefault(name[1], []).append(_unescape(value[1]) if value else "")
    for name, body in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        values.setdefault(name, []).append(chosen[1] if chosen else "")
    return {name: given for name, given in values.items() if name != "csrfmiddlewaretoken"}


def _unescape(text: str) -> str:
    return (
        text.replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def test_a_clerk_brings_in_a_ledger_from_upload_to_register(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    client = signed_in()
    path = write_xlsx(tmp_path / "三月台账.xlsx", [["隐患台账"], HEAD, row(1), row(2, 隐患描述="")])
    with path.open("rb") as file:
        to = client.post(reverse("imports:new"), {"files": [file], "title": "March", "profile": ""})
    batch = Batch.objects.get()
    assert to.url == reverse("imports:columns", args=[batch.pk]) + "?profile="
    page = client.get(to.url).content.decode()
    assert "隐患描述" in page
    assert "配电箱1无盖" in page
    posted = form_of(page)
    refused = client.post(to.url, posted)
    assert refused.status_code == 422
    assert "Found by" in refused.content.decode()

    posted |= {"fixed-0-capacity": ["enterprise"], "keep_as": ["Streets, monthly"]}
    assert client.post(to.url, posted).url == reverse("imports:batch", args=[batch.pk])
    run_all(LATER)
    page = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "1 row with errors stays out." in page
    assert "Required and empty" in page
    assert Profile.objects.get().name == "Streets, monthly"

    client.post(reverse("imports:commit", args=[batch.pk]), {})
    run_all(LATER)
    hazard = Hazard.objects.get()
    assert (hazard.capacity, hazard.description) == ("enterprise", "配电箱1无盖")


def test_an_import_is_undone_with_a_reason_only(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    client = signed_in()
    client.post(reverse("imports:undo", args=[batch.pk]), {"reason": ""})
    assert Batch.objects.get().state == "committed"
    client.post(reverse("imports:undo", args=[batch.pk]), {"reason": "wrong month"})
    run_all(LATER)
    assert Batch.objects.get().state == "undone"
    assert not Hazard.objects.exists()


def test_a_mapping_is_posted_back_as_it_was_shown(tmp_path):
    batch = mapped(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    client = signed_in()
    address = reverse("imports:columns", args=[batch.pk])
    before = batch.spec
    client.post(address, form_of(client.get(address).content.decode()))
    batch.refresh_from_db()
    assert batch.state == "rehearsing"
    assert batch.spec["tables"][0]["columns"] == before["tables"][0]["columns"]
    assert batch.spec["tables"][0]["fixed"] == before["tables"][0]["fixed"]


def test_a_name_that_a_ledger_of_the_unit_has_already_is_told_of_beside_the_field(tmp_path):
    first = mapped(write_csv(tmp_path / "l.csv", [HEAD, row(1)]), namespace="l")
    other = opened(write_csv(tmp_path / "l.txt.csv", [HEAD, row(2)]), unit=make_unit())
    second = opened(write_xlsx(tmp_path / "l.xlsx", [HEAD, row(3)]))
    client = signed_in()

    def said(batch: Batch) -> tuple[bool, bool]:
        page = client.get(reverse("imports:columns", args=[batch.pk])).content.decode()
        assert 'name="namespace" value="l"' in page
        return "There is a ledger of this name already" in page, first.title in page

    assert said(second) == (True, True)
    assert said(other)[0] is False
    assert said(first)[0] is False


def test_another_kind_of_table_gets_its_columns_recognised_anew(tmp_path):
    batch = opened(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    client = signed_in()
    address = reverse("imports:columns", args=[batch.pk])
    posted = form_of(client.get(address).content.decode()) | {
        "target-0": ["site"],
        "again-0": ["1"],
    }
    page = client.post(address, posted).content.decode()
    assert re.search(r'<option value="site" selected', page)
    assert Batch.objects.get().state == "uploaded"


def test_a_file_that_is_no_ledger_is_refused_in_words(tmp_path):
    client = signed_in()
    answer = client.post(
        reverse("imports:new"), {"files": [io.BytesIO(b"%PDF-1.7")], "title": "", "profile": ""}
    )
    assert answer.status_code == 422
    assert "save it as an Excel workbook (.xlsx)" in answer.content.decode()
    assert not Batch.objects.exists()
    assert client.post(reverse("imports:new"), {"title": ""}).status_code == 422


def test_the_rows_with_their_reasons_can_be_taken_along(tmp_path):
    bad = row(2, 发现日期="=1+1", 企业名称="=cmd|x")
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), bad]))
    client = signed_in()
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("imports:download", args=[batch.pk, "xlsx"])).content)
    )
    line = [cell.value for cell in book.active[2]]
    assert line[1:4] == [
        "3",
        "Error: the row is not brought in",
        "“=1+1” is no day that can be read (Found on).",
    ]
    assert book.active["F2"].data_type == "s"
    text = b"".join(
        client.get(reverse("imports:download", args=[batch.pk, "csv"])).streaming_content
    ).decode()
    assert "'=cmd|x" in text
    assert (
        "“=1+1” is no day that can be read"
        in client.get(reverse("imports:remarks", args=[batch.pk])).content.decode()
    )


def test_changes_are_shown_field_by_field_and_chosen(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1, 责任人="李某")]))
    client = signed_in()
    address = reverse("imports:changes", args=[batch.pk])
    page = client.get(address).content.decode()
    assert "张某" in page
    assert "李某" in page
    difference = batch.differences.get()
    client.post(address, {f"take-{difference.pk}": ["responsible", "no_such_field"]})
    difference.refresh_from_db()
    assert difference.accepted == ["responsible"]
    client.post(reverse("imports:commit", args=[batch.pk]), {"changes": "keep"})
    run_all(LATER)
    assert Hazard.objects.get().responsible == "李某"


def test_a_case_that_a_person_ended_is_shown_as_left_for_decision(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    hazard = Hazard.objects.order_by("pk").first()
    gone = {"why": "demolished", "reason": "Torn down"}
    handling.close_unfixed(hazard, by=make_user("officer"), at=NOON, on=NOON.date(), **gone)
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1), row(2, 责任人="李某")]))
    client, address = signed_in(), reverse("imports:changes", args=[batch.pk])
    page = client.get(address).content.decode()
    assert page.count("left for decision") == 1
    assert "only if you mark them" in page
    client.post(reverse("imports:commit", args=[batch.pk]), {"changes": "all"})
    run_all(LATER)
    hazard.refresh_from_db()
    assert hazard.status == "unfixed"
    assert "make the step there" in client.get(address).content.decode()


@pytest.mark.parametrize("name", ["batch", "duplicates", "changes", "missing", "remarks"])
def test_every_page_of_a_batch_has_something_to_say_even_if_there_is_nothing(tmp_path, name):
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    assert signed_in("auditor").get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 200


@pytest.mark.parametrize(
    ("role", "sees", "runs", "undoes"),
    [
        ("clerk", 200, 302, 302),
        ("administrator", 200, 403, 403),
        ("auditor", 200, 403, 403),
        ("officer", 404, 404, 403),
        ("leader", 403, 403, 403),
        ("street", 403, 403, 403),
        ("enterprise", 403, 403, 403),
    ],
)
def test_who_may_see_run_and_undo_an_import(tmp_path, role, sees, runs, undoes):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    client = signed_in(role)
    assert client.get(reverse("imports:batch", args=[batch.pk])).status_code == sees
    assert client.post(reverse("imports:rehearse", args=[batch.pk])).status_code == runs
    undone = client.post(reverse("imports:undo", args=[batch.pk]), {"reason": "x"}).status_code
    assert undone == (404 if role == "officer" else undoes)


def test_an_officer_sees_and_brings_in_the_ledgers_of_the_own_unit_only(tmp_path):
    unit = make_unit()
    own = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)]), unit=unit)
    client = signed_in("officer", unit=unit)
    assert client.get(reverse("imports:batch", args=[own.pk])).status_code == 200
    assert client.post(reverse("imports:commit", args=[own.pk]), {}).status_code == 302
    run_all(LATER)
    assert Hazard.objects.get().external_key == f"u{unit.pk}.monthly:1"
    # The same ledger name of another unit is another ledger.
    assert (
        rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1)]), unit=make_unit()).counts[
            "hazards_new"
        ]
        == 1
    )


def test_the_list_shows_the_imports(tmp_path):
    opened(write_csv(tmp_path / "march.csv", [HEAD, row(1)]))
    assert "march.csv" in signed_in().get(reverse("imports:batches") + "?all=1").content.decode()


def bomb(folder):
    """A workbook whose sheet unpacks to sixty megabytes of nothing."""
    path = write_xlsx(folder / "a.xlsx", [HEAD, row(1)])
    return rewrite(
        path, {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"}
    )


def scan(folder):
    """A photo of 200 MB under the name of a ledger."""
    path = folder / "a.xlsx"
    with path.open("wb") as file:
        file.write(png())
        file.truncate(200 * 1024**2)
    return path


def letter(folder):
    """Another program's document."""
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return path


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (bomb, "would unpack to far more than a ledger needs"),
        (scan, "This is a picture, not a table that can be read."),
        (letter, "This is a Word document, not a table that can be read."),
    ],
)
def test_bad_files_are_refused_in_words_and_leave_nothing(tmp_path, settings, made, said):
    settings.MEDIA_ROOT = tmp_path / "media"
    request = RequestFactory().post(reverse("imports:new"))
    request.user = make_user("clerk")
    form = UploadForm({"title": "", "profile": ""}, profiles=[], units=False)
    assert form.is_valid()
    # A large upload lies in a file, as it does behind a web server.
    with made(tmp_path).open("rb") as file, TemporaryUploadedFile("a.xlsx", "", 0, None) as upload:
        shutil.copyfileobj(file, upload)
        upload.size = upload.tell()
        upload.seek(0)
        request.FILES.setlist("files", [upload])
        assert batches_views._opened(request, form) is None
    assert said in str(form.errors)
    assert not Batch.objects.exists()
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_a_script_in_a_name_is_shown_as_the_letters_it_is(tmp_path):
    script = "<script>alert(1)</script>"
    path = write_csv(
        tmp_path / "a.csv",
        [
            [*HEAD, script],
            [*row(1, 企业名称=script, 隐患描述=script), "x"],
            [*row(2, 发现日期=script), "y"],
        ],
    )
    upload = ContentFile(path.read_bytes(), name=f"{script}.csv".replace("/", "_"))
    client = signed_in()
    client.post(reverse("imports:new"), {"files": [upload], "title": script, "profile": ""})
    batch = Batch.objects.get()
    columns = reverse("imports:columns", args=[batch.pk])
    posted = form_of(client.get(columns).content.decode()) | {"fixed-0-capacity": ["enterprise"]}
    pages = [client.get(columns)]
    client.post(columns, posted)
    run_all(LATER)
    client.post(reverse("imports:commit", args=[batch.pk]), {})
    run_all(LATER)
    hazard = Hazard.objects.get()
    addresses = [
        reverse("imports:batch", args=[batch.pk]),
        reverse("imports:remarks", args=[batch.pk]),
        reverse("imports:batches") + "?all=1",
        reverse("hazards:register") + "?all=1",
        reverse("hazards:detail", args=[hazard.number]),
    ]
    pages += [client.get(address) for address in addresses]
    assert {page.status_code for page in pages} == {200}
    for page in pages:
        assert "<script>alert" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in pages[-1].content.decode()
    assert hazard.description == script


def test_an_import_on_which_work_has_gone_on_says_so_on_its_page(tmp_path):
    batch = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    hazard = Hazard.objects.get()
    registering.correct(hazard, {"place": "2F"}, by="system:tests", at=NOON, reason="looked")
    page = signed_in().post(
        reverse("imports:undo", args=[batch.pk]), {"reason": "wrong month"}, follow=True
    )
    assert f"so it cannot be undone: {hazard.number}" in page.content.decode()
    assert Batch.objects.get().state == "committed"
    assert Hazard.objects.exists()


def test_a_ledger_whose_columns_are_those_of_a_profile_is_read_by_it(tmp_path):
    client = signed_in()
    first = mapped(write_csv(tmp_path / "a.csv", [HEAD, row(1)]))
    address = reverse("imports:columns", args=[first.pk])
    posted = form_of(client.get(address).content.decode())
    client.post(address, posted | {"keep_as": ["Monthly of the street"], "namespace": ["east"]})
    again = opened(write_csv(tmp_path / "b.csv", [HEAD, row(2)]))
    page = client.get(reverse("imports:columns", args=[again.pk]) + "?profile=").content.decode()
    assert "These are the columns of the profile “Monthly of the street”" in page
    assert form_of(page)["namespace"] == ["east"]
    assert form_of(page)["fixed-0-capacity"] == ["department"]
    other = opened(write_csv(tmp_path / "c.csv", [["Name", "Finding"], ["A", "B is wrong"]]))
    page = client.get(reverse("imports:columns", args=[other.pk])).content.decode()
    assert "These are the columns of the profile" not in page


def test_where_every_row_has_an_error_nothing_is_offered_to_be_brought_in(tmp_path):
    batch = rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1, 隐患描述="")]))
    page = signed_in().get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "Every row has an error" in page
    assert reverse("imports:commit", args=[batch.pk]) not in page


def test_what_came_of_an_import_leads_to_its_hazards_and_no_others(tmp_path):
    first = commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2)])))
    commit(rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(3)]), namespace="other"))
    client = signed_in()
    page = client.get(reverse("imports:batch", args=[first.pk])).content.decode()
    address = _unescape(re.search(r'href="([^"]*origin=[^"]*)"', page)[1])
    told = client.get(address).content.decode()
    assert "配电箱1无盖" in told
    assert "配电箱3无盖" not in told
    # The first of ten imports is not also the tenth.
    Hazard.objects.filter(external_key="other:3").update(origin=f"{first.origin}0")
    assert "配电箱3无盖" not in client.get(address).content.decode()


def test_a_picture_that_is_too_large_is_told_and_its_row_comes_in_without_it(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures.Pictures, "too_large", lambda self: self.of_row[2])
    monkeypatch.setattr(pictures.Pictures, "read", lambda self, picture: None)
    path = write_with_pictures(
        tmp_path / "a.xlsx", [[*HEAD, "整改前照片"], [*row(1), ""]], {(1, 10): png()}
    )
    batch = rehearsed(path)
    client = signed_in()
    page = client.get(reverse("imports:columns", args=[batch.pk])).content.decode()
    assert "1 picture lies over the rows of this sheet" in page
    page = client.get(reverse("imports:remarks", args=[batch.pk])).content.decode()
    assert "The picture of this row has more than 30 MB" in page
    commit(batch)
    assert not Hazard.objects.get().evidence.exists()
    page = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "Pictures that cannot be shown, left out" in page


def test_rows_that_are_likely_there_are_not_brought_in_twice_by_one_press(tmp_path):
    commit(rehearsed(write_csv(tmp_path / "a.csv", [HEAD, row(1)])))
    batch = rehearsed(write_csv(tmp_path / "b.csv", [HEAD, row(1)]), namespace="again")
    client = signed_in()
    page = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "likely_hazards" not in form_of(page)
    address = reverse("imports:commit", args=[batch.pk])
    refused = client.post(address, form_of(page))
    assert refused.status_code == 422
    assert "otherwise they would be there twice" in refused.content.decode()
    assert Batch.objects.get(pk=batch.pk).state == "rehearsed"

    duplicates = reverse("imports:duplicates", args=[batch.pk])
    assert "0–0" not in client.get(duplicates).content.decode()
    client.post(duplicates, {f"twin-{batch.twins.get().pk}": "link"})
    assert client.post(address, form_of(page)).status_code == 302
    run_all(LATER)
    assert Batch.objects.get(pk=batch.pk).state == "committed"
    assert Hazard.objects.count() == 1


def test_a_case_tells_its_ledger_and_what_stood_there_in_words(tmp_path):
    unit = make_unit()
    path = write_csv(tmp_path / "a.csv", [[*HEAD, "网格号"], [*row(1), "G-7"]])
    commit(rehearsed(path, unit=unit))
    hazard = Hazard.objects.get()
    Hazard.objects.update(extra=hazard.extra | {"rectified_on": "2024-03-09", "status": "是"})
    page = signed_in().get(reverse("hazards:detail", args=[hazard.number])).content.decode()
    facts = page.partition('<dl class="facts">')[2].partition("</dl>")[0]
    assert "Brought in from the ledger “monthly”, as “1”" in facts
    assert "Rectified on (in the ledger)" in facts
    assert "Status (in the ledger)" in facts
    assert "<dt>网格号</dt><dd>G-7</dd>" in facts
    for raw in ("imports.batch", f"u{unit.pk}.", "rectified_on", "<dt>status"):
        assert raw not in facts
