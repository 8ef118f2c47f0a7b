"""Photos: their size checked before they are decoded, their own facts, small versions, their looks."""

import struct
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import ExifTags, Image, ImageOps

# Above what phones make by default (50), below what fills the memory of a small server.
MAX_PIXELS = 64_000_000
PREVIEW = 1600
THUMB = 320
FORMATS = ("JPEG", "PNG", "WEBP")

# What Pillow's decoders raise on broken or hostile files.
FAULTS = (
    OSError, ValueError, TypeError, SyntaxError, KeyError, IndexError, ArithmeticError, EOFError,
    AttributeError, struct.error, MemoryError,
)  # fmt: skip


class Damaged(Exception):
    """The picture cannot be decoded."""


class TooManyPixels(Exception):
    """The picture would fill the memory when decoded."""


@dataclass(frozen=True)
class Picture:
    """What was found in a photo. Place in degrees (WGS 84); `looks` is a signed 64-bit number."""

    width: int
    height: int
    preview: bytes = field(repr=False)
    thumb: bytes = field(repr=False)
    looks: int
    taken_at: datetime | None = None
    position: tuple[float, float] | None = None


def read(data: bytes) -> Picture:
    """Decode a photo and make its small versions. Raises Damaged or TooManyPixels."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels(f"{image.width} x {image.height}")
            return _picture(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        # Pillow refuses the largest ones itself, when it has read their header.
        raise TooManyPixels(str(fault)) from None
    except FAULTS as fault:
        raise Damaged(str(fault)) from None


def _picture(image: Image.Image) -> Picture:
    width, height = image.size
    exif = image.getexif()
    if exif.get(ExifTags.Base.Orientation) in {5, 6, 7, 8}:
        width, height = height, width
    # JPEG can be decoded at a fraction of its size: less memory and time for large photos.
    image.draft("RGB", (PREVIEW, PREVIEW))
    image.thumbnail((PREVIEW, PREVIEW))
    upright = ImageOps.exif_transpose(image)
    preview = _on_white(upright)
    thumb = preview.copy()
    thumb.thumbnail((THUMB, THUMB))
    return Picture(
        width=width,
        height=height,
        preview=_webp(preview),
        thumb=_webp(thumb),
        looks=looks_of(thumb),
        taken_at=_taken_at(exif),
        position=_position(exif),
    )


def _on_white(image: Image.Image) -> Image.Image:
    """The picture in plain colours, what was transparent in white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    drawn = image.convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(ground, drawn).convert("RGB")


def _webp(image: Image.Image) -> bytes:
    """Without the photo's own facts: a preview must not tell where it was taken."""
    out = BytesIO()
    image.save(out, "WEBP", quality=80, method=2, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def looks_of(image: Image.Image) -> int:
    """The difference hash: for 8 rows of 9 grey dots, whether each is darker than its neighbour."""
    dots = list(image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (dots[row * 9 + column] < dots[row * 9 + column + 1])
    return bits - (1 << 64) if bits >= 1 << 63 else bits


def distance(one: int, other: int) -> int:
    """In how many of 64 points two pictures look different; up to about 6 they are the same scene."""
    return ((one ^ other) & ((1 << 64) - 1)).bit_count()


def _taken_at(exif: Image.Exif) -> datetime | None:
    """When the camera says it was, in UTC; a camera without a zone has the zone's clock."""
    facts = exif.get_ifd(ExifTags.IFD.Exif)
    text = str(facts.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
    offset = str(facts.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
    try:
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(
            tzinfo=ZoneInfo(settings.TIME_ZONE)
        )
        if offset:
            moment = datetime.strptime(f"{text}{offset}", "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _position(exif: Image.Exif) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where they are missing or not on earth."""
    facts = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(
            facts[ExifTags.GPS.GPSLatitude], facts[ExifTags.GPS.GPSLatitudeRef], "S"
        )
        longitude = _degrees(
            facts[ExifTags.GPS.GPSLongitude], facts[ExifTags.GPS.GPSLongitudeRef], "W"
        )
    except FAULTS:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return latitude, longitude


def _degrees(parts: tuple[Any, ...], side: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = round(degrees + minutes / 60 + seconds / 3600, 7)
    return -value if str(side).strip("\x00 ").upper() == negative else value
