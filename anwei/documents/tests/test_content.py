"""What may enter, by its content; everything else is refused in words and changes nothing."""

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from anwei.documents import content
from anwei.documents.content import UploadRefused, plain_name, read
from anwei.documents.tests.factories import make_packed, make_photo, make_upload, photo_bytes

TYPES = b"<Types/>"


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that claims a size; a bomb needs no more."""

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", body) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("upload", "mime", "name"),
    [
        (make_photo("a.exe"), "image/jpeg", "a.jpg"),
        (make_photo("b", format="PNG"), "image/png", "b.png"),
        (make_photo("c.jpeg", format="WEBP"), "image/webp", "c.webp"),
        (make_upload(b"%PDF-1.7\n", "report.html"), "application/pdf", "report.pdf"),
        (make_upload("隐患整改\n".encode(), "说明"), "text/plain", "说明.txt"),
        (make_upload("隐患整改".encode("gb18030"), "说明.txt"), "text/plain", "说明.txt"),
        (
            make_packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>"}, "plan.zip"),
            content.WORD,
            "plan.docx",
        ),
        (
            make_packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<x/>"}, "list.xls"),
            content.EXCEL,
            "list.xlsx",
        ),
    ],
)
def test_the_content_says_what_a_file_is_and_its_name_follows(upload, mime, name):
    found = read(upload)
    assert (found.mime, found.name) == (mime, name)


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (make_upload(b"", "empty.jpg"), "is empty"),
        (make_upload(b"GIF89a" + b"\x00" * 50, "dance.gif"), "kind that is not taken"),
        (make_upload(b"MZ\x90\x00" + b"\x00" * 50, "photo.jpg"), "kind that is not taken"),
        (make_upload(b"<svg onload='alert(1)'/>", "drawing.txt"), "kind that is not taken"),
        (make_upload(b"\n <!DOCTYPE html><p>", "photo.jpg"), "kind that is not taken"),
        (make_upload(b"notes <script>alert(1)</script>", "a.txt"), "kind that is not taken"),
        (make_upload(b"<?xml version='1.0'?><svg/>", "drawing.svg"), "kind that is not taken"),
        (make_upload(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "IMG_1.HEIC"), "HEIC"),
        (make_upload(photo_bytes()[:400], "torn.jpg"), "damaged"),
        (make_upload(b"\x89PNG\r\n\x1a\n" + b"junk" * 30, "junk.png"), "damaged"),
        (make_upload(b"PK\x03\x04 no archive", "plan.docx"), "damaged"),
        (make_packed({"notes.txt": b"x"}, "all.zip"), "archive"),
        (
            make_packed(
                {
                    "[Content_Types].xml": TYPES,
                    "word/document.xml": b"",
                    "word/vbaProject.bin": b"x",
                },
                "plan.docm",
            ),
            "macros",
        ),
        (
            make_packed(
                {"[Content_Types].xml": TYPES, "xl/workbook.xml": b"\x00" * (201 << 20)},
                "bomb.xlsx",
            ),
            "unpack",
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else given.name,
)
def test_whatever_else_comes_is_refused_in_words_that_name_the_file(upload, words):
    with pytest.raises(UploadRefused, match=words) as refusal:
        read(upload)
    assert upload.name in str(refusal.value)


@pytest.mark.parametrize("side", [9_000, 14_143, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head(side):
    with pytest.raises(UploadRefused, match="more than 64 megapixels"):
        read(make_upload(png_of(side, side), "bomb.png"))


def test_a_file_is_read_no_further_than_its_limit():
    class Endless(BytesIO):
        name, size = "long.txt", 0
        asked = 0

        def read(self, size=-1):
            self.asked = size
            return b"a" * size

    endless = Endless()
    with pytest.raises(UploadRefused, match="too large"):
        read(endless, limit=1000)
    assert endless.asked == 1001


def test_a_file_that_says_it_is_too_large_is_not_read_at_all():
    with pytest.raises(UploadRefused, match="at most 25.0.MB"):
        read(make_upload(b"a" * (content.MAX_BYTES + 1), "film.txt"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\隐患.jpg", "隐患.jpg"),
        ("<script>alert(1)</script>.jpg", "script_.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("line\nbreak\x00.txt", "linebreak.txt"),
        ("", "file"),
        ("...", "file"),
        ("很" * 300 + ".jpg", "很" * 100 + ".jpg"),
    ],
)
def test_names_lose_folders_scripts_and_marks_that_mislead(given, kept):
    assert plain_name(given) == kept


def test_a_photo_tells_when_and_where_it_was_taken():
    photo = read(
        make_photo(
            taken="2026:11:20 10:30:00",
            place=(((30.0, 40.0, 12.0), "N"), ((104.0, 3.0, 36.0), "E")),
        )
    ).picture
    # A camera without a zone has the zone's clock: 10:30 in Shanghai.
    assert photo.taken_at == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert photo.position == (30.67, 104.06)


def test_a_camera_with_a_zone_is_believed_about_it():
    photo = read(make_photo(taken="2026:11:20 10:30:00", offset="+01:00")).picture
    assert photo.taken_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_nonsense_in_a_photos_own_facts_is_left_out():
    photo = read(
        make_photo(
            taken="0000:00:00 00:00:00", place=(((91.0, 0.0, 0.0), "N"), ((1.0, 0.0, 0.0), "E"))
        )
    ).picture
    assert (photo.taken_at, photo.position) == (None, None)


def test_small_versions_are_upright_and_tell_nothing_of_the_place():
    place = (((30.0, 40.0, 12.0), "N"), ((104.0, 3.0, 36.0), "E"))
    photo = read(make_photo(size=(2000, 1000), turned=6, place=place)).picture
    assert (photo.width, photo.height) == (1000, 2000)
    for data, longest in ((photo.preview, 1600), (photo.thumb, 320)):
        with Image.open(BytesIO(data)) as small:
            assert small.size == (longest // 2, longest)
            assert not small.getexif()


def test_what_is_transparent_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(
        BytesIO(read(make_upload(out.getvalue(), "plan.png")).picture.preview)
    ) as small:
        assert small.getpixel((10, 10)) == (255, 255, 255)
