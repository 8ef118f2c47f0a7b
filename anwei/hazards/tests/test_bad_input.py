"""What should never be sent, sent through the pages: each gets words, and nothing is changed."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anwei.accounts.models import Unit
from anwei.accounts.tests.factories import make_user
from anwei.documents import content
from anwei.documents.models import Document, StoredFile
from anwei.documents.tests.factories import make_packed
from anwei.hazards.actions import answering, extending
from anwei.hazards.models import Hazard
from anwei.hazards.tests.door import day, entered, fresh, post, state
from anwei.hazards.tests.factories import (
    NOON,
    TODAY,
    Cast,
    assigned,
    make_hazard,
    picture,
    rectified,
)
from anwei.responsibility.models import Site
from anwei.responsibility.tests.factories import make_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
SCRIPT = "<script>alert(1)</script>"
FIX = {"measures": "Chain taken off by hand", "fixer": "Lin Mei"}


def upload(data: bytes, name: str, kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def png_of(side: int) -> bytes:
    """A picture that is a few bytes here and fills the memory once decoded."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    made = BytesIO(b"\x89PNG\r\n\x1a\n")
    made.seek(0, 2)
    for kind, data in parts:
        made.write(struct.pack(">I", len(data)) + kind + data)
        made.write(struct.pack(">I", zlib.crc32(kind + data)))
    return made.getvalue()


def too_large() -> SimpleUploadedFile:
    return upload(b"\xff\xd8\xff" + bytes(content.MAX_BYTES), "film.jpg")


def zip_bomb() -> SimpleUploadedFile:
    packed = make_packed(
        {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": bytes(201 << 20)}, "bomb.xlsx"
    )
    return upload(packed.read(), "bomb.xlsx")


# A wrong file as photo: what makes it -> the words that say what is wrong with it.
WRONG = {
    "a drawing with a script in it": (lambda: upload(b"<svg onload='x'/>", "a.svg"), "kind that is not taken"),
    "a page": (lambda: upload(b"<html><script>x</script>", "a.png"), "kind that is not taken"),
    "a program": (lambda: upload(b"MZ\x90\x00\x03", "a.jpg"), "kind that is not taken"),
    "a photo cut off": (lambda: upload(picture().read()[:40], "a.png"), "damaged"),
    "nothing": (lambda: upload(b"", "a.png"), "empty"),
    "a bomb of pixels": (lambda: upload(png_of(60_000), "a.png"), "megapixels"),
    "a bomb of a table": (zip_bomb, "unpack to a size"),
    "a file beyond the limit": (too_large, "too large"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_by_name_and_nothing_is_changed(wrong):
    make, words = WRONG[wrong]
    cast = Cast()
    hazard = assigned(cast)
    before = state(hazard)
    answer = post(cast.enterprise, hazard, "rectify", **FIX, after=[picture(), make()])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert FIX["measures"] in page, "what was typed is gone"
    assert state(hazard) == before
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_wrong_file_keeps_a_hazard_from_being_registered_and_what_was_typed_stays():
    cast = Cast()
    form = {
        "description": "Exit locked", "place": "Gate 3", "capacity": "department", "found_unit": cast.department.pk,
        "found_on": day(), "site": cast.site.pk, "before": upload(b"<svg/>", "a.svg"),
    }  # fmt: skip
    answer = entered(cast.officer).post("/hazards/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a.svg" in page
    assert "Exit locked" in page
    assert "Gate 3" in page
    assert not Hazard.objects.exists()


def test_a_wrong_file_through_the_link_costs_no_try_and_changes_nothing():
    cast = Cast()
    hazard = assigned(cast)
    printed = answering.make_link(hazard, by=cast.officer, at=NOON)
    form = {"code": printed.code, "on": day(), **FIX, "after": upload(b"<svg/>", "a.svg")}
    answer = Client().post(f"/hazards/answer/{printed.token}/", form)
    assert answer.status_code == 422
    assert "a.svg" in answer.content.decode()
    assert fresh(hazard).status == "assigned"
    printed.link.refresh_from_db()
    assert printed.link.tries_left == answering.TRIES


# Names


def test_scripts_in_names_texts_and_file_names_are_text_wherever_they_are_shown():
    cast = Cast()
    Unit.objects.filter(pk=cast.department.pk).update(name=f"Dep {SCRIPT}", short_name="")
    Site.objects.filter(pk=cast.site.pk).update(name=f"Plant {SCRIPT}")
    hazard = rectified(
        cast, description=f"Cable {SCRIPT}", place=SCRIPT, finder=SCRIPT, item=SCRIPT
    )
    named = upload(picture().read(), f"{SCRIPT}.png")
    added = post(cast.officer, hazard, "add_evidence", side="paper", caption=SCRIPT, files=named)
    assert added.status_code == 302
    given = {"kind": "note", "scope": SCRIPT, "basis": SCRIPT, "paper_no": SCRIPT}
    assert post(cast.officer, hazard, "note_fact", **given).status_code == 302
    printed = answering.make_link(hazard, by=cast.officer, at=NOON)
    officer = entered(cast.officer)
    pages = [
        officer.get(f"/hazards/{hazard.number}/"),
        officer.get(f"/hazards/{hazard.number}/verify/"),
        officer.get("/hazards/?all=1&cols=number,description,site,finder,item,handling"),
        officer.get("/hazards/my-work/"),
        officer.get("/hazards/new/recurrence/", {"site": cast.site.pk, "description": f"Cable {SCRIPT}"}),
        officer.get("/hazards/new/sites/", {"q": "plant"}),
        officer.post(f"/hazards/{hazard.number}/notice/"),
        Client().get(f"/hazards/answer/{printed.token}/"),
    ]  # fmt: skip
    for page in pages[:-1]:
        assert page.status_code == 200
        assert SCRIPT not in page.content.decode(), page.request["PATH_INFO"]


def test_a_file_name_that_reads_like_a_path_or_a_header_is_only_a_name():
    cast = Cast()
    hazard = assigned(cast)
    for name in ("../../etc/passwd.png", "a\r\nSet-Cookie: x=1.png", "a;b=c.png"):
        sent = upload(picture().read(), name)
        assert (
            post(cast.officer, hazard, "add_evidence", side="paper", files=sent).status_code == 302
        )
    officer = entered(cast.officer)
    for evidence in hazard.evidence.all():
        shown = officer.get(f"/hazards/evidence/{evidence.pk}/")
        assert shown.status_code == 200
        assert ".." not in evidence.document.file.path
        assert "Set-Cookie" not in shown.headers
        assert "\n" not in shown.headers["Content-Disposition"]
        assert b"".join(shown.streaming_content)


# Forged ids


def test_ids_of_others_in_hidden_fields_are_refused_or_left_out():
    cast = Cast()
    strange = make_site()
    form = {"description": "Exit locked", "capacity": "enterprise", "found_on": day()}
    enterprise = entered(cast.enterprise)
    refused = enterprise.post("/hazards/new/", {**form, "site": strange.pk})
    assert refused.status_code == 422
    refused = enterprise.post(
        "/hazards/new/", {**form, "site": cast.site.pk, "capacity": "department"}
    )
    assert refused.status_code == 422
    officer = entered(cast.officer)
    other = {**form, "capacity": "department", "site": cast.site.pk, "found_unit": cast.other.pk}
    assert officer.post("/hazards/new/", other).status_code == 422
    assert not Hazard.objects.exists()


def test_people_and_units_of_the_wrong_kind_are_not_chosen_by_their_id():
    cast = Cast()
    hazard = assigned(cast)
    before = state(hazard)
    firm = cast.site.enterprise.unit.pk
    forged = (
        (cast.officer, "transfer", {"taker": firm, "reason": "x"}),
        (cast.officer, "name_expert", {"expert": cast.clerk.pk}),
        (cast.officer, "refer", {"leader": cast.clerk.pk, "question": "x"}),
        (cast.leader, "instruct", {"unit": firm, "text": "x", "due_on": day(2)}),
        (cast.enterprise, "note_fact", {"kind": "order", "scope": "x"}),
        (cast.officer, "note_fact", {"kind": "suspension", "scope": "x"}),
        (cast.officer, "determine", {"level": "major", "clause_ref": "local:999999"}),
        (cast.officer, "determine", {"level": "major", "clause_ref": "cn:NOPE", "condition_holds": "on"}),
        (cast.officer, "determine", {"level": "undetermined"}),
        (cast.officer, "close_unfixed", {"why": "not_a_hazard", "reason": "x"}),
        (cast.officer, "set_aside", {"why": "duplicate", "duplicate_number": hazard.number, "reason": "x"}),
        (cast.officer, "add_evidence", {"side": "nowhere", "files": picture()}),
    )  # fmt: skip
    for user, verb, given in forged:
        answer = post(user, hazard, verb, **given)
        assert answer.status_code == 422, (verb, given)
        assert state(hazard) == before, (verb, given)


def test_a_request_of_one_case_is_not_decided_on_the_page_of_another():
    cast = Cast()
    mine, theirs = assigned(cast), make_hazard(cast, by=cast.stranger, found_unit=cast.other)
    until = mine.due_on.replace(day=28)
    asked = extending.ask_extension(
        mine, by=cast.enterprise, at=NOON, today=TODAY, until=until, reason="Part"
    )
    forged = post(cast.officer, theirs, "decide_extension", decision="yes", extension=asked.pk)
    assert forged.status_code == 409
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize(
    "path",
    [
        "/hazards/H-1999-000001/", "/hazards/%3Cscript%3E/", "/hazards/H-2026-000001/no-such-step/", "/hazards/evidence/0/",
        "/hazards/evidence/99999999999999999999999/", "/hazards/answer/x/", "/hazards/answer/..%2F..%2Fetc/",
        "/hazards/at-site/99999999999999999999999/",
    ],
)  # fmt: skip
def test_an_address_of_nothing_is_not_found(path):
    cast = Cast()
    make_hazard(cast)
    assert entered(cast.clerk).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "new/?site=%C2%B2", "new/?site=-1", "new/recurrence/?site=%C2%B2&description=xx", "new/recurrence/?site=99999999999999999999&description=xx",
        "new/suggestions/?description=xx&found_on=2026-02-31&sector=nope", "?street=x&unit=99999999999999999999&found=nonsense&pile=nope",
        "?q=%25_%27%22%5C", "?sort=nope&cols=nope&size=-1", "?after=%FF%FE",
    ],
)  # fmt: skip
def test_nonsense_in_an_address_breaks_no_page(query):
    cast = Cast()
    make_hazard(cast)
    assert entered(cast.officer).get(f"/hazards/{query}").status_code == 200


@pytest.mark.parametrize("path", ["/hazards/H%00/", "/hazards/?q=a%00b", "/hazards/answer/%00/"])
def test_a_nul_in_an_address_is_refused_in_words(path):
    answer = entered(Cast().officer).get(path)
    assert answer.status_code == 400
    assert "not understood" in answer.content.decode()


def test_a_nul_in_a_field_is_refused_and_changes_nothing():
    cast = Cast()
    hazard = assigned(cast)
    before = state(hazard)
    answer = post(cast.officer, hazard, "note_fact", kind="note", scope="a\x00b")
    assert answer.status_code == 400
    assert state(hazard) == before


@pytest.mark.parametrize("role", ["officer", "clerk"])
def test_a_text_longer_than_its_field_is_refused_with_what_was_typed(role):
    cast = Cast()
    form = {
        "description": "x" * 5001, "place": "Gate 3", "capacity": "department", "found_unit": cast.department.pk, "found_on": day(),
    }  # fmt: skip
    answer = entered(getattr(cast, role)).post("/hazards/new/", form)
    assert answer.status_code == 422
    assert "Gate 3" in answer.content.decode()
    assert not Hazard.objects.exists()


def test_a_form_without_its_token_is_refused_in_words():
    cast = Cast()
    hazard = assigned(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    given = {"version": hazard.version, "on": day(), "kind": "note", "scope": "x"}
    answer = client.post(f"/hazards/{hazard.number}/note-fact/", given)
    assert answer.status_code == 403
    assert not hazard.facts.exists()


def test_nobody_without_an_account_gets_further_than_the_entrance():
    cast = Cast()
    hazard = assigned(cast)
    for path in (f"/hazards/{hazard.number}/", "/hazards/", f"/hazards/{hazard.number}/rectify/"):
        assert Client().get(path)["Location"].startswith("/accounts/login/")
    closed = make_user("officer", unit=cast.department)
    client = entered(closed)
    closed.is_active = False
    closed.save()
    assert client.get(f"/hazards/{hazard.number}/").status_code == 302
