"""Test data: uploads of every kind, and documents."""

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from anwei.accounts.tests.factories import NOON
from anwei.documents import actions
from anwei.documents.models import Document


def make_upload(data: bytes, name: str = "file.bin") -> SimpleUploadedFile:
    """Any bytes under any name; the browser's word for its type is never believed."""
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def photo_bytes(
    *,
    size: tuple[int, int] = (400, 300),
    format: str = "JPEG",
    turned: int = 0,
    taken: str = "",
    offset: str = "",
    place: tuple | None = None,
    shade: int = 0,
) -> bytes:
    """A photo with a slope of grey in it, and the facts a camera writes."""
    image = Image.linear_gradient("L").resize(size).rotate(shade, fillcolor=shade).convert("RGB")
    exif = Image.Exif()
    if turned:
        exif[ExifTags.Base.Orientation] = turned
    own = exif.get_ifd(ExifTags.IFD.Exif)
    if taken:
        own[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        own[ExifTags.Base.OffsetTimeOriginal] = offset
    if place:
        (latitude, north), (longitude, east) = place
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = north, latitude
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = east, longitude
    out = BytesIO()
    image.save(out, format, exif=exif)
    return out.getvalue()


def make_photo(name: str = "photo.jpg", **given: object) -> SimpleUploadedFile:
    """A small JPEG photo, unless told otherwise."""
    return make_upload(photo_bytes(**given), name)  # type: ignore[arg-type]


def make_packed(parts: dict[str, bytes], name: str) -> SimpleUploadedFile:
    """A zip file with these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return make_upload(out.getvalue(), name)


def make_document(upload: object = None, **given: object) -> Document:
    """A stored photo, unless told otherwise."""
    given.setdefault("by", "system:tests")
    given.setdefault("at", NOON)
    given.setdefault("purpose", "tests.proof")
    return actions.store(upload or make_photo(), **given)  # type: ignore[arg-type]
